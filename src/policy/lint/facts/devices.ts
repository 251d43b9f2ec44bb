/**
 * The devices that a policy states: groups with their number, their place and whether they are mobile; and which of
 * the places are closed to the public.
 */
import { countsIn, whole } from '../figures.ts'
import { bareOf, type Line } from '../lines.ts'
import { markOf } from '../markers.ts'
import type { Policy, Section } from '../structure.ts'
import type { Row, Table } from '../tables.ts'

type Group = {
  readonly line: Line
  /** null where the text does not give a number. */
  readonly count: number | null
  /** Everything said of it in one place, without spaces. */
  readonly words: string
  readonly isMobile: boolean
  /** What is said of places: everything that is no number, without spaces. */
  readonly places: readonly string[]
}

export type Devices = {
  readonly sections: readonly Section[]
  readonly groups: readonly Group[]
  readonly hasFixed: boolean
  readonly hasMobile: boolean
  /** Mobile in name, but standing in one place and filming all the time. */
  readonly misnamed: Line | null
  /** Where it is said that they film a place that is closed to the public. */
  readonly closed: readonly Closed[]
  /** Every place is closed. */
  readonly onlyClosed: boolean
}

type Closed = {
  readonly line: Line
  /** What is closed. */
  readonly words: string
  /** Said outright, not concluded from the sort of room. */
  readonly isStated: boolean
}

export const MOBILE =
  /이동형|바디캠|보디캠|웨어러블|착용형|착용식|휴대형|휴대용|드론|무인비행|액션캠|차량탑재|탑재형/
const FIXED = /고정형|CCTV|네트워크카메라|폐쇄회로/i
/** Devices that stand somewhere, whatever they are called. */
const STANDING = /감시카메라|단속카메라|감시장비|CCTV|폐쇄회로|설치형|거치/i
const NEVER = /(?:운영|설치|사용|해당)(?:하지않|사항없|되어있지않|없)|해당없음|없음|미운영|미설치/

export function devicesOf(policy: Policy): Devices {
  const sections = policy.sections.filter(({ topics }) => topics.has('devices'))
  const groups = sections.flatMap(groupsOf)
  const hasMobile = hasMobileDevices(policy, groups)
  const closed = closedPlaces(policy, sections)
  return {
    sections,
    groups,
    hasMobile,
    hasFixed: hasFixedDevices(policy, groups, hasMobile),
    misnamed: hasMobile ? misnamedLine(policy) : null,
    closed,
    onlyClosed: closed.some(({ words }) =>
      /설치된(?:장소|곳)[은는이가].{0,30}비공개|모두비공개|전부비공개/.test(words),
    ),
  }
}

function groupsOf(section: Section): Group[] {
  const fromTables = section.tables.flatMap((table) => {
    const context = [...table.head, section.title].join('')
    return table.rows.map((row) => rowGroup(row, table, context)).filter((group) => group !== undefined)
  })
  const inTables = new Set(section.tables.flatMap(({ rows }) => rows.map(({ line }) => line)))
  const heads = new Set(section.tables.map(({ headLine }) => headLine))
  const lines = [...(section.heading === null ? [] : [section.heading]), ...section.lines]
  const fromLines = lines
    .filter((line) => !inTables.has(line) && !heads.has(line))
    .flatMap((line) => lineGroup(line))
  return [...fromTables, ...fromLines]
}

