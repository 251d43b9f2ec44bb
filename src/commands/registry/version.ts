/** Which registry a command is about: that of an agency file, or of a data folder as of a day. */
import { type Day, dayOf, koreanTime } from '../../base/day.ts'
import { defineFaults } from '../../base/fault.ts'
import { readAgencyFile, type Registry, registryOn, registryVersions } from '../../registry/registry.ts'
import type { Arguments, OptionSpec, Surroundings } from '../command.ts'
import { dayGiven, visitStore } from '../given.ts'

const versionFault = defineFaults({
  'registry.beforeFirst': {
    kind: 'missing',
    ko: '{asOf}의 현황은 없습니다. 첫 현황은 {first}부터입니다.',
    en: 'There is no register of {asOf}. The first one is of {first}.',
  },
})

export const asOfOption: OptionSpec = {
  type: 'string',
  value: 'DAY',
  ko: '기준일 (YYYY-MM-DD, 기본은 오늘)',
  en: 'as of which day (YYYY-MM-DD; by default today)',
}

export type Version = {
  readonly registry: Registry
  /** When it became so, 'YYYY-MM-DD HH:MM:SS' in Korea. */
  readonly changedAt: string
}

/**
 * The registry of the agency file that stands first among the words, else of the data folder, as of the given day.
 * Throws what reading them throws, and `registry.beforeFirst`.
 */
export async function versionOf(given: Arguments, around: Surroundings): Promise<Version> {
  const asOf = dayGiven(given, 'as-of') ?? dayOf(around.clock.now())
  const file = given.words[0]
  if (file !== undefined) {
    const registry = await readAgencyFile(around.path(file), asOf)
    if (registry.asOf > asOf) throw tooEarly(asOf, registry.asOf)
    return { registry, changedAt: `${registry.asOf} 00:00:00` }
  }
  await using store = await visitStore(given, around)
  const { db } = store.database
  const found = await registryOn(db, asOf)
  if (found === undefined) {
    const [first] = await registryVersions(db)
    throw tooEarly(asOf, dayOf(first?.validFromMs ?? around.clock.now()))
  }
  return { registry: found.registry, changedAt: koreanTime(found.validFromMs) }
}

function tooEarly(asOf: Day, first: Day) {
  return versionFault('registry.beforeFirst', { asOf, first })
}
