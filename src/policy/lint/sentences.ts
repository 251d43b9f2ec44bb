/** Sentences, put together again where the page broke them and cut apart where they end. */
import { bareOf, type Line } from './lines.ts'
import { labelOf, type Marked } from './roles.ts'

/** A whole sentence, put together again where the page broke it. */
export type Sentence = { readonly line: Line; readonly text: string; readonly bare: string }

/** Shorter lines were ended by their author, not by the page. */
const WRAPPED = 24
/** A sentence is not longer than this; what is, is cut. */
const LONGEST_SENTENCE = 2_000

export function sentencesOf(marked: readonly Marked[]): Sentence[] {
  const sentences: Sentence[] = []
  let parts: { readonly line: Line; readonly text: string }[] = []
  const close = () => {
    sentences.push(...cut(parts))
    parts = []
  }
  let last: Marked | undefined
  for (const one of marked) {
    if (!continues(last, one)) close()
    if (one.role.is === 'text') parts.push({ line: one.line, text: one.role.mark.rest })
    // `제9조(위탁) 위탁하지 않는다.`: what stands behind a heading on its line.
    else if (one.role.is === 'heading')
      parts.push({ line: one.line, text: labelOf(one.role.mark.rest)?.value ?? '' })
    else if (one.role.is === 'row')
      for (const cell of one.role.cells)
        if (/[다요음함임]\.?$/.test(cell)) parts.push({ line: one.line, text: cell })
    last = one
  }
  close()
  return sentences
}

function continues(last: Marked | undefined, next: Marked): boolean {
  if (last === undefined || last.role.is !== 'text' || next.role.is !== 'text') return false
  const { mark } = next.role
  return (
    mark.kind === 'plain' &&
    mark.hashes === 0 &&
    next.line.number - last.line.number <= 1 &&
    last.line.text.length >= WRAPPED &&
    !/(?:[다요]|[음함임])[.)]?$|[.!?:;]$/.test(last.line.text)
  )
}

/** The parts as sentences, each at the line where it begins. */
function cut(parts: readonly { readonly line: Line; readonly text: string }[]): Sentence[] {
  const found: Sentence[] = []
  let line: Line | undefined
  let text = ''
  const close = () => {
    if (line !== undefined && text.trim() !== '') found.push({ line, text: text.trim(), bare: bareOf(text) })
    line = undefined
    text = ''
  }
  for (const part of parts)
    for (const piece of part.text.split(/(?<=[다요음함임]\.)\s+|(?<=[!?])\s+|\s*※\s*/)) {
      if (text.length + piece.length > LONGEST_SENTENCE) close()
      line ??= part.line
      text = text === '' ? piece : `${text} ${piece}`
      if (/[다요음함임]\.\)?$|[!?]$/.test(piece)) close()
    }
  close()
  return found
}
