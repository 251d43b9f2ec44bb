/** What can be taken away: a policy as PDF, HWPX, text and JSON, its ledger entries and proofs, the register as a table. */
import { renderCsv, renderHwpx, renderPdf, renderText, renderXlsx } from '../../documents/documents.ts'
import { entryBytes } from '../../ledger/ledger.ts'
import { documentOf, draftBytes } from '../../policy/policy.ts'
import type { PolicyVersion } from '../../policy/policy.ts'
import { exportOpenData, openDataCsv } from '../../registry/registry.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Language } from './language.ts'
import type { packed } from './packed.ts'
import { COLUMNS, columnNames, filteredRows, NO_DEPARTMENT } from './register.ts'
import type { Shown } from './shown.ts'

type File = Parameters<typeof packed>[0]

const TEXT = 'text/plain; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'

/** The steps of a version's life that are for everyone. */
const ACTS = ['announced', 'published', 'withdrawn'] as const

/** A file of a version; undefined where there is none of that name. */
export async function policyFile(
  shown: Shown,
  version: PolicyVersion,
  name: string,
  language: Language,
): Promise<File | undefined> {
  const act = ACTS.find((one) => name === `${one}.json` || name === `${one}.tlog-proof`)
  if (act !== undefined) {
    const step = (await shown.record(version)).find(({ kind }) => kind === `policy.${act}`)
    if (step === undefined) return undefined
    return name.endsWith('.json')
      ? { contentType: JSON_TYPE, bytes: entryBytes(step.entry), headers: named(`${version.id}-${name}`) }
      : { contentType: TEXT, bytes: Buffer.from(step.proof), headers: named(`${version.id}-${name}`) }
  }
  const document = async () => documentOf(await shown.text(version), language)
  const ending = name.split('.').at(-1) ?? ''
  const headers = named(`${version.id}.${language}.${ending}`)
  switch (name) {
    case 'policy.json':
      // The same in both languages: these bytes are what was approved, recorded and signed.
      return {
        contentType: JSON_TYPE,
        bytes: draftBytes(await shown.text(version)),
        headers: named(`${version.id}.json`),
      }
    case 'policy.txt':
      return { contentType: TEXT, bytes: Buffer.from(renderText(await document())), headers }
    case 'policy.pdf':
      return { contentType: 'application/pdf', bytes: await renderPdf(await document()), headers }
    case 'policy.hwpx':
      return { contentType: 'application/hwp+zip', bytes: await renderHwpx(await document()), headers }
    default:
      return undefined
  }
}

const CSV = 'text/csv; charset=utf-8'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** The part of the register that is all of it. */
const ALL = 'all'

/** The register, or a department's part of it (세부파일); undefined where there is none. */
export async function registerFile(
  now: Shown,
  department: string,
  name: string,
  language: Language,
): Promise<File | undefined> {
  const { registry } = now
  const isKnown = [ALL, NO_DEPARTMENT, ...registry.departments.map(({ id }) => id)].includes(department)
  if (!isKnown) return undefined
  const all = now.rows(language)
  const shown = department === ALL ? all : filteredRows(all, { department })
  if (shown.length === 0) return undefined
  const names = columnNames(language)
  const head = COLUMNS.map((column) => names[column])
  const rows = shown.map(({ cells }) => COLUMNS.map((column) => cells[column]))
  const headers = named(`${registry.agency.id}-${department}-devices.${language}.${name.split('.').at(-1)}`)
  if (name === 'devices.csv') return { contentType: CSV, bytes: renderCsv([head, ...rows]), headers }
  if (name === 'devices.xlsx')
    return {
      contentType: XLSX,
      bytes: await renderXlsx({ name: registry.agency.name[language], head, rows }),
      headers,
    }
  if (name === 'standard.csv' && department === ALL)
    return { contentType: CSV, bytes: openData(registry), headers }
  return undefined
}

/** 전국CCTV표준데이터, in its older columns, which every importer takes. */
function openData(registry: Registry): Buffer {
  const changedAt = `${registry.asOf} 00:00:00`
  const { table } = exportOpenData(registry, { columns: 13, areaCode: null, changedAt })
  return openDataCsv(table, 'utf-8')
}

/** Names are of ids only, so they need no quoting. */
function named(name: string): Readonly<Record<string, string>> {
  return { 'content-disposition': `attachment; filename="${name}"` }
}
