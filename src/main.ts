/**
 * The command line: reads the words, the environment and the signals, and runs one command. The only file that looks
 * at the environment.
 */
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { realClock } from './base/clock.ts'
import { realDisk } from './base/durable.ts'
import { Fault, isFault } from './base/fault.ts'
import { jsonLog, silentLog, troublesOnly } from './base/log.ts'
import { accountCommands } from './commands/account.ts'
import { certificateCommand } from './commands/certificate.ts'
import { checkCommand } from './commands/check.ts'
import {
  type Arguments,
  type Command,
  commandFault,
  type CommandGroup,
  helpOf,
  overview,
  type Surroundings,
} from './commands/command.ts'
import { demoCommand } from './commands/demo.ts'
import { importCommand } from './commands/import.ts'
import { initCommand } from './commands/init.ts'
import { policyCommands } from './commands/policy.ts'
import { registryCommands } from './commands/registry.ts'
import { rehearseCommand } from './commands/rehearse.ts'
import { secretCommand } from './commands/secret.ts'
import { serveCommand } from './commands/serve.ts'
import { verifyCommand } from './commands/verify.ts'

const commands: readonly (Command | CommandGroup)[] = [
  demoCommand,
  initCommand,
  serveCommand,
  importCommand,
  secretCommand,
  checkCommand,
  verifyCommand,
  rehearseCommand,
  certificateCommand,
  accountCommands,
  registryCommands,
  policyCommands,
]

/** The program was used wrongly, or it failed; asked to stop, it ends as shells count: with this and the signal's number. */
const EXIT = { usage: 2, failed: 1, signalled: 128 } as const
const STOPPED = new Set(['command.cancelled', 'command.importStopped'])
const USAGE = new Set([
  'command.badArgument',
  'command.missingArgument',
  'command.noPassword',
  'command.optionValue',
  'command.passwordsDiffer',
  'command.unknownOption',
  'command.unknownWord',
  'registry.beforeFirst',
])

process.exitCode = await main(process.argv.slice(2))
if (process.connected) process.disconnect()

async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(overview(commands))
    return name === undefined ? EXIT.usage : 0
  }
  const named = commands.find((each) => each.name === name)
  if (!named) {
    process.stderr.write(`모르는 명령입니다: ${name}\nUnknown command: ${name}\n\n${overview(commands)}`)
    return EXIT.usage
  }
  if ('commands' in named) return await runOneOf(named, rest)
  return await run(named, rest)
}

/** The second word says which command of the group; without one, what there is. */
async function runOneOf(group: CommandGroup, words: readonly string[]): Promise<number> {
  const [word, ...rest] = words
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    process.stdout.write(helpOf(group))
    return word === undefined ? EXIT.usage : 0
  }
  const command = group.commands.find((each) => each.name === word)
  if (command !== undefined) return await run(command, rest, group)
  const known = group.commands.map((each) => each.name).join(', ')
  return explain(
    commandFault('command.unknownWord', { group: group.name, word, known }),
    rest.includes('--json'),
  )
}

async function run(command: Command, words: readonly string[], group?: CommandGroup): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(helpOf(command, group))
    return 0
  }
  const { around, stoppedBy } = surroundings(words.includes('--json'))
  try {
    return await command.run(readArguments(command, words, group), around)
  } catch (error) {
    const code = explain(error, words.includes('--json'))
    return isFault(error) && STOPPED.has(error.code)
      ? EXIT.signalled + constants.signals[stoppedBy() ?? 'SIGINT'] // at a question, Ctrl-C is no signal
      : code
  }
}

function readArguments(command: Command, words: readonly string[], group?: CommandGroup): Arguments {
  const called = group === undefined ? command.name : `${group.name} ${command.name}`
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  )
  let parsed: { values: Record<string, unknown>; positionals: string[] }
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/[.\n]/)[0] ?? '') : ''
    const option = /^Unknown option '(.+)'$/.exec(reason)?.[1]
    if (option === undefined) throw commandFault('command.optionValue', { command: called, reason }, error)
    const known = Object.keys(command.options).map((name) => `--${name}`)
    throw commandFault('command.unknownOption', { command: called, option, known: known.join(', ') }, error)
  }
  const { values, positionals } = parsed
  const text = (name: string) => values[name] as string | undefined
  return {
    words: positionals,
    text,
    texts: (name) => (values[name] as string[] | undefined) ?? [],
    flag: (name) => values[name] === true,
    number(name, { least, most, otherwise }) {
      const given = text(name)
      if (given === undefined) return otherwise
      const value = Number(given)
      if (/^\d{1,12}$/.test(given) && value >= least && value <= most) return value
      throw commandFault('command.badArgument', {
        name: `--${name}`,
        value: given,
        expected: `${least} … ${most}`,
      })
    },
    word(index, name) {
      const word = positionals[index]
      if (word === undefined) throw commandFault('command.missingArgument', { name })
      return word
    },
  }
}

function surroundings(quiet: boolean): {
  readonly around: Surroundings
  readonly stoppedBy: () => NodeJS.Signals | undefined
} {
  const calledFrom = process.env.JANGSEUNG_CALLED_FROM ?? process.cwd()
  const isTerminal = process.stderr.isTTY === true
  const log = jsonLog(realClock)
  const { stop, end, stoppedBy } = stopSignal()
  const around: Surroundings = {
    clock: realClock,
    disk: realDisk,
    log: quiet || process.env.JANGSEUNG_LOG === 'off' ? silentLog : isTerminal ? troublesOnly(log) : log,
    stop,
    end: () => end('SIGTERM'),
    databaseUrl: process.env.DATABASE_URL,
    rootFile: process.env.JANGSEUNG_ROOT_KEY && resolve(calledFrom, process.env.JANGSEUNG_ROOT_KEY),
    path: (text) => resolve(calledFrom, text),
    print: (text) => void process.stdout.write(text),
    progress: (text) => void (isTerminal && process.stderr.write(text)),
  }
  return { around, stoppedBy }
}

/** Aborted by Ctrl-C, by the system's request to end, or when the script that started us is gone. */
function stopSignal() {
  const controller = new AbortController()
  let by: NodeJS.Signals | undefined
  const end = (name: NodeJS.Signals) => {
    by ??= name
    controller.abort(commandFault('command.cancelled'))
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, end)
  process.once('disconnect', () => end('SIGHUP'))
  return { stop: controller.signal, end, stoppedBy: () => by }
}

/** A Fault is told in both languages; anything else is our mistake and shows where it happened. */
function explain(error: unknown, asJson: boolean): number {
  if (!(error instanceof Fault)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return EXIT.failed
  }
  const told = { ...plain(error), details: detailsOf(error).map(plain) }
  process.stderr.write(
    asJson
      ? `${JSON.stringify({ error: told })}\n`
      : [...told.details, told]
          .map((each) => `${each.messageKo}\n${each.message}\n[${each.code}]\n`)
          .join('\n'),
  )
  return USAGE.has(error.code) ? EXIT.usage : EXIT.failed
}

function plain({ code, messageKo, message }: Fault) {
  return { code, messageKo, message }
}

/** A fault about several things, such as the mistakes in a file, has all of them as its cause. */
function detailsOf({ cause }: Fault): readonly Fault[] {
  return cause instanceof AggregateError ? cause.errors.filter((each) => each instanceof Fault) : []
}
