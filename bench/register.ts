/**
 * The open data of a large register: 100,000 rows of 18 columns in CP949, from the file to a new version of the registry
 * in a data folder, through the real reader, rules, ledger and database.
 *
 * Beside it the plainest import there is: the same text split at line ends and commas, put row by row into a table by
 * the same PostgreSQL, a thousand a statement. It checks nothing, records nothing, and would take quotes for data. And a
 * control: the same file when only 1,000 of its rows are of the agency, as in a file of the whole country.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { assert } from '../src/base/assert.ts'
import { cp949Reader, toCp949 } from '../src/base/cp949.ts'
import { realClock } from '../src/base/clock.ts'
import { dayOf } from '../src/base/day.ts'
import { exportOpenData, importOpenData, openDataCsv, readAgencyFile } from '../src/registry/registry.ts'
import type { Store } from '../src/store.ts'
import { adoptRegistry, openScratchStore } from './agency.ts'
import { type Benchmark, bounded, type Figure, median, timed } from './figure.ts'
import { scratchFolder } from './scratch.ts'

const AGENCY = fileURLToPath(new URL('../agencies/template.yaml', import.meta.url))
const ROWS = 100_000
const OURS = 1000
const ROUNDS = 3
const MOST_SECONDS = 20
const ROWS_A_STATEMENT = 1000
const WORDS = ['생활방범', '어린이보호', '주정차단속', '교통단속', '시설물관리']

export const register: Benchmark = {
  name: 'register',
  says: '100,000 rows of open data (18 columns, CP949) into the registry of a data folder, beside a plain insert',
  async run(progress) {
    await using scratch = await scratchFolder()
    const all = join(scratch.folder, 'all.csv')
    const few = join(scratch.folder, 'few.csv')
    await writeFile(all, await openData(ROWS))
    await writeFile(few, await openData(OURS))
    const imports: number[] = []
    const plain: number[] = []
    const ours: number[] = []
    const exports: number[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      await using store = await openScratchStore(join(scratch.folder, `data-${round}`), realClock)
      await adoptRegistry(store, realClock, await readAgencyFile(AGENCY, today()))
      progress(`round ${round} of ${ROUNDS}: plain insert`)
      plain.push(await seconds(() => plainInsert(store, all)))
      progress(`round ${round} of ${ROUNDS}: a file of others`)
      ours.push(await seconds(() => take(store, few, OURS, progress)))
      progress(`round ${round} of ${ROUNDS}: import`)
      imports.push(await seconds(() => take(store, all, ROWS, progress)))
      progress(`round ${round} of ${ROUNDS}: export`)
      exports.push(await seconds(() => give(store, join(scratch.folder, 'out.csv'))))
    }
    return figures(imports, plain, ours, exports)
  },
}

function figures(
  imports: readonly number[],
  plain: readonly number[],
  ours: readonly number[],
  exports: readonly number[],
): Figure[] {
  return [
    bounded('100,000 rows into the registry', 's', median(imports), MOST_SECONDS, median(plain)),
    bounded('1,000 of 100,000 rows are ours', 's', median(ours), null, median(plain)),
    bounded('101,000 cameras out as 18 columns', 's', median(exports), null),
  ]
}

function today() {
  return dayOf(realClock.now())
}

async function seconds(act: () => Promise<void>): Promise<number> {
  return (await timed(act)) / 1000
}

/** Made rows; the first `ours` are of the agency, the others of others. */
async function openData(ours: number): Promise<Buffer> {
  const agency = (await readAgencyFile(AGENCY, today())).agency.name.ko
  const head =
    '개방자치단체코드,관리번호,관리기관명,소재지도로명주소,소재지지번주소,설치목적구분,카메라대수,카메라화소수,촬영방면정보,보관일수,설치연월,관리기관전화번호,WGS84위도,WGS84경도,데이터기준일자,데이터갱신구분,데이터갱신시점,최종수정시점'
  const kind = ours === ROWS ? 'a' : 'b'
  const lines = Array.from({ length: ROWS }, (_, index) => {
    const owner = index < ours ? agency : `이웃기관 ${index % 250}`
    const place = `보기시 보기구 보기로${index % 900}길 ${index % 97},보기동 ${index % 999}-${index % 13}`
    const month = String((index % 12) + 1).padStart(2, '0')
    const position = `37.${String(index).padStart(6, '0')},127.${String(index).padStart(6, '0')}`
    const word = WORDS[index % WORDS.length]
    return `0000000,${kind}-${index},${owner},${place},${word},1,200,360도 전방면,30,2019-${month},02-000-${1000 + (index % 10)},${position},2026-01-01,I,2026-01-01 00:00:00,2026-01-01 00:00:00`
  })
  const bytes = toCp949([head, ...lines, ''].join('\r\n'))
  assert(!('missing' in bytes), 'what is made is in CP949')
  return bytes
}

async function take(
  store: Store,
  path: string,
  ours: number,
  progress: (text: string) => void,
): Promise<void> {
  const imported = await importOpenData({
    path,
    registry: await store.registry(),
    owners: [],
    on: today(),
    onProgress: ({ rows }) => progress(`import: ${rows} of ${ROWS} rows`),
  })
  assert(imported.merge.counts.addedDevices === ours, 'every row of ours is taken in')
  await adoptRegistry(store, realClock, imported.registry)
}

async function give(store: Store, path: string): Promise<void> {
  const registry = await store.registry()
  const { table } = exportOpenData(registry, { columns: 18, areaCode: null, changedAt: '' })
  await writeFile(path, openDataCsv(table, 'utf-8'))
}

async function plainInsert(store: Store, path: string): Promise<void> {
  const { db } = store.database
  const [head = '', ...lines] = cp949Reader()
    .read(await readFile(path), true)
    .trimEnd()
    .split('\r\n')
  const names = head.split(',').map((_, index) => `c${index}`)
  await sql.raw(`create table plain (${names.map((name) => `${name} text`).join(', ')})`).execute(db)
  for (let at = 0; at < lines.length; at += ROWS_A_STATEMENT) {
    const rows = lines.slice(at, at + ROWS_A_STATEMENT).map((line) => sql`(${sql.join(line.split(','))})`)
    await sql`insert into plain values ${sql.join(rows)}`.execute(db)
  }
  await sql`drop table plain`.execute(db)
}
