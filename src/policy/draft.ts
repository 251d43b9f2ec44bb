/**
 * Registry + law of a day -> the policy's draft. Pure: the same input gives the same bytes, whatever the clock says.
 */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../base/canonical.ts'
import { clauses } from './clauses/clauses.ts'
import { lead } from './clauses/lead.ts'
import { contextOf, type DraftOptions } from './context.ts'
import type { Draft } from './model.ts'

/**
 * The policy as the registry and the law of `on` have it. Throws `policy.unknown`, `policy.nothingToSay`, and
 * `law.notKnown` for a day before the record.
 */
export function draft(options: DraftOptions): Draft {
  const context = contextOf(options)
  const { registry, policy } = context
  const applying = clauses.filter((clause) => clause.applies(context))
  return {
    format: 'jangseung-policy/1',
    agency: { id: registry.agency.id, name: registry.agency.name },
    policy: policy.id,
    title: policy.title,
    form: policy.form,
    asOf: context.asOf,
    lawOf: context.on,
    announcedOn: context.announcedOn,
    effectiveOn: context.effectiveOn,
    lead: { ko: lead(context, 'ko'), en: lead(context, 'en') },
    clauses: applying.map((clause, index) => ({
      id: clause.id,
      number: index + 1,
      title: clause.title(context),
      law: clause.law(context),
      facts: clause.facts(context),
      blocks: { ko: clause.write(context, 'ko'), en: clause.write(context, 'en') },
    })),
  }
}

/** The canonical JSON of a draft (RFC 8785): what is stored, signed and published. */
export function draftBytes(draft: Draft): Buffer {
  return canonicalJson(draft)
}

/** SHA-256 of the draft's canonical JSON, hex. */
export function digestOfDraft(draft: Draft): string {
  return createHash('sha256').update(draftBytes(draft)).digest('hex')
}
