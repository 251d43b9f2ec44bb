/** The small parts of the portal: encodings, what is kept, addresses, words that differ, the register's filter. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import type { Day } from '../../base/day.ts'
import { readAgencyFile } from '../../registry/registry.ts'
import { createCache } from './cache.ts'
import { cited, filled, languageOf, LANGUAGES, pathIn } from './language.ts'
import { answered, encodingFor, packed } from './packed.ts'
import { basisText, keptDays } from './register.ts'
import { sizeOf } from './parts.ts'
import { wordDifference } from './worddiff.ts'

const SEOUL = new URL('../../../agencies/seoul-immigration.yaml', import.meta.url).pathname

test('of what a browser takes the smallest encoding is chosen, and none that it refuses', () => {
  for (const [header, expected] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip;q=0.1', 'gzip'],
    ['br;q=0.000,gzip; q=0', undefined],
    ['identity', undefined],
    ['*', undefined],
    ['brx, gzipped', undefined],
    [undefined, undefined],
  ] as const)
    assert.equal(encodingFor(header), expected, header)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (header) => {
      encodingFor(header)
    }),
  )
})

test('every form of an answer is the same text, and its tag is that of the text', async () => {
  const bytes = Buffer.from('가나다 '.repeat(1000))
  const page = await packed({ contentType: 'text/html; charset=utf-8', bytes })
  assert.deepEqual(brotliDecompressSync(page.compressed?.br ?? ''), bytes)
  assert.deepEqual(gunzipSync(page.compressed?.gzip ?? ''), bytes)
  assert.equal((await packed({ contentType: 'text/plain', bytes })).etag, page.etag)
  assert.notEqual((await packed({ contentType: 'text/plain', bytes: Buffer.from('x') })).etag, page.etag)
  const pdf = await packed({ contentType: 'application/pdf', bytes })
  assert.equal(pdf.compressed, undefined)
  let status = 200
  const setStatus = (given: number) => void (status = given)
  const asked = { acceptEncoding: 'br', ifNoneMatch: `W/"x", ${page.etag.slice(2)}`, setStatus }
  assert.equal(answered(page, asked, 'no-cache').bytes.length, 0)
  assert.equal(status, 304)
})

test('what many ask for at once is made once, a failure is not kept, and the oldest goes when it is full', async () => {
  const cache = createCache(1000)
  let made = 0
  const make = async (bytes: number) => {
    made++
    return packed({ contentType: 'application/pdf', bytes: Buffer.alloc(bytes) })
  }
  await Promise.all([1, 2, 3].map(() => cache.get('a', () => make(400))))
  assert.equal(made, 1)
  await assert.rejects(cache.get('b', () => Promise.reject(new Error('no'))))
  await cache.get('b', () => make(400))
  await cache.get('a', () => make(400))
  assert.equal(made, 2)
  await cache.get('c', () => make(400))
  await cache.get('a', () => make(400))
  assert.equal(made, 3, 'a was used after b')
  await cache.get('b', () => make(400))
  assert.equal(made, 4)
  await cache.get('too large', () => make(2000))
  await cache.get('too large', () => make(2000))
  assert.equal(made, 6, 'what is larger than all is sent and not kept')
})

test('every page has one address in each language, and the address tells both', () => {
  for (const language of LANGUAGES)
    for (const page of ['/', '/policy', '/policy/main/1', '/english'])
      assert.deepEqual(languageOf(pathIn(language, page)), { language, page })
  assert.equal(filled('{a} and {b} and {c}', { a: 1, b: '{c}' }), '1 and {c} and {c}')
})

function join(list: readonly { readonly text: string }[]): string {
  return list.map(({ text }) => text).join('')
}

test('the words that differ are marked, and nothing of either text is lost', () => {
  const { before, after } = wordDifference('로비 안쪽, 14일 보관', '로비 바깥쪽, 14일 보관')
  assert.deepEqual(
    [...before, ...after].filter(({ isCommon }) => !isCommon).map(({ text }) => text.trim()),
    ['안쪽,', '바깥쪽,'],
  )
  const text = fc.string({ unit: fc.constantFrom('가', 'b', ' ', '\n'), maxLength: 60 })
  fc.assert(
    fc.property(text, text, (one, other) => {
      const pieces = wordDifference(one, other)
      assert.deepEqual([join(pieces.before), join(pieces.after)], [one, other])
      const common = (list: readonly { text: string; isCommon: boolean }[]) =>
        join(list.filter(({ isCommon }) => isCommon))
      assert.equal(common(pieces.before), common(pieces.after))
    }),
  )
  const long = 'a '.repeat(5000)
  assert.equal(wordDifference(long, `${long}b`).before.length, 1)
})

test('citations and sizes read as people write them', () => {
  assert.equal(basisText('25-1-3', 'ko'), '법 제25조제1항제3호')
  assert.equal(basisText('25-2-1-1', 'en'), 'Article 25-2(1)1 of the Act')
  assert.equal(cited('법 §35③, 영 §41④, §41⑤', 'ko'), '법 제35조제3항, 시행령 제41조제4항·제5항')
  assert.equal(
    cited('법 §35③, 영 §41④, §42②', 'en'),
    'Article 35(3) of the Act, Articles 41(4) and 42(2) of the Decree',
  )
  assert.deepEqual([0, 999, 1500, 12_345_678, 4e15].map(sizeOf), ['0 B', '999 B', '1.5 kB', '12 MB', '4 PB'])
})

test('for how long footage is kept is told of the devices that are recorded, and of no other', async () => {
  const registry = await readAgencyFile(SEOUL, '2026-11-22' as Day)
  assert.deepEqual(keptDays(registry), { least: 14, most: 30 })
  const ofLongest = new Set(
    registry.zones
      .filter(({ recordings }) => recordings.some((one) => one.retentionDays === 30))
      .map(({ id }) => id),
  )
  const devices = registry.devices.map((one) =>
    ofLongest.has(one.zone) ? { ...one, recording: false } : one,
  )
  assert.deepEqual(keptDays({ ...registry, devices }), { least: 14, most: 15 })
  assert.equal(keptDays({ ...registry, devices: [] }), undefined)
})
