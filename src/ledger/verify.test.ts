import assert from 'node:assert/strict'
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { naiveFiles, naiveKey, naiveNote } from '../../test/tlog.ts'
import { canonicalJson } from '../base/canonical.ts'
import { isFault } from '../base/fault.ts'
import { createSigner, newSigningKey } from './signer.ts'
import { readFolder, readUrl, verifyLedger } from './verify.ts'
import type { Read, Verification } from './verify.ts'

const ORIGIN = 'cctv.example.go.kr/ledger'
const pkcs8 = newSigningKey()
const { vkey } = createSigner(ORIGIN, pkcs8)
const key = naiveKey(ORIGIN, pkcs8)

const entryOf = (i: number, changes: Record<string, string | number> = {}) =>
  canonicalJson({
    v: 1,
    kind: 'hold.released',
    at: 1_763_800_000_000 + i,
    nonce: i.toString(16).padStart(32, '0'),
    actor: { type: 'system', id: 'retention' },
    hold: `h${i}`,
    reason: 'lapsed',
    ...changes,
  })
const entriesOf = (count: number) => Array.from({ length: count }, (_, i) => entryOf(i))

/** Reads from memory; counts how many files are asked for at the same time. */
function readMap(files: ReadonlyMap<string, Buffer>): Read & { most: number } {
  let now = 0
  const read = async (path: string, maxBytes: number) => {
    read.most = Math.max(read.most, ++now)
    await Promise.resolve()
    now--
    const bytes = files.get(path)
    assert.ok((bytes?.length ?? 0) <= maxBytes, `${path} is within its bound`)
    return bytes && Buffer.from(bytes)
  }
  read.most = 0
  return read
}

const codes = ({ findings }: Verification) => findings.map(({ code }) => code)
const first = ({ findings }: Verification) => findings[0]?.message ?? ''

test('a sound ledger of any size passes, with its entries and without', async () => {
  for (const size of [0, 1, 2, 255, 256, 257, 511, 512, 700]) {
    const files = naiveFiles(entriesOf(size), key)
    const result = await verifyLedger({ read: readMap(files), vkey, entries: 'required' })
    assert.deepEqual(codes(result), [], `size ${size}`)
    assert.equal(result.ok, true)
    assert.equal(result.size, size)
    assert.equal(result.entriesChecked, true)
    for (const path of files.keys()) if (path.startsWith('tile/entries/')) files.delete(path)
    const withoutEntries = await verifyLedger({ read: readMap(files), vkey })
    assert.deepEqual({ ...withoutEntries, entriesChecked: true }, result)
    assert.equal(withoutEntries.entriesChecked, false)
  }
})

test('a ledger of three levels of tiles passes, reading little ahead, and a lie deep in it is named', async () => {
  const files = naiveFiles(entriesOf(66_000), key)
  const read = readMap(files)
  const seen: number[] = []
  const result = await verifyLedger({ read, vkey, onProgress: (done) => seen.push(done) })
  assert.deepEqual([result.ok, result.size, result.entriesChecked], [true, 66_000, true])
  assert.ok(read.most <= 16, `${read.most} files at a time`)
  assert.equal(seen.at(-1), 66_000)
  flip(files, 'tile/1/000', 32 * 77)
  assert.match(
    first(await verifyLedger({ read: readMap(files), vkey })),
    /Hash 77 of tile\/1\/000 .* tile\/0\/077/,
  )
  assert.deepEqual(codes(await verifyLedger({ read: readMap(files), vkey })), ['ledger.tileDisagrees'])
})

test('a full tile and bundle stand in for partial ones that were collected', async () => {
  const files = naiveFiles(entriesOf(300), key)
  const grown = naiveFiles(entriesOf(512), key)
  for (const path of ['tile/0/001', 'tile/entries/001']) {
    files.delete(`${path}.p/44`)
    files.set(path, grown.get(path) as Buffer)
  }
  const result = await verifyLedger({ read: readMap(files), vkey, entries: 'required' })
  assert.deepEqual([codes(result), result.size], [[], 300])
})

