/**
 * The unit of keys: one camera, one Korean calendar day, one recording category (a zone or an import may keep
 * categories for different numbers of days). Its text form stands in segment headers, in the ledger and in key
 * wraps, so it is parsed as strictly as it is written.
 *
 * A day's key tree has 65,536 leaves: 5 bits of hour and 11 bits within the hour, one leaf per 1.76 s. The hour is
 * a subtree of its own, so a recorder can be handed exactly one hour (docs/design/key-tree.md).
 */
import { join } from 'node:path'
import { assert } from '../base/assert.ts'
import type { Millis } from '../base/clock.ts'
import { DAY_MS, dayStart, parseDay } from '../base/day.ts'
import type { Day } from '../base/day.ts'
import type { Id } from '../base/id.ts'

/** A camera-day. `device` is `[a-z0-9-]{1,64}`, `category` is `[a-z0-9-]{1,32}`. */
export type KeyId = { readonly device: string; readonly day: Day; readonly category: string }

export const TREE_DEPTH = 16
export const HOUR_DEPTH = 5
const HOUR_MS = 3_600_000
const LEAVES_PER_HOUR = 1 << (TREE_DEPTH - HOUR_DEPTH)
/** Leaves that a day of 24 hours uses; the tree's other 8 hours have none. */
export const LEAVES_PER_DAY = 24 * LEAVES_PER_HOUR
/** How far past its own slot a segment's leaf may be moved because the slot was taken. */
export const LEAF_MOVE_LIMIT = 64

const DEVICE = /^[a-z0-9-]{1,64}$/
const CATEGORY = /^[a-z0-9-]{1,32}$/

/** `device/day/category`. */
export function keyIdText(keyId: KeyId): string {
  assert(DEVICE.test(keyId.device) && CATEGORY.test(keyId.category), 'device and category are slugs')
  assert(parseDay(keyId.day) !== undefined, 'a camera-day has a calendar day')
  return `${keyId.device}/${keyId.day}/${keyId.category}`
}

/** The camera-day written in `text`, or undefined when it is not one. */
export function parseKeyId(text: string): KeyId | undefined {
  const [device = '', dayText = '', category = '', ...rest] = text.split('/')
  const day = parseDay(dayText)
  if (rest.length > 0 || day === undefined || !DEVICE.test(device) || !CATEGORY.test(category))
    return undefined
  return { device, day, category }
}

/**
 * The leaf for a segment that starts at that moment: the slot of 1.76 s in which it lies. A moment outside the day
 * takes the day's first or last slot (a segment that was begun a moment before midnight by a clock since stepped).
 */
export function leafAt(day: Day, startedAtMs: Millis): number {
  const inDay = Math.min(Math.max(startedAtMs - dayStart(day), 0), DAY_MS - 1)
  const hour = Math.floor(inDay / HOUR_MS)
  return hour * LEAVES_PER_HOUR + Math.floor(((inDay % HOUR_MS) * LEAVES_PER_HOUR) / HOUR_MS)
}

/** The hour, 0 to 23, that a leaf belongs to. */
export function hourOfLeaf(leaf: number): number {
  assert(Number.isInteger(leaf) && leaf >= 0 && leaf < LEAVES_PER_DAY, 'a leaf lies within a day of 24 hours')
  return Math.floor(leaf / LEAVES_PER_HOUR)
}

/** When the hour is over; until then a recorder may hold its subtree in memory. */
export function hourEnd(day: Day, hour: number): Millis {
  return dayStart(day) + (hour + 1) * HOUR_MS
}

/**
 * The folder of a camera-day's segments. A camera-day that was erased and is recorded anew (a wrong import, say)
 * has the next generation of keys and a folder of its own, so that finishing the old removal cannot touch it.
 */
export function cameraDayFolder(mediaFolder: string, keyId: KeyId, generation: number): string {
  keyIdText(keyId)
  const suffix = generation === 1 ? '' : `.${generation}`
  return join(mediaFolder, keyId.device, `${keyId.day}.${keyId.category}${suffix}`)
}

/** The path of a sealed segment; while unfinished, the same with `.part` for `.seg`. */
export function segmentPath(
  mediaFolder: string,
  keyId: KeyId,
  generation: number,
  id: Id<'segment'>,
): string {
  return join(cameraDayFolder(mediaFolder, keyId, generation), `${id}.seg`)
}
