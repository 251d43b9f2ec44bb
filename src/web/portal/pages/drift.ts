/** What the published text states otherwise than the registry, told plainly and with both values. */
import type { Difference, Drift } from '../../../policy/policy.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth } from '../language.ts'
import type { Language } from '../language.ts'
import { moment, table } from '../parts.ts'
import { wordDifference } from '../worddiff.ts'
import type { Piece } from '../worddiff.ts'

const WORDS = inBoth({
  title: { ko: '이 방침은 지금 현황과 다릅니다', en: 'This policy is not what the registry says now' },
  text: {
    ko: '{n}가지 사실이 공개된 글과 다릅니다. 바뀐 방침이 시행될 때까지 아래를 함께 보십시오.',
    en: 'Facts that differ from the published text: {n}. Until a new version is in force, read it together with them.',
  },
  since: { ko: '현황이 바뀐 때', en: 'The registry changed' },
  unseen: { ko: '(글에 드러나지 않는 값이 다름)', en: '(a value differs that the text does not show)' },
  caption: { ko: '방침과 현황이 다른 사실', en: 'Facts that differ' },
  fact: { ko: '사실', en: 'Fact' },
  published: { ko: '공개된 방침', en: 'Published' },
  registry: { ko: '지금의 현황', en: 'Registry now' },
  nothing: { ko: '(없음)', en: '(nothing)' },
})

/** At most so many facts are listed in a box; the number is always told. */
const MAX_LISTED = 50

export function driftBox({ sinceMs, differences }: Drift, language: Language): Html {
  const words = WORDS[language]
  return html`<section class="box bad" aria-labelledby="drift">
    <h2 id="drift">${words.title}</h2>
    <p>${filled(words.text, { n: differences.length })}</p>
    <p>${words.since}: ${moment(sinceMs, language)}</p>
    ${table({
      caption: words.caption,
      head: [words.fact, words.published, words.registry],
      rows: differences
        .slice(0, MAX_LISTED)
        .map((one) => [one.label[language], ...bothValues(one, language, words.nothing)]),
    })}
  </section>`
}

/** What a fact was and is, the words that differ marked; `nothing` where it was not stated. */
export function bothValues(
  { before, after }: Difference,
  language: Language,
  nothing: string,
): readonly [before: Html, after: Html] {
  if (before === null || after === null)
    return [
      before === null ? html`${nothing}` : html`<del>${before[language]}</del>`,
      after === null ? html`${nothing}` : html`<ins>${after[language]}</ins>`,
    ]
  if (before[language] === after[language]) {
    const text = html`${before[language]}`
    return [text, html`${text} <span class="note">${WORDS[language].unseen}</span>`]
  }
  const both = wordDifference(before[language], after[language])
  return [
    marked(both.before, (text) => html`<del>${text}</del>`),
    marked(both.after, (text) => html`<ins>${text}</ins>`),
  ]
}

function marked(pieces: readonly Piece[], mark: (text: string) => Html): Html {
  return html`${pieces.map(({ text, isCommon }) => (isCommon ? html`${text}` : mark(text)))}`
}
