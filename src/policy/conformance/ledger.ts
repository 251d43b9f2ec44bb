/**
 * The ledger, measured. Verifying all of it takes time that grows with it, and tampering with an old tile shows only in
 * that; so it is done apart, by whoever has the time, and remembered with its moment. Each measuring then proves that
 * the present checkpoint has grown out of the tree that was verified, which takes some twenty hashes whatever its size.
 */
import type { Clock, Millis } from '../../base/clock.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { provesConsistency, readFolder, verifyLedger } from '../../ledger/verify.ts'
import { POLICY_KINDS, policiesOf, type PolicyEntry } from './publications.ts'
import type { MeasuredLedger, MeasuredPolicy } from './system.ts'

export type LedgerDeps = {
  readonly ledger: Pick<Ledger, 'checkpoint' | 'entries' | 'proveGrowth'>
  /** DATA/ledger. */
  readonly ledgerFolder: string
  /** Of the ledger's own signer. */
  readonly vkey: string
  readonly clock: Pick<Clock, 'now'>
}

/** The proof and the checkpoint are read one after the other, and an entry may come in between. */
const ATTEMPTS = 5

const FOLLOWED = ['viewing.opened', 'viewing.refused', ...POLICY_KINDS] as const

type Verified = NonNullable<MeasuredLedger['whole']> & { readonly root: string }

export type LedgerGauge = {
  measure(): Promise<{ readonly ledger: MeasuredLedger; readonly policies: readonly MeasuredPolicy[] }>
  /** Time of the first entry, and so of all that is known; undefined while there is none. */
  sinceMs(): Promise<Millis | undefined>
  /** Verifies all of it: signature, every hash, every entry. Reads the whole ledger. */
  verify(): Promise<void>
}

export function openLedgerGauge(deps: LedgerDeps): LedgerGauge {
  const { ledger, ledgerFolder, vkey, clock } = deps
  let verified: Verified | undefined
  let since: Millis | undefined
  const read = { next: 0, viewings: 0, refused: 0, policies: [] as PolicyEntry[] }

  /** Reads what came since the last time. */
  async function follow(size: number): Promise<void> {
    for await (const { entry } of ledger.entries({ from: read.next, to: size, kinds: FOLLOWED })) {
      if (entry.kind === 'viewing.opened') read.viewings++
      else if (entry.kind === 'viewing.refused') read.refused++
      else read.policies.push(entry)
    }
    read.next = size
  }

  /** Undefined also where the ledger grows faster than it can be proven, which it does not. */
  async function hasGrown(now: Parts): Promise<boolean | undefined> {
    if (verified === undefined || !verified.isWhole) return undefined
    for (let attempt = 0, at = now; attempt < ATTEMPTS; attempt++) {
      if (at.size < verified.size) return false
      const path = await ledger.proveGrowth(verified.size)
      const after = partsOf(await ledger.checkpoint())
      if (after.size === at.size)
        return provesConsistency({
          oldSize: verified.size,
          newSize: at.size,
          oldRoot: Buffer.from(verified.root, 'hex'),
          newRoot: at.root,
          path,
        })
      at = after
    }
    return undefined
  }

  return {
    async measure() {
      const now = partsOf(await ledger.checkpoint())
      const { origin, size, root } = now
      await follow(size)
      const grown = await hasGrown(now)
      return {
        ledger: {
          origin,
          size,
          root: root.toString('hex'),
          whole: verified && {
            atMs: verified.atMs,
            size: verified.size,
            isWhole: verified.isWhole,
            findings: verified.findings,
          },
          hasGrownFromIt: grown,
          viewings: read.viewings,
          refusedViewings: read.refused,
        },
        policies: policiesOf(read.policies),
      }
    },
    async sinceMs() {
      if (since === undefined)
        for await (const { entry } of ledger.entries({ from: 0, to: 1 })) since = entry.at
      return since
    },
    async verify() {
      const atMs = clock.now()
      const found = await verifyLedger({ read: readFolder(ledgerFolder), vkey, entries: 'required' })
      verified = {
        atMs,
        size: found.size,
        root: found.root,
        isWhole: found.ok,
        findings: [...new Set(found.findings.map(({ code }) => code))],
      }
    },
  }
}

type Parts = { readonly origin: string; readonly size: number; readonly root: Buffer }

/** The lines of a checkpoint that the ledger itself has signed: origin, size, root. */
function partsOf(checkpoint: string): Parts {
  const [origin = '', size = '', root = ''] = checkpoint.split('\n')
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') }
}
