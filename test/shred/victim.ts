/**
 * A process to be killed: opens a vault as the program does, carries out one act, and kills itself with SIGKILL at
 * the step it was told, in the middle of a write where that step is a write. Started by the proof of destruction.
 */
import { dirname } from 'node:path'
import { realClock } from '../../src/base/clock.ts'
import { openDatabase } from '../../src/base/database.ts'
import { realDisk } from '../../src/base/durable.ts'
import type { Disk, DiskFile } from '../../src/base/durable.ts'
import { fileRoot } from '../../src/vault/vault.ts'
import type { SegmentKey, Target } from '../../src/vault/vault.ts'
import { openParts } from '../vault.ts'

/** What the process is told, as JSON in its only argument. */
export type Task = {
  readonly source: { readonly host: string; readonly user: string; readonly database: string }
  readonly home: string
  readonly rootPath: string
  readonly nowMs: number
  readonly leaf: number
  readonly act:
    | { readonly kind: 'erase'; readonly targets: readonly Target[] }
    | { readonly kind: 'remove'; readonly targets: readonly Target[] }
    | { readonly kind: 'hold'; readonly segments: readonly SegmentKey[] }
    | { readonly kind: 'release' }
  /** The step on the disk at which to die, from 1; or how long after the new root was staged. */
  readonly die: { readonly step: number } | { readonly afterStageMs: number }
}

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => {})
}

/** The real disk until `arm`; then it counts its steps and dies at the one it was told. */
function mortalDisk(step: number): { disk: Disk; arm: () => void } {
  let armed = false
  let steps = 0
  const due = () => armed && ++steps === step
  const mortalFile = (file: DiskFile): DiskFile => ({
    ...file,
    async write(bytes, position) {
      if (due()) {
        const whole = bytes instanceof Uint8Array ? bytes : Buffer.concat(bytes)
        await file.write(whole.subarray(0, whole.length >> 1), position)
        await file.sync()
        await die()
      }
      await file.write(bytes, position)
    },
    async sync() {
      if (due()) await die()
      await file.sync()
    },
    async close() {
      await file.close()
      if (due()) await die()
    },
  })
  const before =
    <A extends unknown[], T>(act: (...values: A) => Promise<T>) =>
    async (...values: A): Promise<T> => {
      if (due()) await die()
      return act(...values)
    }
  const disk: Disk = {
    ...realDisk,
    create: before(async (path: string, writes?: 'durable') =>
      mortalFile(await realDisk.create(path, writes)),
    ),
    open: before(async (path: string) => mortalFile(await realDisk.open(path))),
    makeFolder: before((path: string) => realDisk.makeFolder(path)),
    rename: before((from: string, to: string) => realDisk.rename(from, to)),
    remove: before((path: string) => realDisk.remove(path)),
    removeFolder: before((path: string) => realDisk.removeFolder(path)),
    syncFolder: before((path: string) => realDisk.syncFolder(path)),
  }
  return { disk, arm: () => (armed = true) }
}

async function main(task: Task): Promise<void> {
  const { disk, arm } = mortalDisk('step' in task.die ? task.die.step : 0)
  const database = openDatabase(task.source, 4)
  const file = fileRoot({ path: task.rootPath, disk })
  const { die: when } = task
  const provider =
    'step' in when
      ? file
      : {
          ...file,
          async stage(key: Buffer) {
            await file.stage(key)
            realClock.after(when.afterStageMs, () => void die())
          },
        }
  const clock = { now: () => task.nowMs }
  const { ledger, vault } = await openParts({ db: database.db, home: task.home, clock, disk, provider })
  arm()
  if (task.act.kind === 'hold')
    await vault.hold(await ledger.receipt('hold.placed', task.leaf), task.act.segments)
  else if (task.act.kind === 'release') await vault.release(await ledger.receipt('hold.released', task.leaf))
  else {
    const receipt = await ledger.receipt('destruction.ordered', task.leaf)
    if (task.act.kind === 'erase') await vault.eraseKeys(receipt, task.act.targets)
    else await vault.removeFiles(receipt, task.act.targets)
  }
  // Nothing is closed: whatever happens, the process ends without a word.
  await die()
}

if (import.meta.filename === process.argv[1] && dirname(import.meta.filename).endsWith('shred'))
  await main(JSON.parse(process.argv[2] ?? '') as Task)
