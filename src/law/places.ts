/**
 * Places whose inside nobody may film (법 §25② for fixed, §25의2② for mobile devices), and the two exceptions for
 * fixed ones (영 §22②).
 */
import type { Day } from '../base/day.ts'
import { assertKnown, inForce, LAW_FROM, type Rule } from './rule.ts'
import type { DeviceClass } from './regimes.ts'

/** What sort of room a zone is. The first four are those that the law names. */
export const SPACES = [
  'bath',
  'toilet',
  'sauna',
  'changingRoom',
  'lobby',
  'entrance',
  'corridor',
  'stairs',
  'elevator',
  'parking',
  'outdoor',
  'counter',
  'office',
  'meetingRoom',
  'controlRoom',
  'serverRoom',
  'archive',
  'detention',
  'street',
  'fieldDuty',
  'other',
] as const
export type Space = (typeof SPACES)[number]

/** 목욕실, 화장실, 발한실, 탈의실. */
const PRIVATE: readonly Space[] = ['bath', 'toilet', 'sauna', 'changingRoom']

/** Facilities that hold or protect people by law, to which the ban on fixed devices does not apply. */
export const CUSTODIAL = ['correctional', 'mentalHealth'] as const
export type Custodial = (typeof CUSTODIAL)[number]

const FIXED_BAN: Rule = { cite: '법 §25②', from: LAW_FROM, until: null, verified: 'read' }
// The exception of §25의2② (saving lives) belongs to a single recording, never to a registered place.
const MOBILE_BAN: Rule = { cite: '법 §25의2②', from: LAW_FROM, until: null, verified: 'read' }

/** The rule that forbids registering such a device in such a place, or undefined when none does. */
export function forbiddenBy(
  place: { class: DeviceClass; space: Space; custodial: Custodial | null },
  on: Day,
): Rule | undefined {
  assertKnown(on)
  if (!PRIVATE.includes(place.space)) return undefined
  if (place.class === 'fixed' && place.custodial !== null) return undefined
  const rule = place.class === 'fixed' ? FIXED_BAN : MOBILE_BAN
  return inForce(rule, on) ? rule : undefined
}
