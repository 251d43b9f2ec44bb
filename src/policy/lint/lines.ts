/**
 * The text of a policy as lines that can be compared: one form of dots, dashes, quotes and widths, and a form
 * without spaces, because Korean offices space the same words differently ("보관 기간", "10 일").
 *
 * Everything is bounded here, so that no rule has to fear what it is given: a line longer than `MAX_PIECE` becomes
 * several pieces of the same number.
 */

export type Line = {
  /** 1-based, in the text that was read. */
  readonly number: number
  /** As it was read. */
  readonly raw: string
  /** With one form of each character; tabs kept, other spaces single. */
  readonly text: string
  /** `text` without any white space. */
  readonly bare: string
}

export type Lines = {
  readonly lines: readonly Line[]
  /** The first line that was not read, or null. */
  readonly unread: number | null
}

const MAX_LINES = 20_000
const MAX_CHARACTERS = 1_000_000
const MAX_PIECE = 2_000
const EXCERPT = 120

/** The lines of a text, as far as the bounds go. */
export function linesOf(texts: readonly string[]): Lines {
  const lines: Line[] = []
  let characters = 0
  for (const [index, raw] of texts.entries()) {
    if (lines.length >= MAX_LINES) return { lines, unread: index + 1 }
    const room = MAX_CHARACTERS - characters
    for (const piece of pieces(raw.slice(0, room))) lines.push(lineOf(index + 1, piece))
    if (raw.length > room) return { lines, unread: index + 1 }
    characters += raw.length + 1
  }
  return { lines, unread: null }
}

function lineOf(number: number, raw: string): Line {
  const text = plain(raw)
  return { number, raw, text, bare: bareOf(text) }
}

/** Without any white space. */
export function bareOf(text: string): string {
  return text.replace(/\s+/g, '')
}

function pieces(raw: string): string[] {
  if (raw.length <= MAX_PIECE) return [raw]
  const found: string[] = []
  for (let from = 0; from < raw.length;) {
    const window = raw.slice(from, from + MAX_PIECE)
    // Cut after a sentence where there is one.
    const end = window.length < MAX_PIECE ? window.length : window.lastIndexOf('. ') + 1
    const length = end > MAX_PIECE / 2 ? end : window.length
    found.push(window.slice(0, length))
    from += length
  }
  return found
}

/** One form of each character. */
function plain(raw: string): string {
  return raw
    .normalize('NFC')
    .replace(/[\u00b7\u2022\u2024\u2027\u2219\u22c5\u30fb\u318d\uff65\u00b8]/g, '·')
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212\u30fc]/g, '-')
    .replace(/[\u223c\u301c]/g, '~')
    .replace(/[\u2018\u2019\u201a\u2032]/g, "'")
    .replace(/[\u201c\u201d\u201e\u2033]/g, '"')
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    .replaceAll('**', '')
    .replace(/[^\S\t]+/g, ' ')
    .replace(/^ +| +$/g, '')
}

/** A line as it is quoted: bounded, without control characters. */
export function excerptOf(raw: string): string {
  const visible = raw.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim()
  return visible.length > EXCERPT ? `${visible.slice(0, EXCERPT)}…` : visible
}
