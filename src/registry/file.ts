/**
 * Agency file -> registry, or every reason why not, each with its line and column.
 *
 * The stages depend on one another (there is no shape without syntax, no reference without shape), so a file is
 * told all its problems of the first stage that has any; references and law are told together.
 */
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Day } from '../base/day.ts'
import { conform } from './conform.ts'
import { expand } from './expand.ts'
import { registryFault } from './faults.ts'
import type { Registry } from './model.ts'
import { hint, MAX_PROBLEMS, type Path, type Problem, refusal, type Report, shown } from './problem.ts'
import { checkReferences } from './references.ts'
import { checkRules } from './rules.ts'
import { AgencyFile } from './shape.ts'
import { type Located, MAX_BYTES, readYaml } from './yaml.ts'

/** More cameras than this belong in several agencies' files. */
const MAX_DEVICES = 20_000
const DEVICE_ID = /^[a-z0-9][a-z0-9-]{0,63}$/

export type AgencyReading =
  | { readonly registry: Registry }
  /** In the order of the file; at most `MAX_PROBLEMS`. */
  | { readonly problems: readonly Problem[] }

/** Reads the text of an agency file under the law of `on`. Throws only `law.notKnown`. */
export function readAgency(text: string, on: Day): AgencyReading {
  const located = readYaml(text.startsWith('\uFEFF') ? text.slice(1) : text)
  if ('problems' in located) return located
  const shape = collector(located)
  conform(AgencyFile, located.value, shape.report)
  if (shape.problems.length > 0) return { problems: sorted(shape.problems) }
  const file = located.value as AgencyFile
  checkGroups(file, shape.report)
  if (shape.problems.length > 0) return { problems: sorted(shape.problems) }

  const { registry, groupOf } = expand(file)
  const meaning = collector(located, (path) => toFile(path, file, groupOf))
  checkReferences(registry, meaning.report)
  checkRules(registry, on, meaning.report)
  return meaning.problems.length > 0 ? { problems: sorted(meaning.problems) } : { registry }
}

/**
 * Reads an agency file from disk. Throws `registry.fileUnreadable`, or `registry.fileRefused` whose cause holds every
 * problem.
 */
export async function readAgencyFile(path: string, on: Day): Promise<Registry> {
  const file = basename(path)
  const reading = readAgency(await boundedText(path, file), on)
  if ('registry' in reading) return reading.registry
  const { values, cause } = refusal(reading.problems)
  throw registryFault('registry.fileRefused', { file, ...values }, cause)
}

/** Reads no more than one byte over the bound, whatever the path turns out to be. */
async function boundedText(path: string, file: string): Promise<string> {
  try {
    await using handle = await open(path, 'r')
    const bytes = Buffer.alloc(MAX_BYTES + 1)
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    // A file over the bound may be cut inside a character; it is refused for its size, not for that.
    const fatal = length <= MAX_BYTES
    return new TextDecoder('utf-8', { fatal }).decode(bytes.subarray(0, length))
  } catch (error) {
    const reason =
      error instanceof TypeError ? 'not UTF-8' : ((error as NodeJS.ErrnoException).code ?? 'failed')
    throw registryFault('registry.fileUnreadable', { file, reason }, error)
  }
}

/** What must hold before groups can be expanded: their ids can be made, and there are not too many. */
function checkGroups(file: AgencyFile, report: Report): void {
  let total = 0
  for (const [index, group] of file.devices.entries()) {
    const count = group.count ?? 1
    total += count
    const last = group.id.replace(/\{(n+)\}/, (_, places: string) =>
      String((group.from ?? 1) + count - 1).padStart(places.length, '0'),
    )
    if ((count > 1 && last === group.id) || !DEVICE_ID.test(last))
      report(['devices', index, 'id'], (at) =>
        registryFault('registry.wrongValue', {
          at,
          expectedKo: '여러 대이면 {nn}이 든, 펼쳐서 64자 이하인 식별자',
          expectedEn: 'an id with {nn} for several devices, at most 64 characters when numbered',
          received: `"${shown(group.id)}"`,
          ...hint(undefined),
        }),
      )
  }
  if (total > MAX_DEVICES)
    report(['devices'], (at) =>
      registryFault('registry.tooLarge', {
        at,
        whatKo: '기기 수',
        whatEn: 'devices',
        limit: MAX_DEVICES,
      }),
    )
}

/** A path of the registry in terms of the file: devices of one group stand in one entry. */
function toFile(path: Path, file: AgencyFile, groupOf: readonly number[]): Path {
  if (path[0] !== 'devices' || typeof path[1] !== 'number') return path
  const group = groupOf[path[1]] ?? 0
  const key = path[2]
  const stated = typeof key === 'string' && Object.hasOwn(file.devices[group] ?? {}, key)
  return stated ? ['devices', group, ...path.slice(2)] : ['devices', group]
}

/** Collects problems, the same complaint about the same entry once, and stops at the bound. */
function collector(located: Located, toPath: (path: Path) => Path = (path) => path) {
  const problems: Problem[] = []
  const told = new Set<string>()
  const report: Report = (path, make, key) => {
    if (problems.length >= MAX_PROBLEMS) return
    const problem = located.locate(toPath(path), make, key)
    const same = `${problem.path} ${problem.fault.code} ${withoutDevice(problem)}`
    if (told.has(same)) return
    told.add(same)
    problems.push(problem)
  }
  return { problems, report }
}

/** The values of a message without what differs between devices of one group: forty of them have one problem, not forty. */
function withoutDevice({ fault }: Problem): string {
  return JSON.stringify({ ...fault.values, device: undefined, id: undefined, first: undefined })
}

function sorted(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column)
}
