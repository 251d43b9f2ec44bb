import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { dayOf } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import { newId } from '../base/id.ts'
import { leafAt } from '../vault/vault.ts'
import { manifestBytes, manifestOf, MAX_SPOOL_FILE_BYTES, readManifests, writeManifests } from './manifest.ts'
import type { GapManifest, ImportManifest, Manifest, SegmentManifest } from './manifest.ts'
import { readNote, writeNote } from './note.ts'
import type { SegmentNote } from './note.ts'

const START = Date.parse('2026-11-22T10:00:00+09:00')

const segment: SegmentManifest = {
  v: 1,
  kind: 'segment',
  id: newId(),
  device: 'lobby-1',
  day: dayOf(START),
  category: 'continuous',
  generation: 1,
  leaf: leafAt(dayOf(START), START),
  run: newId(),
  startedAtMs: START,
  endedAtMs: START + 60_000,
  duration90k: 5_400_000,
  length: 30_000_000,
  sha256: 'ab'.repeat(32),
  fragments: 60,
  codec: 'h264',
  codecString: 'avc1.640028',
  width: 1280,
  height: 720,
  lostPackets: 0,
  lostUnits: 0,
  origin: 'camera',
  cutShort: false,
}

const gap: GapManifest = {
  v: 1,
  kind: 'gap',
  id: newId(),
  device: 'lobby-1',
  fromMs: START,
  toMs: START + 5,
  cause: 'refused',
  lastCause: 'silent',
  stepMs: 0,
}

const taken: ImportManifest = {
  v: 1,
  kind: 'import',
  id: newId(),
  device: 'body-1',
  category: 'service',
  digest: 'cd'.repeat(32),
  startedAtMs: START,
  endedAtMs: START + 5,
  segments: 1,
  audioTracksDropped: 1,
}

const read = (manifests: readonly unknown[]) => readManifests(writeManifests(manifests as Manifest[]), 'test')
const refused = (act: () => unknown) => assert.throws(act, { code: 'recording.manifestInvalid' })

test('manifests come back as they were written, and from the catalogue byte for byte', () => {
  assert.deepEqual(read([segment, gap, taken]), [segment, gap, taken])
  const { v: _v, kind: _kind, ...facts } = segment
  assert.deepEqual(manifestBytes(manifestOf(facts)), manifestBytes(segment))
})

test('a manifest that says what cannot be is refused', () => {
  const wrong: Partial<Record<keyof SegmentManifest, unknown>>[] = [
    { v: 2 },
    { kind: 'other' },
    { id: '../../etc/passwd' },
    { device: 'Lobby' },
    { device: '..' },
    { category: 'a/b' },
    { day: '2026-11-23' },
    { day: '2026-13-01' },
    { generation: 0 },
    { leaf: segment.leaf + 65 },
    { leaf: 24 * 2048 },
    { endedAtMs: START - 1 },
    { endedAtMs: START + 600_001 },
    { startedAtMs: -1 },
    { startedAtMs: 9e15 },
    { duration90k: 2 ** 31 },
    { length: 0 },
    { sha256: 'AB'.repeat(32) },
    { codec: 'av1' },
    { codec: 'h265' },
    { width: 0 },
    { lostPackets: -1 },
    { cutShort: 'yes' },
    { extra: 1 } as never,
  ]
  for (const change of wrong) refused(() => read([{ ...segment, ...change }]))
  const { sha256: _sha256, ...without } = segment
  refused(() => read([without]))
  refused(() => read([{ ...gap, toMs: gap.fromMs - 1 }]))
  refused(() => read([{ ...gap, cause: 'whatever' }]))
  refused(() => read([{ ...taken, segments: 0 }]))
  refused(() => read([segment, segment]))
  refused(() => read([]))
})

test('a spool file has one form only, and a bound', () => {
  const bytes = writeManifests([gap])
  refused(() => readManifests(Buffer.concat([bytes, Buffer.from(' ')]), 'test'))
  refused(() => readManifests(Buffer.from(JSON.stringify(JSON.parse(bytes.toString()), null, 1)), 'test'))
  refused(() => readManifests(Buffer.from(bytes.toString().replace('"v":1}]', '"v":1,"v":1}]')), 'test'))
  refused(() => readManifests(Buffer.from('null'), 'test'))
  refused(() => readManifests(Buffer.alloc(MAX_SPOOL_FILE_BYTES + 1, 0x20), 'test'))
  refused(() => readManifests(Buffer.from('['.repeat(100_000)), 'test'))
  refused(() =>
    readManifests(
      writeManifests(Array.from({ length: 2049 }, () => ({ ...gap, id: newId<'gap'>() }))),
      'test',
    ),
  )
})

test('hostile bytes are refused with a fault, whatever they are (property)', () => {
  const bytes = writeManifests([segment, gap, taken])
  const check = (input: Buffer) => {
    try {
      readManifests(input, 'test')
    } catch (error) {
      assert.ok(isFault(error, 'recording.manifestInvalid'), String(error))
    }
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (input) => check(Buffer.from(input))))
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(40), (at, byte, cut) => {
      const changed = Buffer.from(bytes)
      changed[at] = byte
      check(changed)
      check(changed.subarray(0, bytes.length - cut))
    }),
  )
  const anything = fc.anything({ maxDepth: 2 })
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(segment)), anything, (field, value) => {
      check(Buffer.from(JSON.stringify({ manifests: [{ ...segment, [field]: value }], v: 1 }) ?? ''))
    }),
  )
})

test('a note comes back as it was written; anything else is no note (property)', () => {
  const note: SegmentNote = {
    v: 1,
    kind: 'segment',
    id: segment.id,
    device: segment.device,
    day: segment.day,
    category: segment.category,
    generation: 1,
    leaf: segment.leaf,
    run: segment.run,
    startedAtMs: START,
    codec: 'h264',
    codecString: 'avc1.640028',
    width: 1280,
    height: 720,
    origin: 'camera',
  }
  assert.deepEqual(readNote(writeNote(note)), note)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(readNote(Buffer.from(bytes)), undefined)
    }),
  )
  assert.equal(readNote(Buffer.alloc(5000, 0x20)), undefined)
  assert.equal(readNote(writeNote({ ...note, device: '../x' })), undefined)
})
