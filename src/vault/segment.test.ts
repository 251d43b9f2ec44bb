/**
 * Segments as files: what is written is read back, whatever is done to the file is noticed, whatever a crash leaves
 * is recovered, and the bytes are those that docs/ref/segment-format.md promises.
 */
import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Day } from '../base/day.ts'
import { realDisk } from '../base/durable.ts'
import type { Disk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { idFromBytes, newId } from '../base/id.ts'
import { wipe } from '../base/memory.ts'
import { hourOfLeaf, leafAt, segmentPath } from './camera-day.ts'
import type { KeyId } from './camera-day.ts'
import { leafKeyOfHour } from './hour-key.ts'
import type { HourKey } from './hour-key.ts'
import { MAX_CHUNK_PAYLOAD_BYTES } from './layout.ts'
import type { Cipher } from './layout.ts'
import { openSegmentFile } from './reader.ts'
import { recoverSegment } from './recovery.ts'
import { createSegment, unfinishedPath } from './writer.ts'

const keyId: KeyId = { device: 'lobby-1', day: '2026-11-22' as Day, category: 'public' }
const leaf = 9 * 2048 + 700

function hourKeyWith(key: Buffer): HourKey {
  return { keyId, generation: 1, hour: 9, nodes: [{ depth: 5, prefix: 9, key }] }
}

/** A copy for each call: recovery wipes what it is given. */
function copyOf(hourKey: HourKey) {
  return () =>
    Promise.resolve({
      ...hourKey,
      nodes: hourKey.nodes.map((node) => ({ ...node, key: Buffer.from(node.key) })),
    })
}

type Piece = { kind: 'init' | 'fragment'; bytes: Buffer; pts90k: number; duration90k: number; isKey: boolean }

function pieces(sizes: readonly number[]): Piece[] {
  return sizes.map((size, i) => ({
    kind: i === 0 ? ('init' as const) : ('fragment' as const),
    bytes: randomBytes(size),
    pts90k: i === 0 ? 0 : 900_000 + i * 90_000,
    duration90k: i === 0 ? 0 : 90_000,
    isKey: i % 2 === 1,
  }))
}

async function folder(): Promise<{ path: string; [Symbol.asyncDispose](): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'jangseung-segment-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

async function begin(root: string, cipher: Cipher = 'aes-256-gcm', disk: Disk = realDisk) {
  const id = newId<'segment'>()
  const path = segmentPath(root, keyId, 1, id)
  const hourKey = hourKeyWith(randomBytes(32))
  const writer = await createSegment({ disk, cipher, hourKey, leaf, id, path })
  const leafKey = () => Promise.resolve(leafKeyOfHour(hourKey, leaf) as Buffer)
  return { id, path, hourKey, writer, leafKey }
}

async function sealed(root: string, content: readonly Piece[], cipher?: Cipher) {
  const segment = await begin(root, cipher)
  for (const piece of content) await segment.writer.append({ ...piece, bytes: Buffer.from(piece.bytes) })
  return { ...segment, sealed: await segment.writer.seal() }
}

async function readAll(path: string, leafKey: () => Promise<Buffer>) {
  const reader = await openSegmentFile(path, leafKey)
  try {
    const fragments = []
    for (const [i, fragment] of reader.fragments.entries())
      fragments.push({ ...fragment, bytes: await reader.fragment(i) })
    return { header: reader.header, init: await reader.init(), fragments }
  } finally {
    await reader.close()
  }
}

function assertSame(read: Awaited<ReturnType<typeof readAll>>, content: readonly Piece[]) {
  assert.deepEqual(read.init, content[0]?.bytes)
  assert.deepEqual(
    read.fragments,
    content.slice(1).map(({ bytes, pts90k, duration90k, isKey }) => ({ pts90k, duration90k, isKey, bytes })),
  )
}

for (const cipher of ['aes-256-gcm', 'aria-256-gcm'] as const)
  test(`a segment sealed with ${cipher} is read back piece by piece, large fragments included`, async () => {
    await using root = await folder()
    const content = pieces([700, 90_000, 1, MAX_CHUNK_PAYLOAD_BYTES, MAX_CHUNK_PAYLOAD_BYTES * 2 + 1, 12])
    const segment = await sealed(root.path, content, cipher)
    assertSame(await readAll(segment.path, segment.leafKey), content)
    const stored = await readFile(segment.path)
    assert.equal(segment.sealed.length, stored.length)
    assert.equal(segment.sealed.sha256, createHash('sha256').update(stored).digest('hex'))
    assert.equal(segment.sealed.fragments, 5)
    for (const piece of content)
      if (piece.bytes.length > 8) assert.equal(stored.indexOf(piece.bytes.subarray(0, 8)), -1)
    assert.deepEqual(await readdir(join(segment.path, '..')), [`${segment.id}.seg`])
  })

test('any fragment is read without reading the others', async () => {
  await using root = await folder()
  const content = pieces([100, 5000, 5000, 5000])
  const segment = await sealed(root.path, content)
  const stored = await readFile(segment.path)
  // Damage the first fragment: the third is still served, the first is refused.
  const at = pieceEnds(content)[0] as number
  stored[at + 500] = (stored[at + 500] as number) ^ 1
  await writeFile(segment.path, stored)
  const reader = await openSegmentFile(segment.path, segment.leafKey)
  assert.deepEqual(await reader.fragment(2), content[3]?.bytes)
  await assert.rejects(reader.fragment(0), (e) => isFault(e, 'vault.segmentForged'))
  await reader.close()
})

test('what is read lies in memory of its own: wiped, nothing of it is left', async () => {
  await using root = await folder()
  const content = pieces([700, 90_000, MAX_CHUNK_PAYLOAD_BYTES + 1])
  const segment = await sealed(root.path, content)
  const reader = await openSegmentFile(segment.path, segment.leafKey)
  for (const bytes of [await reader.init(), await reader.fragment(0), await reader.fragment(1)]) {
    assert.equal(bytes.buffer.byteLength, bytes.length)
    wipe(bytes)
    assert.equal(bytes.length, 0)
  }
  await reader.close()
})

test('a fragment is wiped once encrypted, an initialisation segment is left for the next segment', async () => {
  await using root = await folder()
  const { writer } = await begin(root.path)
  const init = Buffer.alloc(50, 7)
  // Two in one memory: it can be looked at afterwards, and is not given back.
  const fragments = Buffer.alloc(100, 7)
  await writer.append({ kind: 'init', bytes: init })
  await writer.append({ kind: 'fragment', bytes: fragments.subarray(0, 50) })
  assert.ok(init.every((byte) => byte === 7))
  assert.ok(fragments.every((byte, at) => byte === (at < 50 ? 0 : 7)))
  await writer.discard()
})

test('what was encrypted and what was written is given back at once', async () => {
  await using root = await folder()
  const written: Uint8Array[] = []
  const disk: Disk = {
    ...realDisk,
    async create(path) {
      const file = await realDisk.create(path)
      return {
        ...file,
        write(bytes, position) {
          written.push(...(bytes instanceof Uint8Array ? [bytes] : bytes))
          return file.write(bytes, position)
        },
      }
    },
  }
  const { writer } = await begin(root.path, 'aes-256-gcm', disk)
  await writer.append({ kind: 'init', bytes: Buffer.alloc(50, 7) })
  const fragment = randomBytes(300_000)
  await writer.append({ kind: 'fragment', bytes: fragment })
  assert.equal(fragment.length, 0)
  await writer.sync()
  assert.ok(written.length > 3 && written.every(({ length }) => length < 1000))
  await writer.discard()
})

test('every flipped bit, missing end and added byte is noticed', async () => {
  await using root = await folder()
  const content = pieces([40, 60, 70])
  const segment = await sealed(root.path, content)
  const good = await readFile(segment.path)
  const altered = join(root.path, 'altered.seg')
  const refused = async (bytes: Buffer, what: string) => {
    await writeFile(altered, bytes)
    await assert.rejects(
      readAll(altered, segment.leafKey),
      (e) => isFault(e, 'vault.segmentForged') || isFault(e, 'vault.segmentMalformed'),
      what,
    )
  }
  for (let i = 0; i < good.length; i++) {
    const bytes = Buffer.from(good)
    bytes[i] = (bytes[i] as number) ^ (1 << (i % 8))
    await refused(bytes, `bit flipped in byte ${i} of ${good.length}`)
  }
  for (let length = 0; length < good.length; length += 7)
    await refused(good.subarray(0, length), `cut to ${length}`)
  await refused(Buffer.concat([good, Buffer.alloc(1)]), 'a byte added')
})

test('chunks cannot be swapped, repeated, dropped or moved between files, even with a fitting footer', async () => {
  await using root = await folder()
  const content = pieces([40, 64, 64, 64])
  const segment = await sealed(root.path, content)
  const other = await sealed(root.path, content)
  const good = await readFile(segment.path)
  const foreign = await readFile(other.path)
  const header = 69 + 'lobby-1/2026-11-22/public'.length + 32
  const first = header + 36 + 40
  const frame = (n: number, file = good) => file.subarray(first + n * 100, first + (n + 1) * 100)
  const head = good.subarray(0, first)
  const tail = good.subarray(first + 300)
  const shorterTail = Buffer.from(tail)
  shorterTail.writeBigUInt64BE(BigInt(first + 200), shorterTail.length - 16)
  const forgeries = {
    swapped: [head, frame(1), frame(0), frame(2), tail],
    repeated: [head, frame(0), frame(0), frame(2), tail],
    foreign: [head, frame(0), frame(1, foreign), frame(2), tail],
    dropped: [head, frame(0), frame(1), shorterTail],
    'foreign header': [foreign.subarray(0, first), good.subarray(first)],
  }
  for (const [what, parts] of Object.entries(forgeries)) {
    const path = join(root.path, 'forged.seg')
    await writeFile(path, Buffer.concat(parts))
    await assert.rejects(
      readAll(path, segment.leafKey),
      (e) => isFault(e, 'vault.segmentForged') || isFault(e, 'vault.segmentMalformed'),
      what,
    )
  }
})

const wrongKey = () => Promise.resolve(randomBytes(32))

test('the wrong key is refused before anything is decrypted', async () => {
  await using root = await folder()
  const segment = await sealed(root.path, pieces([40, 60]))
  await assert.rejects(
    readAll(segment.path, wrongKey),
    (e) => isFault(e, 'vault.segmentForged') && e.values.chunk === 'header',
  )
})

test('hostile bytes in place of a segment meet a Fault', async () => {
  await using root = await folder()
  const segment = await sealed(root.path, pieces([40, 60]))
  const good = await readFile(segment.path)
  const path = join(root.path, 'hostile.seg')
  const mutation = fc.record({
    at: fc.nat(good.length),
    bytes: fc.uint8Array({ maxLength: 40 }),
    cut: fc.nat(good.length),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (mutations, cut) => {
        let bytes = Buffer.from(good)
        for (const { at, bytes: patch, cut: end } of mutations) {
          bytes.set(patch.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length))
          if (cut) bytes = Buffer.from(bytes.subarray(0, end))
        }
        if (bytes.equals(good)) return
        await writeFile(path, bytes)
        await assert.rejects(readAll(path, segment.leafKey), (e) => isFault(e))
      },
    ),
    { numRuns: 300 },
  )
})

test('after a sync, what was appended survives the loss of everything later', async () => {
  await using root = await folder()
  const { path, hourKey, writer, leafKey } = await begin(root.path)
  const content = pieces([40, 600, 700])
  for (const piece of content) await writer.append({ ...piece, bytes: Buffer.from(piece.bytes) })
  await writer.sync()
  const { size } = await stat(unfinishedPath(path))
  await writer.append({ kind: 'fragment', bytes: randomBytes(5000) })
  await writer.sync()
  // The process dies here; the machine loses what the last sync was about.
  await truncate(unfinishedPath(path), size)
  const recovered = await recoverSegment({ disk: realDisk, path, hourKey: copyOf(hourKey) })
  assert.equal(recovered?.cutShort, true)
  assert.equal(recovered.fragments.length, 2)
  assertSame(await readAll(path, leafKey), content)
  await writer.abandon()
})

test('an unfinished segment is recovered from every length a crash may leave', async () => {
  await using root = await folder()
  const content = pieces([40, 60, 70, MAX_CHUNK_PAYLOAD_BYTES + 500, 80])
  const segment = await sealed(root.path, content)
  const whole = await readFile(segment.path)
  const ends = pieceEnds(content)
  const indexEnd = whole.length - 24
  const lengths = [
    0,
    5,
    100,
    ...ends.flatMap((end) => [end - 1, end, end + 1, end + 3]),
    indexEnd - 1,
    indexEnd,
    whole.length,
  ]
  for (const length of lengths) {
    await rm(segment.path, { force: true })
    await writeFile(unfinishedPath(segment.path), whole.subarray(0, length))
    const recovered = await recoverSegment({
      disk: realDisk,
      path: segment.path,
      hourKey: copyOf(segment.hourKey),
    })
    const kept = ends.filter((end) => end <= length).length
    if (kept < 2) {
      assert.equal(recovered, undefined, `cut to ${length}`)
      assert.deepEqual(await readdir(join(segment.path, '..')), [])
      continue
    }
    assert.equal(recovered?.fragments.length, kept - 1, `cut to ${length}`)
    assert.equal(recovered.cutShort, length < indexEnd)
    const stored = await readFile(segment.path)
    assert.equal(recovered.length, stored.length)
    assert.equal(recovered.sha256, createHash('sha256').update(stored).digest('hex'))
    assertSame(await readAll(segment.path, segment.leafKey), content.slice(0, kept))
  }
})

function pieceEnds(content: readonly Piece[]): number[] {
  let at = 69 + 'lobby-1/2026-11-22/public'.length + 32
  return content.map(({ bytes }) => {
    at += bytes.length + 36 * Math.ceil(bytes.length / MAX_CHUNK_PAYLOAD_BYTES)
    return at
  })
}

test('a torn or altered end of an unfinished segment is cut away, not trusted', async () => {
  await using root = await folder()
  const content = pieces([40, 60, 70])
  const segment = await sealed(root.path, content)
  const whole = await readFile(segment.path)
  const [, second = 0, third = 0] = pieceEnds(content)
  const torn = Buffer.concat([whole.subarray(0, second), randomBytes(third - second + 50)])
  await rm(segment.path)
  await writeFile(unfinishedPath(segment.path), torn)
  const hourKey = copyOf(segment.hourKey)
  const recovered = await recoverSegment({ disk: realDisk, path: segment.path, hourKey })
  assert.equal(recovered?.fragments.length, 1)
  assertSame(await readAll(segment.path, segment.leafKey), content.slice(0, 2))
})

test('recovering twice gives the same file, and a sealed file is only read', async () => {
  await using root = await folder()
  const content = pieces([40, 60, 70])
  const segment = await sealed(root.path, content)
  const hourKey = copyOf(segment.hourKey)
  const again = await recoverSegment({ disk: realDisk, path: segment.path, hourKey })
  assert.equal(again?.sha256, segment.sealed.sha256)
  assert.equal(again.cutShort, false)
  const altered = await readFile(segment.path)
  altered[300] = (altered[300] as number) ^ 1
  await writeFile(segment.path, altered)
  await assert.rejects(recoverSegment({ disk: realDisk, path: segment.path, hourKey }), (e) =>
    isFault(e, 'vault.segmentForged'),
  )
})

test('a failed sync ends the writing; what was synced before is kept', async () => {
  await using root = await folder()
  let failing = false
  const disk: Disk = {
    ...realDisk,
    async create(path) {
      const file = await realDisk.create(path)
      return { ...file, sync: () => (failing ? Promise.reject(new Error('EIO')) : file.sync()) }
    },
  }
  const { path, hourKey, writer, leafKey } = await begin(root.path, 'aes-256-gcm', disk)
  const content = pieces([40, 60, 70])
  for (const piece of content.slice(0, 2)) await writer.append({ ...piece, bytes: Buffer.from(piece.bytes) })
  await writer.sync()
  failing = true
  await writer.append({ kind: 'fragment', bytes: randomBytes(70) })
  await assert.rejects(writer.sync(), /EIO/)
  failing = false
  await assert.rejects(writer.sync(), (e) => isFault(e, 'vault.segmentBroken'))
  await assert.rejects(writer.seal(), (e) => isFault(e, 'vault.segmentBroken'))
  await writer.abandon()
  await recoverSegment({ disk: realDisk, path, hourKey: copyOf(hourKey) })
  assertSame(await readAll(path, leafKey), content.slice(0, 2))
})

test('a write that fails behind the back of append is reported by the next call that needs it', async () => {
  await using root = await folder()
  const disk: Disk = {
    ...realDisk,
    async create(path) {
      const file = await realDisk.create(path)
      return { ...file, write: () => Promise.reject(new Error('ENOSPC')) }
    },
  }
  const { writer } = await begin(root.path, 'aes-256-gcm', disk)
  await writer.append({ kind: 'init', bytes: randomBytes(40) })
  for (let i = 0; i < 2; i++)
    await writer.append({ kind: 'fragment', bytes: Buffer.alloc(MAX_CHUNK_PAYLOAD_BYTES) })
  await assert.rejects(writer.sync(), /ENOSPC/)
  await writer.discard()
})

test('sync may be called while an append is under way', async () => {
  await using root = await folder()
  const { path, writer, leafKey } = await begin(root.path)
  const content = pieces([40, 300_000, 300_000, 300_000])
  const calls = content.flatMap((piece) => [
    writer.append({ ...piece, bytes: Buffer.from(piece.bytes) }),
    writer.sync(),
  ])
  await Promise.all(calls)
  await writer.seal()
  assertSame(await readAll(path, leafKey), content)
})

test('a segment of any pieces is read back (property)', async () => {
  await using root = await folder()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 2, maxLength: 12 }),
      fc.constantFrom('aes-256-gcm' as const, 'aria-256-gcm' as const),
      async (sizes, cipher) => {
        const content = pieces(sizes)
        const segment = await sealed(root.path, content, cipher)
        assertSame(await readAll(segment.path, segment.leafKey), content)
      },
    ),
    { numRuns: 25 },
  )
})

