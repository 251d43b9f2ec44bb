/**
 * The gate for people: every playlist, every initialisation segment and every fragment passes here, each time anew.
 * It asks whose viewing this is, whether it is still open, whether the account may still see the device, whether the
 * piece lies on the device and in the range; it counts the piece; and only then the vault's bytes are handed out.
 */
import { isFault } from '../base/fault.ts'
import { isId } from '../base/id.ts'
import { findSegment, segmentsBetween } from '../footage/footage.ts'
import type { Segment } from '../footage/footage.ts'
import type { Receipt } from '../ledger/ledger.ts'
import type { Account } from '../staff/staff.ts'
import type { SegmentReader } from '../vault/vault.ts'
import { viewingFault } from './faults.ts'
import { fragmentStart, isWithin, playlist } from './playlist.ts'
import type { IndexedSegment } from './playlist.ts'
import { stillAllowed } from './rules.ts'
import { count, INIT } from './served.ts'
import { end, own, standing, viewingDb } from './viewings.ts'
import type { Viewing, ViewingDeps } from './viewings.ts'

/** Segments of a playlist whose indexes are read at the same time. */
const PARALLEL = 8
/** More segments than the longest range can hold, also when a camera reconnects every few seconds. */
const MAX_SEGMENTS = 2_000

/** Whose viewing, and which. `account` is read from the session of this very request. */
export type Access = { readonly account: Account; readonly viewing: string }
type PieceAccess = Access & { readonly segment: string }

type Pass = { readonly viewing: Viewing; readonly receipt: Receipt<'viewing.opened'> }

/** Lets an access through, or throws `viewing.unknown`, `viewing.ended` or `viewing.revoked`. */
async function pass(deps: ViewingDeps, { account, viewing: id }: Access): Promise<Pass> {
  if (!isId(id)) throw viewingFault('viewing.unknown')
  const [viewing, receipt] = await Promise.all([
    own(deps, account.id, id),
    deps.ledger.find('viewing.opened', id),
  ])
  if (receipt === undefined) throw viewingFault('viewing.unknown')
  const now = deps.clock.now()
  if (viewing.endedAtMs !== null || now >= viewing.expiresAtMs) throw viewingFault('viewing.ended')
  if (!stillAllowed(await standing(deps, viewing, now), account, viewing, now)) {
    await end(deps, id, 'revoked')
    throw viewingFault('viewing.revoked')
  }
  return { viewing, receipt }
}

/** The viewing's HLS playlist. Throws `viewing.noFootage` when there is none in the range. */
export async function playlistOf(deps: ViewingDeps, access: Access): Promise<string> {
  const { viewing, receipt } = await pass(deps, access)
  const { segments } = await segmentsBetween(deps.db, { ...viewing, limit: MAX_SEGMENTS })
  const indexed: IndexedSegment[] = []
  for (let i = 0; i < segments.length; i += PARALLEL) {
    const read = segments.slice(i, i + PARALLEL).map((segment) => indexOf(deps, segment, receipt))
    for (const index of await Promise.all(read)) if (index !== undefined) indexed.push(index)
  }
  const text = playlist(indexed, viewing)
  if (text === undefined) throw viewingFault('viewing.noFootage')
  return text
}

/** The times of a segment's fragments; undefined when it was destroyed since the catalogue was asked. */
async function indexOf(
  deps: ViewingDeps,
  segment: Segment,
  receipt: Receipt<'viewing.opened'>,
): Promise<IndexedSegment | undefined> {
  try {
    const reader = await deps.vault.open(storedOf(segment), receipt)
    await reader.close()
    return { segment, fragments: reader.fragments }
  } catch (error) {
    if (isFault(error) && error.kind === 'missing') return undefined
    throw error
  }
}

/** The initialisation segment of a segment that overlaps the viewing. The caller wipes the bytes once they are sent. */
export async function initOf(deps: ViewingDeps, access: PieceAccess): Promise<Buffer> {
  const { segment, ...passed } = await passTo(deps, access)
  return withReader(deps, passed, segment, async (reader) => {
    const bytes = await reader.init()
    const { startedAtMs } = segment
    return counted(deps, passed.viewing, segment, bytes, { fragment: INIT, startedAtMs, durationMs: 0 })
  })
}

/** A fragment that overlaps the viewing's range. The caller wipes the bytes once they are sent. */
export async function partOf(
  deps: ViewingDeps,
  access: PieceAccess & { readonly fragment: number },
): Promise<Buffer> {
  const { segment, ...passed } = await passTo(deps, access)
  return withReader(deps, passed, segment, async (reader) => {
    const { fragment } = access
    const indexed = { segment, fragments: reader.fragments }
    const time = reader.fragments[fragment]
    if (time === undefined || !isWithin(indexed, fragment, passed.viewing))
      throw viewingFault('viewing.outOfRange')
    return counted(deps, passed.viewing, segment, await reader.fragment(fragment), {
      fragment,
      startedAtMs: Math.round(fragmentStart(indexed, fragment)),
      durationMs: Math.round(time.duration90k / 90),
    })
  })
}

/** Lets an access through to a segment of the viewing's device that overlaps its range; `viewing.outOfRange` for every other. */
async function passTo(deps: ViewingDeps, access: PieceAccess): Promise<Pass & { readonly segment: Segment }> {
  const { segment: id } = access
  const [passed, segment] = await Promise.all([
    pass(deps, access),
    isId<'segment'>(id) ? findSegment(deps.db, id) : undefined,
  ])
  const { viewing } = passed
  if (
    segment === undefined ||
    segment.device !== viewing.device ||
    segment.startedAtMs >= viewing.toMs ||
    segment.endedAtMs <= viewing.fromMs
  )
    throw viewingFault('viewing.outOfRange')
  return { ...passed, segment }
}

async function withReader(
  deps: ViewingDeps,
  { receipt }: Pass,
  segment: Segment,
  read: (reader: SegmentReader) => Promise<Buffer>,
): Promise<Buffer> {
  const reader = await deps.vault.open(storedOf(segment), receipt)
  try {
    return await read(reader)
  } finally {
    await reader.close()
  }
}

/** The bytes, once they are counted. Wipes them and throws `viewing.ended` when the viewing ended meanwhile. */
async function counted(
  deps: ViewingDeps,
  viewing: Viewing,
  segment: Segment,
  bytes: Buffer,
  piece: { readonly fragment: number; readonly startedAtMs: number; readonly durationMs: number },
): Promise<Buffer> {
  let isCounted = false
  try {
    const whole = { ...piece, viewing: viewing.id, segment: segment.id, bytes: bytes.length }
    isCounted = await count(viewingDb(deps), whole, deps.clock.now())
  } finally {
    if (!isCounted) bytes.fill(0)
  }
  if (!isCounted) throw viewingFault('viewing.ended')
  return bytes
}

function storedOf({ id, device, day, category, generation, leaf, startedAtMs, endedAtMs }: Segment) {
  return { id, keyId: { device, day, category }, generation, leaf, startedAtMs, endedAtMs }
}
