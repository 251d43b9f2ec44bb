/**
 * A film: an H.264 or H.265 byte stream (Annex B) that a simulated camera plays over and over. It is read
 * once, split into pictures at its access unit delimiters, and kept in memory.
 */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Codec } from '../../src/media/media.ts'
import { fault } from '../faults.ts'
import { showingDelays } from './order.ts'

/** One coded picture. */
export type Picture = {
  /** Its NAL units without start codes, parameter sets included, access unit delimiter left out. */
  readonly nals: readonly Buffer[]
  readonly isKey: boolean
  /** Frame periods between its place in decoding order and its showing: 0 everywhere without B-frames. */
  readonly shownAfter: number
}

export type Film = {
  readonly codec: Codec
  readonly framesPerSecond: number
  readonly pictures: readonly Picture[]
  /** VPS (H.265 only), SPS and PPS, in this order, as the first picture carries them. */
  readonly parameterSets: readonly Buffer[]
}

const FILM_BYTES_LIMIT = 256 * 1024 * 1024

/** Reads a film from a file; the name's ending, .h264 or .h265, tells the codec. */
export async function readFilm(file: string, framesPerSecond = 15): Promise<Film> {
  const name = basename(file)
  const codec = name.endsWith('.h264') ? 'h264' : name.endsWith('.h265') ? 'h265' : undefined
  if (!codec) throw fault('demo.filmUnreadable', { file: name, reason: 'neither .h264 nor .h265' })
  return filmOf(await readFile(file), { codec, framesPerSecond, name })
}

/** Makes a film of the bytes of an Annex-B stream. Throws a Fault when it does not begin with a key picture. */
export function filmOf(
  stream: Buffer,
  { codec, framesPerSecond, name }: { codec: Codec; framesPerSecond: number; name: string },
): Film {
  const unreadable = (reason: string) => fault('demo.filmUnreadable', { file: name, reason })
  if (stream.length > FILM_BYTES_LIMIT) throw unreadable('too large')
  const groups: Buffer[][] = []
  for (const nal of splitAnnexB(stream)) {
    if (role(codec, nal) === 'delimiter') groups.push([])
    else if (groups.length === 0) throw unreadable('no access unit delimiter at the start')
    else groups.at(-1)?.push(nal)
  }
  const pictures = groups.map((nals) => {
    const slice = nals.find((nal) => ['slice', 'key'].includes(role(codec, nal)))
    if (!slice) throw unreadable('an access unit without a picture')
    return { nals, slice, isKey: role(codec, slice) === 'key' }
  })
  const first = pictures[0]
  if (!first?.isKey) throw unreadable('it does not begin with a key picture')
  const parameterSets = first.nals.filter((nal) => role(codec, nal) === 'parameters')
  if (parameterSets.length !== (codec === 'h264' ? 2 : 3)) throw unreadable('parameter sets missing')
  const sps = parameterSets.at(-2) as Buffer
  const delays = showingDelays(codec, sps, pictures)
  return {
    codec,
    framesPerSecond,
    parameterSets,
    pictures: pictures.map(({ nals, isKey }, i) => ({ nals, isKey, shownAfter: delays[i] ?? 0 })),
  }
}

/** The same film without parameter sets in its pictures: they are only in the description then. */
export function withoutParameterSets(film: Film): Film {
  const bare = (nals: readonly Buffer[]) => nals.filter((nal) => role(film.codec, nal) !== 'parameters')
  return { ...film, pictures: film.pictures.map((picture) => ({ ...picture, nals: bare(picture.nals) })) }
}

/** A picture as MP4 stores it (ISO/IEC 14496-15 section 4.3.2): each NAL unit after its length, without parameter sets. */
export function sampleBytes({ parameterSets }: Film, { nals }: Picture): Buffer {
  const kept = nals.filter((nal) => !parameterSets.some((set) => set.equals(nal)))
  return Buffer.concat(
    kept.flatMap((nal) => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(nal.length)
      return [length, nal]
    }),
  )
}

type Role = 'delimiter' | 'parameters' | 'key' | 'slice' | 'other'

/** What a NAL unit is for (H.264 table 7-1, H.265 table 7-1). */
function role(codec: Codec, nal: Uint8Array): Role {
  const header = nal[0] ?? 0
  if (codec === 'h264') {
    const type = header & 0x1f
    if (type === 9) return 'delimiter'
    if (type === 7 || type === 8) return 'parameters'
    return type === 5 ? 'key' : type === 1 ? 'slice' : 'other'
  }
  const type = (header >> 1) & 0x3f
  if (type === 35) return 'delimiter'
  if (type >= 32 && type <= 34) return 'parameters'
  if (type >= 16 && type <= 21) return 'key'
  return type < 10 ? 'slice' : 'other'
}

/** The NAL units between start codes (H.264 annex B); trailing zero bytes belong to none. */
function* splitAnnexB(stream: Buffer): Generator<Buffer> {
  const START = Buffer.from([0, 0, 1])
  let at = stream.indexOf(START)
  while (at >= 0) {
    const from = at + START.length
    at = stream.indexOf(START, from)
    let end = at < 0 ? stream.length : at
    while (end > from && stream[end - 1] === 0) end--
    if (end > from) yield stream.subarray(from, end)
  }
}
