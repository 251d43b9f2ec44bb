/** What the commands about policies have in common: which policy, and under the law of which day. */
import { type Day, dayOf } from '../../base/day.ts'
import { defineFaults } from '../../base/fault.ts'
import type { Registry } from '../../registry/registry.ts'
import type { Arguments, OptionSpec, Surroundings } from '../command.ts'
import { dayGiven } from '../given.ts'

const sourceFault = defineFaults({
  'policy.several': {
    kind: 'invalid',
    ko: '이 기관에는 방침이 여럿 있습니다. --policy로 하나를 고르십시오: {present}',
    en: 'This agency has several policies. Choose one with --policy: {present}',
  },
})

export const policyOption: OptionSpec = {
  type: 'string',
  value: 'ID',
  ko: '여러 방침 가운데 하나 (하나뿐이면 생략)',
  en: 'which of several policies (not needed when there is one)',
}

export const onOption: OptionSpec = {
  type: 'string',
  value: 'DAY',
  ko: '어느 날의 법령에 따를지, YYYY-MM-DD (기본 오늘)',
  en: 'the day whose law applies, YYYY-MM-DD (default today)',
}

/** The day of `--on`, or today. Throws `command.badArgument`. */
export function lawDay(given: Arguments, around: Surroundings): Day {
  return dayGiven(given, 'on') ?? dayOf(around.clock.now())
}

/** The policy that `--policy` names, or the only one. Throws `policy.several`; an unknown one is found out by `draft`. */
export function chosenPolicy(registry: Registry, given: Arguments): string {
  const named = given.text('policy')
  if (named !== undefined) return named
  const [only, ...others] = registry.policies
  if (only === undefined || others.length > 0)
    throw sourceFault('policy.several', { present: registry.policies.map(({ id }) => id).join(', ') })
  return only.id
}
