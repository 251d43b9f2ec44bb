/**
 * A draft from JSON that somebody else kept. What is compared and shown of it is checked; its blocks are carried
 * along unread, so what comes from here may be compared and never rendered.
 */
import { canonicalJson, type Json } from '../base/canonical.ts'
import { parseDay } from '../base/day.ts'
import { draftFault } from './faults.ts'
import { CLAUSES, type Draft } from './model.ts'

/** The draft in `value`. Throws `policy.notADraft`, naming the first place that is wrong. */
export function readDraft(value: unknown): Draft {
  const root = record(value, '$')
  if (root.format !== 'jangseung-policy/1') throw wrong('$.format', '"jangseung-policy/1"')
  text(root.policy, '$.policy')
  bilingual(root.title, '$.title')
  for (const name of ['asOf', 'lawOf'])
    if (parseDay(text(root[name], `$.${name}`)) === undefined) throw wrong(`$.${name}`, 'a day')
  const agency = record(root.agency, '$.agency')
  text(agency.id, '$.agency.id')
  bilingual(agency.name, '$.agency.name')
  list(root.clauses, '$.clauses').forEach((clause, index) => readClause(clause, `$.clauses[${index}]`))
  return value as Draft
}

function readClause(value: unknown, where: string): void {
  const clause = record(value, where)
  if (!CLAUSES.some((id) => id === clause.id)) throw wrong(`${where}.id`, 'the id of a clause')
  if (!Number.isSafeInteger(clause.number)) throw wrong(`${where}.number`, 'a whole number')
  bilingual(clause.title, `${where}.title`)
  list(clause.facts, `${where}.facts`).forEach((fact, index) => readFact(fact, `${where}.facts[${index}]`))
}

function readFact(value: unknown, where: string): void {
  const fact = record(value, where)
  text(fact.id, `${where}.id`)
  bilingual(fact.label, `${where}.label`)
  bilingual(fact.text, `${where}.text`)
  // Throws canonical.unsupported for what has no digest; JSON.parse yields fractions, and they are no facts.
  canonicalJson((fact.value ?? null) as Json)
}

function bilingual(value: unknown, where: string): void {
  const both = record(value, where)
  text(both.ko, `${where}.ko`)
  text(both.en, `${where}.en`)
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(where, 'an object')
  return value as Readonly<Record<string, unknown>>
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(where, 'a list')
  return value
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw wrong(where, 'a text')
  return value
}

function wrong(where: string, expected: string) {
  return draftFault('policy.notADraft', { where, expected })
}
