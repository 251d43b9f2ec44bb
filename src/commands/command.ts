/**
 * What a command of the command line is, and how its help is written. One file a command; `main.ts` lists them.
 */
import type { Clock } from '../base/clock.ts'
import type { Disk } from '../base/durable.ts'
import { defineFaults } from '../base/fault.ts'
import type { Log } from '../base/log.ts'

export const commandFault = defineFaults({
  'command.missingArgument': {
    kind: 'invalid',
    ko: '{name}을(를) 지정해야 합니다. --help를 보십시오.',
    en: '{name} is required. See --help.',
  },
  'command.badArgument': {
    kind: 'invalid',
    ko: '{name}의 값 "{value}"이(가) 올바르지 않습니다. {expected}',
    en: 'The value "{value}" of {name} is not valid. Expected: {expected}',
  },
  'command.unknownOption': {
    kind: 'invalid',
    ko: '"jangseung {command}"에는 "{option}" 옵션이 없습니다. 쓸 수 있는 것: {known}',
    en: '"jangseung {command}" has no option "{option}". It has: {known}',
  },
  'command.optionValue': {
    kind: 'invalid',
    ko: '"jangseung {command}"의 옵션에 값이 빠졌거나, 값이 없는 옵션에 값을 적었습니다({reason}). jangseung {command} --help를 보십시오.',
    en: 'An option of "jangseung {command}" lacks its value, or has one and takes none ({reason}). See jangseung {command} --help.',
  },
  'command.fileUnreadable': {
    kind: 'missing',
    ko: '{name}의 파일을 읽을 수 없습니다({file}: {reason}). 경로와 권한을 확인하십시오.',
    en: 'The file of {name} cannot be read ({file}: {reason}). Check the path and its permissions.',
  },
  'command.cancelled': {
    kind: 'conflict',
    ko: '취소했습니다.',
    en: 'Cancelled.',
  },
  'command.importStopped': {
    kind: 'conflict',
    ko: '중단했습니다. 이 파일에서 넣은 것은 아무것도 남지 않았습니다. 같은 명령으로 처음부터 다시 넣을 수 있습니다.',
    en: 'Stopped. Nothing of this file was kept; the same command takes it in from the beginning.',
  },
  'command.noPassword': {
    kind: 'invalid',
    ko: '표준 입력에 {login}의 비밀번호가 없습니다. 비밀번호를 적은 파일을 넣으십시오(… --as {login} < 파일).',
    en: 'Standard input holds no password of {login}. Feed it from a file (… --as {login} < FILE).',
  },
  'command.passwordsDiffer': {
    kind: 'invalid',
    ko: '두 번 적은 비밀번호가 서로 다릅니다. 다시 하십시오.',
    en: 'The two passwords differ. Try again.',
  },
  'command.unknownWord': {
    kind: 'invalid',
    ko: '"jangseung {group}"에는 "{word}" 명령이 없습니다. 쓸 수 있는 것: {known}',
    en: '"jangseung {group}" has no command "{word}". It has: {known}',
  },
})

export type OptionSpec = {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  /** What the value is called in the help: DIR, FILE, SECONDS. */
  readonly value?: string
  readonly ko: string
  readonly en: string
}

export type Surroundings = {
  readonly clock: Clock
  readonly disk: Disk
  readonly log: Log
  /** Aborted when the person or the system asks the program to stop. */
  readonly stop: AbortSignal
  /** Asks the program to stop, as a signal would. */
  end(): void
  /** Address of an external PostgreSQL; without it the embedded one is used. */
  readonly databaseUrl: string | undefined
  /** Where the root key lies when not in the data folder. */
  readonly rootFile: string | undefined
  /** A path as the person typed it, relative to the folder they typed it in. */
  path(text: string): string
  /** Writes to standard output. */
  print(text: string): void
  /** Writes to standard error, for progress and for people; nothing when it is not a terminal. */
  progress(text: string): void
}

export type Arguments = {
  readonly words: readonly string[]
  text(name: string): string | undefined
  texts(name: string): readonly string[]
  flag(name: string): boolean
  /** A whole number within bounds; `otherwise` when the option is absent. */
  number(
    name: string,
    bounds: { readonly least: number; readonly most: number; readonly otherwise: number },
  ): number
  /** Positional word, or a fault that names what is missing. */
  word(index: number, name: string): string
}

export type Command = {
  readonly name: string
  /** What stands after the name in the usage line. */
  readonly usage: string
  readonly ko: string
  readonly en: string
  readonly options: Readonly<Record<string, OptionSpec>>
  /** Resolves with the exit code. */
  run(given: Arguments, around: Surroundings): Promise<number>
}

/** Commands that share their first word: `jangseung policy draft`. */
export type CommandGroup = {
  readonly name: string
  readonly ko: string
  readonly en: string
  readonly commands: readonly Command[]
}

export const dataOption: OptionSpec = {
  type: 'string',
  value: 'DIR',
  ko: '데이터 폴더 (기본 ./data)',
  en: 'the data folder (default ./data)',
}

export const jsonOption: OptionSpec = {
  type: 'boolean',
  ko: '결과를 JSON으로 출력',
  en: 'print the result as JSON',
}

/** The help of one command, Korean first; of a group, the list of its commands. */
export function helpOf(command: Command | CommandGroup, group?: CommandGroup): string {
  if ('commands' in command) return helpOfGroup(command)
  const name = group === undefined ? command.name : `${group.name} ${command.name}`
  const rows = Object.entries(command.options).map(([option, spec]) => {
    const left = `  --${option}${spec.value ? ` ${spec.value}` : ''}`
    return `${left.padEnd(26)} ${spec.ko}\n${' '.repeat(27)}${spec.en}`
  })
  const usage = `jangseung ${name}${command.usage ? ` ${command.usage}` : ''}`
  const options = rows.length > 0 ? `\n\n옵션 · Options:\n${rows.join('\n')}` : ''
  return `${command.ko}\n${command.en}\n\n사용법 · Usage: ${usage}${options}\n`
}

/** The list of commands. */
export function overview(commands: readonly (Command | CommandGroup)[]): string {
  const head =
    '장승 (Jangseung): 영상정보처리기기 운영·관리 방침을 그대로 실행하는 프로그램\nThe camera policy, run as the program.'
  const tail = '각 명령의 자세한 사용법 · Help on one command: jangseung COMMAND --help'
  return `${head}\n\n명령 · Commands:\n${listed(commands)}\n\n${tail}\n`
}

function helpOfGroup({ name, ko, en, commands }: CommandGroup): string {
  const tail = `각 명령의 자세한 사용법 · Help on one command: jangseung ${name} COMMAND --help`
  return `${ko}\n${en}\n\n명령 · Commands:\n${listed(commands)}\n\n${tail}\n`
}

function listed(commands: readonly (Command | CommandGroup)[]): string {
  return commands.map(({ name, ko, en }) => `  ${name.padEnd(13)} ${ko}\n${' '.repeat(16)}${en}`).join('\n')
}
