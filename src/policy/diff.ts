/**
 * What two drafts state differently, fact by fact. Wording, sums and dates are not compared: they follow from the
 * facts, so a changed sentence without a changed fact is a change of ours and not of the agency.
 */
import { canonicalJson } from '../base/canonical.ts'
import type { ClauseId, Difference, Draft, Fact } from './model.ts'

type Stated = { readonly clause: ClauseId; readonly fact: Fact }

/**
 * Differences in the order of the later draft; what it no longer states comes last. A policy that is not there
 * (undefined) states nothing.
 */
export function differences(before: Draft | undefined, after: Draft | undefined): readonly Difference[] {
  const was = statedIn(before)
  const is = statedIn(after)
  const changed = [...is.values()].flatMap(({ clause, fact }): Difference[] => {
    const earlier = was.get(fact.id)?.fact
    if (earlier !== undefined && same(earlier, fact)) return []
    return [{ clause, fact: fact.id, label: fact.label, before: earlier?.text ?? null, after: fact.text }]
  })
  const gone = [...was.values()].flatMap(({ clause, fact }): Difference[] =>
    is.has(fact.id) ? [] : [{ clause, fact: fact.id, label: fact.label, before: fact.text, after: null }],
  )
  return [...changed, ...gone]
}

function statedIn(draft: Draft | undefined): ReadonlyMap<string, Stated> {
  return new Map(
    (draft?.clauses ?? []).flatMap(({ id, facts }) => facts.map((fact) => [fact.id, { clause: id, fact }])),
  )
}

function same(one: Fact, other: Fact): boolean {
  return canonicalJson(one.value).equals(canonicalJson(other.value))
}
