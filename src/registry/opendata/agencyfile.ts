/**
 * The agency file with what an import adds and corrects. The rest of the text stays as it is, comments and all: entries
 * are put in at the ends of their lists. What comes out is read again, and must be the very registry that was imported.
 */
import { isCollection, isNode, isPair, isSeq, type Node, parseDocument, stringify, type YAMLSeq } from 'yaml'
import { assert } from '../../base/assert.ts'
import type { Day } from '../../base/day.ts'
import { expand } from '../expand.ts'
import { readAgency } from '../file.ts'
import type { Device, Zone } from '../model.ts'
import { refusal } from '../problem.ts'
import type { AgencyFile } from '../shape.ts'
import { digestOf } from '../versions.ts'
import { openDataFault } from './faults.ts'
import type { OpenDataImport } from './import.ts'

const HEADING = [
  '# 전국CCTV표준데이터에서 옮긴 것. 가정한 내용은 unconfirmed에 있으며, 기관이 확인한 뒤 그 항목을 지웁니다.',
  '# Taken over from 전국CCTV표준데이터. What is assumed stands in unconfirmed, until the agency confirms it.',
]

/** A piece of the text to be put in the place of another. */
type Edit = { readonly start: number; readonly end: number; readonly text: string }

/**
 * `text` is the agency file that `imported` was made from (it must have been read without problems). Throws
 * `opendata.refused` when the result is beyond the bounds of an agency file.
 */
export function agencyFileWith(text: string, imported: OpenDataImport, on: Day): string {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  const written = edited(plain, editsOf(plain, imported))
  const reading = readAgency(written, on)
  if ('problems' in reading) {
    const { values, cause } = refusal(reading.problems)
    throw openDataFault('opendata.refused', values, cause)
  }
  assert(
    digestOf(reading.registry) === digestOf(imported.registry),
    'a written file is read as what was written',
  )
  return written
}

function edited(text: string, edits: readonly Edit[]): string {
  let rest = text
  for (const { start, end, text } of edits.toSorted((a, b) => b.start - a.start))
    rest = rest.slice(0, start) + text + rest.slice(end)
  return rest
}

function editsOf(text: string, imported: OpenDataImport): readonly Edit[] {
  const document = parseDocument(text)
  const { additions, corrected } = imported.merge
  const edits: Edit[] = []
  const asOf = document.get('asOf', true) as Node | undefined
  const [start, end] = asOf?.range ?? [0, 0]
  if (document.get('asOf') !== imported.registry.asOf)
    edits.push({ start, end, text: imported.registry.asOf })
  const devices = document.get('devices')
  if (isSeq(devices))
    edits.push(...corrections(text, devices, document.toJS() as AgencyFile, imported, corrected))
  for (const [list, entries] of Object.entries(additions)) {
    if (entries.length === 0) continue
    const known = document.get(list, true)
    edits.push(isSeq(known) ? appended(text, known, entries) : newList(text, list, entries))
  }
  return edits
}

/** One entry in one line. */
function line(entry: unknown): string {
  return stringify(entry, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()
}

function lines(entries: readonly unknown[], indent: string): string {
  return [...HEADING, ...entries.map((entry) => `- ${line(entry)}`)]
    .map((one) => `${indent}${one}\n`)
    .join('')
}

function newList(text: string, list: string, entries: readonly unknown[]): Edit {
  const gap = text.endsWith('\n') ? '\n' : '\n\n'
  return { start: text.length, end: text.length, text: `${gap}${list}:\n${lines(entries, '  ')}` }
}

/** At the end of the list, in the manner in which the list is written. */
function appended(text: string, list: YAMLSeq, entries: readonly unknown[]): Edit {
  const [start, end] = list.range ?? [0, 0]
  const last = list.items.at(-1) as Node | undefined
  if (last?.range === undefined || last.range === null)
    return {
      start: text[start - 1] === ' ' ? start - 1 : start,
      end,
      text: `\n${lines(entries, '  ').trimEnd()}`,
    }
  if (list.flow === true) {
    const at = last.range[1]
    return { start: at, end: at, text: `, ${entries.map(line).join(', ')}` }
  }
  const indent = indentOf(text, last)
  const lineEnd = text.indexOf('\n', last.range[1] - 1)
  if (lineEnd < 0) return { start: text.length, end: text.length, text: `\n${lines(entries, indent)}` }
  return { start: lineEnd + 1, end: lineEnd + 1, text: lines(entries, indent) }
}

/** What stands before the dash of an entry in a list of lines. */
function indentOf(text: string, entry: Node): string {
  const dash = text.lastIndexOf('-', (entry.range?.[0] ?? 0) - 1)
  return text.slice(text.lastIndexOf('\n', dash) + 1, dash)
}

/** Where a node's last value ends: the range of a mapping in lines goes on over what follows it. */
function endOf(text: string, node: Node): number {
  const last = isCollection(node) && node.flow !== true ? node.items.at(-1) : undefined
  const inner = isPair(last) ? (last.value ?? last.key) : last
  if (isNode(inner)) return endOf(text, inner)
  return text.slice(0, node.range?.[1] ?? 0).trimEnd().length
}

/** Corrected devices are written out, each on its own; so is a group of which one is corrected. */
function corrections(
  text: string,
  list: YAMLSeq,
  file: AgencyFile,
  { registry }: OpenDataImport,
  corrected: ReadonlyMap<string, Device>,
): readonly Edit[] {
  if (corrected.size === 0) return []
  const { registry: before, groupOf } = expand(file)
  const zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
  const groups = Map.groupBy(before.devices, (_, index) => groupOf[index] ?? 0)
  return list.items.flatMap((item, group) => {
    const members = groups.get(group) ?? []
    const entry = item as Node
    if (!members.some(({ id }) => corrected.has(id)) || !entry.range) return []
    const entries = members.map((device) =>
      line(entryOf(corrected.get(device.id) ?? device, zones.get(device.zone))),
    )
    const between = list.flow === true ? ', ' : `\n${indentOf(text, entry)}- `
    return [{ start: entry.range[0], end: endOf(text, entry), text: entries.join(between) }]
  })
}

/** The keys that an import may correct. */
function correctable(device: Device): Partial<AgencyFile['devices'][number]> {
  const { installedOn, installedMonth, angle, pixels, position, address, lotAddress } = device
  return {
    ...(installedMonth === null || installedOn !== null ? {} : { installedMonth }),
    ...(angle === null ? {} : { angle }),
    ...(pixels === null ? {} : { pixels }),
    ...(position === null ? {} : { position }),
    ...(address === null ? {} : { address }),
    ...(lotAddress === null ? {} : { lotAddress }),
  }
}

/** One device as an entry of its own. */
function entryOf(device: Device, zone: Zone | undefined): AgencyFile['devices'][number] {
  const { id, kind, floor, name, view, purposes, stream, audio, audioBasis, recording, status, installedOn } =
    device
  return {
    id,
    kind,
    zone: device.zone,
    name,
    view,
    purposes: [...purposes],
    ...(floor === null || floor === zone?.floor ? {} : { floor }),
    ...(stream === null ? {} : { stream: `secret:${stream}` }),
    ...(audio ? { audio } : {}),
    ...(audioBasis === null ? {} : { audioBasis }),
    ...(recording ? {} : { recording }),
    ...(status === 'active' ? {} : { status }),
    ...(installedOn === null ? {} : { installedOn }),
    ...correctable(device),
  }
}
