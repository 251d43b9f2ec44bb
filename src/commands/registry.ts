/**
 * `jangseung registry show|import|export`: the register of cameras as a table, from the open data of 전국CCTV표준데이터
 * and into it. Works on an agency file without a running system, or on a data folder beside the program that owns it.
 */
import { readFile } from 'node:fs/promises'
import { writeFileDurably } from '../base/durable.ts'
import { type Day, dayOf, koreanTime, parseDay } from '../base/day.ts'
import {
  adopt,
  agencyFileWith,
  deviceCounts,
  exportOpenData,
  importOpenData,
  type OpenDataImport,
  openDataCsv,
  readAgencyFile,
  type Registry,
  registryOn,
} from '../registry/registry.ts'
import { openStore } from '../store.ts'
import {
  type Arguments,
  type Command,
  commandFault,
  dataOption,
  jsonOption,
  type Surroundings,
} from './command.ts'

/** Findings printed for people; `--json` gives up to a thousand. */
const SHOWN = 20
const BAR_WIDTH = 30

export const registryCommand: Command = {
  name: 'registry',
  usage:
    'show [AGENCY.yaml] [--data DIR] [--as-of DAY] | import FILE.csv (--agency-file BASE.yaml [--out FILE] | --data DIR) [--owner NAME]… [--dry-run] | export [AGENCY.yaml] [--data DIR] [--as-of DAY] [--columns 13|18] [--encoding utf-8|cp949] [--out FILE]',
  ko: '기기 현황을 보여 주고, 전국CCTV표준데이터를 가져오거나 내보냅니다. 가져올 때 잘못된 행은 빼고 나머지를 넣으며, 뺀 행이 있으면 1로 끝납니다.',
  en: 'Shows the register of devices, takes in or gives out 전국CCTV표준데이터. Bad rows are left out and told, the good ones kept; ends with 1 when some were left out.',
  options: {
    data: dataOption,
    'agency-file': {
      type: 'string',
      value: 'BASE.yaml',
      ko: '(import) 데이터 폴더가 아니라 이 기관 파일에 더합니다',
      en: '(import) adds to this agency file instead of a data folder',
    },
    owner: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      ko: '(import) 우리 기관의 관리기관명. 기본은 기관의 이름',
      en: '(import) our 관리기관명 in the file; by default the agency’s name',
    },
    'dry-run': {
      type: 'boolean',
      ko: '(import) 확인만 하고 아무것도 바꾸지 않습니다',
      en: '(import) only checks; changes nothing',
    },
    'as-of': {
      type: 'string',
      value: 'DAY',
      ko: '기준일 (YYYY-MM-DD, 기본은 오늘)',
      en: 'as of which day (YYYY-MM-DD; by default today)',
    },
    columns: {
      type: 'string',
      value: '13|18',
      ko: '(export) 항목 수: 이전 13, 현행 18 (기본 18)',
      en: '(export) the older 13 columns or the newer 18 (default 18)',
    },
    encoding: {
      type: 'string',
      value: 'utf-8|cp949',
      ko: '(export) 문자 집합 (기본 utf-8, BOM 포함)',
      en: '(export) the encoding (default utf-8, with byte order mark)',
    },
    'area-code': {
      type: 'string',
      value: 'CODE',
      ko: '(export) 개방자치단체코드 7자리',
      en: '(export) 개방자치단체코드, 7 digits',
    },
    out: {
      type: 'string',
      value: 'FILE',
      ko: '쓸 파일 (기본은 표준 출력)',
      en: 'the file to write (default: standard output)',
    },
    json: jsonOption,
  },
  run(given, around) {
    const [action] = given.words
    if (action === 'show') return show(given, around)
    if (action === 'import') return takeIn(given, around)
    if (action === 'export') return giveOut(given, around)
    throw commandFault('command.badArgument', {
      name: 'registry',
      value: action ?? '',
      expected: 'show | import | export',
    })
  },
}

type Version = { readonly registry: Registry; readonly changedAt: string }

/** The registry of an agency file, or of a data folder as of a day. */
async function versionOf(file: string | undefined, given: Arguments, around: Surroundings): Promise<Version> {
  const asOf = dayOption(given, around)
  if (file !== undefined) {
    const registry = await readAgencyFile(around.path(file), asOf)
    if (registry.asOf > asOf) throw noVersion(asOf, registry.asOf)
    return { registry, changedAt: `${registry.asOf} 00:00:00` }
  }
  await using store = await openStore({
    ...around,
    path: around.path(given.text('data') ?? 'data'),
    create: false,
    as: 'visiting',
  })
  const found = await registryOn(store.database.db, asOf)
  if (found === undefined) throw noVersion(asOf, (await store.registry()).asOf)
  return { registry: found.registry, changedAt: koreanTime(found.validFromMs) }
}

