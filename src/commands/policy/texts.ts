/**
 * The text of a policy by the word that a person typed: an agency file (.yaml), a draft kept as JSON (.json), or a
 * version that a data folder keeps.
 */
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { defineFaults } from '../../base/fault.ts'
import { type Draft, draft, readDraft } from '../../policy/policy.ts'
import { readAgencyFile } from '../../registry/registry.ts'
import type { Arguments, Surroundings } from '../command.ts'
import { openKept } from './kept.ts'
import { chosenPolicy, lawDay } from './source.ts'

const textFault = defineFaults({
  'policy.fileUnreadable': {
    kind: 'missing',
    ko: '방침 파일을 읽을 수 없습니다({file}: {reason}). 경로와 권한을 확인하십시오.',
    en: 'The policy file cannot be read ({file}: {reason}). Check the path and its permissions.',
  },
  'policy.noText': {
    kind: 'invalid',
    ko: '"{word}"은(는) 기관 파일(.yaml), 초안(.json), 보관된 판(main-1)이 아닙니다. 공개된 글은 policy lint로 검사합니다.',
    en: '"{word}" is no agency file (.yaml), draft (.json) or version that is kept (main-1). Published texts are for policy lint.',
  },
})

/** A draft of five thousand devices takes about five million bytes. */
const MAX_DRAFT_BYTES = 64_000_000

const AGENCY_FILE = /\.ya?ml$/i
const DRAFT_FILE = /\.json$/i
/** No identifier of a version holds these; paths do. */
const PATH_LIKE = /[./\\]/

/**
 * The one text that `word` stands for, to be shown: of an agency file the policy of `--policy`, or the only one; else a
 * version of `--data`. Throws what reading and drafting throw.
 */
export async function textOf(word: string, given: Arguments, around: Surroundings): Promise<Draft> {
  if (!AGENCY_FILE.test(word)) return await keptText(word, given, around)
  const on = lawDay(given, around)
  const registry = await readAgencyFile(around.path(word), on)
  return draft({ registry, policy: chosenPolicy(registry, given), on })
}

/**
 * The texts that `word` stands for, to be compared, by policy: every one of an agency file, or that of `--policy`; one
 * draft file; one version.
 */
export async function textsOf(
  word: string,
  given: Arguments,
  around: Surroundings,
): Promise<ReadonlyMap<string, Draft>> {
  if (AGENCY_FILE.test(word)) {
    const on = lawDay(given, around)
    const registry = await readAgencyFile(around.path(word), on)
    const named = given.text('policy')
    const ids = named === undefined ? registry.policies.map(({ id }) => id) : [named]
    return new Map(ids.map((policy) => [policy, draft({ registry, policy, on })]))
  }
  const one = DRAFT_FILE.test(word)
    ? readDraft(parsed(await bytesOf(around.path(word), word)))
    : await keptText(word, given, around)
  return new Map([[one.policy, one]])
}

async function keptText(version: string, given: Arguments, around: Surroundings): Promise<Draft> {
  if (PATH_LIKE.test(version)) throw textFault('policy.noText', { word: basename(version) })
  await using kept = await openKept(given, around)
  return await kept.policies.text(version)
}

async function bytesOf(path: string, file: string): Promise<Buffer> {
  try {
    const { size } = await stat(path)
    if (size > MAX_DRAFT_BYTES)
      throw textFault('policy.fileUnreadable', { file, reason: `> ${MAX_DRAFT_BYTES} bytes` })
    return await readFile(path)
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error
    throw textFault('policy.fileUnreadable', { file, reason: String(error.code) }, error)
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
