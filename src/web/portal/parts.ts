/** Pieces that several pages are made of: tables that can be scrolled by keyboard, states in words, moments, numbers. */
import { koreanTime } from '../../base/day.ts'
import type { Day } from '../../base/day.ts'
import type { EvidenceState } from '../../policy/policy.ts'
import { html } from '../page/html.ts'
import type { Html } from '../page/html.ts'
import { filled, inBoth } from './language.ts'
import type { Language } from './language.ts'

const WORDS = inBoth({
  pass: { ko: '사실로 확인', en: 'Confirmed' },
  fail: { ko: '사실과 다름', en: 'Not so' },
  unknown: { ko: '확인하지 못함', en: 'Not known' },
  day: { ko: '{year}년 {month}월 {day}일', en: '{year}-{month}-{day}' },
  until: { ko: '{from}부터 {until}까지', en: '{from} to {until}' },
  since: { ko: '{from}부터', en: 'since {from}' },
  korean: { ko: '(한국 시각)', en: '(Korean time)' },
})

/** A cell: text, or text under which numbers stand in line. */
export type TableCell = Html | string | { readonly number: number | string }

export type Table = {
  readonly caption: string
  readonly head: readonly TableCell[]
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly TableCell[])[]
  readonly foot?: readonly TableCell[]
  /** `narrow`: fits a telephone as it is. `wide`: needs room on every screen. */
  readonly width?: 'narrow' | 'wide'
}

/** A table with its caption, in a region of its own that scrolls, also by keyboard, so that the page never does. */
export function table({ caption, head, rows, foot, width }: Table): Html {
  return html`<div
    class="scroll ${width ?? ''}"
    role="group"
    aria-label="${caption}"
    ${width !== 'narrow' && html`tabindex="0"`}
  >
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((cell) => cellOf('th', cell, html`scope="col"`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map(tableRow)}
      </tbody>
      ${
        foot !== undefined &&
        html`<tfoot>
          ${tableRow(foot)}
        </tfoot>`
      }
    </table>
  </div>`
}

function tableRow([first, ...rest]: readonly TableCell[]): Html {
  return html`<tr>
    ${first !== undefined && cellOf('th', first, html`scope="row"`)}${rest.map((cell) => cellOf('td', cell))}
  </tr> `
}

function cellOf(name: 'th' | 'td', cell: TableCell, attribute?: Html): Html {
  const isNumber = typeof cell === 'object' && 'number' in cell
  const open = html`${attribute !== undefined && html` ${attribute}`}${isNumber && html` class="number"`}`
  const text = isNumber ? (typeof cell.number === 'number' ? grouped(cell.number) : cell.number) : cell
  return name === 'th' ? html`<th${open}>${text}</th>` : html`<td${open}>${text}</td>`
}

/** 12,345. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US')
}

/** A size as people read it. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** step
  return `${value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 })} ${units[step]}`
}

/** In the order in which they are told. */
export const STATES: readonly EvidenceState[] = ['pass', 'fail', 'unknown']

/** Pass, fail or unknown: a word and a sign; the colour is not needed. */
export function state(of: EvidenceState, language: Language): Html {
  return html`<span class="state ${of}">${WORDS[language][of]}</span>`
}

/** A day as people write it. */
export function dayText(day: Day, language: Language): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return language === 'ko'
    ? filled(WORDS.ko.day, { year, month: Number(month), day: Number(date) })
    : filled(WORDS.en.day, { year, month, day: date })
}

/** A day, marked up as one. */
export function dayOn(day: Day, language: Language): Html {
  return html`<time datetime="${day}">${dayText(day, language)}</time>`
}

/** From a day, and until another where that is known. */
export function span(from: Day, until: Day | null, language: Language): string {
  const words = WORDS[language]
  const ends = { from: dayText(from, language), until: until === null ? '' : dayText(until, language) }
  return filled(until === null ? words.since : words.until, ends)
}

/** A moment, to the minute, in Korean time. */
export function moment(atMs: number, language: Language): Html {
  return html`<time datetime="${new Date(atMs).toISOString()}"
    >${koreanTime(atMs).slice(0, 16)} ${WORDS[language].korean}</time
  >`
}

/** Terms and what is said of them; what is undefined is left out. */
export function facts(list: readonly (readonly [term: string, text: Html | string | undefined])[]): Html {
  return html`<dl class="facts">
    ${list.map(([term, text]) =>
      text === undefined
        ? html``
        : html`<dt>${term}</dt>
            <dd>${text}</dd>`,
    )}
  </dl>`
}

/** Links that stand side by side. */
export function actions(
  links: readonly { readonly href: string; readonly name: string; readonly note?: string }[],
): Html {
  return html`<ul class="actions">
    ${links.map(
      ({ href, name, note }) =>
        html`<li>
          <a class="button" href="${href}"
            >${name}${note !== undefined && html` <span class="unseen">${note}</span>`}</a
          >
        </li>`,
    )}
  </ul>`
}

/** A telephone number, to be called by a touch. */
export function phone(number: string): Html {
  return html`<a href="tel:${number.replaceAll(/[^0-9+]/g, '')}">${number}</a>`
}

/** Texts in a row with commas; markup between them is kept. */
export function joined(list: readonly Html[], between: string): Html {
  return html`${list.map((one, index) => (index === 0 ? one : html`${between}${one}`))}`
}