function noVersion(asOf: Day, first: Day) {
  return commandFault('command.badArgument', { name: '--as-of', value: asOf, expected: `≥ ${first}` })
}

function dayOption(given: Arguments, around: Surroundings): Day {
  const text = given.text('as-of')
  if (text === undefined) return dayOf(around.clock.now())
  const day = parseDay(text)
  if (day === undefined)
    throw commandFault('command.badArgument', { name: '--as-of', value: text, expected: 'YYYY-MM-DD' })
  return day
}

async function show(given: Arguments, around: Surroundings): Promise<number> {
  const { registry } = await versionOf(given.words[1], given, around)
  around.print(given.flag('json') ? `${JSON.stringify(registry)}\n` : summary(registry))
  return 0
}

const CLASSES = { fixed: ['고정형', 'fixed'], mobile: ['이동형', 'mobile'] } as const
const PLACES = { public: ['공개', 'public'], closed: ['비공개', 'closed'] } as const

/** The register for people: how many devices each zone has, and how long what they film is kept. */
function summary(registry: Registry): string {
  const counts = deviceCounts(registry)
  const total = counts.reduce((sum, { devices }) => sum + devices, 0)
  const zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
  const rows = counts.map(({ zone: id, class: deviceClass, place, devices }) => {
    const zone = zones.get(id)
    const kept = (zone?.recordings ?? [])
      .filter(({ category }) => registry.categories.find((one) => one.id === category)?.class === deviceClass)
      .map(({ category, retentionDays }) => `${category} ${retentionDays}일/days`)
    const cell = `${CLASSES[deviceClass][0]}·${PLACES[place][0]} (${CLASSES[deviceClass][1]}, ${PLACES[place][1]})`
    return `${String(devices).padStart(7)}  ${id.padEnd(28)} ${cell}  ${kept.join(', ')}  ${zone?.name.ko ?? ''}`
  })
  const { ko, en } = registry.agency.name
  const head = `${ko}\n${en}\n기준일 · as of ${registry.asOf}: ${total}대 · devices in use\n`
  const unconfirmed = registry.unconfirmed.length
  const tail =
    unconfirmed === 0
      ? ''
      : `\n확인되지 않은 사항 ${unconfirmed}건 · ${unconfirmed} matters not yet confirmed\n`
  return `${head}\n${rows.join('\n')}\n${tail}`
}

async function takeIn(given: Arguments, around: Surroundings): Promise<number> {
  const path = around.path(given.word(1, 'FILE.csv'))
  const base = given.text('agency-file')
  const on = dayOf(around.clock.now())
  const request = {
    path,
    owners: given.texts('owner'),
    on,
    stop: around.stop,
    onProgress: (progress: { doneBytes: number; ofBytes: number; rows: number }) =>
      around.progress(bar(progress)),
  }
  if (base !== undefined) {
    const registry = await readAgencyFile(around.path(base), on)
    const imported = await importOpenData({ ...request, registry })
    around.progress('\r\u001b[K')
    const out = given.text('out')
    if (!given.flag('dry-run')) {
      const text = agencyFileWith(await readFile(around.path(base), 'utf8'), imported, on)
      if (out === undefined) around.print(text)
      else await writeFileDurably(around.disk, around.path(out), Buffer.from(text))
    }
    // Standard output is the file when no other was named.
    if (out !== undefined || given.flag('dry-run')) tell(imported, given, around, null)
    return imported.counts.badRows > 0 ? 1 : 0
  }
  await using store = await openStore({
    ...around,
    path: around.path(given.text('data') ?? 'data'),
    create: false,
    as: 'visiting',
  })
  const imported = await importOpenData({ ...request, registry: await store.registry() })
  around.progress('\r\u001b[K')
  const adoption = given.flag('dry-run')
    ? null
    : await adopt(
        { ledger: store.ledger, db: store.database.db, clock: around.clock },
        { registry: imported.registry, actor: { type: 'system', id: 'import' } },
      )
  tell(imported, given, around, adoption?.receipt?.leaf ?? null)
  return imported.counts.badRows > 0 ? 1 : 0
}

