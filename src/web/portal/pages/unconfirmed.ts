/**
 * What the agency has yet to confirm (unconfirmed in the registry): told wherever those things are shown, with a mark
 * beside each and the note below.
 */
import type { Registry } from '../../../registry/registry.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { inBoth } from '../language.ts'
import type { Language } from '../language.ts'

const WORDS = inBoth({
  title: { ko: '기관의 확인이 필요한 내용', en: 'Yet to be confirmed by the agency' },
  text: {
    ko: '다음 내용은 기관이 아직 확인하지 않았습니다.',
    en: 'The agency has not confirmed the following yet.',
  },
  mark: { ko: '확인 필요', en: 'to be confirmed' },
})

export type Marks = {
  readonly notes: readonly {
    readonly number: number
    readonly about: readonly string[]
    readonly note: { readonly ko: string; readonly en: string }
  }[]
  /** The marks that belong beside these things. */
  markOf(ids: readonly string[]): Html
}

/** The notes about any of the things shown, numbered in their order. */
export function marksOf(registry: Registry, shown: ReadonlySet<string>, language: Language): Marks {
  const about = registry.unconfirmed
    .filter((one) => one.about.some((id) => shown.has(id)))
    .map((one, index) => ({ ...one, number: index + 1 }))
  return {
    notes: about,
    markOf: (ids) =>
      html`${about
        .filter((one) => one.about.some((id) => ids.includes(id)))
        .map(
          ({ number }) =>
            html`<a class="mark" href="#unconfirmed-${number}"
              ><span class="unseen">${WORDS[language].mark} </span>※${number}</a
            >`,
        )}`,
  }
}

/** The notes themselves; nothing when there are none. */
export function unconfirmedBox({ notes }: Marks, language: Language): Html | false {
  const words = WORDS[language]
  if (notes.length === 0) return false
  return html`<section class="box warn" aria-labelledby="unconfirmed">
    <h2 id="unconfirmed">${words.title}</h2>
    <p>${words.text}</p>
    <ul class="plain">
      ${notes.map(
        ({ number, note }) => html`<li id="unconfirmed-${number}">※${number} ${note[language]}</li>`,
      )}
    </ul>
  </section>`
}
