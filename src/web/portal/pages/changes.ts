/** What one version of a policy states otherwise than the one before it, clause by clause. */
import type { Difference, Draft, PolicyVersion } from '../../../policy/policy.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { actions, dayText, facts, table } from '../parts.ts'
import type { PolicyShown } from '../shown.ts'
import { bothValues } from './drift.ts'
import { addressOf, reasonText, stateWord } from './policy.ts'

const WORDS = inBoth({
  title: { ko: '제{n}판에서 바뀐 것', en: 'What changed in version {n}' },
  lead: {
    ko: '{title} 제{before}판과 제{n}판이 다르게 적은 사실은 모두 {count}가지입니다.',
    en: '{title}: facts that versions {before} and {n} state differently: {count}.',
  },
  nothing: {
    ko: '두 판이 적은 사실은 같습니다. 문장이나 날짜만 다를 수 있습니다.',
    en: 'Both versions state the same facts. Wording or dates may differ.',
  },
  caption: { ko: '{clause}: 달라진 사실', en: '{clause}: facts that differ' },
  fact: { ko: '사실', en: 'Fact' },
  before: { ko: '제{n}판', en: 'Version {n}' },
  none: { ko: '(적지 않음)', en: '(not stated)' },
  reason: { ko: '변경 사유', en: 'Reason for the change' },
  announced: { ko: '공고일', en: 'Announced' },
  effective: { ko: '시행일', en: 'Takes effect' },
  readBefore: { ko: '제{n}판 읽기', en: 'Read version {n}' },
  policy: { ko: '운영·관리 방침', en: 'Policy' },
})

export type ChangesPage = {
  readonly language: Language
  readonly shown: PolicyShown
  readonly before: PolicyVersion
  readonly after: PolicyVersion
  readonly texts: { readonly before: Draft; readonly after: Draft }
  readonly changes: readonly Difference[]
}

/** Two neighbouring versions beside each other. */
export function changesPage(page: ChangesPage): {
  title: string
  main: Html
  trail: { page: string; name: string }[]
} {
  const { language, shown, before, after, changes } = page
  const words = WORDS[language]
  const title = filled(words.title, { n: after.number })
  const name = shown.policy.title[language]
  const sentence = { title: name, before: before.number, n: after.number, count: changes.length }
  return {
    title,
    trail: [
      { page: '/policy', name: words.policy },
      { page: `/policy/${shown.policy.id}`, name },
      { page: addressOf(after), name: filled(words.before, { n: after.number }) },
    ],
    main: html`<h1>${title}</h1>
      <p class="lead">${changes.length === 0 ? words.nothing : filled(words.lead, sentence)}</p>
      <p>${stateWord(after, language)}</p>
      ${facts([
        [words.reason, after.reason === null ? undefined : reasonText(after.reason, language)],
        [words.announced, after.announcedOn === null ? undefined : dayText(after.announcedOn, language)],
        [words.effective, after.effectiveOn === null ? undefined : dayText(after.effectiveOn, language)],
      ])}
      ${[...Map.groupBy(changes, ({ clause }) => clause)].map(([clause, list]) =>
        clauseChanges(page, clause, list),
      )}
      ${actions(
        [before, after].map((version) => ({
          href: pathIn(language, addressOf(version)),
          name: filled(words.readBefore, { n: version.number }),
        })),
      )}`,
  }
}

function clauseChanges(
  { language, before, after, texts }: ChangesPage,
  id: Difference['clause'],
  changes: readonly Difference[],
): Html {
  const words = WORDS[language]
  const clause = [...texts.after.clauses, ...texts.before.clauses].find((one) => one.id === id)
  const name = clause?.title[language] ?? id
  return html`<h2>${name}</h2>
    ${table({
      caption: filled(words.caption, { clause: name }),
      head: [
        words.fact,
        filled(words.before, { n: before.number }),
        filled(words.before, { n: after.number }),
      ],
      rows: changes.map((one) => [one.label[language], ...bothValues(one, language, words.none)]),
    })}`
}