function flip(files: Map<string, Buffer>, path: string, at: number): void {
  const bytes = Buffer.from(files.get(path) as Buffer)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  files.set(path, bytes)
}

/** Tampering with the files of a ledger of 600 entries, and what must be found first. */
const TAMPERING: readonly [string, (files: Map<string, Buffer>) => void, RegExp][] = [
  [
    'a bit of an entry flipped',
    (files) => flip(files, 'tile/entries/001', 20_000),
    /^Entry 3\d\d \(tile\/entries\/001\)/,
  ],
  ['a bit of a leaf hash flipped', (files) => flip(files, 'tile/0/001', 32 * 9), /^Entry 265 /],
  [
    'a bit of an upper hash flipped',
    (files) => flip(files, 'tile/1/000.p/2', 40),
    /^Hash 1 of tile\/1\/000\.p\/2 .*tile\/0\/001/,
  ],
  [
    'a bit of the root flipped',
    (files) => flip(files, 'checkpoint', ORIGIN.length + 8),
    /no valid signature/,
  ],
  [
    'two entries exchanged',
    (files) => {
      const bytes = files.get('tile/entries/000') as Buffer
      const [a, b] = [entryOf(10), entryOf(11)]
      const at = bytes.indexOf(a)
      const between = bytes.subarray(at + a.length, at + a.length + 2)
      const rest = bytes.subarray(at + a.length + 2 + b.length)
      files.set('tile/entries/000', Buffer.concat([bytes.subarray(0, at), b, between, a, rest]))
    },
    /^Entry 11 .* is dated before/,
  ],
  ['a bundle removed', (files) => files.delete('tile/entries/001'), /tile\/entries\/001 is missing/],
  ['a tile removed', (files) => files.delete('tile/0/001'), /tile\/0\/001 is missing/],
  ['an upper tile removed', (files) => files.delete('tile/1/000.p/2'), /tile\/1\/000\.p\/2 is missing/],
  ['the checkpoint removed', (files) => files.delete('checkpoint'), /no file named checkpoint/],
  [
    'the tail cut off a tile',
    (files) => files.set('tile/0/002.p/88', (files.get('tile/0/002.p/88') as Buffer).subarray(0, -32)),
    /tile\/0\/002\.p\/88 is missing or of the wrong length/,
  ],
  [
    'the tail cut off a bundle',
    (files) =>
      files.set('tile/entries/002.p/88', (files.get('tile/entries/002.p/88') as Buffer).subarray(0, -1)),
    /tile\/entries\/002\.p\/88 is missing or of the wrong length/,
  ],
  [
    'bytes added to a bundle',
    (files) =>
      files.set('tile/entries/000', Buffer.concat([files.get('tile/entries/000') as Buffer, Buffer.of(0)])),
    /tile\/entries\/000 is missing or of the wrong length/,
  ],
  [
    'tiles exchanged',
    (files) => {
      const [a, b] = [files.get('tile/0/000') as Buffer, files.get('tile/0/001') as Buffer]
      files.set('tile/0/000', b).set('tile/0/001', a)
    },
    /^Entry 0 /,
  ],
  [
    'tile and bundle forged alike',
    (files) => {
      const forged = naiveFiles(entriesOf(600).with(300, entryOf(300, { reason: 'revoked' })), key)
      for (const path of ['tile/0/001', 'tile/entries/001']) files.set(path, forged.get(path) as Buffer)
    },
    /^Hash 1 of tile\/1\/000\.p\/2 /,
  ],
  [
    'everything forged but the signature',
    (files) => {
      const forged = naiveFiles(entriesOf(600).with(300, entryOf(300, { reason: 'revoked' })), key)
      for (const [path, bytes] of forged) if (path !== 'checkpoint') files.set(path, bytes)
    },
    /^The root computed .* \(600 entries\)/,
  ],
  [
    'everything forged and signed with another key',
    (files) => {
      for (const [path, bytes] of naiveFiles(entriesOf(600), naiveKey(ORIGIN, newSigningKey())))
        files.set(path, bytes)
    },
    /no valid signature/,
  ],
]

