/**
 * When the policy was enacted, announced and put into force, and which versions there were before. The days of this
 * version and what the system itself has archived are text; only what the registry tells of the past is a fact.
 */
import type { Block, Language } from '../../documents/documents.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import { historyFinding } from '../conformance/versions.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { remark } from '../unconfirmed.ts'
import { both, dayText, rangeOfDays, say } from '../wording.ts'

const title = { ko: '시행일과 지난 방침', en: 'Dates, and past versions' }

export const history: Clause = {
  id: 'history',
  title: () => title,
  law: () => ['영 §25①8', '영 §25②'],
  applies: () => true,
  facts: ({ policy }) =>
    policy.history.map((one): Fact => ({
      id: `history/${one.from}`,
      label: both((language) =>
        say(
          language,
          `지난 방침: ${dayText(one.from, 'ko')}부터`,
          `Past version: from ${dayText(one.from, 'en')}`,
        ),
      ),
      value: one,
      text: both((language) => rangeText(one, language)),
    })),
  write: (context, language) => [
    { type: 'list', style: 'bullet', items: dates(context, language) },
    ...pastVersions(context, language),
    ...remark(context, [context.policy.id], title, language),
  ],
  check: (system, { policy }) => [
    evidence(
      'history/contiguous',
      {
        ko: '이 시스템에서 시행한 방침은 빈 날이나 겹치는 날 없이 이어집니다.',
        en: 'The versions that the system put into force follow each other without a gap or an overlap.',
      },
      historyFinding(system, policy.id),
    ),
    ...policy.history.map((one) =>
      evidence(
        `history/${one.from}`,
        both((language) => rangeText(one, language)),
        unseen({
          ko: '이 시스템을 쓰기 전의 방침은 기관이 보관한 문서로 확인하십시오.',
          en: 'For versions from before the system, see the documents that the agency has kept.',
        }),
      ),
    ),
  ],
}

function dates({ policy, announcedOn, effectiveOn }: Context, language: Language): readonly string[] {
  const rows = [
    [say(language, '제정일자', 'Enacted'), policy.enactedOn],
    [say(language, '개정일자', 'Revised'), policy.revisedOn],
    [say(language, '공고일자', 'Announced'), announcedOn],
    [say(language, '시행일자', 'In force from'), effectiveOn],
  ] as const
  const known = rows.flatMap(([label, day]) => (day === null ? [] : [`${label}: ${dayText(day, language)}`]))
  return effectiveOn === null
    ? [
        ...known,
        say(language, '시행일은 공고할 때 정합니다.', 'The day it takes effect is set when it is announced.'),
      ]
    : known
}

function pastVersions({ past }: Context, language: Language): readonly Block[] {
  if (past.length === 0) return []
  return [
    {
      type: 'paragraph',
      text: say(language, '이 방침 전에 시행한 방침:', 'Versions that were in force before:'),
    },
    {
      type: 'list',
      style: 'bullet',
      items: past.map((one) => {
        const text = rangeText(one, language)
        return one.href === null ? text : [{ text, href: one.href }]
      }),
    },
  ]
}

type Range = Omit<Context['past'][number], 'href'>

function rangeText({ from, until, revisedOn, announcedOn, note }: Range, language: Language): string {
  const range =
    until === null
      ? say(language, `${dayText(from, 'ko')}부터`, `from ${dayText(from, 'en')}`)
      : rangeOfDays(from, until, language)
  const more = [
    revisedOn === undefined || revisedOn === null
      ? null
      : say(language, `${dayText(revisedOn, 'ko')} 개정`, `revised ${dayText(revisedOn, 'en')}`),
    announcedOn === undefined || announcedOn === null
      ? null
      : say(language, `${dayText(announcedOn, 'ko')} 공고`, `announced ${dayText(announcedOn, 'en')}`),
    note?.[language] ?? null,
  ].filter((part) => part !== null)
  return more.length === 0 ? range : `${range} (${more.join(', ')})`
}
