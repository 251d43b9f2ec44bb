/** Was every change of the policy announced as promised, and is its history without a hole? From the ledger. Pure. */
import { daysBetween } from '../../base/day.ts'
import { count, judged, unmeasured, type Finding } from './evidence.ts'
import type { MeasuredPolicy, System } from './system.ts'

/** Whether each announcement left the days that the version in force at that time had promised. */
export function noticeFinding(system: System, policy: string): Finding {
  const announced = (policyOf(system, policy)?.announcements ?? []).filter((one) => !one.isEstablished)
  if (announced.length === 0)
    return unmeasured({
      ko: '이 시스템에서 공고한 변경이 아직 없습니다.',
      en: 'No change has been announced in this system yet.',
    })
  const given = announced.map(({ announcedOn, effectiveOn }) => daysBetween(announcedOn, effectiveOn))
  const short = announced.filter(({ promisedDays }, i) => (given[i] ?? 0) < (promisedDays ?? 0)).length
  const least = Math.min(...given)
  return judged(
    short === 0,
    {
      ko: `변경 ${count(announced.length)}건을 짧게는 시행 ${least}일 전에 공고했습니다.${short > 0 ? ` ${count(short)}건은 약속한 날수보다 짧았습니다.` : ''}`,
      en: `${count(announced.length)} changes were announced, at least ${least} days ahead.${short > 0 ? ` ${count(short)} fell short of the promise.` : ''}`,
    },
    { announcements: announced.length, short, leastDays: least },
  )
}

/** Whether each version took the place of the one before it, on the day that was announced. */
export function historyFinding(system: System, policy: string): Finding {
  const published = policyOf(system, policy)?.publications ?? []
  if (published.length === 0)
    return unmeasured({
      ko: '이 시스템에서 시행된 방침이 아직 없습니다.',
      en: 'No version has taken effect in this system yet.',
    })
  const broken = published.filter(
    ({ replaced, inForceOn }, i) =>
      replaced !== (published[i - 1]?.version ?? null) ||
      inForceOn < (published[i - 1]?.inForceOn ?? inForceOn),
  ).length
  const late = published.filter(({ lateDays }) => lateDays > 0).length
  return judged(
    broken === 0 && late === 0,
    {
      ko: `시행한 판 ${count(published.length)}개가 ${broken === 0 ? '빈 날 없이 이어집니다' : `${count(broken)}곳에서 이어지지 않습니다`}.${late > 0 ? ` ${count(late)}개는 공고한 날보다 늦게 시행했습니다.` : ''}`,
      en: `${count(published.length)} versions ${broken === 0 ? 'follow each other without a day between' : `do not follow each other in ${count(broken)} places`}.${late > 0 ? ` ${count(late)} took effect later than announced.` : ''}`,
    },
    { versions: published.length, broken, late },
  )
}

function policyOf({ policies }: System, policy: string): MeasuredPolicy | undefined {
  return policies?.find((one) => one.policy === policy)
}
