/** What several commands ask of the words that were given: an option that must be there, a day, a choice, the data folder. */
import { type Day, parseDay } from '../base/day.ts'
import { openStore, type Store } from '../store.ts'
import { type Arguments, commandFault, type Surroundings } from './command.ts'

/** Opens the data folder of `--data`, beside the program that owns it or alone. */
export function visitStore(given: Arguments, around: Surroundings): Promise<Store> {
  return openStore({
    ...around,
    path: around.path(given.text('data') ?? 'data'),
    create: false,
    as: 'visiting',
  })
}

/** The value of an option. Throws `command.missingArgument`. */
export function required(given: Arguments, name: string): string {
  const value = given.text(name)
  if (value === undefined) throw commandFault('command.missingArgument', { name: `--${name}` })
  return value
}

/** The day of an option. Throws `command.badArgument`. */
export function dayGiven(given: Arguments, name: string): Day | undefined {
  const text = given.text(name)
  const day = text === undefined ? undefined : parseDay(text)
  if (text !== undefined && day === undefined)
    throw commandFault('command.badArgument', { name: `--${name}`, value: text, expected: 'YYYY-MM-DD' })
  return day
}

/** The value of an option (`--role`) that is one of several. Throws `command.badArgument`. */
export function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined)
    throw commandFault('command.badArgument', { name, value, expected: allowed.join(' | ') })
  return found
}
