/**
 * Video files, as body cameras and other recorders write them: MP4 or MOV in, pictures out, as from a camera.
 *
 * A file is hostile until shown otherwise. It is taken apart in a thread with a bounded memory, and every answer of
 * that thread has a time limit: a file made to keep its reader busy for ever costs that much and no more.
 */
import { Worker } from 'node:worker_threads'
import { realClock } from '../base/clock.ts'
import { mediaFault } from './faults.ts'
import type { FileEvent, FileSummary } from './filereader.ts'
import { fileWorker, type FileAnswer, type FileTask, type PackedEvent } from './fileworker.ts'

/** For the tables of a day of video and a batch of pictures. */
const HEAP_MEGABYTES = 512
/** For opening, and for each batch of pictures. On the machine's own clock: it bounds work, and no rehearsal is faster. */
const PATIENCE_MS = 30_000

export type VideoFile = FileSummary & {
  /** `format` before the first sample and at every change; `loss` where pictures could not be used. Read once. */
  events(): AsyncGenerator<FileEvent, void, undefined>
  /** Ends the reading; needed in every case. */
  close(): Promise<void>
}

/**
 * Opens a file; all its samples have then been found to be within bounds. Throws `media.fileUnreadable`,
 * `media.noVideo`, `media.codecUnsupported`; so does reading its events. Sound is read only where asked for.
 * `patienceMs` bounds each step.
 */
export async function readVideoFile(
  path: string,
  {
    withSound = false,
    patienceMs = PATIENCE_MS,
  }: { readonly withSound?: boolean; readonly patienceMs?: number } = {},
): Promise<VideoFile> {
  const task: FileTask = { path, withSound }
  const worker = new Worker(fileWorker, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    stdout: true, // what the reader has to say about a file is for developers, and not kept
    stderr: true,
  })
  worker.stdout.resume()
  worker.stderr.resume()
  const close = async () => void (await worker.terminate())
  const ask = asker(worker, patienceMs)
  try {
    const opened = await ask()
    if (opened.type !== 'opened') throw refusal(opened)
    return { ...opened.summary, events: () => eventsOf(worker, ask), close }
  } catch (error) {
    await close()
    throw error
  }
}

function unreadable(what: string): FileAnswer {
  return { type: 'fault', code: 'media.fileUnreadable', values: { what } }
}

/** Waits for the thread's next answer, for its end, or for patience to end. */
function asker(worker: Worker, patienceMs: number): () => Promise<FileAnswer> {
  let take: ((outcome: FileAnswer) => void) | undefined
  worker.on('message', (answer: FileAnswer) => take?.(answer))
  worker.on('error', (error) => take?.(unreadable((error as NodeJS.ErrnoException).code ?? error.name)))
  worker.on('exit', () => take?.(unreadable('reader ended')))
  return () =>
    new Promise((resolve) => {
      const cancel = realClock.after(patienceMs, () => take?.(unreadable('takes too long')))
      take = (outcome) => {
        cancel()
        take = undefined
        resolve(outcome)
      }
    })
}

async function* eventsOf(
  worker: Worker,
  ask: () => Promise<FileAnswer>,
): AsyncGenerator<FileEvent, void, undefined> {
  for (let done = false; !done;) {
    const answered = ask()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage('next')
    const batch = await answered
    if (batch.type !== 'batch') throw refusal(batch)
    yield* unpack(batch.events, batch.bytes)
    done = batch.done
  }
}

function* unpack(events: readonly PackedEvent[], bytes: Uint8Array): Generator<FileEvent, void, undefined> {
  let at = 0
  for (const event of events) {
    if (event.type === 'sound')
      yield { type: 'sound', packet: { ...event.packet, bytes: bytes.subarray(at, (at += event.length)) } }
    else if (event.type === 'sample')
      yield { type: 'sample', sample: { ...event.sample, bytes: bytes.subarray(at, (at += event.length)) } }
    else yield event
  }
}

function refusal(answer: FileAnswer): Error {
  if (answer.type !== 'fault') return new Error(`assertion failed: ${answer.type} was not asked for`)
  return mediaFault(answer.code as 'media.fileUnreadable', answer.values as { what: string })
}
