/**
 * Agency files made to harm: nothing may throw, and what is large or deep must meet its bound before it costs memory.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { Check } from 'typebox/value'
import type { Day } from '../base/day.ts'
import { Fault } from '../base/fault.ts'
import { conform } from './conform.ts'
import { nearest, pathText, type Problem } from './problem.ts'
import { readAgency } from './registry.ts'
import { AgencyFile } from './shape.ts'
import { MAX_BYTES, readYaml } from './yaml.ts'

const TODAY = '2026-11-22' as Day
const template = await readFile(new URL('../../agencies/template.yaml', import.meta.url), 'utf8')

/** Reads the text and returns its problems; whatever else happens is a failure of the test. */
function problemsOf(text: string): readonly Problem[] {
  const reading = readAgency(text, TODAY)
  if ('registry' in reading) return []
  assert.ok(reading.problems.length > 0 && reading.problems.length <= 100)
  for (const { fault, line, column } of reading.problems) {
    assert.ok(fault instanceof Fault)
    assert.ok(line >= 1 && column >= 1)
    assert.ok(!/\p{Cc}/u.test(fault.message) && fault.message.length < 2000)
  }
  return reading.problems
}

const filled = (piece: string) => piece.repeat(Math.floor(MAX_BYTES / piece.length))

