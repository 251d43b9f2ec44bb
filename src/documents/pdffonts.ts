/**
 * The fonts of a PDF, and which letters they can say. What is copied from a PDF, searched for and read aloud is what its
 * glyphs say, each for itself (ISO 32000-1, 9.10.2); so a letter must be one glyph, and a glyph must say one letter.
 *
 * - A letter that a font makes of two glyphs (Ả of A and a hook) is said twice: PDF/UA-1 wants every glyph to say
 *   something (ISO 14289-1, 7.21.7), and Typst has both say the whole letter. Such a letter is taken from a font that
 *   has a glyph for it. Where none has, as for letters with combining marks, it is refused, never said wrong.
 * - A glyph that NanumGothic draws for two letters (— and ―) says what it said first. Typst writes the right text beside
 *   it (ActualText), which not every reader heeds. So NanumGothic is there thrice, each with its own.
 *
 * pdffonts.test.ts asks the engine whether this is so of every letter that is composed and of all of CP949.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { withoutUnseen } from './characters.ts'
import { documentFault } from './faults.ts'

const FILES = ['NanumGothic.ttf', 'NanumGothicBold.ttf']
const FAMILY = 'NanumGothic'
/** NanumGothic again. A name must have as many letters as the one it stands for. */
const AGAIN = { second: 'GothicOther', third: 'GothicThird' }

/** What NanumGothic draws with the glyph of another letter: signs of KS X 1001 and others, and the radicals of Kangxi. */
const SECOND =
  '\u2015\u2236\u226a\u226b\u22ef\u25c9\u2963\u2965\u2acb\u2acc\u2f00-\u2fd5\u301c\u30fb\uffe0-\uffe5'
/** ～, which has the glyph of ∼, as 〜 has. */
const THIRD = '\uff5e'
/** What DejaVu Sans Mono composes of two glyphs or might: Latin letters, mostly Vietnamese, and negated relations. */
const COMPOSED = '\u01fa\u01fb\u1e00-\u1e9b\u1ea0-\u1ef9\u2224\u22ac\u22ea-\u22ed'
/** ⊬, which Libertinus Serif composes too. */
const COMPOSED_TWICE = '\u22ac'

/** The fonts in the order in which Typst asks them for a letter, as it is written in Typst. */
export const fontList = `(
  (name: "${FAMILY}", covers: regex("[^${SECOND}${THIRD}]")),
  (name: "${AGAIN.second}", covers: regex("[^${THIRD}]")),
  "${AGAIN.third}",
  (name: "DejaVu Sans Mono", covers: regex("[^${COMPOSED}]")),
  (name: "Libertinus Serif", covers: regex("[^${COMPOSED_TWICE}]")),
  "New Computer Modern Math",
)`

/** The font files of that list; those that are not here are Typst's own. */
export function fontFiles(): Buffer[] {
  const find = createRequire(import.meta.url).resolve
  const fonts = FILES.map((name) => readFileSync(find(`@kfonts/nanum-gothic/src/${name}`)))
  return [...fonts, ...Object.values(AGAIN).flatMap((name) => fonts.map((font) => renamed(font, name)))]
}

/** The font under another name: its own stands in it byte by byte and as UTF-16 (OpenType, the table `name`). */
function renamed(font: Buffer, name: string): Buffer {
  const copy = Buffer.from(font)
  for (const inBytes of [latin1, utf16]) {
    const from = inBytes(FAMILY)
    for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) inBytes(name).copy(copy, at)
  }
  return copy
}

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16()
}

/**
 * Letters of several glyphs in every font: with combining marks that Unicode has no letter for (documents are in NFC),
 * Hangul of conjoining letters that make no modern syllable, and the three others that shaping takes apart.
 */
const SEVERAL_GLYPHS =
  /[^\p{M}\s]?\p{M}+|[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb][\u1160-\u11ff\ud7b0-\ud7fb]+|[\u0929\u0934\u0eb3]/u

/** Fault `documents.noGlyph` for a text with a letter that no font of a PDF has as one glyph. */
export function refuseComposed(text: string): void {
  const refused = SEVERAL_GLYPHS.exec(withoutUnseen(text))
  if (refused !== null) throw documentFault('documents.noGlyph', { text: refused[0] })
}
