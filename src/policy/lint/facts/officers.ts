/** Who is responsible and who has access, as the policy states it: by role, with department, number and what for. */
import { PHONE } from '../figures.ts'
import { bareOf, type Line } from '../lines.ts'
import { markOf } from '../markers.ts'
import { labelOf } from '../roles.ts'
import type { Policy, Section, Statement } from '../structure.ts'
import type { Row, Table } from '../tables.ts'
import { withoutPlaceholders } from './placeholders.ts'

export type Role = 'privacyOfficer' | 'manager' | 'handler'

export type Officer = {
  readonly role: Role
  readonly line: Line
  /** Everything said of the person in one place, without spaces. */
  readonly words: string
  /** Whether it says who: a department, a position, a number; not only blanks. */
  readonly isNamed: boolean
  /** The person's name, where a column or label holds it. */
  readonly name: string | null
}

const ROLES: readonly (readonly [role: Role, wording: RegExp])[] = [
  ['privacyOfficer', /보호책임자|CPO/i],
  ['manager', /관리책임|운영책임|총괄책임|책임관|관리자\(정\)|^책임자/],
  [
    'handler',
    /접근권한|접근권자|접근자|관리담당|운영담당|취급자|담당자|^담당$|관리자\(부\)|운영자|열람권한|취급담당/,
  ],
]

/** The role that words name, the privacy officer first: "개인정보 보호책임자(관리책임자)" is the former. */
function roleOf(bare: string): Role | undefined {
  return ROLES.find(([, wording]) => wording.test(bare))?.[0]
}

export function officersOf(policy: Policy): readonly Officer[] {
  return policy.sections
    .filter(isAboutPeople)
    .flatMap((section) => [...section.tables.flatMap(fromTable), ...fromLabels(section)])
}

/** Not where processors, whose 담당자 are not the agency's, or the ways to ask are told. */
function isAboutPeople({ topics, heading }: Section): boolean {
  return (
    heading === null ||
    topics.has('officers') ||
    topics.has('privacyOfficer') ||
    !(topics.has('processors') || topics.size > 0)
  )
}

function fromTable(table: Table): Officer[] {
  const columns = table.head.map(roleOf)
  // Roles as columns: 관리책임자 | 담당부서 | 접근권한자.
  const isTransposed = columns.filter((role) => role !== undefined).length >= 2 && !hasRoleRows(table)
  const labels = table.head.map((label) => (/성명|이름|성함/.test(label) ? 'name' : 'other'))
  return table.rows.flatMap((row) => {
    if (isTransposed)
      return columns.flatMap((role, column) => {
        const cell = row.cells[column] ?? ''
        return role === undefined || cell === '' ? [] : [officer(role, row.line, bareOf(cell), null)]
      })
    const role = rowRole(row)
    if (role === undefined) return []
    const others = row.filled.filter((cell) => roleOf(bareOf(cell)) !== role)
    const name = row.filled.find((cell, column) => labels[column] === 'name' && cell !== '') ?? null
    return [officer(role, row.line, others.map(bareOf).join('|'), name)]
  })
}

function hasRoleRows(table: Table): boolean {
  return table.rows.some((row) => rowRole(row) !== undefined)
}

/** The role of a row stands in a short cell near its left. */
function rowRole(row: Row): Role | undefined {
  for (const cell of row.filled.slice(0, 4)) {
    const bare = bareOf(cell)
    if (bare.length > 24) continue
    const role = roleOf(bare)
    if (role !== undefined) return role
  }
  return undefined
}

function fromLabels(section: Section): Officer[] {
  const labelled = section.statements
    .filter(({ row, bare }) => row === null && bare !== '')
    .flatMap(({ label, line, bare }: Statement) => {
      const several = severalIn(line, bare)
      if (several.length > 0) return several
      const both = ROLES.filter(([, wording]) => wording.test(label))
      // `관리책임자, 담당부서 및 접근권한자 : …`: one person is both.
      if (both.length >= 2 && /접근권/.test(label))
        return both.map(([role]) => officer(role, line, bare, null))
      const role = label.length <= 24 ? roleOf(label) : undefined
      return role === undefined ? [] : [officer(role, line, bare, null)]
    })
  const known = new Set(labelled.map(({ line }) => line))
  const inTables = new Set(section.tables.flatMap(({ rows }) => rows.map(({ line }) => line)))
  // "관리책임자 행정실장 031-882-1066": a row that lost its tabs.
  const spaced = section.lines.flatMap((line) => {
    const { rest } = markOf(line.text)
    if (known.has(line) || inTables.has(line) || labelOf(rest) !== undefined || !PHONE.test(rest)) return []
    const role = roleOf(bareOf(rest).slice(0, 16))
    return role === undefined ? [] : [officer(role, line, bareOf(rest), null)]
  })
  return [...labelled, ...spaced]
}

/** `관리책임자 시설팀장, 접근권한자 시설팀 담당자`: several people under one label. */
function severalIn(line: Line, bare: string): Officer[] {
  const people = bare.split(/[,;/]/).flatMap((piece) => {
    const role = roleOf(piece.slice(0, 12))
    return role === undefined ? [] : [officer(role, line, piece, null)]
  })
  return new Set(people.map(({ role }) => role)).size >= 2 ? people : []
}

const WHO =
  /[가-힣](?:과|팀|실|국|부|처|소|센터|관|원|계|단|본부|동|면|읍|청|회|대|학교|서|당|반|장|관리자|주무관|서기|담당|교사|직원|사|자|관리원)|\d{3,4}-\d{4}/

function officer(role: Role, line: Line, words: string, name: string | null): Officer {
  const without = words.split('|').map(withoutPlaceholders)
  // A position alone ("과장") does not say whose.
  const isNamed = WHO.test(
    without.filter((word) => !/^(?:과장|팀장|부장|주무관|담당자?|직원|계장|실장)$/.test(word)).join('|'),
  )
  return { role, line, words, isNamed, name: name === null ? null : bareOf(name) }
}
