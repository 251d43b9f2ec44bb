/** Where the commands about policies get a policy from: an agency file, or a draft kept as JSON. */
import { readFile, stat } from 'node:fs/promises'
import { type Day, dayOf, parseDay } from '../../base/day.ts'
import { defineFaults } from '../../base/fault.ts'
import { type Draft, draft, readDraft } from '../../policy/policy.ts'
import { readAgencyFile, type Registry } from '../../registry/registry.ts'
import { type Arguments, commandFault, type OptionSpec, type Surroundings } from '../command.ts'

const sourceFault = defineFaults({
  'policy.several': {
    kind: 'invalid',
    ko: '이 기관에는 방침이 여럿 있습니다. --policy로 하나를 고르십시오: {present}',
    en: 'This agency has several policies. Choose one with --policy: {present}',
  },
  'policy.fileUnreadable': {
    kind: 'missing',
    ko: '방침 파일을 읽을 수 없습니다({file}: {reason}). 경로와 권한을 확인하십시오.',
    en: 'The policy file cannot be read ({file}: {reason}). Check the path and its permissions.',
  },
})

/** A draft of five thousand devices takes about five million bytes. */
const MAX_DRAFT_BYTES = 64_000_000

export const policyOption: OptionSpec = {
  type: 'string',
  value: 'ID',
  ko: '여러 방침 가운데 하나 (하나뿐이면 생략)',
  en: 'which of several policies (not needed when there is one)',
}

export const onOption: OptionSpec = {
  type: 'string',
  value: 'DAY',
  ko: '어느 날의 법령에 따를지, YYYY-MM-DD (기본 오늘)',
  en: 'the day whose law applies, YYYY-MM-DD (default today)',
}

/** The day of `--on`, or today. Throws `command.badArgument`. */
export function lawDay(given: Arguments, around: Surroundings): Day {
  const text = given.text('on')
  if (text === undefined) return dayOf(around.clock.now())
  const day = parseDay(text)
  if (day === undefined)
    throw commandFault('command.badArgument', { name: '--on', value: text, expected: 'YYYY-MM-DD' })
  return day
}

/** The policy that `--policy` names, or the only one. Throws `policy.several`; an unknown one is found out by `draft`. */
export function chosenPolicy(registry: Registry, given: Arguments): string {
  const named = given.text('policy')
  if (named !== undefined) return named
  const [only, ...others] = registry.policies
  if (only === undefined || others.length > 0)
    throw sourceFault('policy.several', { present: registry.policies.map(({ id }) => id).join(', ') })
  return only.id
}

/** The draft of an agency file. Throws what reading it and drafting throw. */
export async function draftOfFile(path: string, given: Arguments, around: Surroundings): Promise<Draft> {
  const on = lawDay(given, around)
  const registry = await readAgencyFile(around.path(path), on)
  return draft({ registry, policy: chosenPolicy(registry, given), on })
}

/**
 * The drafts that `word` stands for, by policy: one of a `.json` file that holds a draft, else every one of an agency
 * file, or the one of `--policy`.
 */
export async function draftsOf(
  word: string,
  given: Arguments,
  around: Surroundings,
): Promise<ReadonlyMap<string, Draft>> {
  if (word.endsWith('.json')) {
    const one = readDraft(parsed(await bytesOf(around.path(word), word)))
    return new Map([[one.policy, one]])
  }
  const on = lawDay(given, around)
  const registry = await readAgencyFile(around.path(word), on)
  const named = given.text('policy')
  const ids = named === undefined ? registry.policies.map(({ id }) => id) : [named]
  return new Map(ids.map((policy) => [policy, draft({ registry, policy, on })]))
}

async function bytesOf(path: string, file: string): Promise<Buffer> {
  try {
    const { size } = await stat(path)
    if (size > MAX_DRAFT_BYTES)
      throw sourceFault('policy.fileUnreadable', { file, reason: `> ${MAX_DRAFT_BYTES} bytes` })
    return await readFile(path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error
    throw sourceFault('policy.fileUnreadable', { file, reason: error.code }, error)
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
