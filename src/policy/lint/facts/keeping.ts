/** How long footage is kept, as the policy states it: where the period is set, and where it is spoken of again. */
import { type Period, periodsIn } from '../figures.ts'
import { bareOf, type Line } from '../lines.ts'
import type { Policy } from '../structure.ts'

export type Retention = {
  readonly line: Line
  /** What it is said of: a place or a sort of footage, without spaces; empty for all footage. */
  readonly of: string
  readonly periods: readonly Period[]
}

export type Keeping = {
  /** Where periods are set: a table, or lines under their label. */
  readonly set: readonly Retention[]
  /** Sentences that speak of the period of footage elsewhere. */
  readonly told: readonly Retention[]
}

/** Something else is kept than footage: registers, logs, consents. */
const NOT_FOOTAGE =
  /접속기록|접속로그|로그|대장|동의서|청구서|신청서|서류|문서를|기록은|기록을|권한부여|서약|홈페이지|게시|공고|공지/
/** A case of its own: what is held for a request or an inquiry. */
const SPECIAL =
  /다만|단,|예외|법령|수사|재판|소송|열람요구|청구(?:가|를|한|된)|사고|분쟁|연장|채증|필요한경우|요청이있/

/** Sentences about one class of devices say nothing of the other. */
const CLASS = /고정형|이동형|바디캠|웨어러블/

export function keepingOf(policy: Policy): Keeping {
  const set = statedPeriods(policy)
  const lines = new Set(set.map(({ line }) => line))
  const told: Retention[] = []
  for (const { sentences } of policy.sections)
    for (const { line, bare } of sentences) {
      if (lines.has(line) || !speaksOfKeeping(bare) || NOT_FOOTAGE.test(bare) || SPECIAL.test(bare)) continue
      const periods = periodsIn(keepingPart(bare))
      if (periods.length > 0) told.push({ line, of: CLASS.exec(bare)?.[0] ?? '', periods })
    }
  if (set.length > 0) return { set, told }
  // A policy in prose sets its periods in the first sentences that speak of them, one for each class.
  const first = told.filter((one, index) => told.findIndex(({ of }) => of === one.of) === index)
  return { set: first, told: told.filter((one) => !first.includes(one)) }
}

function statedPeriods(policy: Policy): Retention[] {
  const found: Retention[] = []
  const seen = new Set<Line>()
  for (const { statements, topics } of policy.sections) {
    if (topics.has('consent') && !topics.has('keeping')) continue
    for (const { label, text, bare, line, row } of statements) {
      if (
        !/(?:보관|보유|저장|녹화)(?:및이용)?(?:기간|일수|기한)|보관\/?기간/.test(label) ||
        label.length > 30
      )
        continue
      if (NOT_FOOTAGE.test(label)) continue
      const periods = periodsIn(bare)
      if (periods.length === 0) continue
      if (seen.has(line)) continue
      seen.add(line)
      found.push({
        line,
        of: row === null ? subject(bare) : `${rowSubject(row.filled, text)}${subject(bare)}`,
        periods,
      })
    }
  }
  return found.length > 0 ? found : spaced(policy)
}

/** "24시간 촬영일로부터 30일 서버실": a row that lost its tabs. */
function spaced(policy: Policy): Retention[] {
  return policy.sections
    .filter(({ topics }) => topics.has('keeping') || topics.has('devices'))
    .flatMap(({ lines }) => lines)
    .filter(
      ({ bare }) =>
        bare.length <= 60 && !/[다요]\.?$/.test(bare) && /촬영(?:일|후|시|한날)|수집(?:일|후)/.test(bare),
    )
    .flatMap((line) => {
      const periods = periodsIn(line.bare)
      return periods.length > 0 ? [{ line, of: '', periods }] : []
    })
}

/** `[세종로출장소] 촬영일로부터 14일`: what stands before the period. */
function subject(bare: string): string {
  const [before = ''] = bare.split(/촬영일|수집|촬영후|\d/)
  return before.replace(/[[\]():·-]/g, '')
}

/** The cells before the period that name what it is about: places and sorts of footage, no hours. */
function rowSubject(cells: readonly string[], period: string): string {
  return cells
    .slice(0, Math.max(0, cells.indexOf(period)))
    .map(bareOf)
    .filter(
      (cell) => /[가-힣]/.test(cell) && !/^(?:24|\d+)시간|^(?:상시|필요|수시|연중)|\d일|\d시/.test(cell),
    )
    .join('|')
}

function speaksOfKeeping(bare: string): boolean {
  return /보관|보유|저장|수집후|촬영일로부터|촬영후/.test(bare) && /영상|촬영|녹화/.test(bare)
}

/** The words around the keeping: other periods of the sentence are about something else. */
function keepingPart(bare: string): string {
  const parts = bare
    .split(/[,;]|(?:하고|하며|되며|이며|있으며)/)
    .filter((part) => /보관|보유|저장|수집후|촬영/.test(part))
  return parts.join(',')
}
