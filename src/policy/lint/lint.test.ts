import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { article, parseCitation } from '../../law/law.ts'
import { parseDay } from '../../base/day.ts'
import { lintAgency } from './agency.ts'
import { RULES, type RuleEntry } from './catalogue.ts'
import { citedIn } from './citations.ts'
import { placeholdersIn } from './facts/placeholders.ts'
import { countsIn, datesIn, periodsIn } from './figures.ts'
import { linesOf } from './lines.ts'
import { lint } from './lint.ts'
import { markOf } from './markers.ts'
import { isCameraTitle, topicsOf } from './topics.ts'

const on = parseDay('2026-11-20')
assert.ok(on !== undefined)
const root = join(import.meta.dirname, '..', '..', '..')
const texts = join(root, 'test', 'lint', 'texts')
const sample = readFileSync(join(texts, 'defective-000.txt'), 'utf8').split('\n')

function check(lines: readonly string[]): void {
  for (const { rule, line, excerpt, message, suggestion } of lint({ lines })) {
    assert.ok(rule in RULES)
    assert.ok(Number.isSafeInteger(line) && line >= 0 && line <= lines.length)
    assert.ok(excerpt.length <= 121)
    for (const text of [message.ko, message.en, suggestion.ko, suggestion.en])
      assert.ok(text.length > 0 && text.length < 1_000)
  }
}

test('whatever the lines hold, there are findings and no crash', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 40 }), check))
  const pieces = fc.constantFrom(
    ...'영상정보처리기기 운영·관리 방침|1. |제25조 제1항|제1조(|설치 대수|총 12대(|1대씩|(3)|\t|합계|관리책임자|접근권한자|02-000-0000|보관기간|촬영일로부터 30일|이내|이동형|고정형|비공개|24시간|2024. 1. 2.|~|시행|공고|위탁|해당없음|열람|거부할 수 있습니다.|○|※|# |【|】|:|,|청구서|바디캠|홍길동'.split(
      '|',
    ),
  )
  const line = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(' '))
  fc.assert(fc.property(fc.array(line, { maxLength: 40 }), check))
})

test('a text with lines cut out, doubled and put elsewhere is read all the same', () => {
  const order = fc.array(fc.integer({ min: 0, max: sample.length - 1 }), { maxLength: 120 })
  fc.assert(fc.property(order, (indices) => check(indices.map((index) => sample[index] ?? ''))))
})

test('a text beyond the bound is read up to it, and the rest is named', () => {
  const long = Array.from({ length: 20 }, () => sample).flat()
  const findings = lint({ lines: Array.from({ length: 60 }, () => long).flat() })
  assert.ok(findings.some(({ rule, line }) => rule === 'TOO_LONG' && line > 1))
  assert.ok(findings.length <= 1_001)
  check([
    '1대\t로비(1), '.repeat(20_000),
    '('.repeat(100_000),
    '가:'.repeat(50_000),
    '2024년 1월 1일 ~ '.repeat(5_000),
  ])
})

test('what is no policy is said to be none; what is in another language is not called wrong', () => {
  assert.deepEqual(
    lint({ lines: ['오늘의 식단', '밥, 국, 김치'] }).map(({ rule, severity }) => [rule, severity]),
    [['NO_POLICY', 'error']],
  )
  const english = Array.from(
    { length: 20 },
    () => 'This policy says how video devices are operated and managed.',
  )
  assert.deepEqual(
    lint({ lines: english }).map(({ rule, severity }) => [rule, severity]),
    [['NO_POLICY', 'warning']],
  )
})

test('words are compared without their spaces, dots and widths', () => {
  const [line] = linesOf(['１．  영상정보 처리기기ㆍ운영․관리']).lines
  assert.equal(line?.text, '1. 영상정보 처리기기·운영·관리')
  assert.equal(line?.bare, '1.영상정보처리기기·운영·관리')
})

test('marks before the words are taken off, and sentences about articles are no headings', () => {
  const seen = (text: string) => {
    const { kind, value, rest } = markOf(text)
    return [kind, value, rest]
  }
  assert.deepEqual(seen('### 2. 설치 대수'), ['number', 2, '설치 대수'])
  assert.deepEqual(seen('제 4 조 | 촬영시간'), ['article', 4, '촬영시간'])
  assert.deepEqual(seen('제3조(관리책임자)'), ['article', 3, '관리책임자'])
  assert.deepEqual(seen('【 운영 방침 】'), ['boxed', null, '운영 방침'])
  assert.deepEqual(seen('나. 설치 현황'), ['syllable', 2, '설치 현황'])
  assert.deepEqual(seen('- ① 목적'), ['circled', 1, '목적'])
  assert.equal(markOf('제25조 제1항에 따라 설치합니다').kind, 'plain')
  assert.equal(markOf('7. 23. 시행').kind, 'plain')
})

