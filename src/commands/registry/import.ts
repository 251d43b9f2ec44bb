/**
 * `jangseung registry import`: a file of 전국CCTV표준데이터 into an agency file, or into a data folder as a new version
 * of its registry (which may be done beside the program that owns the data).
 */
import { readFile } from 'node:fs/promises'
import { dayOf } from '../../base/day.ts'
import {
  adopt,
  agencyFileWith,
  importOpenData,
  type OpenDataImport,
  readAgencyFile,
} from '../../registry/registry.ts'
import { type Arguments, type Command, dataOption, jsonOption, type Surroundings } from '../command.ts'
import { visitStore } from '../given.ts'
import { writeForOthers } from '../output.ts'

/** Findings printed for people; `--json` gives up to a thousand. */
const SHOWN = 20
const BAR_WIDTH = 30
/** Some rows were left out, the others taken in. */
const EXIT_LEFT_OUT = 1

export const importCommand: Command = {
  name: 'import',
  usage:
    'FILE.csv (--agency-file BASE.yaml [--out FILE] | [--data DIR]) [--owner NAME]… [--dry-run] [--json]',
  ko: '전국CCTV표준데이터(13항목 또는 18항목, UTF-8 또는 CP949)를 현황에 더합니다. 잘못된 행은 빼고 알리며, 뺀 행이 있으면 1로 끝납니다. 이미 있는 기기의 보관기간과 목적은 바꾸지 않습니다.',
  en: 'Adds 전국CCTV표준데이터 (13 or 18 columns, UTF-8 or CP949) to the register. Bad rows are left out and told, and it then ends with 1. Known devices keep their retention and purpose.',
  options: {
    data: dataOption,
    'agency-file': {
      type: 'string',
      value: 'BASE.yaml',
      ko: '데이터 폴더가 아니라 이 기관 파일에 더합니다',
      en: 'adds to this agency file instead of a data folder',
    },
    out: {
      type: 'string',
      value: 'FILE',
      ko: '더한 기관 파일을 쓸 곳 (기본은 표준 출력)',
      en: 'where to write the agency file with the additions (default: standard output)',
    },
    owner: {
      type: 'string',
      multiple: true,
      value: 'NAME',
      ko: '파일에서 우리 기관의 관리기관명 (기본은 기관의 이름)',
      en: 'our 관리기관명 in the file (by default the agency’s name)',
    },
    'dry-run': {
      type: 'boolean',
      ko: '확인만 하고 아무것도 바꾸지 않습니다',
      en: 'only checks, changes nothing',
    },
    json: jsonOption,
  },
  async run(given, around) {
    const { counts } = await (given.text('agency-file') === undefined ? intoData : intoFile)(given, around)
    return counts.badRows > 0 ? EXIT_LEFT_OUT : 0
  },
}

async function intoFile(given: Arguments, around: Surroundings): Promise<OpenDataImport> {
  const request = requestOf(given, around)
  const base = around.path(given.text('agency-file') ?? '')
  const imported = await importOpenData({ ...request, registry: await readAgencyFile(base, request.on) })
  around.progress('\r\u001b[K')
  const out = given.text('out')
  const isDry = given.flag('dry-run')
  if (!isDry) {
    const text = agencyFileWith(await readFile(base, 'utf8'), imported, request.on)
    if (out !== undefined) await writeForOthers(around, out, Buffer.from(text))
    else around.print(text)
  }
  // Without --out, standard output is the file and nothing else.
  if (isDry || out !== undefined) around.print(told(imported, given, null))
  return imported
}

async function intoData(given: Arguments, around: Surroundings): Promise<OpenDataImport> {
  const request = requestOf(given, around)
  await using store = await visitStore(given, around)
  const imported = await importOpenData({ ...request, registry: await store.registry() })
  around.progress('\r\u001b[K')
  const adoption = given.flag('dry-run')
    ? null
    : await adopt(
        { ledger: store.ledger, db: store.database.db, clock: around.clock },
        { registry: imported.registry, actor: { type: 'system', id: 'import' } },
      )
  around.print(told(imported, given, adoption?.receipt?.leaf ?? null))
  return imported
}

function requestOf(given: Arguments, around: Surroundings) {
  return {
    path: around.path(given.word(0, 'FILE.csv')),
    owners: given.texts('owner'),
    on: dayOf(around.clock.now()),
    stop: around.stop,
    onProgress: (progress: Progress) => around.progress(bar(progress)),
  }
}

type Progress = { readonly doneBytes: number; readonly ofBytes: number; readonly rows: number }

function bar({ doneBytes, ofBytes, rows }: Progress): string {
  const share = ofBytes === 0 ? 1 : Math.min(1, doneBytes / ofBytes)
  const full = Math.round(share * BAR_WIDTH)
  const percent = String(Math.floor(share * 100)).padStart(3)
  return `\r\u001b[K[${'█'.repeat(full)}${'·'.repeat(BAR_WIDTH - full)}] ${percent} %  ${rows.toLocaleString('en')}`
}

/** What was done, for people or as JSON; `leaf` is the ledger entry of the new version. */
function told(
  { reading, findings, counts, merge }: OpenDataImport,
  given: Arguments,
  leaf: number | null,
): string {
  if (given.flag('json')) {
    const plain = findings.map(({ row, severity, fault }) => ({
      row,
      severity,
      code: fault.code,
      messageKo: fault.messageKo,
      message: fault.message,
    }))
    const { dataDay } = merge
    return `${JSON.stringify({ ...reading, ...counts, ...merge.counts, dataDay, leaf, findings: plain })}\n`
  }
  const { addedDevices, correctedDevices, sameDevices } = merge.counts
  const { read, encoding, columns, ofOthers } = reading
  const { badRows, warnings } = counts
  const listed = findings.toSorted(bySeverity).slice(0, SHOWN)
  const entry = leaf === null ? ['', ''] : [` (장부 ${leaf})`, ` (ledger entry ${leaf})`]
  const lines = [
    ...listed.map(({ severity, fault }) => {
      const mark = severity === 'error' ? '오류 · error' : '주의 · warning'
      return `[${mark}] ${fault.messageKo}\n    ${fault.message}`
    }),
    ...(findings.length > listed.length ? ['… 그 밖의 것은 --json · more with --json'] : []),
    `읽은 행 ${read} (${encoding}, ${columns}항목): 다른 기관 ${ofOthers}, 뺀 행 ${badRows}, 주의 ${warnings}`,
    `Rows read: ${read} (${encoding}, ${columns} columns); of other agencies: ${ofOthers}; left out: ${badRows}; warnings: ${warnings}`,
    `기기: 새로 ${addedDevices}, 고침 ${correctedDevices}, 그대로 ${sameDevices}${entry[0]}`,
    `Devices: ${addedDevices} new, ${correctedDevices} corrected, ${sameDevices} as before${entry[1]}`,
  ]
  return `${lines.join('\n')}\n`
}

type Ranked = { readonly severity: 'error' | 'warning'; readonly row: number }

function bySeverity(a: Ranked, b: Ranked): number {
  return a.severity === b.severity ? a.row - b.row : a.severity === 'error' ? -1 : 1
}
