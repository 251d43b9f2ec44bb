/** Everything that is read out of one policy, once, for all rules. */
import type { Policy, Text } from '../structure.ts'
import { type Dates, datesOf } from './dates.ts'
import { type Devices, devicesOf } from './devices.ts'
import { type Keeping, keepingOf } from './keeping.ts'
import { type Officer, officersOf } from './officers.ts'

export type Facts = {
  readonly text: Text
  readonly policy: Policy
  readonly devices: Devices
  readonly officers: readonly Officer[]
  readonly keeping: Keeping
  readonly dates: Dates
}

export function factsOf(text: Text, policy: Policy): Facts {
  return {
    text,
    policy,
    devices: devicesOf(policy),
    officers: officersOf(policy),
    keeping: keepingOf(policy),
    // A part of a general policy has its dates where that one has them.
    dates: datesOf(policy, policy.form === 'section' ? text.lines : []),
  }
}