test('a heading is known by its meaning', () => {
  const topics = (title: string) => [...topicsOf(title)]
  assert.deepEqual(topics('설치근거·목적'), ['purpose'])
  assert.deepEqual(topics('운영현황(설치대수,설치위치,촬영범위)'), ['devices'])
  assert.deepEqual(topics('영상정보의안전성확보조치'), ['safeguards'])
  assert.ok(topics('정보주체의영상정보열람등요구에대한조치').includes('requests'))
  assert.ok(!topics('목적외이용및제3자제공').includes('purpose'))
  assert.ok(isCameraTitle('고정형영상정보처리기기운영·관리방침'))
  assert.ok(!isCameraTitle('영상정보처리기기운영·관리방침의변경에관한사항'))
})

test('figures: devices, periods, dates, articles, blanks', () => {
  assert.deepEqual(countsIn('총 1,188대, 4 대, 1대씩, 주차대수 30대를 초과'), [1188, 4])
  assert.deepEqual(
    periodsIn('촬영일로부터30일이내,최대2개월,7일전').map(({ days, bound }) => [days, bound]),
    [
      [30, '이내'],
      [60, '최대'],
    ],
  )
  assert.deepEqual(periodsIn('2024년9월6일'), [])
  assert.deepEqual(
    datesIn("'24. 9. 5.기준 2012년 3월 9일 2021-07-23 2024. 13. 1.").map(({ day }) => day),
    ['2024-09-05', '2012-03-09', '2021-07-23'],
  )
  const [cited] = citedIn('법제25조의2제1항제3호')
  assert.deepEqual([cited?.article, cited?.branch, cited?.paragraph, cited?.item], [25, 2, 1, 3])
  for (const blank of ['○○○', '00대', '000실', '02-000-0000', '홍길동', 'OOO', '____'])
    assert.notDeepEqual(placeholdersIn(blank), [], blank)
  for (const value of ['00:00~24:00', '1,000대', '2000년', '○확인방법', '100실', 'COOP'])
    assert.deepEqual(placeholdersIn(value), [], value)
})

test('every rule cites a place that the law folder knows, no more surely than it does', () => {
  for (const [id, { law, verified }] of Object.entries<RuleEntry>(RULES)) {
    if (law === null) continue
    const places = parseCitation(law)
    assert.ok(places !== undefined, `${id}: ${law}`)
    for (const { statute, article: number } of places) {
      const known = article(`${statute} §${number}`, on)
      assert.ok(known !== undefined, `${id}: ${statute} §${number}`)
      if (known.verified !== 'read' && known.verified !== 'quoted') assert.notEqual(verified, 'read', id)
    }
  }
})

test('every rule stands in the reference, with its citation', () => {
  const page = readFileSync(join(root, 'docs', 'ref', 'linter.md'), 'utf8')
  for (const [id, { law, severity }] of Object.entries<RuleEntry>(RULES)) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${id}\` |`))
    assert.ok(row !== undefined, id)
    assert.ok(row.includes(severity), id)
    if (law !== null) assert.ok(row.includes(law), id)
  }
})

test('an agency file is told its own problems at their lines, or those of the text that it makes', () => {
  const path = join(root, 'agencies', 'seoul-immigration.yaml')
  const good = readFileSync(path, 'utf8')
  assert.deepEqual(
    lintAgency(good, on).filter(({ severity }) => severity === 'error'),
    [],
  )
  const lines = good.split('\n')
  const at = lines.findIndex((line) => /retentionDays: 14/.test(line))
  const bad = lines.with(at, (lines[at] ?? '').replace('14', 'soon')).join('\n')
  const [problem] = lintAgency(bad, on)
  assert.deepEqual([problem?.rule, problem?.line, problem?.policy], ['AGENCY_FILE', at + 1, null])
  const template = readFileSync(join(root, 'agencies', 'template.yaml'), 'utf8')
  assert.ok(
    lintAgency(template, on).some(({ rule, policy }) => rule === 'PLACEHOLDER' && policy !== null),
    'a template that was not filled in',
  )
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => lintAgency(text, on).length > 0))
})
