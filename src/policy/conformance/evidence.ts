/**
 * How evidence is written. Three words and no fourth: a claim holds, it does not, or nobody measured it. There is no way
 * to write `unknown` without saying how a person can find out.
 */
import type { Bilingual } from '../../law/law.ts'
import type { Evidence } from './system.ts'

type Numbers = Evidence['numbers']
/** What was found of a claim. */
export type Finding = Omit<Evidence, 'id' | 'claim'>

/** One claim, and what was found of it. */
export function evidence(id: string, claim: Bilingual, finding: Finding): Evidence {
  return { id, claim, ...finding }
}

/** Measured, and as stated. */
export function pass(found: Bilingual, numbers: Numbers): Finding {
  return { state: 'pass', found, how: null, numbers }
}

/** Measured, and not as stated. */
export function fail(found: Bilingual, numbers: Numbers): Finding {
  return { state: 'fail', found, how: null, numbers }
}

/** Pass or fail, told in the same words. */
export function judged(holds: boolean, found: Bilingual, numbers: Numbers): Finding {
  return holds ? pass(found, numbers) : fail(found, numbers)
}

/** Not measured; `how` a person can check it, or what has to happen before it can be measured. */
export function unknown(found: Bilingual, how: Bilingual, numbers: Numbers = {}): Finding {
  return { state: 'unknown', found, how, numbers }
}

/** What no program can see: a sign on a wall, a lock on a door. */
export function unseen(how: Bilingual, numbers: Numbers = {}): Finding {
  return unknown(
    {
      ko: '이 시스템이 볼 수 없는 것이라 확인하지 않았습니다.',
      en: 'The system cannot see this, so it was not checked.',
    },
    how,
    numbers,
  )
}

/** What could be measured, and was not, or where there is nothing yet to measure. */
export function unmeasured(found: Bilingual, numbers: Numbers = {}): Finding {
  const how = {
    ko: '시스템이 돌아가면 다음 점검에서 확인됩니다.',
    en: 'The next check will tell once the system has run for a while.',
  }
  return unknown(found, how, numbers)
}

/** 1,234 */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}
