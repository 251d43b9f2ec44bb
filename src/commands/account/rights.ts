/**
 * What an account may do, as it is typed: roles, whose account it is, and what it may watch. What is typed wrongly would
 * be a right to nothing, or nobody's account; so every id must stand in the registry.
 */
import { addDays, dayStart } from '../../base/day.ts'
import type { Registry, Scope } from '../../registry/registry.ts'
import { type Grant, type Role, ROLES } from '../../staff/staff.ts'
import { type Arguments, commandFault, type OptionSpec } from '../command.ts'
import { dayGiven, oneOf } from '../given.ts'

export const rightsUsage = '[--role ROLE]… [--officer ID] [--watch SCOPE]… [--until DAY]'

export const rightsOptions: Readonly<Record<string, OptionSpec>> = {
  role: {
    type: 'string',
    multiple: true,
    value: 'ROLE',
    ko: `역할: ${ROLES.join(', ')} (여러 번 쓸 수 있음)`,
    en: 'a role (repeatable)',
  },
  officer: {
    type: 'string',
    value: 'ID',
    ko: '현황의 어느 담당자의 계정인지. 빈 값("")이면 누구의 것도 아님',
    en: 'the officer of the registry whose account it is; "" for none',
  },
  watch: {
    type: 'string',
    multiple: true,
    value: 'SCOPE',
    ko: '열람 범위: officer(현황이 그 담당자에게 정한 범위), everything, site:ID, zone:ID, device:ID (여러 번), none',
    en: 'what it may watch: officer (as the registry has it for that officer), everything, site:ID, zone:ID, device:ID (repeatable), none',
  },
  until: {
    type: 'string',
    value: 'DAY',
    ko: '열람 범위의 마지막 날, YYYY-MM-DD (수탁자는 계약이 끝나는 날)',
    en: 'the last day of --watch, YYYY-MM-DD (for a processor the end of the contract)',
  },
}

/** The roles of `--role`; undefined without any. */
export function rolesGiven(given: Arguments): readonly Role[] | undefined {
  const words = given.texts('role')
  return words.length === 0 ? undefined : words.map((word) => oneOf('--role', word, ROLES))
}

/** The officer of `--officer`, null for nobody; undefined without it. */
export function officerGiven(given: Arguments, { officers }: Registry): string | null | undefined {
  const id = given.text('officer')
  if (id === undefined || id === '') return id === '' ? null : undefined
  const ids = officers.map((officer) => officer.id)
  return oneOf('--officer', id, ids)
}

/** The grant of `--watch` and `--until`, for an account of that officer; undefined without them. */
export function grantsGiven(
  given: Arguments,
  account: { readonly registry: Registry; readonly officer: string | null; readonly nowMs: number },
): readonly Grant[] | undefined {
  const words = given.texts('watch')
  const until = dayGiven(given, 'until')
  if (words.length === 0 && until !== undefined)
    throw commandFault('command.missingArgument', { name: '--watch' })
  if (words.length === 0) return undefined
  if (words.length === 1 && words[0] === 'none') return []
  return [
    {
      scope: scopeOf(words, account),
      actions: ['live', 'view'],
      validFromMs: account.nowMs,
      validUntilMs: until === undefined ? null : dayStart(addDays(until, 1)),
      footageFromMs: null,
    },
  ]
}

function scopeOf(
  words: readonly string[],
  { registry, officer }: { readonly registry: Registry; readonly officer: string | null },
): Scope {
  if (words.length === 1 && words[0] === 'officer') {
    const found = registry.officers.find(({ id }) => id === officer)
    if (found === undefined) throw commandFault('command.missingArgument', { name: '--officer' })
    return found.scope
  }
  const named = (sort: string, known: readonly { readonly id: string }[]) =>
    words
      .filter((word) => word.startsWith(`${sort}:`))
      .map((word) => {
        const id = word.slice(sort.length + 1)
        if (known.some((one) => one.id === id)) return id
        throw badScope(word)
      })
  const unknown = words.find((word) => word !== 'everything' && !/^(?:site|zone|device):/.test(word))
  if (unknown !== undefined) throw badScope(unknown)
  return {
    everything: words.includes('everything'),
    sites: named('site', registry.sites),
    zones: named('zone', registry.zones),
    devices: named('device', registry.devices),
    classes: [],
    exceptZones: [],
  }
}

function badScope(word: string) {
  const expected = 'officer | none | everything, site:ID, zone:ID, device:ID …'
  return commandFault('command.badArgument', { name: '--watch', value: word, expected })
}
