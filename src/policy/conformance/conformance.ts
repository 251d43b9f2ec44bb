/**
 * Every clause of a policy held against the system: each says what it can show for itself, and whether its published text
 * is still what the registry says. Pure: the same registry, policy and measurement give the same results.
 */
import { assert } from '../../base/assert.ts'
import type { Millis } from '../../base/clock.ts'
import { dayOf } from '../../base/day.ts'
import { isFault } from '../../base/fault.ts'
import type { Registry } from '../../registry/registry.ts'
import { clauses } from '../clauses/clauses.ts'
import { type Context, contextOf, type DraftOptions } from '../context.ts'
import { differences } from '../diff.ts'
import { draft } from '../draft.ts'
import type { ClauseId, Difference, Draft } from '../model.ts'
import { evidence, fail, pass, unknown } from './evidence.ts'
import type { Evidence, EvidenceState, System } from './system.ts'

/** Evidence with the clause it is for. */
export type ClauseEvidence = Evidence & { readonly clause: ClauseId }

export type Conformance = {
  readonly policy: string
  /** When the system was measured. */
  readonly atMs: Millis
  /** The ledger as it was then; null where it could not be read. */
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string } | null
  /** How many of each. */
  readonly counts: { readonly [S in EvidenceState]: number }
  /** In the order of the clauses. */
  readonly results: readonly ClauseEvidence[]
}

export type ConformanceOptions = {
  /** The registry in force when it was measured. */
  readonly registry: Registry
  /** Id of the policy. */
  readonly policy: string
  readonly system: System
  /** The draft that was published and is in force; null while none is. */
  readonly published: Draft | null
}

/** Throws `policy.unknown`. */
export function conformance(options: ConformanceOptions): Conformance {
  const { registry, policy, system, published } = options
  const now = { registry, policy, on: dayOf(system.atMs) }
  const context = contextOrNothing(now)
  const changes = published && differences(published, context && draft(now))
  const results = clauses.flatMap((clause) => {
    const applies = context !== undefined && clause.applies(context)
    // What was published and has no ground in the registry any more is as untrue as what was changed.
    const isStated = applies || changes?.some((one) => one.clause === clause.id) === true
    const found = [
      ...(isStated ? [textEvidence(clause.id, changes)] : []),
      ...(applies ? clause.check(system, context) : []),
    ]
    return found.map((one) => ({ clause: clause.id, ...one }))
  })
  assert(new Set(results.map(({ id }) => id)).size === results.length, 'each evidence has an id of its own')
  return {
    policy,
    atMs: system.atMs,
    checkpoint: system.ledger
      ? { origin: system.ledger.origin, size: system.ledger.size, root: system.ledger.root }
      : null,
    counts: {
      pass: counted(results, 'pass'),
      fail: counted(results, 'fail'),
      unknown: counted(results, 'unknown'),
    },
    results,
  }
}

/** Undefined when no device in use is the policy's. */
function contextOrNothing(options: DraftOptions): Context | undefined {
  try {
    return contextOf(options)
  } catch (error) {
    if (isFault(error, 'policy.nothingToSay')) return undefined
    throw error
  }
}

function counted(results: readonly Evidence[], state: EvidenceState): number {
  return results.filter((one) => one.state === state).length
}

/** Whether the published text of the clause is what the registry says now. */
function textEvidence(clause: ClauseId, changes: readonly Difference[] | null): Evidence {
  const claim = {
    ko: '공개된 조항이 현황과 같습니다.',
    en: 'The published clause is what the registry says.',
  }
  const id = `text/${clause}`
  if (changes === null)
    return evidence(
      id,
      claim,
      unknown(
        { ko: '시행 중인 방침이 아직 없습니다.', en: 'No version of the policy is in force yet.' },
        {
          ko: '초안을 승인하고 공고하면 시행일부터 확인됩니다.',
          en: 'Approve and announce a draft; it is checked from the day it takes effect.',
        },
      ),
    )
  const facts = changes.filter((one) => one.clause === clause).length
  return evidence(
    id,
    claim,
    facts === 0
      ? pass({ ko: '다른 사실이 없습니다.', en: 'No fact differs.' }, { differing: 0 })
      : fail(
          {
            ko: `사실 ${facts}건이 현황과 다릅니다.`,
            en:
              facts === 1 ? '1 fact differs from the registry.' : `${facts} facts differ from the registry.`,
          },
          { differing: facts },
        ),
  )
}
