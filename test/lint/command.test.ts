/** `jangseung policy lint` on every sort of file that it reads, as people and machines see it. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { simulatedClock } from '../../src/base/clock.ts'
import { parseDay } from '../../src/base/day.ts'
import { isFault } from '../../src/base/fault.ts'
import { realDisk } from '../../src/base/durable.ts'
import { silentLog } from '../../src/base/log.ts'
import type { Arguments, Surroundings } from '../../src/commands/command.ts'
import { lintCommand } from '../../src/commands/policy/lint.ts'
import { renderHtmlPage, renderHwpx, renderPdf, renderText } from '../../src/documents/documents.ts'
import { documentOf, draft } from '../../src/policy/policy.ts'
import { readAgencyFile } from '../../src/registry/registry.ts'

const root = join(import.meta.dirname, '..', '..')
const texts = join(import.meta.dirname, 'texts')
const folder = await mkdtemp(join(tmpdir(), 'jangseung-lint-'))
after(() => rm(folder, { recursive: true, force: true }))

async function run(file: string, options: { readonly json?: boolean } = {}) {
  const printed: string[] = []
  const given: Arguments = {
    words: [file],
    text: (name) => (name === 'on' ? '2026-11-20' : undefined),
    texts: () => [],
    flag: (name) => name === 'json' && options.json === true,
    number: (_, { otherwise }) => otherwise,
    word: () => file,
  }
  const around: Surroundings = {
    clock: simulatedClock(Date.parse('2026-11-20T00:00:00Z')),
    disk: realDisk,
    log: silentLog,
    stop: new AbortController().signal,
    end: () => {},
    databaseUrl: undefined,
    rootFile: undefined,
    path: (text) => text,
    print: (text) => void printed.push(text),
    progress: () => {},
  }
  const code = await lintCommand.run(given, around)
  return { code, text: printed.join('') }
}

test('an error ends with 1 and is shown with its line, its words, its article and what to do', async () => {
  const { code, text } = await run(join(texts, 'defective-000.txt'))
  assert.equal(code, 1)
  assert.match(text, /오류 3, 주의 7, 참고 1 · errors 3, warnings 7, notes 1/)
  assert.match(
    text,
    /오류 · Errors\n\n {4}7: BASIS_MOBILE_25 {2}「개인정보 보호법」 제25조의2제1항\n {7}\| 본 기관은/,
  )
  assert.match(text, /→ 이동형은 제25조의2제1항/)
})

test('an article whose text was not read is shown as such', async () => {
  const { text } = await run(join(texts, 'defective-004.txt'))
  assert.match(text, /STALE_CITATION .*원문 미확인 · text not verified/)
})

test('machines get one object with the named keys', async () => {
  const file = join(texts, 'defective-002.txt')
  const { code, text } = await run(file, { json: true })
  assert.equal(code, 1)
  const told = JSON.parse(text) as { file: string; findings: Record<string, unknown>[] }
  assert.equal(told.file, file)
  for (const finding of told.findings)
    for (const key of ['rule', 'severity', 'line', 'excerpt', 'message', 'law'])
      assert.ok(key in finding, key)
  assert.deepEqual(
    told.findings.filter(({ severity }) => severity === 'error').map(({ rule, line }) => [rule, line]),
    [['BASIS_CLOSED_25', 7]],
  )
})

test('warnings alone end with 0', async () => {
  const { code } = await run(join(texts, 'defective-004.txt'))
  assert.equal(code, 0)
})

test('an agency file, and what it renders as HTML, PDF, HWPX and text, have no error', async () => {
  const on = parseDay('2026-11-20')
  assert.ok(on !== undefined)
  const agency = join(root, 'agencies', 'seoul-immigration.yaml')
  assert.equal((await run(agency)).code, 0)
  const registry = await readAgencyFile(agency, on)
  const document = documentOf(draft({ registry, policy: registry.policies[0]?.id ?? '', on }), 'ko')
  const files = {
    'policy.txt': Buffer.from(renderText(document)),
    'policy.html': Buffer.from(renderHtmlPage(document)),
    'policy.pdf': await renderPdf(document),
    'policy.hwpx': await renderHwpx(document),
  }
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(folder, name), bytes)
    const { code, text } = await run(join(folder, name), { json: true })
    assert.equal(code, 0, `${name}: ${text}`)
  }
})

test('a defect is found through every format', async () => {
  const on = parseDay('2026-11-20')
  assert.ok(on !== undefined)
  const registry = await readAgencyFile(join(root, 'agencies', 'jungbu-labor.yaml'), on)
  const made = documentOf(draft({ registry, policy: registry.policies[0]?.id ?? '', on }), 'ko')
  const document = JSON.parse(JSON.stringify(made).replace('모두 60대', '모두 61대')) as typeof made
  const files = {
    'wrong.txt': Buffer.from(renderText(document)),
    'wrong.html': Buffer.from(renderHtmlPage(document)),
    'wrong.pdf': await renderPdf(document),
    'wrong.hwpx': await renderHwpx(document),
  }
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(folder, name), bytes)
    const { code, text } = await run(join(folder, name), { json: true })
    assert.equal(code, 1, name)
    assert.match(text, /SUM_MISMATCH/, name)
  }
})

test('a broken agency file is told its problems at their lines', async () => {
  const text = await readFile(join(root, 'agencies', 'customs-service.yaml'), 'utf8')
  const file = join(folder, 'broken.yaml')
  await writeFile(file, text.replace(/retentionDays: \d+/, 'retentionDays: 3000'))
  const { code, text: printed } = await run(file, { json: true })
  assert.equal(code, 1)
  const { findings } = JSON.parse(printed) as { findings: { rule: string; line: number; excerpt: string }[] }
  assert.ok(findings.every(({ rule, line }) => rule === 'AGENCY_FILE' && line > 0))
  assert.match(findings[0]?.excerpt ?? '', /retentionDays: 3000/)
})

test('a file that is not there, and one of no known sort, are refused by a fault', async () => {
  await assert.rejects(run(join(folder, 'nothing.txt')), (error) => isFault(error, 'command.fileUnreadable'))
  await writeFile(join(folder, 'picture.png'), 'PNG')
  await assert.rejects(run(join(folder, 'picture.png')), (error) => isFault(error, 'documents.unknownFormat'))
})
