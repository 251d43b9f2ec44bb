/**
 * Which words of two short texts differ, so that a reader sees at once what changed. The longest common subsequence of
 * words, in quadratic time; texts too long for that are told as wholly different, which is true as well.
 */

/** Words of one text in a row, and whether the other has them too. */
export type Piece = { readonly text: string; readonly isCommon: boolean }

const MAX_WORDS = 300

/** Both texts in pieces. Joined, the pieces of each are the text again. */
export function wordDifference(
  before: string,
  after: string,
): { readonly before: readonly Piece[]; readonly after: readonly Piece[] } {
  const was = wordsOf(before)
  const is = wordsOf(after)
  if (was.length > MAX_WORDS || is.length > MAX_WORDS)
    return { before: [{ text: before, isCommon: false }], after: [{ text: after, isCommon: false }] }
  const lengths = commonLengths(was, is)
  const common = { before: new Set<number>(), after: new Set<number>() }
  for (let i = 0, j = 0; i < was.length && j < is.length;) {
    if (was[i] === is[j]) {
      common.before.add(i++)
      common.after.add(j++)
    } else if (at(lengths, i + 1, j) >= at(lengths, i, j + 1)) i++
    else j++
  }
  return { before: piecesOf(was, common.before), after: piecesOf(is, common.after) }
}

/** Words with the blanks after them. */
function wordsOf(text: string): readonly string[] {
  return text.match(/\s*\S+\s*$|\s*\S+\s+|\s+/g) ?? []
}

/** `[i][j]`: how many words the rests from i and from j have in common, in order. */
function commonLengths(was: readonly string[], is: readonly string[]): readonly Uint16Array[] {
  const rows = Array.from({ length: was.length + 1 }, () => new Uint16Array(is.length + 1))
  for (let i = was.length - 1; i >= 0; i--)
    for (let j = is.length - 1; j >= 0; j--) {
      const row = rows[i]
      if (row === undefined) continue
      row[j] =
        was[i] === is[j] ? at(rows, i + 1, j + 1) + 1 : Math.max(at(rows, i + 1, j), at(rows, i, j + 1))
    }
  return rows
}

function at(rows: readonly Uint16Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0
}

function piecesOf(words: readonly string[], common: ReadonlySet<number>): Piece[] {
  const pieces: { text: string; isCommon: boolean }[] = []
  for (const [index, text] of words.entries()) {
    const last = pieces.at(-1)
    const isCommon = common.has(index)
    if (last?.isCommon === isCommon) last.text += text
    else pieces.push({ text, isCommon })
  }
  return pieces
}
