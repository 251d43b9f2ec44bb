/**
 * The root key in a file, `DATA/vault/root.key`: a header and two slots, never grown, never replaced, only written
 * over in place (docs/ref/root-file.md). It must never be copied, backed up or put under version control: a copy
 * keeps alive everything that is destroyed afterwards.
 */
import { createHash, randomBytes } from 'node:crypto'
import { lstat, statfs } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { assert } from '../base/assert.ts'
import { readIfThere, writeFileDurably } from '../base/durable.ts'
import type { Disk } from '../base/durable.ts'
import { merge, split, SPLIT_BYTES } from './anti-forensic.ts'
import { vaultFault } from './faults.ts'
import type { RootErasure, RootProvider } from './root.ts'

const MAGIC = Buffer.from('894a4e47524f4f54', 'hex') // \x89 J N G R O O T
const VERSION = 1
/** The record that a flip replaces: one sector, which a disk writes whole or not at all. */
const RECORD_BYTES = 512
const HASHED_BYTES = 16
const HEADER_BYTES = 4096
const FILE_BYTES = HEADER_BYTES + 2 * SPLIT_BYTES
const ERASE_PASSES = 2

type Slot = 0 | 1
type Header = { readonly epoch: number; readonly active: Slot }

/** The root provider over the file at `path`. */
export function fileRoot(options: { readonly path: string; readonly disk: Disk }): RootProvider {
  const { path, disk } = options
  const file = rootFile(path, disk)
  return {
    name: basename(path),
    read: () => file.read((bytes, { epoch, active }) => ({ epoch, key: merge(slot(bytes, active)) })),
    readStaged: async () =>
      required(path, await file.read((bytes, { active }) => merge(slot(bytes, other(active))))),
    async create(key) {
      assert((await readIfThere(path)) === undefined, 'a root is made once')
      const stripes = split(key)
      const bytes = Buffer.concat([writeHeader({ epoch: 1, active: 0 }), stripes, randomBytes(SPLIT_BYTES)])
      stripes.fill(0)
      try {
        await disk.makeFolder(dirname(path))
        await writeFileDurably(disk, path, bytes)
      } finally {
        bytes.fill(0)
      }
    },
    async stage(key) {
      await file.overwrite(slotAt(other((await file.header()).active)), [split(key)])
    },
    async activate(epoch) {
      const { epoch: before, active } = await file.header()
      assert(epoch === before + 1, 'roots follow each other')
      await file.overwrite(0, [writeHeader({ epoch, active: other(active) }).subarray(0, RECORD_BYTES)])
    },
    async eraseOther() {
      const passes = Array.from({ length: ERASE_PASSES }, () => randomBytes(SPLIT_BYTES))
      await file.overwrite(slotAt(other((await file.header()).active)), passes)
    },
    erasure: () => erasureOn(dirname(path)),
  }
}

function required<T>(path: string, value: T | undefined): T {
  if (value === undefined) throw vaultFault('vault.rootMissing', { name: basename(path) })
  return value
}

function noneThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** The file as bytes. What is read or written is wiped at once: the slots are the key. */
function rootFile(path: string, disk: Disk) {
  const name = basename(path)
  const malformed = (reason: string) => vaultFault('vault.rootMalformed', { name, reason })
  const read = async <T>(use: (bytes: Buffer, header: Header) => T): Promise<T | undefined> => {
    const found = await lstat(path).catch(noneThere)
    if (found === undefined) return undefined
    if (!found.isFile()) throw malformed('not a plain file')
    if ((found.mode & 0o077) !== 0) throw vaultFault('vault.rootExposed', { name })
    if (found.size !== FILE_BYTES) throw malformed('length')
    const bytes = required(path, await readIfThere(path))
    try {
      return use(bytes, readHeader(bytes, malformed))
    } finally {
      bytes.fill(0)
    }
  }
  return {
    read,
    header: async () => required(path, await read((_, header) => header)),
    /** Writes each of `passes` over the same place, in turn, each durable before the next. */
    async overwrite(position: number, passes: readonly Buffer[]) {
      const file = await disk.open(path)
      try {
        for (const bytes of passes) {
          await file.write(bytes, position)
          await file.sync()
        }
      } finally {
        await file.close()
        for (const bytes of passes) bytes.fill(0)
      }
    },
  }
}

function other(active: Slot): Slot {
  return active === 0 ? 1 : 0
}

function slotAt(which: Slot): number {
  return HEADER_BYTES + which * SPLIT_BYTES
}

function slot(bytes: Buffer, which: Slot): Buffer {
  return bytes.subarray(slotAt(which), slotAt(which) + SPLIT_BYTES)
}

function writeHeader({ epoch, active }: Header): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  MAGIC.copy(bytes, 0)
  bytes.writeUInt8(VERSION, 8)
  bytes.writeUInt8(active, 9)
  bytes.writeUInt32BE(epoch, 12)
  digest(bytes).copy(bytes, HASHED_BYTES)
  return bytes
}

function readHeader(bytes: Buffer, malformed: (reason: string) => Error): Header {
  if (!bytes.subarray(0, 8).equals(MAGIC)) throw malformed('magic')
  if (!digest(bytes).equals(bytes.subarray(HASHED_BYTES, HASHED_BYTES + 32))) throw malformed('header digest')
  if (bytes[8] !== VERSION) throw malformed('version')
  const active = bytes.readUInt8(9)
  const epoch = bytes.readUInt32BE(12)
  if ((active !== 0 && active !== 1) || epoch === 0) throw malformed('header')
  return { epoch, active }
}

function digest(header: Buffer): Buffer {
  return createHash('sha256').update(header.subarray(0, HASHED_BYTES)).digest()
}

/**
 * File systems that write new blocks instead of over the old ones (statfs(2), f_type): Btrfs, ZFS, bcachefs, F2FS,
 * NILFS. macOS keeps its files on APFS, which does too.
 */
const COPYING = new Set([0x9123683e, 0x2fc12fc1, 0xca451a4e, 0xf2f52010, 0x3434])

async function erasureOn(folder: string): Promise<RootErasure> {
  const { type } = await statfs(folder)
  return process.platform === 'darwin' || COPYING.has(type) ? 'overwrittenOnCopyingFileSystem' : 'overwritten'
}
