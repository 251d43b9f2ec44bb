/**
 * Looks through every byte of every file of a data folder for what must not be there in clear. Of video it looks for
 * any run long enough to hold a whole window, however the bytes around it are framed.
 */
import { open, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Film } from '../../demo/cameras.ts'

/** Something to look for: what it is, and its bytes. */
type Needle = { readonly what: string; readonly bytes: Buffer }

export type Found = { readonly file: string; readonly what: string }

/** Of a run of clear video this long or longer, whatever its place, at least one whole window is seen. */
export const WINDOW_BYTES = 24
/** Shorter ones would be met by chance among hundreds of megabytes of ciphertext. */
const SHORTEST_BYTES = 7
/** A window of fewer different bytes says nothing: padding and tables look like it. */
const LEAST_VARIETY = 12
const PIECE_BYTES = 8 * 1024 * 1024

/** A secret in each form in which it might have been written down: raw, hexadecimal, base 64. */
export function secret(what: string, bytes: Buffer | string): Needle[] {
  const raw = Buffer.from(bytes)
  const forms = {
    raw,
    hex: Buffer.from(raw.toString('hex')),
    upperHex: Buffer.from(raw.toString('hex').toUpperCase()),
    base64: Buffer.from(raw.toString('base64').replaceAll('=', '')),
    base64url: Buffer.from(raw.toString('base64url')),
  }
  return Object.entries(forms).map(([form, bytes]) => ({ what: `${what} (${form})`, bytes }))
}

/** Parameter sets and pictures of a film. */
export function film(what: string, { parameterSets, pictures }: Film): Needle[] {
  const sets = parameterSets.flatMap((set) => {
    // As `avcC` and `hvcC`, Annex B, and session descriptions have them; a bare set of four bytes would be chance.
    const framed = {
      length: Buffer.concat([Buffer.from([set.length >> 8, set.length & 255]), set]),
      longLength: Buffer.concat([Buffer.from([0, 0, set.length >> 8, set.length & 255]), set]),
      startCode: Buffer.concat([Buffer.from([0, 0, 1]), set]),
      base64: Buffer.from(set.toString('base64')),
    }
    const bare = set.length >= SHORTEST_BYTES ? { bare: set } : {}
    return Object.entries({ ...framed, ...bare })
      .filter(([, bytes]) => bytes.length >= SHORTEST_BYTES)
      .map(([form, bytes]) => ({ what: `parameter set of ${what} (${form})`, bytes }))
  })
  const windows: Needle[] = []
  for (const { nals } of pictures)
    for (const nal of nals)
      for (let at = 0; at + WINDOW_BYTES <= nal.length; at += WINDOW_BYTES) {
        const bytes = nal.subarray(at, at + WINDOW_BYTES)
        if (new Set(bytes).size >= LEAST_VARIETY) windows.push({ what: `video of ${what}`, bytes })
      }
  return [...sets, ...windows]
}

/** Scans a folder, but for the named files; each needle is told once a file. */
export async function scan(
  folder: string,
  needles: readonly Needle[],
  except: readonly string[] = [],
): Promise<{ readonly files: number; readonly bytes: number; readonly found: readonly Found[] }> {
  const index = indexOf(needles)
  const buffer = Buffer.allocUnsafe(PIECE_BYTES + index.longest)
  let files = 0
  let bytes = 0
  const found: Found[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path)
    if (!entry.isFile() || except.includes(name)) continue
    files++
    const seen = new Set<string>()
    bytes += await scanFile(path, buffer, index, (what) => seen.add(what))
    for (const what of seen) found.push({ file: name, what })
  }
  return { files, bytes, found }
}

type Index = {
  readonly bits: Uint8Array
  readonly needles: ReadonlyMap<number, readonly Needle[]>
  readonly longest: number
}

/** Where in the table of bits the first four bytes of a needle stand. */
const placeOf = (first4: number) => Math.imul(first4, 0x9e37_79b1) >>> 8

function indexOf(needles: readonly Needle[]): Index {
  const bits = new Uint8Array(1 << 21)
  for (const { what, bytes } of needles)
    if (bytes.length < SHORTEST_BYTES) throw new Error(`too short to be looked for: ${what}`)
  const first4 = ({ bytes }: Needle) => bytes.readInt32BE(0)
  for (const needle of needles) {
    const place = placeOf(first4(needle))
    bits[place >>> 3] = (bits[place >>> 3] ?? 0) | (1 << (place & 7))
  }
  return {
    bits,
    needles: Map.groupBy(needles, first4),
    longest: needles.reduce((longest, { bytes }) => Math.max(longest, bytes.length), 0),
  }
}

/** Reads a file through `buffer` and returns how many bytes there were. One that goes while a program runs is passed over. */
async function scanFile(
  path: string,
  buffer: Buffer,
  index: Index,
  found: (what: string) => void,
): Promise<number> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return 0
  try {
    let carried = 0
    for (let at = 0; ;) {
      const { bytesRead } = await file.read(buffer, carried, PIECE_BYTES, at)
      at += bytesRead
      const filled = buffer.subarray(0, carried + bytesRead)
      scanBytes(filled, index, found)
      if (bytesRead === 0) return at
      carried = Math.min(filled.length, index.longest - 1)
      buffer.copyWithin(0, filled.length - carried, filled.length)
    }
  } finally {
    await file.close()
  }
}

function scanBytes(bytes: Buffer, { bits, needles }: Index, found: (what: string) => void): void {
  let first4 = 0
  for (let i = 0; i < bytes.length; i++) {
    first4 = (first4 << 8) | (bytes[i] as number)
    const place = placeOf(first4)
    if (i < 3 || ((bits[place >>> 3] as number) & (1 << (place & 7))) === 0) continue
    for (const needle of needles.get(first4) ?? [])
      if (bytes.subarray(i - 3, i - 3 + needle.bytes.length).equals(needle.bytes)) found(needle.what)
  }
}
