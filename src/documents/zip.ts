/**
 * ZIP packages (PKWARE APPNOTE 6.3), as far as HWPX needs them: stored and deflated entries, no encryption, no ZIP64.
 * What is read is bounded before and while it is inflated: the sizes that a file states about itself are not believed.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

export type ZipEntry = { readonly name: string; readonly bytes: Buffer }

export type ZipLimits = {
  readonly entries: number
  /** All entries together, inflated. */
  readonly bytes: number
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const LOCAL_SIZE = 30
const CENTRAL_SIZE = 46
const END_SIZE = 22
const MOST_COMMENT = 0xffff
const STORED = 0
const DEFLATED = 8
const UTF8_NAME = 0x0800
const ENCRYPTED = 0x0001
/** 1980-01-01, the first day that ZIP knows: the same bytes whenever they are written. */
const FIRST_DATE = 0x0021

/** Why a package could not be read. */
export type ZipTrouble = 'damaged' | 'tooLarge' | 'encrypted'

/** The entries of a package, or why not. Never throws, and never holds more than `limits` allow. */
export function readZip(bytes: Buffer, limits: ZipLimits): readonly ZipEntry[] | ZipTrouble {
  const end = endOf(bytes)
  if (end === undefined) return 'damaged'
  const count = bytes.readUInt16LE(end + 10)
  if (count > limits.entries) return 'tooLarge'
  const entries: ZipEntry[] = []
  const names = new Set<string>()
  let at = bytes.readUInt32LE(end + 16)
  let left = limits.bytes
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_SIZE > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) return 'damaged'
    const entry = readEntry(bytes, at, left)
    if (typeof entry === 'string') return entry
    if (names.has(entry.name)) return 'damaged'
    names.add(entry.name)
    entries.push(entry)
    left -= entry.bytes.length
    at +=
      CENTRAL_SIZE + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

/** Where the end record stands; the comment after it may be of any length. */
function endOf(bytes: Buffer): number | undefined {
  const first = Math.max(0, bytes.length - END_SIZE - MOST_COMMENT)
  for (let at = bytes.length - END_SIZE; at >= first; at--)
    if (bytes.readUInt32LE(at) === END && at + END_SIZE + bytes.readUInt16LE(at + 20) <= bytes.length)
      return at
  return undefined
}

function readEntry(bytes: Buffer, central: number, left: number): ZipEntry | ZipTrouble {
  const flags = bytes.readUInt16LE(central + 8)
  const method = bytes.readUInt16LE(central + 10)
  const crc = bytes.readUInt32LE(central + 16)
  const size = bytes.readUInt32LE(central + 20)
  const nameLength = bytes.readUInt16LE(central + 28)
  const local = bytes.readUInt32LE(central + 42)
  const name = bytes.toString('utf8', central + CENTRAL_SIZE, central + CENTRAL_SIZE + nameLength)
  if ((flags & ENCRYPTED) !== 0) return 'encrypted'
  if (local + LOCAL_SIZE > bytes.length || bytes.readUInt32LE(local) !== LOCAL) return 'damaged'
  const from = local + LOCAL_SIZE + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  if (from + size > bytes.length) return 'damaged'
  const packed = bytes.subarray(from, from + size)
  const content = method === STORED ? packed : method === DEFLATED ? inflate(packed, left) : 'damaged'
  if (typeof content === 'string') return content
  if (content.length > left) return 'tooLarge'
  return crc32(content) === crc ? { name, bytes: content } : 'damaged'
}

function inflate(packed: Buffer, most: number): Buffer | ZipTrouble {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) })
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'tooLarge' : 'damaged'
  }
}

/** A package of these entries in this order; the first is stored as it is, as HWPX wants its `mimetype`. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const [index, { name, bytes }] of entries.entries()) {
    const method = index === 0 ? STORED : DEFLATED
    const packed = method === STORED ? bytes : deflateRawSync(bytes)
    const path = Buffer.from(name, 'utf8')
    // From the version needed on, both records have the same fields.
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(UTF8_NAME, 2)
    shared.writeUInt16LE(method, 4)
    shared.writeUInt16LE(FIRST_DATE, 8)
    shared.writeUInt32LE(crc32(bytes), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(bytes.length, 18)
    shared.writeUInt16LE(path.length, 22)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    const local = Buffer.concat([uint32(LOCAL), shared, path, packed])
    centrals.push(Buffer.concat([uint32(CENTRAL), uint16(20), shared, rest, path]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(END_SIZE)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
