/**
 * The text of a policy by the word that a person typed: an agency file (.yaml), a draft kept as JSON (.json), or a
 * version that a data folder keeps.
 */
import { basename } from 'node:path'
import { defineFaults } from '../../base/fault.ts'
import { type Draft, draft, readDraft } from '../../policy/policy.ts'
import { readAgencyFile } from '../../registry/registry.ts'
import type { Arguments, Surroundings } from '../command.ts'
import { fileGiven } from '../input.ts'
import { type Kept, openKept } from './kept.ts'
import { chosenPolicy, lawDay } from './source.ts'

const textFault = defineFaults({
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
  if (!AGENCY_FILE.test(word)) {
    await using closing = new AsyncDisposableStack()
    return await keptText(word, openedOnce(closing, given, around))
  }
  const on = lawDay(given, around)
  const registry = await readAgencyFile(around.path(word), on)
  return draft({ registry, policy: chosenPolicy(registry, given), on })
}

/**
 * The texts that each of the words stands for, to be compared, by policy: every one of an agency file, or that of
 * `--policy`; one draft file; one version.
 */
export async function textsOf(
  words: readonly string[],
  given: Arguments,
  around: Surroundings,
): Promise<readonly ReadonlyMap<string, Draft>[]> {
  await using closing = new AsyncDisposableStack()
  const kept = openedOnce(closing, given, around)
  const all: ReadonlyMap<string, Draft>[] = []
  for (const word of words) {
    const texts = AGENCY_FILE.test(word)
      ? await draftsOf(word, given, around)
      : DRAFT_FILE.test(word)
        ? [readDraft(parsed(await fileGiven(around.path(word), 'FILE', MAX_DRAFT_BYTES)))]
        : [await keptText(word, kept)]
    all.push(new Map(texts.map((one) => [one.policy, one])))
  }
  return all
}

async function draftsOf(file: string, given: Arguments, around: Surroundings): Promise<readonly Draft[]> {
  const on = lawDay(given, around)
  const registry = await readAgencyFile(around.path(file), on)
  const named = given.text('policy')
  const ids = named === undefined ? registry.policies.map(({ id }) => id) : [named]
  return ids.map((policy) => draft({ registry, policy, on }))
}

/** The data folder, opened when it is first asked for: its database takes seconds to start. */
function openedOnce(
  closing: AsyncDisposableStack,
  given: Arguments,
  around: Surroundings,
): () => Promise<Kept> {
  let opened: Promise<Kept> | undefined
  return () => (opened ??= openKept(given, around).then((kept) => closing.use(kept)))
}

async function keptText(version: string, kept: () => Promise<Kept>): Promise<Draft> {
  if (PATH_LIKE.test(version)) throw textFault('policy.noText', { word: basename(version) })
  const { policies } = await kept()
  return await policies.text(version)
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
