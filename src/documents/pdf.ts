/**
 * A document as PDF/UA-1, set by Typst: tagged, titled, in its language, with its fonts embedded, the heads of tables
 * repeated on each page, and the same bytes for the same document on any machine.
 *
 * One thread sets all documents of the process, one after the other (pdfworker.ts). It is started by the first, holds
 * nothing that changes a result, and does not keep the process alive.
 */
import { Worker } from 'node:worker_threads'
import { checkDocument } from './check.ts'
import { documentFault } from './faults.ts'
import type { Document } from './model.ts'
import { refuseComposed } from './pdffonts.ts'
import type { PdfAnswer, PdfTask } from './pdfworker.ts'
import { textOf } from './plain.ts'
import { typstInput } from './typstinput.ts'

/** Named, not imported: Typst is loaded in that thread only. */
const THREAD = new URL('pdfworker.ts', import.meta.url)

type Setter = { readonly set: (input: string) => Promise<PdfAnswer> }

let kept: Setter | undefined

/** The document as PDF/UA-1. Faults `documents.*`; `documents.noGlyph` for a letter that its fonts lack or cannot say. */
export async function renderPdf(document: Document): Promise<Buffer> {
  const checked = checkDocument(document)
  refuseComposed(textOf(checked))
  const input = typstInput(checked)
  kept ??= startSetter()
  const answer = await kept.set(input)
  if ('error' in answer) throw troubleOf(answer.error)
  return Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength)
}

function startSetter(): Setter {
  const worker = new Worker(THREAD)
  const waiting = new Map<
    number,
    { resolve: (answer: PdfAnswer) => void; reject: (error: unknown) => void }
  >()
  let next = 0
  const setter: Setter = {
    set: (input) =>
      new Promise((resolve, reject) => {
        const task: PdfTask = { id: next++, input }
        waiting.set(task.id, { resolve, reject })
        worker.ref()
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage(task)
      }),
  }
  const end = (error: unknown) => {
    if (kept === setter) kept = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (answer: PdfAnswer) => {
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
    if (waiting.size === 0) worker.unref()
  })
  worker.once('error', end)
  worker.once('exit', () => end(new Error('the thread that sets documents has ended')))
  return setter
}

/** Typst tells of a missing character in words only. Anything else it refuses is our mistake. */
function troubleOf(error: string): Error {
  const text = /the text `\\*"(?<text>[^`]*?)\\*"` could not be displayed/.exec(error)?.groups?.text
  return text === undefined ? new Error(error) : documentFault('documents.noGlyph', { text })
}