function bar({ doneBytes, ofBytes, rows }: { doneBytes: number; ofBytes: number; rows: number }): string {
  const share = ofBytes === 0 ? 1 : Math.min(1, doneBytes / ofBytes)
  const full = Math.round(share * BAR_WIDTH)
  const percent = String(Math.floor(share * 100)).padStart(3)
  return `\r\u001b[K[${'█'.repeat(full)}${'·'.repeat(BAR_WIDTH - full)}] ${percent} %  ${rows.toLocaleString('en')}`
}

function tell(
  { reading, findings, counts, merge }: OpenDataImport,
  given: Arguments,
  around: Surroundings,
  leaf: number | null,
): void {
  if (given.flag('json')) {
    const plain = findings.map(({ row, severity, fault }) => ({
      row,
      severity,
      code: fault.code,
      messageKo: fault.messageKo,
      message: fault.message,
    }))
    const { dataDay } = merge
    around.print(
      `${JSON.stringify({ ...reading, ...counts, ...merge.counts, dataDay, leaf, findings: plain })}\n`,
    )
    return
  }
  const { addedDevices, correctedDevices, sameDevices } = merge.counts
  const { read, encoding, columns, ofOthers } = reading
  const { badRows, warnings } = counts
  const listed = findings.toSorted(bySeverity).slice(0, SHOWN)
  const more = findings.length - listed.length
  const entry = leaf === null ? ['', ''] : [` (장부 ${leaf})`, ` (ledger entry ${leaf})`]
  const lines = [
    ...listed.map(({ severity, fault }) => {
      const mark = severity === 'error' ? '오류 · error' : '주의 · warning'
      return `[${mark}] ${fault.messageKo}\n    ${fault.message}`
    }),
    ...(more > 0 ? [`… 그 밖의 것은 --json · more with --json`] : []),
    `읽은 행 ${read} (${encoding}, ${columns}항목): 다른 기관 ${ofOthers}, 뺀 행 ${badRows}, 주의 ${warnings}`,
    `Rows read: ${read} (${encoding}, ${columns} columns); of other agencies: ${ofOthers}; left out: ${badRows}; warnings: ${warnings}`,
    `기기: 새로 ${addedDevices}, 고침 ${correctedDevices}, 그대로 ${sameDevices}${entry[0]}`,
    `Devices: ${addedDevices} new, ${correctedDevices} corrected, ${sameDevices} as before${entry[1]}`,
  ]
  around.print(`${lines.join('\n')}\n`)
}

function bySeverity(a: { severity: string; row: number }, b: { severity: string; row: number }): number {
  return a.severity === b.severity ? a.row - b.row : a.severity === 'error' ? -1 : 1
}

async function giveOut(given: Arguments, around: Surroundings): Promise<number> {
  const columns = choice(given, 'columns', ['18', '13'] as const) === '13' ? 13 : 18
  const encoding = choice(given, 'encoding', ['utf-8', 'cp949'] as const)
  const areaCode = given.text('area-code') ?? null
  if (areaCode !== null && !/^\d{7}$/.test(areaCode))
    throw commandFault('command.badArgument', { name: '--area-code', value: areaCode, expected: '0000000' })
  const { registry, changedAt } = await versionOf(given.words[1], given, around)
  const { table, cameras, leftOut } = exportOpenData(registry, { columns, areaCode, changedAt })
  const bytes = openDataCsv(table, encoding)
  const out = given.text('out')
  if (out === undefined) process.stdout.write(bytes)
  else {
    await writeFileDurably(around.disk, around.path(out), bytes)
    around.print(
      `${table.rows.length}행, 카메라 ${cameras}대를 썼습니다. 비공개 장소·이동형·사용하지 않는 기기 ${leftOut}대는 뺐습니다.\n` +
        `Wrote ${table.rows.length} rows, ${cameras} cameras. Left out: ${leftOut} devices in closed places, mobile or not in use.\n`,
    )
  }
  return 0
}

/** One of the values, the first when the option is absent. */
function choice<const V extends readonly [string, ...string[]]>(
  given: Arguments,
  name: string,
  values: V,
): V[number] {
  const value = given.text(name)
  if (value === undefined) return values[0]
  if (values.includes(value)) return value
  throw commandFault('command.badArgument', { name: `--${name}`, value, expected: values.join(' | ') })
}
