import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { dayOf, dayStart } from '../base/day.ts'
import { idBytes, isId } from '../base/id.ts'
import { hourOfLeaf, leafAt, segmentPath } from '../vault/vault.ts'
import { leafAllocator, segmentId } from './leaves.ts'

const START = Date.parse('2026-11-22T10:00:00+09:00')
const KEY = { device: 'lobby-1', day: dayOf(START), category: 'continuous' }

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'jangseung-leaves-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test('a segment takes the slot of its moment; when that is taken, the nearest free one of the same hour', async () => {
  await using media = await folder()
  const leaves = leafAllocator(media.path)
  const slot = leafAt(KEY.day, START + 60_000)
  const taken = []
  for (let i = 0; i < 4; i++) taken.push(await leaves.take(KEY, 1, START + 60_000))
  assert.deepEqual(taken, [slot, slot + 1, slot - 1, slot + 2])
  assert.equal(await leaves.take(KEY, 2, START + 60_000), slot, 'another generation has a tree of its own')
  assert.equal(await leaves.take({ ...KEY, category: 'other' }, 1, START + 60_000), slot)
})

test('no leaf is ever handed out twice, and none of another hour, until all near are taken (property)', async () => {
  await using media = await folder()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(86_399_999), { maxLength: 60 }),
      fc.nat(1000),
      async (times, generation) => {
        const leaves = leafAllocator(media.path)
        const taken = new Set<number>()
        for (const ms of times) {
          const atMs = dayStart(KEY.day) + ms
          const leaf = await leaves.take(KEY, generation + 1, atMs)
          assert.ok(!taken.has(leaf))
          assert.equal(hourOfLeaf(leaf), hourOfLeaf(leafAt(KEY.day, atMs)))
          taken.add(leaf)
        }
      },
    ),
    { numRuns: 30 },
  )
  const leaves = leafAllocator(media.path)
  // At the first moment of an hour there is room to one side only.
  for (let i = 0; i < 65; i++) await leaves.take(KEY, 1, START)
  await assert.rejects(leaves.take(KEY, 1, START), { code: 'recording.leavesTaken' })
})

test('after a restart the names of the files tell which leaves are taken, sealed or not', async () => {
  await using media = await folder()
  const slot = leafAt(KEY.day, START)
  const put = async (leaf: number, ending: string) => {
    const path = segmentPath(media.path, KEY, 1, segmentId(leaf))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path.replace(/seg$/, ending), '')
  }
  await put(slot, 'seg')
  await put(slot + 1, 'part')
  await put(slot + 2, 'txt')
  assert.equal(await leafAllocator(media.path).take(KEY, 1, START), slot + 2)
})

test('an identifier is a UUID that ends with its leaf', () => {
  for (const leaf of [0, 1, 2047, 49_151]) {
    const id = segmentId(leaf)
    assert.ok(isId(id))
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-/)
    assert.equal(idBytes(id).readUInt16BE(14), leaf)
    assert.notEqual(segmentId(leaf), id)
  }
})