describe('a hostile agency file', () => {
  for (const [title, text] of [
    ['flow lists inside each other', filled('[')],
    ['flow mappings inside each other', filled('{')],
    ['both inside each other', filled('[{')],
    ['block lists inside each other', filled('- ')],
    ['explicit keys inside each other', filled('? ')],
    ['mappings inside each other', filled('a: ')],
    [
      'mappings indented ever deeper',
      Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    ],
    ['anchors upon anchors', filled('&a ')],
    ['tags upon tags', filled('! ')],
    ['nothing but commas', `[${filled(',').slice(2)}]`],
    ['nothing but quotes', filled('"')],
    ['nothing but line breaks', filled('\n')],
    ['nothing but documents', filled('---\n')],
    ['nothing but directives', filled('%\n')],
    ['nothing but comments', filled('#\n')],
    [
      'a hundred thousand keys',
      Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`)
        .join('\n')
        .slice(0, MAX_BYTES),
    ],
    ['a text over the bound of bytes', `${filled('x')}yyyy`],
  ] as const)
    test(`meets its bound: ${title}`, () => {
      const [problem, ...others] = problemsOf(text)
      assert.equal(problem?.fault.code, 'registry.tooLarge', problem?.fault.message)
      assert.equal(others.length, 0)
    })

  for (const [title, text] of [
    ['one endless quoted text', `a: "${filled('x').slice(10)}`],
    ['one endless folded text', `a: >\n${filled(' x\n').slice(10)}`],
    ['one endless tag', `a: !!${filled('x').slice(10)}`],
    ['one endless escape', `a: "${filled('\\x41').slice(12)}"`],
    ['one endless key', `${filled('x').slice(10)}: 1`],
    ['one line of colons', `[${filled(':').slice(2)}]`],
    ['zero bytes', filled('\0')],
    ['carriage returns', filled('\r')],
    ['tabs', filled('\t')],
    ['nothing', ''],
    ['a null', '~'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['a complex key', '? [a, b]\n: 1\n'],
    ['a directive that changes what values mean', `%YAML 1.1\n---\n${template}`],
    ['a merge key', 'a: { x: 1 }\nb: { <<: { y: 1 } }\n'],
    [
      'a billion laughs',
      [
        'a: &a [x, x, x, x, x, x, x, x, x]',
        ...'bcdefghij'
          .split('')
          .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(', ')}]`),
      ].join('\n'),
    ],
    [
      'names that mean something to JavaScript',
      '__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\ntoString: 1\n',
    ],
    ['a lone surrogate', 'agency: "\\ud800"\n'],
    ['a number too large', 'format: 1e999\nasOf: .nan\nagency: 0xffffffffffffffffff\n'],
  ] as const)
    test(`is refused without harm: ${title}`, () => {
      assert.ok(problemsOf(text).length > 0)
      assert.equal(({} as { polluted?: unknown }).polluted, undefined)
    })

  test('is refused at the last entry that fits as at the first that does not', () => {
    for (const count of [20_000, 37_000, 37_500, 38_000]) problemsOf(`[${'x, '.repeat(count)}]`)
    for (const depth of [14, 15, 16, 17]) problemsOf(`${'['.repeat(depth)}${']'.repeat(depth)}`)
  })

  test('may be the template with any piece cut out, doubled, moved or overwritten', () => {
    const length = template.length
    const at = fc.integer({ min: 0, max: length })
    const edit = fc.tuple(
      at,
      fc.integer({ min: 0, max: 60 }),
      at,
      fc.string({ maxLength: 20, unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = template
        for (const [start, size, from, noise] of edits)
          text = text.slice(0, start) + template.slice(from, from + size) + noise + text.slice(start + size)
        problemsOf(text)
      }),
      { numRuns: 150 },
    )
  })

  test('may be any mixture of what YAML gives a meaning to', () => {
    const piece = fc.constantFrom(
      '- ',
      '? ',
      ': ',
      'a:',
      '\n',
      '  ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&a ',
      '*a',
      '!!str ',
      '"',
      "'",
      '|',
      '>-',
      '#',
      '---',
      '...',
      '%YAML 1.1\n',
      '\t',
      '~',
      '1',
      'x',
      '<<',
      '\\',
      '가',
      '\u2028',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        problemsOf(pieces.join(''))
      }),
      { numRuns: 500 },
    )
  })
})

/** Every path of a value. */
function paths(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  const children = Object.entries(value).flatMap(([key, child]) =>
    paths(child, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return [path, ...children]
}

describe('the shape of a file', () => {
  const located = readYaml(template)
  assert.ok('value' in located)
  const sound = structuredClone(JSON.parse(JSON.stringify(located.value)) as object)

  const everywhere = paths(sound).filter((path) => path.length > 0)

  test('is judged as TypeBox judges it, wherever a value is replaced, dropped or added', () => {
    const anything = fc.oneof(
      fc.constantFrom(
        '',
        'x',
        'ADMIN',
        '2026-01-01',
        '25-1-3',
        'always',
        '09:00-18:00',
        '1F',
        'secret:a',
        'lobby-{nn}',
        'fixed',
        'jangseung-agency/1',
      ),
      fc.string({ maxLength: 12 }),
      fc.integer(),
      fc.double(),
      fc.constantFrom(null, true, false, [], {}, ['x'], { ko: '글' }, { everything: true }, [1, 'a']),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...everywhere),
        fc.constantFrom('replace', 'drop', 'add'),
        anything,
        (path, change, value) => {
          const copy = structuredClone(sound) as Record<string, unknown>
          let parent = copy as Record<string | number, unknown>
          for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>
          const last = path.at(-1) as string | number
          if (change === 'replace') parent[last] = value
          else if (change === 'add' && !Array.isArray(parent)) parent['surplus'] = value
          else if (Array.isArray(parent)) parent.splice(Number(last), 1)
          else delete parent[last]
          let complaints = 0
          conform(AgencyFile, copy, (path) => {
            complaints++
            pathText(path)
          })
          assert.equal(complaints === 0, Check(AgencyFile, copy), `${change} ${path.join('.')}`)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('a near miss', () => {
  test('is found for slips of the pen and not for other words', () => {
    const known = ['retentionDays', 'recordings', 'zones', 'id']
    assert.equal(nearest('retentoinDays', known), 'retentionDays')
    assert.equal(nearest('zone', known), 'zones')
    assert.equal(nearest('ZONES', known), 'zones')
    assert.equal(nearest('dI', known), 'id')
    assert.equal(nearest('weather', known), undefined)
    assert.equal(nearest('x'.repeat(1000), known), undefined)
    assert.equal(nearest('', known), undefined)
  })
})
