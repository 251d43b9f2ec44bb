/**
 * Notes: what is under way. Before a segment or a gap begins, a note of it is durable in the spool; once its manifest
 * is there, and whatever follows has a note of its own, the note goes. So at every moment each camera has a note, and
 * whatever stops the program, the next start knows what was being written, since when, and why not.
 */
import { Type } from 'typebox'
import type { TObject } from 'typebox'
import { Compile } from 'typebox/compile'
import { canonicalJson } from '../base/canonical.ts'
import { dayOf } from '../base/day.ts'
import { GAP_CAUSES } from '../footage/footage.ts'
import type { Gap, Segment } from '../footage/footage.ts'

/** A segment being written: all of its facts that are known at its beginning. */
export type SegmentNote = { readonly v: 1; readonly kind: 'segment' } & Omit<
  Segment,
  'endedAtMs' | 'duration90k' | 'length' | 'sha256' | 'fragments' | 'lostPackets' | 'lostUnits' | 'cutShort'
>

/** A gap that has not ended. */
export type GapNote = { readonly v: 1; readonly kind: 'gap' } & Pick<
  Gap,
  'id' | 'device' | 'fromMs' | 'cause'
>

export type Note = SegmentNote | GapNote

export const MAX_NOTE_BYTES = 4096

/** RFC 6381: the codec of the pictures and, for a file whose sound may be kept, that of the sound. */
export const CODECS = '^(avc1|hvc1)\\.[0-9A-Za-z.]{1,58}(,mp4a\\.40\\.\\d{1,2})?$'

const id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const device = Type.String({ pattern: '^[a-z0-9-]{1,64}$' })
const codecs = Type.String({ pattern: CODECS })
const ms = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const integer = (minimum: number, maximum = 2 ** 31 - 1) => Type.Integer({ minimum, maximum })

const CHECKS = new Map(
  Object.entries({
    segment: Type.Object({
      id,
      device,
      day: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
      category: Type.String({ pattern: '^[a-z0-9-]{1,32}$' }),
      generation: integer(1),
      leaf: integer(0, 24 * 2048 - 1),
      run: id,
      startedAtMs: ms,
      codec: Type.Enum(['h264', 'h265']),
      codecString: codecs,
      width: integer(1, 65_535),
      height: integer(1, 65_535),
      origin: Type.Enum(['camera', 'file']),
    }),
    gap: Type.Object({ id, device, fromMs: ms, cause: Type.Enum([...GAP_CAUSES]) }),
  }).map(([kind, fields]: [string, TObject]) => [
    kind,
    Compile(
      Type.Object(
        { v: Type.Literal(1), kind: Type.Literal(kind), ...fields.properties },
        { additionalProperties: false },
      ),
    ),
  ]),
)

export function writeNote(note: Note): Buffer {
  return canonicalJson(note)
}

/** The note in these bytes, or undefined when they are none: notes come from our own disk, yet disks rot. */
export function readNote(bytes: Buffer): Note | undefined {
  if (bytes.length > MAX_NOTE_BYTES) return undefined
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
  const kind = (value as { kind?: unknown } | null)?.kind
  const check = typeof kind === 'string' ? CHECKS.get(kind) : undefined
  if (check === undefined || !check.Check(value)) return undefined
  const note = value as Note
  return note.kind === 'segment' && dayOf(note.startedAtMs) !== note.day ? undefined : note
}
