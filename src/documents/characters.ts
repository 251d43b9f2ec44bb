/**
 * Which characters a document may hold. What can be seen stays as it is; what cannot be seen and does nothing for the
 * reader goes; what could make a text read otherwise than it is stored (control characters, changes of direction,
 * halves of surrogate pairs) is refused, never dropped in silence.
 */
import { documentFault } from './faults.ts'

/** Soft hyphen, zero width space, word joiner and byte order mark: hints for line breaking, nothing to read. */
const UNSEEN = /[\u00ad\u200b\u2060\ufeff]/g

/**
 * Controls other than tab and line feed, line and paragraph separators, marks, embeddings, overrides and isolates of
 * direction (UAX #9), invisible operators and tags, private use, noncharacters, unpaired surrogates.
 */
const REFUSED =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2061-\u206f\ufff9-\ufffb\u{e0000}-\u{e00ff}]|\p{Cs}|\p{Co}|\p{Noncharacter_Code_Point}/u

/** How much of a refused text is shown around the character. */
const EXCERPT = 20

/** Whitespace other than line feeds, fillers of Hangul as they are typed; the no-break space is a character like others. */
const BLANKS = /[\t \u1680\u2000-\u200a\u202f\u205f\u3000\u3164\uffa0]+/g

/** What has no glyph of its own but may change its neighbours': joiners, variation selectors, fillers. */
const WITHOUT_GLYPH = /\p{Default_Ignorable_Code_Point}/gu

/** Fault `documents.badCharacter` for a text that has a character no document may hold. */
export function refuseCharacters(text: string): void {
  const refused = REFUSED.exec(text)
  if (refused === null) return
  const code = refused[0].codePointAt(0) ?? 0
  throw documentFault('documents.badCharacter', {
    character: `U+${code.toString(16).toUpperCase().padStart(4, '0')}`,
    excerpt: text.slice(Math.max(0, refused.index - EXCERPT), refused.index).toWellFormed(),
  })
}

/**
 * The text as a document holds it: in NFC, blanks as one space each, none around line feeds. Spaces at both ends stay:
 * spans of a sentence may begin and end with one. Fault `documents.badCharacter`.
 */
export function cleanText(text: string): string {
  refuseCharacters(text)
  return text
    .replace(UNSEEN, '')
    .normalize('NFC')
    .replace(BLANKS, ' ')
    .replace(/ ?\n ?/g, '\n')
}

/** The text as far as it can be seen where no font has variants: without joiners and variation selectors. */
export function withoutUnseen(text: string): string {
  return text.replace(WITHOUT_GLYPH, '')
}
