/** Where segments lie: `media` by camera-day, `held` by hold. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '../base/assert.ts'
import { segmentPath } from './camera-day.ts'
import type { SegmentKey } from './targets.ts'

/** The two folders of the data folder that hold footage. */
export type Folders = { readonly media: string; readonly held: string }

const HOLD = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** The folder of what a hold keeps apart (분리 보관). */
export function holdFolder(folders: Folders, hold: string): string {
  assert(HOLD.test(hold), 'a hold has an identifier')
  return join(folders.held, hold)
}

/** The path of a segment that is under that hold. */
export function heldPath(folders: Folders, hold: string, id: string): string {
  return join(holdFolder(folders, hold), `${id}.seg`)
}

/** The path of a segment that is under no hold. */
export function mediaPath(folders: Folders, { keyId, generation, id }: SegmentKey): string {
  return segmentPath(folders.media, keyId, generation, id)
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** The first of the paths that exists. */
export async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await exists(path)) return path
  return undefined
}
