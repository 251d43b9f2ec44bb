/**
 * The thread in which a video file is taken apart. It answers one question at a time and has nothing of its own to
 * lose, so that whoever asks may end it at any moment.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Fault } from '../base/fault.ts'
import { openFile, type FileEvent, type FileSummary } from './filereader.ts'
import type { Sample } from './video.ts'

/** What this file is started from; imported by the other side, it does nothing else. */
export const fileWorker = new URL(import.meta.url)

/** An event without its picture bytes: those of a whole batch travel in one buffer, one after the other. */
export type PackedEvent =
  | Exclude<FileEvent, { type: 'sample' }>
  | { readonly type: 'sample'; readonly sample: Omit<Sample, 'nals'>; readonly lengths: readonly number[] }

export type FileAnswer =
  | { readonly type: 'opened'; readonly summary: FileSummary }
  | {
      readonly type: 'batch'
      readonly events: readonly PackedEvent[]
      readonly bytes: Uint8Array
      readonly done: boolean
    }
  | {
      readonly type: 'fault'
      readonly code: string
      readonly values: Readonly<Record<string, string | number>>
    }

/** A batch is handed over once it has this many bytes; one more picture may be on top. */
const BATCH_BYTES = 2 * 1024 * 1024
const BATCH_EVENTS = 1000

/** Opens the file, then gives a batch of events for each message that comes. */
async function serve(path: string, port: NonNullable<typeof parentPort>): Promise<void> {
  const answer = (value: FileAnswer, transfer: ArrayBuffer[] = []) => port.postMessage(value, transfer)
  try {
    const file = await openFile(path)
    const sequence = file.events()
    let asked = nextMessage(port)
    answer({ type: 'opened', summary: file.summary })
    for (let done = false; !done;) {
      await asked
      asked = nextMessage(port)
      const batch: FileEvent[] = []
      for (let bytes = 0; !done && bytes < BATCH_BYTES && batch.length < BATCH_EVENTS;) {
        const next = await sequence.next()
        done = next.done === true
        if (next.done === true) break
        batch.push(next.value)
        if (next.value.type === 'sample')
          bytes += next.value.sample.nals.reduce((sum, nal) => sum + nal.length, 0)
      }
      const packed = pack(batch)
      answer({ type: 'batch', ...packed, done }, [packed.bytes.buffer])
    }
  } catch (error) {
    const isOurs = error instanceof Fault
    const what = error instanceof Error ? error.name : 'unknown'
    answer({
      type: 'fault',
      code: isOurs ? error.code : 'media.fileUnreadable',
      values: isOurs ? error.values : { what },
    })
  }
  port.close()
}

function nextMessage(port: NonNullable<typeof parentPort>): Promise<void> {
  return new Promise((resolve) => port.once('message', () => resolve()))
}

function pack(batch: readonly FileEvent[]): { events: PackedEvent[]; bytes: Uint8Array<ArrayBuffer> } {
  const nals = batch.flatMap((event) => (event.type === 'sample' ? event.sample.nals : []))
  const bytes = new Uint8Array(nals.reduce((sum, nal) => sum + nal.length, 0))
  let at = 0
  for (const nal of nals) {
    bytes.set(nal, at)
    at += nal.length
  }
  const events = batch.map((event): PackedEvent => {
    if (event.type !== 'sample') return event
    const { nals, ...sample } = event.sample
    return { type: 'sample', sample, lengths: nals.map((nal) => nal.length) }
  })
  return { events, bytes }
}

if (parentPort !== null && typeof workerData === 'string') await serve(workerData, parentPort)