for (const [what, tamper, expected] of TAMPERING)
  test(`the verifier finds ${what}`, async () => {
    const files = naiveFiles(entriesOf(600), key)
    tamper(files)
    const result = await verifyLedger({ read: readMap(files), vkey, entries: 'required' })
    assert.equal(result.ok, false)
    assert.match(first(result), expected)
  })

test('without the entries, hash tiles alone still show a forged leaf', async () => {
  const files = naiveFiles(entriesOf(600), key)
  flip(files, 'tile/0/000', 5)
  const result = await verifyLedger({ read: readMap(files), vkey, entries: 'none' })
  assert.match(first(result), /^Hash 0 of tile\/1\/000\.p\/2 is not what tile\/0\/000 hashes to/)
})

test('a ledger rolled back or forked is consistent in itself: only an earlier checkpoint shows it', async () => {
  const earlier = [naiveFiles(entriesOf(500), key).get('checkpoint') as Buffer]
  const rolledBack = naiveFiles(entriesOf(400), key)
  const forked = naiveFiles(entriesOf(600).with(3, entryOf(3, { reason: 'revoked' })), key)
  for (const files of [rolledBack, forked])
    assert.equal((await verifyLedger({ read: readMap(files), vkey })).ok, true)
  const back = await verifyLedger({ read: readMap(rolledBack), vkey, earlier })
  assert.match(first(back), /has 400 entries, yet an earlier signed checkpoint had 500/)
  const fork = await verifyLedger({ read: readMap(forked), vkey, earlier })
  assert.match(first(fork), /first 500 entries are not those/)
})

test('a ledger that grew out of every earlier checkpoint passes, whatever their order', async () => {
  const earlier = [600, 1, 0, 256, 257, 256].map(
    (size) => naiveFiles(entriesOf(size), key).get('checkpoint') as Buffer,
  )
  const result = await verifyLedger({ read: readMap(naiveFiles(entriesOf(600), key)), vkey, earlier })
  assert.deepEqual(codes(result), [])
})

test('an earlier checkpoint that this ledger never signed is a finding, not a proof', async () => {
  const stranger = naiveFiles(entriesOf(5), naiveKey(ORIGIN, newSigningKey())).get('checkpoint') as Buffer
  const read = readMap(naiveFiles(entriesOf(600), key))
  assert.deepEqual(codes(await verifyLedger({ read, vkey, earlier: [stranger] })), ['ledger.noteUnverified'])
})

test('an entry that is none, or dated before the one in front, is found although signed', async () => {
  const entries = entriesOf(10)
  const back = naiveFiles(entries.with(5, entryOf(5, { at: 1_763_799_999_999 })), key)
  assert.match(first(await verifyLedger({ read: readMap(back), vkey })), /^Entry 5 .* is dated before/)
  const others = [
    Buffer.from('{}'),
    Buffer.alloc(0),
    Buffer.from('null'),
    entryOf(5, { nonce: '' }),
    entryOf(5, { v: 2 }),
  ]
  for (const other of others) {
    const files = naiveFiles(entries.with(5, other), key)
    assert.match(
      first(await verifyLedger({ read: readMap(files), vkey })),
      /^Entry 5 .* does not have the form/,
    )
  }
})

test('a huge size in a signed checkpoint does not make the verifier work for ever', async () => {
  const files = naiveFiles(entriesOf(3), key)
  const root = Buffer.alloc(32).toString('base64')
  files.set('checkpoint', naiveNote(`${ORIGIN}\n9007199254740991\n${root}\n`, key))
  const result = await verifyLedger({ read: readMap(files), vkey, entries: 'none' })
  assert.match(first(result), /tile\/0\/000 is missing/)
})