test('leaves follow the clock: 2,048 an hour, in order, the hour readable from the leaf', () => {
  const midnight = Date.parse('2026-11-21T15:00:00Z')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_399_999 }), (ms) => {
      const at = leafAt(keyId.day, midnight + ms)
      assert.equal(hourOfLeaf(at), Math.floor(ms / 3_600_000))
      assert.ok(leafAt(keyId.day, Math.min(midnight + ms + 1758, midnight + 86_399_999)) >= at)
    }),
  )
  assert.equal(leafAt(keyId.day, midnight - 1), 0)
  assert.equal(leafAt(keyId.day, midnight + 86_400_000), 24 * 2048 - 1)
})

/**
 * The format once more, from docs/ref/segment-format.md alone: nothing here is imported from the module, so that a
 * change of the format cannot pass unseen.
 */
function buildByHand(salt: Buffer, hourNode: Buffer, content: readonly Piece[]): Buffer {
  let key = hourNode
  for (let bit = 10; bit >= 0; bit--)
    key = createHmac('sha256', key)
      .update(Buffer.of((leaf >> bit) & 1))
      .digest()
  const text = Buffer.from('lobby-1/2026-11-22/public')
  const start = Buffer.concat([
    Buffer.from('\x89JNGSEG\n', 'latin1'),
    Buffer.of(1, 1, 0, 69 + text.length + 32),
    Buffer.from('00112233445546678899aabbccddeeff', 'hex'),
    Buffer.of(0, 0, 0, 1, 0, 0, leaf >> 8, leaf & 255),
    salt,
    Buffer.of(text.length),
    text,
  ])
  const derived = Buffer.from(
    hkdfSync('sha256', key, salt, Buffer.concat([Buffer.from('jangseung segment v1'), start]), 64),
  )
  const header = Buffer.concat([start, derived.subarray(32)])
  const seal = (number: number, last: number, plain: Buffer) => {
    const head = Buffer.of(last, plain.length >> 16, (plain.length >> 8) & 255, plain.length & 255)
    const nonce = Buffer.alloc(12)
    nonce.writeUInt32BE(number, 7)
    nonce[11] = last
    const gcm = createCipheriv('aes-256-gcm', derived.subarray(0, 32), nonce)
    gcm.setAAD(Buffer.concat([header, head]))
    return Buffer.concat([head, gcm.update(plain), gcm.final(), gcm.getAuthTag()])
  }
  const preamble = ({ kind, isKey, pts90k, duration90k }: Piece) => {
    const bytes = Buffer.alloc(16)
    bytes[0] = kind === 'init' ? 1 : 2
    bytes[1] = isKey ? 1 : 0
    bytes.writeUInt32BE(duration90k, 4)
    bytes.writeBigUInt64BE(BigInt(pts90k), 8)
    return bytes
  }
  const frames = content.map((piece, i) => seal(i, 0, Buffer.concat([preamble(piece), piece.bytes])))
  let at = header.length
  const entries = content.map((piece, i) => {
    const entry = Buffer.alloc(16)
    entry.writeBigUInt64BE(BigInt(at))
    entry.writeUInt32BE((frames[i] as Buffer).length, 8)
    at += (frames[i] as Buffer).length
    return Buffer.concat([entry, preamble(piece)])
  })
  const index = seal(content.length, 1, Buffer.concat(entries))
  const footer = Buffer.alloc(24)
  footer.write('JNGSEND\n')
  footer.writeBigUInt64BE(BigInt(at), 8)
  footer.writeUInt32BE(index.length, 16)
  footer.writeUInt32BE(content.length, 20)
  return Buffer.concat([header, ...frames, index, footer])
}

