/**
 * The thread in which a video file is taken apart. It answers one question at a time and has nothing of its own to
 * lose, so that whoever asks may end it at any moment.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Fault } from '../base/fault.ts'
import { openFile, type FileEvent, type FileSummary } from './filereader.ts'
import type { Sample, SoundPacket } from './video.ts'

/** What this file is started from; imported by the other side, it does nothing else. */
export const fileWorker = new URL(import.meta.url)

/** An event without its picture bytes: those of a whole batch travel in one buffer, one after the other. */
export type PackedEvent =
  | Exclude<FileEvent, { type: 'sample' | 'sound' }>
  | { readonly type: 'sample'; readonly sample: Omit<Sample, 'bytes'>; readonly length: number }
  | { readonly type: 'sound'; readonly packet: Omit<SoundPacket, 'bytes'>; readonly length: number }

/** What the thread is started with. */
export type FileTask = { readonly path: string; readonly withSound: boolean }

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
async function serve(task: FileTask, port: NonNullable<typeof parentPort>): Promise<void> {
  const answer = (value: FileAnswer, transfer: ArrayBuffer[] = []) => port.postMessage(value, transfer)
  try {
    const file = await openFile(task.path, task)
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
        bytes += bytesOf(next.value).length
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

const NOTHING = new Uint8Array()

/** The bytes that an event brings. */
function bytesOf(event: FileEvent): Uint8Array {
  if (event.type === 'sample') return event.sample.bytes
  return event.type === 'sound' ? event.packet.bytes : NOTHING
}

function pack(batch: readonly FileEvent[]): { events: PackedEvent[]; bytes: Uint8Array<ArrayBuffer> } {
  const parts = batch.map(bytesOf)
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  const events = batch.map((event): PackedEvent => {
    if (event.type === 'sound') {
      const { bytes, ...packet } = event.packet
      return { type: 'sound', packet, length: bytes.length }
    }
    if (event.type !== 'sample') return event
    const { bytes, ...sample } = event.sample
    return { type: 'sample', sample, length: bytes.length }
  })
  return { events, bytes }
}

if (parentPort !== null && isTask(workerData)) await serve(workerData, parentPort)

function isTask(data: unknown): data is FileTask {
  return typeof (data as { path?: unknown } | null)?.path === 'string'
}
