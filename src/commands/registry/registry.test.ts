import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { MAIN, start } from '../../../test/program.ts'

const agencies = new URL('../../../agencies/', import.meta.url).pathname
const TEMPLATE = join(agencies, 'template.yaml')
const IMMIGRATION = join(agencies, 'seoul-immigration.yaml')

const HEAD =
  '관리기관명,소재지도로명주소,소재지지번주소,설치목적구분,카메라대수,카메라화소수,촬영방면정보,보관일수,설치년월,관리기관전화번호,위도,경도,데이터기준일자'
const GOOD = '보기기관,보기로 1,,생활방범,2,200,전방면,30,2019-05,02-000-1111,37.5,127.1,2026-05-01'
const BAD = '보기기관,보기로 2,,생활방범,여럿,200,전방면,30,2019-05,02-000-1111,37.5,127.1,2026-05-01'

let folder: string
let csv: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-commands-'))
  csv = join(folder, 'cameras.csv')
  await writeFile(csv, `${[HEAD, GOOD, BAD].join('\r\n')}\r\n`)
})
after(() => rm(folder, { recursive: true, force: true }))

async function jangseung(...words: string[]) {
  const running = start(MAIN, words, { folder })
  const { code } = await running.ended
  return { code, output: running.output(), errors: running.errors() }
}
const registry = (...words: string[]) => jangseung('registry', ...words)

describe('jangseung registry', () => {
  test('lists its commands, and each tells its own usage', async () => {
    const { code, output } = await registry('--help')
    assert.equal(code, 0)
    for (const name of ['show', 'import', 'export']) assert.match(output, new RegExp(`^  ${name} `, 'm'))
    assert.match((await registry('import', '--help')).output, /Usage: jangseung registry import FILE\.csv/)
  })

  test('shows an agency file zone by zone, with nothing running', async () => {
    const { code, output } = await registry('show', IMMIGRATION)
    assert.equal(code, 0)
    assert.match(output, /기준일 · as of 2024-09-05: 122대/)
    assert.match(output, /^ {5}12 {2}main-detention .*비공개 {2}continuous 30 /m)
    const json = await registry('show', IMMIGRATION, '--json')
    assert.equal(JSON.parse(json.output).format, 'jangseung-registry/1')
    const early = await registry('show', IMMIGRATION, '--as-of', '2024-01-01')
    assert.equal(early.code, 2)
    assert.match(early.errors, /2024-01-01[^]*2024-09-05[^]*registry\.beforeFirst/)
  })

  test('writes CSV in both encodings and column sets, and XLSX', async () => {
    const utf8 = await registry('export', IMMIGRATION)
    assert.match(utf8.output, /^\uFEFF개방자치단체코드,관리번호,/)
    const file = join(folder, 'older.csv')
    await registry('export', IMMIGRATION, '--columns', '13', '--encoding', 'cp949', '--out', file)
    const bytes = await readFile(file)
    assert.equal(bytes.subarray(0, 4).toString('hex'), 'b0fcb8ae') // 관리
    const sheet = join(folder, 'cameras.xlsx')
    const told = await registry('export', IMMIGRATION, '--format', 'xlsx', '--out', sheet)
    assert.match(told.output, /카메라 40대[^]*40 cameras. Left out: 82/)
    assert.equal((await readFile(sheet)).subarray(0, 2).toString(), 'PK')
    for (const wrong of [
      ['--columns', '14'],
      ['--format', 'ods'],
      ['--encoding', 'utf-16'],
      ['--area-code', '12'],
    ])
      assert.equal((await registry('export', IMMIGRATION, ...wrong)).code, 2)
  })

  test('adds open data to an agency file: bad rows told by number, good ones kept', async () => {
    const out = join(folder, 'with.yaml')
    const { code, output } = await registry('import', csv, '--agency-file', TEMPLATE, '--out', out)
    assert.equal(code, 1, 'rows were left out')
    assert.match(output, /3행 카메라대수: "여럿"[^]*Row 3, 카메라대수/)
    assert.match(output, /Rows read: 2 \(utf-8, 13 columns\); of other agencies: 0; left out: 1; warnings: 0/)
    assert.match(output, /Devices: 2 new, 0 corrected, 0 as before/)
    assert.match((await registry('show', out)).output, /as of 2026-05-01: 6대/)
    const dry = await registry('import', csv, '--agency-file', TEMPLATE, '--dry-run', '--json')
    const told = JSON.parse(dry.output)
    assert.deepEqual([told.badRows, told.addedDevices, told.findings[0].row], [1, 2, 3])
    const stdout = await registry('import', csv, '--agency-file', TEMPLATE)
    assert.equal(stdout.output, await readFile(out, 'utf8'))
    const owner = await registry('import', csv, '--agency-file', IMMIGRATION)
    assert.match(owner.errors, /보기기관 \(2\)[^]*opendata\.ownerMissing/)
  })

  test('adopts open data as a new version of a data folder, recorded in the ledger; the old one can be asked for', async () => {
    const data = join(folder, 'data')
    assert.equal((await jangseung('init', '--agency', TEMPLATE, '--data', data)).code, 0)
    const dry = await registry('import', csv, '--data', data, '--dry-run')
    assert.equal(dry.code, 1)
    assert.match((await registry('show', '--data', data)).output, /as of 2026-01-01: 4대/)
    const { output } = await registry('import', csv, '--data', data)
    assert.match(output, /Devices: 2 new, 0 corrected, 0 as before \(ledger entry \d+\)/)
    assert.match((await registry('show', '--data', data)).output, /as of 2026-05-01: 6대/)
    const again = await registry('import', csv, '--data', data)
    assert.match(again.output, /Devices: 0 new, 0 corrected, 2 as before\n/)
    const file = join(folder, 'out.csv')
    await registry('export', '--data', data, '--out', file)
    const back = await registry('import', file, '--data', data)
    assert.equal(back.code, 0)
    assert.match(back.output, /Devices: 0 new, 0 corrected, 4 as before\n/)
    const early = await registry('show', '--data', data, '--as-of', '2020-01-01')
    assert.equal(early.code, 2)
  })
})
