/**
 * A sound text with one thing changed: the linter must see the change and name it. The texts are ours by hand, and
 * what the program writes for every agency.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseDay } from '../../src/base/day.ts'
import { readDocument, renderText } from '../../src/documents/documents.ts'
import { lint } from '../../src/policy/lint/lint.ts'
import { documentOf, draft } from '../../src/policy/policy.ts'
import { readAgency } from '../../src/registry/registry.ts'

const root = join(import.meta.dirname, '..', '..')
const on = parseDay('2026-11-20')
assert.ok(on !== undefined)

type Sample = { readonly name: string; readonly lines: readonly string[] }

const generated: Sample[] = readdirSync(join(root, 'agencies'))
  .filter((name) => name.endsWith('.yaml') && name !== 'template.yaml')
  .flatMap((name) => {
    const reading = readAgency(readFileSync(join(root, 'agencies', name), 'utf8'), on)
    assert.ok('registry' in reading, name)
    return reading.registry.policies.map(({ id }) => ({
      name: `${name} ${id}`,
      lines: renderText(documentOf(draft({ registry: reading.registry, policy: id, on }), 'ko')).split('\n'),
    }))
  })

async function written(name: string): Promise<readonly string[]> {
  const path = join(import.meta.dirname, 'texts', name)
  return (await readDocument({ bytes: readFileSync(path), name })).lines
}

const grave = (lines: readonly string[]) =>
  lint({ lines })
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule }) => rule)

/** The lines with the first that has `from` changed; fails when none has. */
function changed(lines: readonly string[], from: string | RegExp, to: string): string[] {
  const at = lines.findIndex((line) => (typeof from === 'string' ? line.includes(from) : from.test(line)))
  assert.ok(at >= 0, `no line has ${String(from)}`)
  return lines.map((line, index) => (index === at ? line.replace(from, to) : line))
}

test('what is generated for every agency has nothing wrong with it', () => {
  assert.ok(generated.length >= 6)
  for (const { name, lines } of generated)
    assert.deepEqual(
      lint({ lines }).filter(({ severity }) => severity === 'error'),
      [],
      name,
    )
})

test('any one number of devices made one too many breaks a sum', () => {
  let tried = 0
  for (const { name, lines } of generated) {
    const from = lines.findIndex((line) => line.startsWith('2. '))
    const to = lines.findIndex((line) => line.startsWith('3. '))
    for (let at = from; at < to; at++)
      for (const match of (lines[at] ?? '').matchAll(/(\d[\d,]*)대/g)) {
        const line = lines[at] ?? ''
        if (/초과/.test(line)) continue
        const number = match[1] ?? ''
        const more = `${line.slice(0, match.index)}${Number(number.replaceAll(',', '')) + 1}${line.slice(match.index + number.length)}`
        const mutated = lines.map((one, index) => (index === at ? more : one))
        assert.ok(grave(mutated).includes('SUM_MISMATCH'), `${name}, line ${at + 1}: ${more}`)
        tried++
      }
  }
  assert.ok(tried > 100, `${tried} numbers`)
})

/** The heading of each item in what is generated, and what must be said when its section is not there. */
const SECTIONS: readonly (readonly [heading: RegExp, rule: RegExp])[] = [
  [/^\d+\. 설치·운영 근거 및 목적/, /^MISSING_25_1_1$/],
  [/^\d+\. 설치 대수/, /^MISSING_25_1_2$/],
  [/^\d+\. 관리책임자/, /^MISSING_25_1_3$/],
  [/^\d+\. 촬영시간/, /^MISSING_25_1_4$|^NO_RETENTION_PERIOD$/],
  [/^\d+\. 개인영상정보의 확인/, /^MISSING_25_1_5$/],
  [/^\d+\. 정보주체의 열람/, /^MISSING_25_1_6$/],
  [/^\d+\. 영상정보의 안전성/, /^MISSING_25_1_7$/],
]

test('a section that is dropped is missed by its item of the decree', () => {
  for (const { name, lines } of generated)
    for (const [heading, rule] of SECTIONS) {
      const from = lines.findIndex((line) => heading.test(line))
      assert.ok(from >= 0, `${name} has ${String(heading)}`)
      const next = lines.findIndex((line, index) => index > from && /^\d+\. \S/.test(line))
      const mutated = [...lines.slice(0, from), ...lines.slice(next)]
      assert.ok(
        grave(mutated).some((one) => rule.test(one)),
        `${name} without ${String(heading)}`,
      )
    }
})

