/**
 * Removal of ciphertext, after its keys are gone. Held segments are brought to safety first: a crash may have left
 * their files with the camera-day. Everything here can be repeated; what is already gone counts as removed.
 */
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { assert } from '../base/assert.ts'
import { cameraDayFolder, keyIdText } from './camera-day.ts'
import { heldRows, settleFiles } from './held.ts'
import type { Storage } from './held.ts'
import { holdFolder, mediaPath } from './paths.ts'
import type { Target } from './targets.ts'
import { unfinishedPath } from './writer.ts'

/** Removes the files of an order whose keys are destroyed; returns how many there still were. */
export async function removeTargets(
  storage: Storage,
  order: string,
  targets: readonly Target[],
): Promise<number> {
  const { custody, folders, disk } = storage
  const done = await custody.db
    .selectFrom('vault_epoch')
    .where('order_id', '=', order)
    .select('epoch')
    .executeTakeFirst()
  assert(done !== undefined, 'keys are destroyed before files')
  await rescueHeld(storage, targets)
  let files = 0
  const changed = new Set<string>()
  for (const target of targets) {
    if (target.kind === 'day')
      files += await disk.removeFolder(cameraDayFolder(folders.media, target.keyId, target.generation))
    else if (target.kind === 'hold') files += await disk.removeFolder(holdFolder(folders, target.hold))
    else {
      const path = mediaPath(folders, { ...target, id: target.segment })
      for (const each of [path, unfinishedPath(path)])
        if (await disk.remove(each)) {
          files++
          changed.add(dirname(path))
        }
    }
  }
  for (const folder of changed) await disk.syncFolder(folder)
  return files
}

/** Moves what living holds keep out of the folders that are about to go. */
async function rescueHeld(storage: Storage, targets: readonly Target[]): Promise<void> {
  const { custody, folders } = storage
  const keys = targets.flatMap((target) => (target.kind === 'hold' ? [] : [keyIdText(target.keyId)]))
  await settleFiles(storage, await heldRows(custody.db, 'key', keys))
  for (const target of targets) {
    if (target.kind !== 'hold') continue
    const names = await readdir(holdFolder(folders, target.hold)).catch(noFolder)
    const segments = names.map((name) => name.replace(/\.seg$/, ''))
    await settleFiles(storage, await heldRows(custody.db, 'segment', segments), target.hold)
  }
}

function noFolder(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT') throw error
  return []
}
