/**
 * What the portal shows at one moment, read together: registry, versions of the policies, the last measurement and the
 * ledger's head. Each part has a tag that changes when the part does, by which pages are kept and thrown away.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import type { Day } from '../../base/day.ts'
import { dayOf } from '../../base/day.ts'
import type {
  ArchiveRange,
  Conformance,
  Draft,
  Drift,
  Policies,
  PolicyVersion,
  Proof,
  Proofs,
  RecordedStep,
} from '../../policy/policy.ts'
import type { Log } from '../../base/log.ts'
import { digestOf } from '../../registry/registry.ts'
import type { Policy, Registry } from '../../registry/registry.ts'
import { webFault } from '../faults.ts'
import type { Language } from './language.ts'
import { rowsOf } from './register.ts'
import type { Row } from './register.ts'

/** What the portal needs of the rest of the program, beside registry and ledger. */
export type PortalSource = {
  readonly policies: Pick<Policies, 'versions' | 'archive' | 'text' | 'drift' | 'record'>
  /** The system measured, and the policies held against it. */
  readonly proofs: Pick<Proofs, 'recent'>
}

export type PolicyShown = {
  readonly policy: Pick<Policy, 'id' | 'title'>
  /** What was ever announced, the earliest first. */
  readonly versions: readonly PolicyVersion[]
  readonly inForce: PolicyVersion | undefined
  /** Those whose day is still to come, the nearest first. */
  readonly announced: readonly PolicyVersion[]
  readonly archive: readonly ArchiveRange[]
  readonly drift: Drift | undefined
  readonly conformance: Conformance | undefined
}

export type LedgerHead = {
  /** The signed note as it stands. */
  readonly checkpoint: string
  readonly origin: string
  readonly size: number
  readonly vkey: string
}

/** What pages are made of, and when each last changed. */
export type Tags = {
  readonly registry: string
  readonly policies: string
  readonly measured: string
  readonly ledger: string
  readonly day: string
}

export type Shown = {
  readonly today: Day
  readonly registry: Registry
  readonly policies: readonly PolicyShown[]
  /** Those that the registry does not have any more; their versions stay at their addresses. */
  readonly former: readonly PolicyShown[]
  /** Undefined when nothing could be measured. */
  readonly measured: Proof | undefined
  /** Whether the measurement is so old that it says little of now. */
  readonly isStale: boolean
  /** Undefined when the ledger has no entry yet. */
  readonly ledger: LedgerHead | undefined
  /** The devices in use, as the register has them. */
  rows(language: Language): readonly Row[]
  /** What a version says. */
  text(version: PolicyVersion): Promise<Draft>
  /** Its entries in the ledger. */
  record(version: PolicyVersion): Promise<readonly RecordedStep[]>
  readonly tags: Tags
}

/** After so long the last measurement is called old. */
const STALE_MS = 2 * 3_600_000

export type ReadOptions = {
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly registry: () => Promise<Registry | undefined>
  readonly ledgerFolder: string
  readonly source: PortalSource
}

/** What follows from a registry, reckoned once for each. */
type Derived = { readonly tag: string; readonly rows: Map<Language, readonly Row[]> }

/** How to read it all at this moment. What is read throws `web.portalEmpty` when there is no registry yet. */
export function openReading(options: ReadOptions): () => Promise<Shown> {
  const { clock, log, source } = options
  const derived = new WeakMap<Registry, Derived>()
  const titles = new Map<string, Policy['title']>()
  const derivedOf = (registry: Registry): Derived => {
    const known = derived.get(registry)
    if (known !== undefined) return known
    const made = { tag: digestOf(registry), rows: new Map() }
    derived.set(registry, made)
    return made
  }
  return async () => {
    const nowMs = clock.now()
    const today = dayOf(nowMs)
    const registry = await options.registry()
    if (registry === undefined) throw webFault('web.portalEmpty')
    const { tag, rows } = derivedOf(registry)
    const measured = await source.proofs.recent().catch((error: unknown) => {
      // Not being able to measure is itself something to be told; the policy must be readable all the same.
      log.error('web.notMeasured', error)
      return undefined
    })
    const isStale = measured !== undefined && nowMs - measured.system.atMs > STALE_MS
    const ledger = await ledgerHead(options.ledgerFolder)
    const versions = (await source.policies.versions()).filter(({ path }) => path !== null)
    const ofPolicy = Map.groupBy(versions, ({ policy }) => policy)
    const policyShown = (policy: PolicyShown['policy']) =>
      readPolicy(source, policy, ofPolicy.get(policy.id) ?? [], measured)
    const policies = await Promise.all(registry.policies.map(policyShown))
    const current = new Set(registry.policies.map(({ id }) => id))
    const former: PolicyShown[] = []
    for (const [id, [first]] of ofPolicy) {
      if (current.has(id) || first === undefined) continue
      const title = titles.get(id) ?? (await source.policies.text(first.id)).title
      titles.set(id, title)
      former.push(await policyShown({ id, title }))
    }
    return {
      today,
      registry,
      policies,
      former,
      measured,
      isStale,
      ledger,
      rows(language) {
        const made = rows.get(language) ?? rowsOf(registry, language)
        rows.set(language, made)
        return made
      },
      text: ({ id }) => source.policies.text(id),
      record: ({ id }) => source.policies.record(id),
      tags: {
        registry: tag,
        policies: [...policies, ...former].map(policyTag).join(' '),
        measured: measuredTag(measured, isStale),
        ledger: `${ledger?.checkpoint ?? ''} ${ledger?.vkey ?? ''}`,
        day: today,
      },
    }
  }
}

/** What was shown once, when it cannot be read again: of the measurement it is told that it says nothing of now. */
export function outdated(shown: Shown): Shown {
  return { ...shown, isStale: true, tags: { ...shown.tags, measured: measuredTag(shown.measured, true) } }
}

function measuredTag(measured: Proof | undefined, isStale: boolean): string {
  return `${measured?.system.atMs ?? ''} ${isStale}`
}

async function readPolicy(
  source: PortalSource,
  policy: PolicyShown['policy'],
  versions: readonly PolicyVersion[],
  measured: Proof | undefined,
): Promise<PolicyShown> {
  return {
    policy,
    versions,
    inForce: versions.find(({ state }) => state === 'inForce'),
    announced: versions
      .filter(({ state }) => state === 'announced')
      .toSorted((a, b) => ((a.effectiveOn ?? '') < (b.effectiveOn ?? '') ? -1 : 1)),
    archive: await source.policies.archive(policy.id),
    drift: await source.policies.drift(policy.id),
    conformance: measured?.conformance.find((one) => one.policy === policy.id),
  }
}

function policyTag({ policy, versions, drift }: PolicyShown): string {
  const states = versions.map(
    ({ number, state, digest, until }) => `${number} ${state} ${digest} ${until ?? ''}`,
  )
  return `${policy.id}: ${states.join(', ')}; ${drift?.registryDigest ?? ''}`
}

async function ledgerHead(folder: string): Promise<LedgerHead | undefined> {
  const read = (name: string) =>
    readFile(join(folder, name), 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    })
  const [checkpoint, vkey] = await Promise.all([read('checkpoint'), read('vkey')])
  if (checkpoint === undefined || vkey === undefined) return undefined
  const [origin = '', size = '0'] = checkpoint.split('\n')
  return { checkpoint, origin, size: Number(size), vkey: vkey.trim() }
}