test('an article of the wrong class or place is seen, in each row and in all', () => {
  const changes = [
    ['법 제25조의2제1항', '법 제25조제1항', 'BASIS_MOBILE_25'],
    [/^(고정형, 비공개 장소\t.*\t)법 제15조제1항/, '$1법 제25조제1항', 'BASIS_CLOSED_25'],
  ] as const
  const seen = new Set<string>()
  for (const { name, lines } of generated)
    for (const [from, to, rule] of changes) {
      if (!lines.some((line) => (typeof from === 'string' ? line.includes(from) : from.test(line)))) continue
      assert.ok(grave(changed(lines, from, to)).includes(rule), `${name}: ${to}`)
      seen.add(rule)
    }
  assert.deepEqual([...seen].toSorted(), ['BASIS_CLOSED_25', 'BASIS_MOBILE_25'])
})

test('sums of a text that somebody else wrote are counted again, however it writes them', async () => {
  const cases = [
    ['sound-numbered.txt', '합계\t17대', '합계\t18대'],
    ['sound-numbered.txt', '열람실 복도\t6대', '열람실 복도\t7대'],
    ['sound-numbered.txt', '모두 17대', '모두 16대'],
    ['sound-articles.txt', '별관 8대', '별관 9대'],
    ['sound-ganada.txt', '복도(6)', '복도(7)'],
    ['sound-markdown.md', '\t14\t0\t14\t', '\t14\t1\t14\t'],
    ['sound-markdown.md', '합계\t14\t5\t19', '합계\t14\t5\t20'],
    ['sound-table.html', '총 9대', '총 10대'],
    ['sound-prose.txt', '복도에 3대', '복도에 4대'],
    ['sound-wrapped.txt', '3대 2층', '4대 2층'],
  ] as const
  for (const [name, from, to] of cases)
    assert.ok(grave(changed(await written(name), from, to)).includes('SUM_MISMATCH'), `${name}: ${to}`)
})

test('a period changed in one of two places is seen', async () => {
  const numbered = await written('sound-numbered.txt')
  const twice = changed(
    numbered,
    '영구 삭제하고',
    '영구 삭제하고, 영상은 촬영일로부터 30일이 지나면 보관하지 않으며',
  )
  assert.deepEqual(grave(twice), [])
  for (const mutated of [
    changed(twice, '보관기간: 촬영일로부터 30일', '보관기간: 촬영일로부터 31일'),
    changed(twice, '촬영일로부터 30일이 지나면', '촬영일로부터 29일이 지나면'),
  ])
    assert.ok(grave(mutated).includes('RETENTION_INCONSISTENT'))
})

test('notice a day too short, and a promise longer than what was kept, are seen', async () => {
  for (const [name, from, to] of [
    ['sound-numbered.txt', '2026년 5월 4일', '2026년 5월 5일'],
    ['sound-numbered.txt', '시행 7일 전', '시행 8일 전'],
    ['sound-articles.txt', '3월 20일 공고', '3월 23일 공고'],
    ['sound-prose.txt', '7월 1일에 공고', '7월 2일에 공고'],
    ['sound-wrapped.txt', '8월 3일에 공고', '8월 4일에 공고'],
  ] as const)
    assert.ok(grave(changed(await written(name), from, to)).includes('NOTICE_LT_PROMISED'), `${name}: ${to}`)
})

const MASKED = '다른 분이 함께 찍힌 영상은 알아볼 수 없게 가린 뒤 보여 드립니다'

test('what is right in other words is not reported', async () => {
  const cases = [
    ['sound-numbered.txt', MASKED, '다른 사람이 함께 찍혔다는 이유로 거부하지 않습니다'],
    ['sound-numbered.txt', MASKED, '경찰의 입회하에만 열람할 수 있는 것은 아닙니다'],
    ['sound-numbered.txt', '10일 이내에 답합니다', '열흘 안에 답합니다'],
    [
      'sound-numbered.txt',
      /^수탁자\t/,
      '점검을 위탁하고 있습니다.\n수탁자가 재위탁하지 않도록 감독합니다.\n\n수탁자\t',
    ],
    [
      'sound-numbered.txt',
      /^수탁자\t위탁 업무\t연락처/,
      '점검을 위탁하고 있습니다.\n수탁자\t위탁 업무\t재위탁\n힘시스템\t회선 점검\t해당 없음\n\n수탁자\t위탁 업무\t연락처',
    ],
    [
      'sound-numbered.txt',
      '모두 17대입니다.',
      '총 17대(회전형 2대 포함)입니다. 이 가운데 3대는 2025년에 바꾸었습니다.',
    ],
    [
      'sound-numbered.txt',
      '모두 17대입니다.',
      '모두 17대입니다. 이동형 영상정보처리기기는 운영하지 않습니다.',
    ],
    [
      'sound-numbered.txt',
      '모두 17대입니다.',
      '총 17대 중 야간 촬영이 되는 것은 8대이고 회전하는 것은 2대입니다.',
    ],
    ['sound-numbered.txt', '모두 17대입니다.', '모두 17대이며 2025년에 6대, 2026년에 3대를 교체하였습니다.'],
    ['sound-numbered.txt', '열람실 복도\t6대\t복도 전체', '2~4층\t6대\t열람실 복도(2대씩)'],
    [
      'sound-numbered.txt',
      /^위치\t대수/,
      '위치\t화각\t촬영범위\n현관\t90\t현관 안\n복도\t120\t복도 안\n합계\t-\t\n\n위치\t대수',
    ],
  ] as const
  for (const [name, from, to] of cases) {
    const lines = changed(await written(name), from, to).flatMap((line) => line.split('\n'))
    assert.deepEqual(grave(lines), [], to)
  }
})

