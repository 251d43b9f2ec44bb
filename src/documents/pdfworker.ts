/**
 * The thread in which Typst sets documents, so that a long one holds nobody up. It keeps its compiler, because reading
 * the fonts takes longer than setting a page; what the compiler remembers of a document is cleared after it.
 */
import { parentPort } from 'node:worker_threads'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { fontFiles } from './pdffonts.ts'
import { typstProgram } from './typst.ts'

export type PdfTask = { readonly id: number; readonly input: string }

export type PdfAnswer =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly error: string }

function serve(port: NonNullable<typeof parentPort>): void {
  const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: fontFiles() }] })
  const answer = (value: PdfAnswer) => port.postMessage(value)
  port.on('message', ({ id, input }: PdfTask) => {
    const task = { mainFileContent: typstProgram, inputs: { document: input } }
    try {
      answer({ id, bytes: compiler.pdf(task, { pdfStandard: 'ua-1' }) })
    } catch (error) {
      answer({ id, error: String(error) })
    } finally {
      compiler.evictCache(0)
    }
  })
}

if (parentPort !== null) serve(parentPort)