/** Whether the row adds up other rows. */
export function isTotal(row: Row): boolean {
  const first = bareOf(row.cells.find((cell) => cell !== '') ?? '')
  return /^(?:총|합|소|누)?(?:합)?계(?:\d|\(|$|:)|^총(?:계|합계|\d|대수|설치대수)|^전체$/.test(first)
}

function rowGroup(row: Row, table: Table, context: string): Group | undefined {
  if (isTotal(row)) return undefined
  const words = row.filled.map(bareOf)
  const count = rowCount(row, table)
  const places = words.filter((word) => /[가-힣]/.test(word) && !/^\d[\d,]*대/.test(word))
  if (count === null && places.length === 0) return undefined
  const isMobile = MOBILE.test(words.join('')) || (MOBILE.test(context) && !FIXED.test(context))
  return { line: row.line, count, words: words.join('|'), isMobile, places }
}

/** The number of devices of a row: a cell that says nothing else, or the first number in it. */
export function rowCount(row: Row, table: Table): number | null {
  const column = table.countColumn
  const inColumn =
    column === undefined ? undefined : whole(bareOf(row.cells[column] ?? '').replace(/대$/, ''))
  if (inColumn !== undefined) return inColumn
  const alone = row.cells.find((cell) => /^[^\d(]{0,12}\d[\d,]*\s?대$/.test(cell))
  return countsIn(alone ?? row.cells.map((cell) => cell.replace(/\([^)]*\)/g, '')).join(' '))[0] ?? null
}

function lineGroup(line: Line): Group[] {
  const sentences = markOf(line.text).rest.split(/(?<=[다요]\.)\s+/)
  const rest = sentences.find((sentence) => countsIn(sentence).length > 0) ?? ''
  const [count] = countsIn(rest)
  const bare = bareOf(rest)
  // "주차대수 30대를 초과하는 규모" and the like are law, not devices.
  if (count === undefined || /주차장법|주차대수|초과/.test(bare)) return []
  const places = bare
    .split(/\d[\d,]*대|[(),:|/]/)
    .filter((word) => /[가-힣]{2}/.test(word) && !/^총|대수$/.test(word) && !MOBILE.test(word))
  return [{ line, count, words: bare, isMobile: MOBILE.test(bare), places }]
}

function hasMobileDevices(policy: Policy, groups: readonly Group[]): boolean {
  if (groups.some(({ isMobile, count }) => isMobile && count !== 0 && count !== null)) return true
  const purposes = policy.sections.filter(({ topics }) => topics.has('purpose') || topics.has('devices'))
  const told = [
    policy.title?.bare ?? '',
    ...purposes.flatMap(({ heading, lines }) => [heading?.bare ?? '', ...lines.map(({ bare }) => bare)]),
  ]
  const speaking = told.filter((bare) => MOBILE.test(bare))
  return speaking.length > 0 && !policy.lines.some(({ bare }) => MOBILE.test(bare) && NEVER.test(bare))
}

function hasFixedDevices(policy: Policy, groups: readonly Group[], hasMobile: boolean): boolean {
  if (!hasMobile) return true
  if (policy.lines.some(({ bare }) => /고정형/.test(bare) && !NEVER.test(bare))) return true
  const isOnlyMobile = /이동형/.test(policy.title?.bare ?? '')
  return !isOnlyMobile && groups.some(({ isMobile, count }) => !isMobile && count !== null)
}

/** The row or line that says that a mobile device films round the clock. */
function misnamedLine(policy: Policy): Line | null {
  for (const { tables, lines } of policy.sections) {
    const inTables = tables.flatMap(({ rows }) => rows)
    for (const { line, filled } of inTables) {
      const words = bareOf(filled.join(''))
      if (isAlways(words) && isMisnamed(words, policy)) return line
    }
    const rowLines = new Set(inTables.map(({ line }) => line))
    for (const line of lines)
      if (!rowLines.has(line) && isAlways(line.bare) && isMisnamed(line.bare, policy)) return line
  }
  return null
}

function isAlways(bare: string): boolean {
  return /24시간|상시촬영|연중무휴|00:00~24:00/.test(bare)
}

/** In a row of its own or, in a policy about nothing else, in any row; but not where only wearables are meant. */
function isMisnamed(words: string, policy: Policy): boolean {
  if (/고정형/.test(words)) return false
  if (MOBILE.test(words)) return true
  const isOnlyMobile = /이동형/.test(policy.title?.bare ?? '') && !/고정형/.test(policy.title?.bare ?? '')
  return isOnlyMobile && STANDING.test(words)
}

const CLOSED_ROOM =
  /사무공간|사무실내|문서고|서고(?!앞)|기록관내|통제구역|제한구역|전산실|서버실|정보통신실|통신실|기계실|전기실|상황실|관제센터|관제실|보호실|당직실|휴게실|탈의실|회의실|집무실|창고|금고/
const ENTRANCE = /출입구|입구|출입문|앞|뒤편|쪽|옆|방향|복도|주변|외부|로비/

function closedPlaces(policy: Policy, sections: readonly Section[]): Closed[] {
  const found: Closed[] = []
  for (const { tables, lines } of sections) {
    const rows = tables.flatMap((table) =>
      table.rows.map((row, index) => ({ row, next: table.rows[index + 1] })),
    )
    for (const { row, next } of rows) found.push(...closedInRow(row, next))
    for (const table of tables) found.push(...closedInColumn(table))
    const inTables = new Set(rows.map(({ row }) => row.line))
    for (const line of lines)
      if (!inTables.has(line) && countsIn(line.text).length > 0)
        for (const part of line.bare.split(/[,/·]|및/)) found.push(...closedWords(line, part))
  }
  for (const { sentences } of policy.sections)
    for (const { line, bare } of sentences)
      if (
        /비공개/.test(bare) &&
        /설치|촬영|카메라|기기/.test(bare) &&
        !/않|제외|금지|비공개장소에는/.test(bare.slice(0, bare.indexOf('비공개') + 4)) &&
        !/열람|청구|영상을비공개|공개하지/.test(bare)
      )
        found.push({ line, words: bare, isStated: true })
  return found
}

/** A column for closed places, with a number above nought. */
function closedInColumn({ head, rows }: Table): Closed[] {
  const column = head.findIndex((label) => label.startsWith('비공개'))
  if (column < 0) return []
  const row = rows.find(({ cells }) => (whole(bareOf(cells[column] ?? '').replace(/대$/, '')) ?? 0) > 0)
  return row === undefined ? [] : [{ line: row.line, words: head[column] ?? '', isStated: true }]
}

function closedInRow(row: Row, next: Row | undefined): Closed[] {
  // Where footage is kept or shown is no place that is filmed.
  if (/보관|저장|확인|열람|담당|책임|권한/.test(bareOf(row.cells[0] ?? ''))) return []
  return row.cells.flatMap((cell, column) => {
    const bare = bareOf(cell)
    if (bare.startsWith('비공개')) {
      // The number may stand in the cell, or in the row below.
      const below = next === undefined ? undefined : whole(bareOf(next.cells[column] ?? ''))
      const inCell = countsIn(bare)[0]
      return (inCell ?? below ?? 1) > 0 ? [{ line: row.line, words: bare, isStated: true }] : []
    }
    return bare.split(/[,/·]|및/).flatMap((part) => closedWords(row.line, part))
  })
}

function closedWords(line: Line, part: string): Closed[] {
  if (/비공개(?:장소|구역|공간)?[:(]?\d*[1-9]\d*대?/.test(part))
    return [{ line, words: part, isStated: true }]
  const isRoom = CLOSED_ROOM.test(part) && !ENTRANCE.test(part) && !/보관|저장|담당|관리|열람/.test(part)
  return isRoom ? [{ line, words: part, isStated: /통제구역|제한구역/.test(part) }] : []
}
