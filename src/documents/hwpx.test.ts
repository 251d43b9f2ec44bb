import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { validateHwpx } from 'kordoc'
import { isFault } from '../base/fault.ts'
import { cleanText } from './characters.ts'
import { renderHwpx } from './documents.ts'
import type { Document } from './model.ts'
import { hostileText } from './testing/hostile.ts'
import { bare, openHwpx } from './testing/readers.ts'
import { sampleEnglish, samplePolicy } from './testing/sample.ts'
import { readZip } from './zip.ts'

test('another reader opens an HWPX file and finds its text and pages', async () => {
  const { text, pages } = openHwpx(await renderHwpx(samplePolicy))
  assert.equal(pages, 3)
  for (const line of [
    '영상정보처리기기 운영·관리 방침',
    '가. 시설의 안전과 화재 예방',
    '① 공개된 장소에 한합니다.',
    '가온시장 귀하',
  ])
    assert.ok(text.includes(line), line)
  assert.ok(openHwpx(await renderHwpx(sampleEnglish)).text.includes('(signature or seal)'))
})

test('tables keep their rows, columns, spans and cells', async () => {
  const { tables } = openHwpx(await renderHwpx(samplePolicy))
  assert.deepEqual(
    tables.map(({ rowCount, colCount }) => [rowCount, colCount]),
    [
      [5, 4],
      [41, 6],
      [3, 2],
    ],
  )
  const [counts, devices] = tables
  const place = (text: string) => counts?.cells.find((cell) => cell.text === text)
  assert.deepEqual(place('대수'), { row: 0, col: 1, rowSpan: 1, colSpan: 2, text: '대수' })
  assert.deepEqual(place('구분'), { row: 0, col: 0, rowSpan: 2, colSpan: 1, text: '구분' })
  assert.deepEqual(place('48'), { row: 4, col: 1, rowSpan: 1, colSpan: 3, text: '48' })
  assert.equal(devices?.cells.at(-1)?.text, '촬영일부터 30일')
})

test('the package is what kordoc calls valid: parts, styles and references', async () => {
  const bytes = await renderHwpx(samplePolicy)
  assert.deepEqual((await validateHwpx(bytes)).issues, [])
  assert.equal(bytes.subarray(30, 38).toString(), 'mimetype')
  const entries = readZip(bytes, { entries: 20, bytes: 10_000_000 })
  assert.ok(typeof entries !== 'string')
  const part = (name: string) => entries.find((entry) => entry.name === name)?.bytes.toString() ?? ''
  const [section, header] = [part('Contents/section0.xml'), part('Contents/header.xml')]
  for (const [reference, defined] of [
    ['charPrIDRef', 'hh:charPr'],
    ['paraPrIDRef', 'hh:paraPr'],
    ['styleIDRef', 'hh:style'],
    ['borderFillIDRef', 'hh:borderFill'],
  ])
    for (const [, id] of section.matchAll(new RegExp(`${reference}="(\\d+)"`, 'g')))
      assert.ok(header.includes(`<${defined} id="${id}"`), `${reference} ${id}`)
  assert.match(section, /repeatHeader="1"/)
  assert.match(section, /pageNum/)
})

test('the same document gives the same bytes', async () => {
  assert.ok((await renderHwpx(samplePolicy)).equals(await renderHwpx(samplePolicy)))
})

test('any text in any place comes back from another reader, or is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 6 }), async (texts) => {
      const document: Document = {
        title: 'T',
        language: 'ko',
        blocks: [
          ...texts.map((text) => ({ type: 'paragraph' as const, text })),
          { type: 'list', style: 'circled', items: texts },
          { type: 'table', caption: 'c', head: [texts], rows: [texts] },
        ],
      }
      let clean: string[]
      try {
        clean = texts.map(cleanText)
      } catch (error) {
        await assert.rejects(renderHwpx(document), (thrown) => isFault(thrown, 'documents.badCharacter'))
        return isFault(error, 'documents.badCharacter')
      }
      const bytes = await renderHwpx(document)
      assert.ok((await validateHwpx(bytes)).ok)
      const { text, tables } = openHwpx(bytes)
      assert.ok(bare(text).startsWith(bare(`T${clean.join('')}`)), 'paragraphs')
      assert.deepEqual(
        tables[0]?.cells.map((cell) => bare(cell.text)),
        [...clean, ...clean].map(bare),
      )
      return true
    }),
    { numRuns: 150 },
  )
})