test('other single changes are named for what they are', async () => {
  const cases = [
    ['sound-numbered.txt', '062-100-1010', '062-000-0000', 'PLACEHOLDER'],
    ['sound-numbered.txt', '시설팀장', '○○○', 'PLACEHOLDER'],
    ['sound-numbered.txt', '촬영일로부터 30일', '촬영일로부터 30일 이내', 'RETENTION_NOT_NUMBER'],
    ['sound-numbered.txt', /^수탁자\t위탁 업무\t연락처/, '수탁자\t비고\t연락처', 'CONSIGN_NO_TASK'],
    ['sound-numbered.txt', /10일 이내에 답합니다/, '곧 답합니다', 'DEADLINE_MISSING'],
    ['sound-numbered.txt', '이의제기 방법을', '그 방법을', 'DEADLINE_MISSING'],
    ['sound-numbered.txt', /^저장할 때와 보낼 때 암호화하고, /, '', 'SAFEGUARD_NO_ENCRYPTION'],
    ['sound-articles.txt', '제25조의2제1항제1호 및 제15조', '제25조제1항제1호 및 제15조', 'BASIS_MOBILE_25'],
    ['sound-articles.txt', '이동형(웨어러블캠)', '고정형', 'ACCESS_UNCOVERED'],
    ['sound-articles.txt', '촬영 사실을 불빛과 음성으로 알린다', '주의한다', 'NOTICE_METHOD_MISSING'],
    [
      'sound-articles.txt',
      '제9조(위탁) 위탁하지 않는다.',
      '제9조(위탁, 해당 없음) 점검을 위탁하고 있습니다.',
      'CONSIGN_CONTRADICT',
    ],
    [
      'sound-markdown.md',
      '개인정보 보호법 제15조제1항제3호',
      '개인정보 보호법 제25조제1항제3호',
      'BASIS_CLOSED_25',
    ],
    [
      'sound-ganada.txt',
      '보관 기간 : 촬영일로부터 25일',
      '보관 기간 : 내부 규정에 따름',
      'NO_RETENTION_PERIOD',
    ],
    ['sound-ganada.txt', '설치 대수 : 12 대', '설치 대수 : 00대', 'PLACEHOLDER'],
    ['sound-prose.txt', '개인정보 보호책임자는 면장(054-900-1000)입니다.', '', 'MISSING_CPO'],
    ['sound-table.html', /^접근권한자\t.*/, '', 'MISSING_25_1_3'],
    ['sound-section.txt', '촬영일로부터 30일, ', '', 'NO_RETENTION_PERIOD'],
    ['sound-numbered.txt', /^ - 촬영시간:.*/, '', 'NO_FILMING_HOURS'],
    ['sound-numbered.txt', /^ - 보관장소:.*/, '', 'NO_STORAGE_PLACE'],
    // Erasure is spoken of elsewhere, of requests and of the policy's own text.
    ['sound-numbered.txt', /^ - 처리방법:.*/, '', 'NO_DESTROY_METHOD'],
    ['sound-articles.txt', /^③ 기간이 지난 영상은.*/, '', 'NO_DESTROY_METHOD'],
    ['sound-prose.txt', '보관한 뒤 복원할 수 없도록 자동으로 삭제합니다', '보관합니다', 'NO_DESTROY_METHOD'],
    // Ten days are those of the notice before a change.
    ['sound-articles.txt', '10일 이내에 조치하고', '조치하고', 'DEADLINE_MISSING'],
    ['sound-numbered.txt', MASKED, '다른 사람이 함께 촬영된 영상은 공개하지 않습니다', 'REFUSAL_OVERBROAD'],
    [
      'sound-numbered.txt',
      MASKED,
      '타인의 사생활 침해가 우려되면 열람을 허용하지 않습니다',
      'REFUSAL_OVERBROAD',
    ],
    ['sound-numbered.txt', MASKED, '제3자의 얼굴이 나오면 열람을 거부할 수 있습니다', 'REFUSAL_OVERBROAD'],
    ['sound-numbered.txt', '저장할 때와 보낼 때 암호화하고', '암호화하지 않으나', 'SAFEGUARD_NO_ENCRYPTION'],
    ['sound-numbered.txt', '공고일: 2026년 5월 4일', '공고일: 2026년 5월 20일', 'NOTICE_LT_PROMISED'],
  ] as const
  for (const [name, from, to, rule] of cases)
    assert.ok(grave(changed(await written(name), from, to)).includes(rule), `${name}: ${to} ${rule}`)
})
