import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { refuseCharacters } from './characters.ts'
import { renderCsv, renderXlsx } from './documents.ts'
import { hostileText } from './testing/hostile.ts'
import { readZip } from './zip.ts'

/** RFC 4180, strictly. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  let row: string[] = []
  while (field.lastIndex < text.length) {
    const found = field.exec(text)
    assert.ok(found !== null, 'a field ends with a comma or the end of its line')
    row.push(found[1] === undefined ? (found[2] ?? '') : found[1].replaceAll('""', '"'))
    if (found[3] === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

test('CSV is UTF-8 with its mark, lines end with CR LF, and numbers stay numbers', () => {
  const bytes = renderCsv([
    ['이름', '대수', '비고'],
    ['주차장 "가", 나', 3, null],
    ['줄\n바꿈', -1, ''],
  ])
  assert.equal(bytes.toString(), '\ufeff이름,대수,비고\r\n"주차장 ""가"", 나",3,\r\n"줄\n바꿈",-1,\r\n')
})

test('a text that begins like a formula is no formula in CSV', () => {
  const rows = parseCsv(
    renderCsv([['=1+1', '+82', '-2', '@a', '\tx', '\n=1', ' =1', '＝1', '|x', 'a=1', -2]])
      .toString()
      .slice(1),
  )
  assert.deepEqual(rows, [
    ["'=1+1", "'+82", "'-2", "'@a", "'\tx", "'\n=1", "' =1", "'＝1", "'|x", 'a=1', '-2'],
  ])
})

test('any text comes back from CSV but for the guard before it, or is refused', () => {
  fc.assert(
    fc.property(fc.array(fc.array(hostileText, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
      try {
        for (const text of rows.flat()) refuseCharacters(text)
      } catch {
        assert.throws(
          () => renderCsv(rows),
          (error) => isFault(error, 'documents.badCharacter'),
        )
        return
      }
      const back = parseCsv(renderCsv(rows).toString().slice(1))
      assert.deepEqual(
        back.map((row, at) =>
          row.map((text, column) => (text === rows[at]?.[column] ? text : text.slice(1))),
        ),
        rows,
      )
      for (const text of back.flat()) assert.doesNotMatch(text, /^\s*[=+\-@]/)
    }),
    { numRuns: 300 },
  )
})

test('in XLSX every text is text, and the same table gives the same bytes', async () => {
  const table = {
    name: "[현황]/'24:*?",
    head: ['이름', '대수'],
    rows: [
      ['=1+1', 3],
      ['<b>&', -1.5],
      [null, null],
    ],
  }
  const bytes = await renderXlsx(table)
  assert.ok(bytes.equals(await renderXlsx(table)))
  const entries = readZip(bytes, { entries: 50, bytes: 1_000_000 })
  assert.ok(typeof entries !== 'string')
  const part = (name: string) => entries.find((entry) => entry.name === name)?.bytes.toString() ?? ''
  const sheet = part('xl/worksheets/sheet1.xml')
  assert.doesNotMatch(sheet, /<f[ >]/)
  assert.match(sheet, /<c r="B2"[^>]*><v>3<\/v>/)
  assert.match(sheet, /<c r="A2"[^>]*t="s"/)
  assert.match(part('xl/sharedStrings.xml'), /<t>=1\+1<\/t>.*<t>&lt;b&gt;&amp;<\/t>/)
  assert.match(part('xl/workbook.xml'), /name="현황  &apos;24"|name="현황  '24"/)
})

function one(text: string): Promise<Buffer> {
  return renderXlsx({ name: 'a', head: ['a'], rows: [[text]] })
}

test('a cell longer than Excel takes and characters that it refuses are Faults', async () => {
  await assert.rejects(one('a'.repeat(32_768)), (error) => isFault(error, 'documents.tooLarge'))
  await assert.rejects(one('a\u0000'), (error) => isFault(error, 'documents.badCharacter'))
})
