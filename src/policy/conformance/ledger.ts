/**
 * The ledger, measured. Verifying all of it takes time that grows with it, and tampering with an old tile shows only in
 * that; so it is done apart, by whoever has the time, and remembered with its moment. Each measuring then proves that
 * the present checkpoint has grown out of the tree that was verified, which takes some twenty hashes whatever its size.
 */
import type { Clock, Millis } from '../../base/clock.ts'
import { dayOf } from '../../base/day.ts'
import { basis } from '../../law/law.ts'
import type { EntryOf, Ledger } from '../../ledger/ledger.ts'
import { provesConsistency, readFolder, verifyLedger } from '../../ledger/verify.ts'
import { POLICY_KINDS, policiesOf, type PolicyEntry } from './publications.ts'
import type { MeasuredLedger, MeasuredPolicy, MeasuredViewings } from './system.ts'

export type LedgerDeps = {
  readonly ledger: Pick<Ledger, 'checkpoint' | 'entries' | 'proveGrowth'>
  /** DATA/ledger. */
  readonly ledgerFolder: string
  /** Of the ledger's own signer. */
  readonly vkey: string
  readonly clock: Pick<Clock, 'now'>
}

export type LedgerGauge = {
  measure(): Promise<{
    readonly ledger: MeasuredLedger
    readonly viewings: MeasuredViewings
    readonly policies: readonly MeasuredPolicy[]
  }>
  /** Time of the first entry, and so of all that is known; undefined while there is none. */
  sinceMs(): Promise<Millis | undefined>
  /** Verifies all of it: signature, every hash, every entry. Reads the whole ledger. Stopped, it changes nothing. */
  verify(signal?: AbortSignal): Promise<void>
}

type Whole = NonNullable<MeasuredLedger['whole']> & { readonly root: string }
type Parts = { readonly origin: string; readonly size: number; readonly root: Buffer }

/** The proof and the checkpoint are read one after the other, and an entry may come in between. */
const ATTEMPTS = 5

export function openLedgerGauge(deps: LedgerDeps): LedgerGauge {
  const { ledger } = deps
  const follower = follow(ledger)
  let whole: Whole | undefined
  let since: Millis | undefined
  return {
    async measure() {
      const now = partsOf(await ledger.checkpoint())
      const { origin, size, root } = now
      const grown = whole === undefined ? undefined : await hasGrown(ledger, whole, now)
      const measured = { origin, size, root: root.toString('hex'), whole, hasGrownFromIt: grown }
      return { ledger: measured, ...(await follower.until(size)) }
    },
    async sinceMs() {
      if (since === undefined)
        for await (const { entry } of ledger.entries({ from: 0, to: 1 })) since = entry.at
      return since
    },
    async verify(signal) {
      whole = await verifiedWhole(deps, signal)
    },
  }
}

/** What was found wrong is looked at again: the files of a running ledger change while they are read. */
async function verifiedWhole(
  { ledgerFolder, vkey, clock }: LedgerDeps,
  signal?: AbortSignal,
): Promise<Whole> {
  const atMs = clock.now()
  const options = {
    read: readFolder(ledgerFolder),
    vkey,
    entries: 'required',
    ...(signal && { signal }),
  } as const
  const look = () => verifyLedger(options)
  const first = await look()
  const { size, root, ok, findings } = first.ok ? first : await look()
  return { atMs, size, root, isWhole: ok, findings: [...new Set(findings.map(({ code }) => code))] }
}

/**
 * Whether the present tree begins with the one that was verified. Undefined where that one was not whole, and where
 * the ledger grows faster than it can be proven, which it does not.
 */
async function hasGrown(
  ledger: LedgerDeps['ledger'],
  whole: Whole,
  now: Parts,
): Promise<boolean | undefined> {
  if (!whole.isWhole) return undefined
  for (let attempt = 0, at = now; attempt < ATTEMPTS; attempt++) {
    if (at.size < whole.size) return false
    const path = await ledger.proveGrowth(whole.size)
    const after = partsOf(await ledger.checkpoint())
    if (after.size === at.size)
      return provesConsistency({
        oldSize: whole.size,
        newSize: at.size,
        oldRoot: Buffer.from(whole.root, 'hex'),
        newRoot: at.root,
        path,
      })
    at = after
  }
  return undefined
}

/** The lines of a checkpoint that the ledger itself has signed: origin, size, root. */
function partsOf(checkpoint: string): Parts {
  const [origin = '', size = '', root = ''] = checkpoint.split('\n')
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') }
}

const FOLLOWED = ['viewing.opened', 'viewing.refused', ...POLICY_KINDS] as const

/** Reads what the ledger tells of viewings and policies, each entry once, however many read at the same time. */
function follow(ledger: LedgerDeps['ledger']) {
  let next = 0
  const viewings = { opened: 0, refused: 0, offPurpose: 0, unfounded: 0 }
  const policies: PolicyEntry[] = []
  return {
    async until(size: number) {
      for await (const { leaf, entry } of ledger.entries({ from: next, to: size, kinds: FOLLOWED })) {
        if (leaf < next) continue
        if (entry.kind === 'viewing.refused') viewings.refused++
        else if (entry.kind !== 'viewing.opened') policies.push(entry)
        else {
          viewings.opened++
          if (entry.offPurpose) viewings.offPurpose++
          if (entry.offPurpose && !isFounded(entry)) viewings.unfounded++
        }
        next = leaf + 1
      }
      next = Math.max(next, size)
      return { viewings: { ...viewings }, policies: policiesOf(policies) }
    },
  }
}

/** Entries write the Act before the article: `pipa.18-2-7` is 법 §18②7 (docs/ref/api.md, Viewing). */
const ACT = 'pipa.'

/** Whether the ground of a use beyond purpose is one that the law of its day knows (법 §18②). */
function isFounded({ at, basis: written }: EntryOf<'viewing.opened'>): boolean {
  const code = written.startsWith(ACT) ? written.slice(ACT.length) : written
  return basis(code, dayOf(at))?.group === '18-2'
}
