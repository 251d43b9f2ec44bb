import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { csvLine, csvReader, type CsvRow } from './csv.ts'

function rowsOf(...pieces: readonly string[]): CsvRow[] {
  const reader = csvReader()
  return pieces.flatMap((piece, index) => [...reader.push(piece, index === pieces.length - 1)])
}
const cellsOf = (...pieces: readonly string[]) => rowsOf(...pieces).map(({ cells }) => cells)

describe('rows', () => {
  test('end with any of the three line ends, and the last one need not end', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `a,b${end}1,2${end}3,4`
      assert.deepEqual(cellsOf(text), [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ])
      assert.deepEqual(cellsOf(text + end), [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ])
    }
  })

  test('are numbered as a spreadsheet shows them: empty ones count and are passed over', () => {
    assert.deepEqual(
      rowsOf('a,b\n\n"1\n2",3\n   \n4,5\n').map(({ row }) => row),
      [1, 3, 5],
    )
  })

  test('hold commas, quotes and line breaks inside quotes', () => {
    assert.deepEqual(cellsOf('"a,b","say ""hi""","two\r\nlines",\n'), [['a,b', 'say "hi"', 'two\nlines', '']])
    assert.deepEqual(cellsOf('"",""\n""'), [['', '']])
  })

  test('do not depend on where the text is cut', () => {
    const text = 'a,"b ""x""",c\r\n"1\r\n2",3,4\r5,6,7\n'
    const whole = rowsOf(text)
    assert.equal(whole.length, 3)
    for (let first = 0; first <= text.length; first++)
      for (let second = first; second <= text.length; second++)
        assert.deepEqual(rowsOf(text.slice(0, first), text.slice(first, second), text.slice(second)), whole)
  })
})

describe('a broken row', () => {
  test('costs itself and not the rest of the file', () => {
    const cells = cellsOf('a,b\n1,"open\n2,3\n4,5\n')
    assert.deepEqual(cells, [['a', 'b'], null, ['2', '3'], ['4', '5']])
    assert.deepEqual(cellsOf('a,b\n1,x"y\n"z"w,1\n2,3\n'), [['a', 'b'], null, null, ['2', '3']])
  })

  test('that never ends is given up after its bound, however the text comes', () => {
    const long = 'x'.repeat(100_000)
    assert.deepEqual(cellsOf(`a\n${long}\nb\n`), [['a'], null, ['b']])
    assert.deepEqual(cellsOf('a\n', long, long, `${long}\nb\n`), [['a'], null, ['b']])
    assert.deepEqual(cellsOf(`a\n"${'y\n'.repeat(20_000)}`).filter((cells) => cells === null).length, 1)
  })

  test('of too many cells is refused', () => {
    assert.deepEqual(cellsOf(`${','.repeat(64)}\n1\n`), [null, ['1']])
    assert.deepEqual(cellsOf(`"",${','.repeat(64)}\n1\n`), [null, ['1']])
    assert.equal(cellsOf(`${','.repeat(63)}\n`)[0]?.length, 64)
  })

  test('of quotes alone does not make reading slow', () => {
    const { length } = cellsOf('"a\n'.repeat(5000))
    assert.ok(length > 0)
  })
})

describe('what is written', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('"', ',', '\n', '', ' x ', '서울, "별"로', 'a\nb'),
  )
  // Line ends inside a cell come back as \n, as everywhere.
  const line = fc
    .array(cell, { minLength: 2, maxLength: 8 })
    .map((cells) => cells.map((one) => one.replaceAll(/\r\n?/g, '\n')))

  test('is read back as it was', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), fc.nat(), (lines, where) => {
        const text = lines.map(csvLine).join('')
        const cut = where % (text.length + 1)
        assert.deepEqual(cellsOf(text.slice(0, cut), text.slice(cut)), lines)
      }),
    )
  })

  test('no text makes the reader fail, and it takes in all of it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ') }), { maxLength: 6 }),
        (pieces) => {
          const rows = rowsOf(...pieces, '')
          const numbers = rows.map(({ row }) => row)
          assert.deepEqual(
            numbers,
            numbers.toSorted((a, b) => a - b),
          )
          assert.equal(new Set(numbers).size, numbers.length)
        },
      ),
      { numRuns: 500 },
    )
  })
})
