/** The devices of a policy by place, as the rows of a table: zones of one site that share a location are one row. */
import type { Bilingual, DeviceClass, Place } from '../law/law.ts'
import type { Device, Zone } from '../registry/registry.ts'
import type { Context } from './context.ts'
import { both, counted, floorText, kindText, listed, say } from './wording.ts'

export type Group = {
  readonly site: string
  readonly location: Bilingual
  /** Floors in the order in which they come. */
  readonly floors: readonly string[]
  readonly departments: readonly { readonly name: Bilingual }[]
  /** How many devices are in each sort of place. */
  readonly places: ReadonlyMap<Place, number>
  /** What the devices are called: by their own name where they have one, else by kind. */
  readonly called: Bilingual
  readonly devices: number
  /** What they see; with the number of each where there are several parts. */
  readonly view: Bilingual
}

/** More names or views than this in one cell help nobody; the register has them all. */
const MAX_NAMES = 3
const MAX_VIEWS = 12

type Part = { readonly zone: Zone; readonly devices: readonly Device[] }

/** The rows for the policy's devices of that class, in the order of the zones. */
export function groupsOf(context: Context, deviceClass: DeviceClass): readonly Group[] {
  const byZone = Map.groupBy(
    context.devices.filter((device) => device.class === deviceClass),
    ({ zone }) => zone,
  )
  const parts = context.zones.flatMap((zone): Part[] => {
    const devices = byZone.get(zone.id)
    return devices === undefined ? [] : [{ zone, devices }]
  })
  const groups = Map.groupBy(parts, ({ zone }) => JSON.stringify([zone.site, zone.building, zone.location]))
  return [...groups.values()].map((some) => groupOf(context, some))
}

function groupOf({ registry }: Context, parts: readonly Part[]): Group {
  const [first] = parts as [Part, ...Part[]]
  const all = parts.flatMap(({ devices }) => devices)
  const departments = new Set(parts.map(({ zone }) => zone.department))
  return {
    site: first.zone.site,
    location: first.zone.location,
    floors: [...new Set(all.flatMap(({ floor }) => (floor === null ? [] : [floor])))],
    departments: registry.departments.filter(({ id }) => departments.has(id)),
    places: placesOf(parts),
    called: calledOf(all, parts),
    devices: all.length,
    view: viewOf(parts),
  }
}

function placesOf(parts: readonly Part[]): ReadonlyMap<Place, number> {
  const places = new Map<Place, number>()
  for (const { zone, devices } of parts)
    places.set(zone.place, (places.get(zone.place) ?? 0) + devices.length)
  return places
}

/** The names without their numbers, when they are not just the place's name; else the kinds. */
function calledOf(all: readonly Device[], parts: readonly Part[]): Bilingual {
  const places = new Set(parts.flatMap(({ zone }) => [zone.name.ko, zone.location.ko]))
  const stems = new Set(all.map(({ name }) => stem(name.ko)))
  const own = stems.size <= MAX_NAMES && [...stems].every((name) => !places.has(name))
  return both((language) => {
    const words = own
      ? all.map(({ name }) => stem(name[language]))
      : all.map(({ kind }) => kindText(kind, language))
    return listed([...new Set(words)], language)
  })
}

function stem(name: string): string {
  return name.replace(/[\s-]*\d+$/, '')
}

/**
 * One view for all, or each part with its number: 1층 로비(3대), 2층 로비(1대). Parts are the zones of the row and,
 * within a zone, devices that look at something of their own.
 */
function viewOf(parts: readonly Part[]): Bilingual {
  const views = parts.flatMap(({ zone, devices }) =>
    [...Map.groupBy(devices, ({ view, floor }) => JSON.stringify([view, floor])).values()].map((some) => ({
      zone,
      view: some[0]?.view ?? zone.view,
      floor: some[0]?.floor ?? null,
      count: some.length,
    })),
  )
  if (views.length > MAX_VIEWS) return summary(parts)
  const isOne = new Set(views.map(({ view }) => view.ko)).size === 1
  const floors = new Set(views.map(({ floor }) => floor))
  return both((language) => {
    const [first] = views
    if (first === undefined) return ''
    if (views.length === 1 || (isOne && floors.size === 1)) return first.view[language]
    if (isOne) {
      const parts = views.map(({ floor, count }) =>
        counted(floor === null ? '-' : floorText(floor, language), count, language),
      )
      return `${first.view[language]}: ${parts.join(', ')}`
    }
    return listed(
      views.map(({ zone, view, floor, count }) => {
        const isTold = floors.size === 1 || zone.name.ko !== zone.location.ko
        const where = isTold || floor === null ? '' : `${floorText(floor, language)} `
        return counted(`${where}${view[language]}`, count, language)
      }),
      language,
    )
  })
}

/** What many views are together: those of the zones, while they are few. */
function summary(parts: readonly Part[]): Bilingual {
  return both((language) => {
    const views = [...new Set(parts.map(({ zone }) => zone.view[language]))]
    return views.length <= MAX_VIEWS
      ? listed(views, language)
      : say(language, '기기마다 다름(기기 현황에 있음)', 'differs by device (see the register)')
  })
}
