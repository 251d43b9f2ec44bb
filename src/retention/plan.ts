/**
 * What an order is to destroy, with everything its certificate will have to say that is known beforehand. Taken down
 * with the order, so that finishing it after a crash depends on nothing that may have changed since.
 */
import { keyIdText } from '../vault/vault.ts'
import type { Target } from '../vault/vault.ts'
import { officersOf } from '../registry/registry.ts'
import type { Officer, Registry } from '../registry/registry.ts'
import type { Day } from '../base/day.ts'
import type { Id } from '../base/id.ts'
import type { CameraDay } from '../footage/footage.ts'
import type { Actor } from '../ledger/ledger.ts'
import type { Statement } from './certificate.ts'
import type { Period, Periods } from './periods.ts'

/** A camera-day of an order, with the period that was reckoned for it. */
export type Planned = CameraDay & Period & { readonly dueDay: Day }

/** Why something is destroyed. `basis` is a code, for what is destroyed before its day. */
export type Cause = Pick<Statement, 'reason' | 'basis'> & { readonly actor: Actor }

export type Plan = Cause &
  Pick<Statement, 'agency' | 'registry' | 'responsible' | 'names'> & {
    readonly order: Id<'order'>
    readonly hold: Id<'hold'> | null
    readonly targets: readonly Target[]
    readonly days: readonly Planned[]
    readonly dueDay: Day
  }

/** The most offices that a certificate names. */
const MAX_OFFICES = 50
/** The registry's texts are bounded by it; a certificate's line need not be as long. */
const MAX_NAME_LENGTH = 300

/** The plan of an order: `what` it destroys, under the registry in force. `days` is not empty. */
export function planOf(
  order: Id<'order'>,
  cause: Cause,
  what: Pick<Plan, 'hold' | 'targets' | 'days'>,
  periods: Periods,
): Plan {
  const { registry, digest } = periods.current
  const { id, name } = registry.agency
  return {
    ...cause,
    ...what,
    order,
    agency: { id, name: shortened(name) },
    registry: digest,
    responsible: responsibleOf(registry, [...new Set(what.days.map(({ device }) => device))]),
    names: {
      devices: named(what.days, 'device', registry.devices),
      zones: named(what.days, 'zone', registry.zones),
      categories: named(what.days, 'category', registry.categories),
    },
    dueDay: earliest(what.days.map(({ dueDay }) => dueDay)),
  }
}

/** `device/day/category/generation`: what tells camera-days apart. */
export function cameraDayText({ device, day, category, generation }: CameraDay): string {
  return `${keyIdText({ device, day, category })}/${generation}`
}

/** 담당자 (표준지침 §42) by office: the managers of the devices, or the privacy officer where there is none. */
function responsibleOf(registry: Registry, devices: readonly string[]): Statement['responsible'] {
  const known = devices.filter((device) => registry.devices.some(({ id }) => id === device))
  const managers = new Set<Officer>(known.flatMap((device) => officersOf(registry, device, 'manager')))
  const chosen =
    managers.size > 0 ? [...managers] : registry.officers.filter(({ role }) => role === 'privacyOfficer')
  return chosen.slice(0, MAX_OFFICES).map(({ department, position }) => {
    const name = registry.departments.find(({ id }) => id === department)?.name
    return {
      department: shortened(name ?? { ko: department, en: department }),
      position: shortened(position),
    }
  })
}

/** The names of what the days mention, as far as the registry still knows them. */
function named(
  days: readonly Planned[],
  field: 'device' | 'zone' | 'category',
  known: readonly { readonly id: string; readonly name: { readonly ko: string; readonly en: string } }[],
): Statement['names']['devices'] {
  const mentioned = new Set(days.map((day) => day[field]))
  return known.filter(({ id }) => mentioned.has(id)).map(({ id, name }) => ({ id, ...shortened(name) }))
}

function shortened({ ko, en }: { readonly ko: string; readonly en: string }): { ko: string; en: string } {
  return { ko: ko.slice(0, MAX_NAME_LENGTH).toWellFormed(), en: en.slice(0, MAX_NAME_LENGTH).toWellFormed() }
}

function earliest(days: readonly Day[]): Day {
  return days.reduce((first, day) => (day < first ? day : first))
}