test('findings are bounded, however much is wrong', async () => {
  const files = naiveFiles(entriesOf(600), key)
  for (const path of ['tile/0/000', 'tile/0/001', 'tile/0/002.p/88'])
    files.set(path, Buffer.alloc((files.get(path) as Buffer).length))
  const result = await verifyLedger({ read: readMap(files), vkey })
  assert.equal(result.findings.length, 100)
})

test('a ledger is verified the same from a folder and over HTTP, where the public has no entries', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-verify-'))
  try {
    for (const [path, bytes] of naiveFiles(entriesOf(600), key)) {
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), bytes)
    }
    const local = await verifyLedger({ read: readFolder(folder), vkey, entries: 'required' })
    assert.deepEqual([codes(local), local.size], [[], 600])
    let overlong = false
    const server = createServer((request, response) => {
      const path = (request.url ?? '').replace(/^\/ledger\//, '')
      if (path.startsWith('tile/entries/')) response.writeHead(403).end('for auditors')
      else if (overlong && path === 'tile/0/001') response.end(Buffer.alloc(8_193))
      else
        readFile(join(folder, path)).then(
          (bytes) => response.end(bytes),
          () => response.writeHead(404).end(),
        )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { signal } = new AbortController()
    const read = readUrl(`http://127.0.0.1:${port}/ledger`, signal)
    try {
      assert.deepEqual(await verifyLedger({ read, vkey }), { ...local, entriesChecked: false })
      assert.match(
        first(await verifyLedger({ read, vkey, entries: 'required' })),
        /tile\/entries\/000 is missing/,
      )
      overlong = true
      await assert.rejects(verifyLedger({ read, vkey }), (error) => isFault(error, 'ledger.readTooLarge'))
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
    await assert.rejects(verifyLedger({ read, vkey }), (error) => isFault(error, 'ledger.readFailed'))
    await writeFile(join(folder, 'checkpoint'), Buffer.alloc(300_000))
    await assert.rejects(verifyLedger({ read: readFolder(folder), vkey }), (error) =>
      isFault(error, 'ledger.readTooLarge'),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a verification that is told to stop ends after a few tiles, with the reason and without a result', async () => {
  const files = naiveFiles(entriesOf(20_000), key)
  const reason = new Error('the program ends')
  for (const [when, most] of [
    ['before', 20],
    ['under way', 60],
  ] as const) {
    const stop = new AbortController()
    const inMemory = readMap(files)
    let reads = 0
    const read: Read = (path, maxBytes) => {
      if (++reads === 40) stop.abort(reason)
      return inMemory(path, maxBytes)
    }
    if (when === 'before') stop.abort(reason)
    await assert.rejects(
      verifyLedger({ read, vkey, entries: 'required', signal: stop.signal }),
      (error) => error === reason,
    )
    assert.ok(reads <= most, `${reads} of ${files.size} files were read`)
  }
})

test('told to stop at the very end, or where something is wrong, it has no result either', async () => {
  const files = naiveFiles(entriesOf(300), key)
  const reason = new Error('the program ends')
  for (const isSound of [true, false]) {
    if (!isSound) flip(files, 'tile/0/001.p/44', 5)
    const stop = new AbortController()
    const onProgress = (done: number, size: number) => {
      if (done === size) stop.abort(reason)
    }
    await assert.rejects(
      verifyLedger({ read: readMap(files), vkey, onProgress, signal: stop.signal }),
      (error) => error === reason,
    )
  }
})

test('the verifier and all it imports stand on base alone', async () => {
  const seen = new Set<string>()
  const pending = [join(import.meta.dirname, 'verify.ts')]
  for (let file = pending.pop(); file; file = pending.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const source = await readFile(file, 'utf8')
    for (const [, target = ''] of source.matchAll(/(?:from|import) '([^']+)'/g)) {
      if (target.startsWith('node:')) continue
      assert.match(target, /^(\.|\.\.\/base)\/[a-z]+\.ts$/, `${file} imports ${target}`)
      pending.push(join(dirname(file), target))
    }
  }
  assert.ok(seen.size > 5)
})