const exampleSalt = Buffer.from(Array.from({ length: 32 }, (_, i) => i))
const exampleNode = Buffer.from(Array.from({ length: 32 }, (_, i) => 0x40 + i))
const exampleContent: Piece[] = [
  { kind: 'init', bytes: Buffer.from('initialisation'), pts90k: 0, duration90k: 0, isKey: false },
  { kind: 'fragment', bytes: Buffer.from('first'), pts90k: 900_000, duration90k: 90_000, isKey: true },
  { kind: 'fragment', bytes: Buffer.from('second'), pts90k: 990_000, duration90k: 90_000, isKey: false },
]
const repository = join(import.meta.dirname, '../..')

test('the worked example of the reference page is a segment, byte for byte', async () => {
  await using root = await folder()
  const golden = await readFile(join(repository, 'testdata/vault/example.seg'))
  assert.deepEqual(buildByHand(exampleSalt, exampleNode, exampleContent), golden)
  const page = await readFile(join(repository, 'docs/ref/segment-format.md'), 'utf8')
  const hex = /```hex\n([^`]*)```/.exec(page)?.[1]?.replaceAll(/^.*?: |[^0-9a-f]/gm, '')
  assert.equal(hex, golden.toString('hex'))
  const path = join(root.path, 'example.seg')
  await copyFile(join(repository, 'testdata/vault/example.seg'), path)
  const read = await readAll(path, () =>
    Promise.resolve(leafKeyOfHour(hourKeyWith(exampleNode), leaf) as Buffer),
  )
  assertSame(read, exampleContent)
  assert.equal(read.header.id, idFromBytes(Buffer.from('00112233445546678899aabbccddeeff', 'hex')))
  assert.deepEqual(read.header.keyId, keyId)
})

test('what the writer writes is what the reference page describes', async () => {
  await using root = await folder()
  const content = pieces([40, 60, 70])
  const segment = await sealed(root.path, content)
  const bytes = await readFile(segment.path)
  const byHand = buildByHand(bytes.subarray(36, 68), segment.hourKey.nodes[0]?.key as Buffer, content)
  // Only the identifier differs, and with it key and commitment: compare lengths, then decrypt one chunk by hand.
  assert.equal(bytes.length, byHand.length)
  let key = segment.hourKey.nodes[0]?.key as Buffer
  for (let bit = 10; bit >= 0; bit--)
    key = createHmac('sha256', key)
      .update(Buffer.of((leaf >> bit) & 1))
      .digest()
  const headerBytes = bytes.readUInt16BE(10)
  const info = Buffer.concat([Buffer.from('jangseung segment v1'), bytes.subarray(0, headerBytes - 32)])
  const derived = Buffer.from(hkdfSync('sha256', key, bytes.subarray(36, 68), info, 64))
  const at = headerBytes + 4 + 56 + 16
  const nonce = Buffer.from('000000000000000000000100', 'hex')
  const gcm = createDecipheriv('aes-256-gcm', derived.subarray(0, 32), nonce)
  gcm.setAAD(Buffer.concat([bytes.subarray(0, headerBytes), bytes.subarray(at, at + 4)]))
  gcm.setAuthTag(bytes.subarray(at + 4 + 76, at + 4 + 76 + 16))
  const plain = Buffer.concat([gcm.update(bytes.subarray(at + 4, at + 4 + 76)), gcm.final()])
  assert.deepEqual(plain.subarray(16), content[1]?.bytes)
})
