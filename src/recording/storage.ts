/**
 * Whether the data folder may be written to: that it is the right one, and that there is room. Below the reserve
 * recording stops, so that the ledger, the database and destruction go on; above it recording goes on by itself.
 */
import type { Cancel, Clock } from '../base/clock.ts'
import { readDataId } from '../base/datafolder.ts'
import type { Disk } from '../base/durable.ts'
import type { GapCause } from '../footage/footage.ts'
import { recordingFault } from './faults.ts'

export type Storage = {
  /** Why nothing may be written, as of the last look; undefined when it may. */
  blocked(): GapCause | undefined
  /** Looks again now; throws `recording.diskWrong` unless the folder is the expected one. */
  verify(): Promise<void>
  close(): void
}

export type StorageOptions = {
  readonly disk: Disk
  readonly clock: Clock
  readonly dataFolder: string
  readonly dataId: string
  /** Free bytes below which recording stops. */
  readonly reserveBytes: number
  /** Called when recording has to stop, changes its reason or may go on. */
  readonly changed: (cause: GapCause | undefined, before: GapCause | undefined) => void
}

const LOOK_MS = 5000
/** Recording goes on only well above the reserve, so that it does not stop and start with every segment. */
const RESUME = 1.1

/** Watches the data folder. Resolves after the first look. */
export async function watchStorage(options: StorageOptions): Promise<Storage> {
  const { disk, clock, dataFolder, dataId, reserveBytes, changed } = options
  let cause: GapCause | undefined
  let cancel: Cancel | undefined
  let closed = false

  async function isRightFolder(): Promise<boolean> {
    // Unreadable is as wrong as another.
    return (await readDataId(dataFolder).catch(() => undefined)) === dataId
  }

  async function find(): Promise<GapCause | undefined> {
    if (!(await isRightFolder())) return 'diskWrong'
    const enough = cause === 'diskFull' ? reserveBytes * RESUME : reserveBytes
    try {
      return (await disk.freeBytes(dataFolder)) < enough ? 'diskFull' : undefined
    } catch {
      return 'diskFailed'
    }
  }

  async function look(): Promise<void> {
    const found = await find()
    if (closed || found === cause) return
    const before = cause
    cause = found
    changed(found, before)
  }

  function again(): void {
    if (closed) return
    cancel = clock.after(LOOK_MS, () => void look().then(again))
  }

  await look()
  again()
  return {
    blocked: () => cause,
    async verify() {
      if (await isRightFolder()) return
      await look()
      throw recordingFault('recording.diskWrong')
    },
    close() {
      closed = true
      cancel?.()
    },
  }
}
