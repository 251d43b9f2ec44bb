/**
 * The fonts of a PDF, and which letters they can say. What is copied from a PDF, searched for and read aloud is what its
 * glyphs say, each for itself (ISO 32000-1, 9.10.2); so a letter must be one glyph, and a glyph must say one letter.
 *
 * - A letter that a font makes of two glyphs (Ả of A and a hook) is said twice: PDF/UA-1 wants every glyph to say
 *   something (ISO 14289-1, 7.21.7), and Typst has both say the whole letter. Such a letter is taken from a font that
 *   has a glyph for it. Where none has, as for letters with combining marks, it is refused, never said wrong.
 * - A glyph that NanumGothic draws for two letters (— and ―) says what it said first. Typst writes the right text beside
 *   it (ActualText), which not every reader heeds. So NanumGothic is there under three names: to a PDF, three fonts.
 *
 * pdffonts.test.ts asks the engine whether this is so of every letter that is composed and of all of CP949.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { withoutUnseen } from './characters.ts'
import { documentFault } from './faults.ts'

const FILES = ['NanumGothic.ttf', 'NanumGothicBold.ttf']
const FAMILY = 'NanumGothic'
/** NanumGothic again. Each name has as many letters as the one that it stands for. */
const AGAIN = { second: 'GothicOther', third: 'GothicThird' }
/** Bytes of the head of a collection, of the head of a font, and of the record of a table in it. */
const [HEAD, DIRECTORY, RECORD] = [12, 12, 16]

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
  return FILES.map((name) => collection(readFileSync(find(`@kfonts/nanum-gothic/src/${name}`))))
}

/** The font under its own and its other names, as one file whose fonts share all but those (OpenType, `ttcf`). */
function collection(font: Buffer): Buffer {
  const names = [FAMILY, AGAIN.second, AGAIN.third]
  const directory = font.subarray(0, DIRECTORY + RECORD * font.readUInt16BE(4))
  const head = Buffer.alloc(HEAD + 4 * names.length)
  head.write('ttcf')
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(names.length, 8)
  const start = head.length + directory.length * names.length
  const [directories, nameTables]: [Buffer[], Buffer[]] = [[], []]
  for (const [index, name] of names.entries()) {
    head.writeUInt32BE(head.length + directory.length * index, HEAD + 4 * index)
    const records = Buffer.from(directory)
    for (let at = DIRECTORY; at < records.length; at += RECORD) {
      const [offset, length] = [records.readUInt32BE(at + 8), records.readUInt32BE(at + 12)]
      const isName = records.toString('latin1', at, at + 4) === 'name'
      if (isName) nameTables.push(renamed(font.subarray(offset, offset + length), name))
      records.writeUInt32BE(start + (isName ? font.length + length * index : offset), at + 8)
    }
    directories.push(records)
  }
  return Buffer.concat([head, ...directories, font, ...nameTables])
}

/** The names of a font with another for its own, which stands among them byte by byte and as UTF-16. */
function renamed(names: Buffer, name: string): Buffer {
  const copy = Buffer.from(names)
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
 * Hangul of conjoining letters that make no modern syllable, Lao ຳ; and Devanagari, which is hardly written without
 * marks, and beside which even ⋪ is taken apart.
 */
const SEVERAL_GLYPHS =
  /[^\p{M}\s]?\p{M}+|[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb][\u1160-\u11ff\ud7b0-\ud7fb]+|[\u0eb3\p{Script=Devanagari}]/u

/** Fault `documents.noGlyph` for a text with a letter that no font of a PDF has as one glyph. */
export function refuseComposed(text: string): void {
  const refused = SEVERAL_GLYPHS.exec(withoutUnseen(text))
  if (refused !== null) throw documentFault('documents.noGlyph', { text: refused[0] })
}
