/**
 * Which devices something is about, in words: "모든 기기", "본청(보호실 제외)", "1층 로비". Only the devices that the
 * policy itself is about are spoken of.
 */
import type { Language } from '../documents/documents.ts'
import { inScope, type Scope, type Zone } from '../registry/registry.ts'
import type { Context } from './context.ts'
import { CLASS_WORDS, namesOf, say } from './wording.ts'

/** More devices than these are counted, and named in the register only. */
const MAX_DEVICES = 12
const MAX_EXCEPTIONS = 4

/** Whether the scope covers any device of the policy. */
export function concerns({ registry, devices }: Context, scope: Scope): boolean {
  return devices.some((device) => inScope(registry, scope, device))
}

/** The scope as the policy's reader needs it. */
export function scopeText(context: Context, scope: Scope, language: Language): string {
  const { registry, devices } = context
  const covered = devices.filter((device) => inScope(registry, scope, device))
  if (covered.length === devices.length) return say(language, '모든 기기', 'all devices')
  const parts = coverage(context, new Set(covered.map(({ id }) => id)), language)
  const classes = new Set(covered.map((device) => device.class))
  const others = new Set(devices.map((device) => device.class))
  const [only] = classes
  const narrowed = scope.classes.length > 0 && classes.size === 1 && others.size > 1 && only !== undefined
  return narrowed ? `${parts} · ${CLASS_WORDS[only][language]}` : parts
}

/** Whole sites by their name, the rest by zone; a device that is not with all of its zone by its own name. */
function coverage(context: Context, covered: ReadonlySet<string>, language: Language): string {
  const bySite = Map.groupBy(context.zones, ({ site }) => site)
  return [...bySite.values()]
    .map((zones) => siteCoverage(context, zones, covered, language))
    .filter((text) => text !== '')
    .join('; ')
}

function siteCoverage(
  context: Context,
  zones: readonly Zone[],
  covered: ReadonlySet<string>,
  language: Language,
): string {
  const whole: Zone[] = []
  const single: string[] = []
  for (const zone of zones) {
    const within = context.devices.filter((device) => device.zone === zone.id)
    const meant = within.filter(({ id }) => covered.has(id))
    const classes = new Set(meant.map((device) => device.class))
    if (meant.length === 0) continue
    if (within.every((device) => covered.has(device.id) || !classes.has(device.class))) whole.push(zone)
    else single.push(...meant.map(({ name }) => name[language]))
  }
  const others =
    single.length > MAX_DEVICES
      ? [say(language, `기기 ${single.length}대`, `${single.length} devices`)]
      : single
  return [zonesText(context, whole, zones, language), ...others].filter((text) => text !== '').join(', ')
}

/**
 * Some zones of one site, named as briefly as is still exact: the site when it is all of them, the site without a few,
 * or their names. `all` are the zones of that site that could be meant.
 */
export function zonesText(
  context: Context,
  zones: readonly Zone[],
  all: readonly Zone[],
  language: Language,
): string {
  const [first] = zones
  if (first === undefined) return ''
  const site = siteText(context, first.site, language)
  const left = all.filter(({ id }) => !zones.some((zone) => zone.id === id))
  if (left.length === 0) return site
  if (zones.length > 2 && left.length < zones.length && left.length <= MAX_EXCEPTIONS)
    return say(language, `${site}(${namesOf(left, 'ko')} 제외)`, `${site} (except ${namesOf(left, 'en')})`)
  const names = namesOf(zones, language)
  return hasManySites(context) ? say(language, `${site} ${names}`, `${site}: ${names}`) : names
}

/** The name of a site; its id when the registry has no such site. */
export function siteText({ registry }: Context, site: string, language: Language): string {
  return registry.sites.find(({ id }) => id === site)?.name[language] ?? site
}

/** Whether the policy's devices stand in more than one site, so that a place is only found with its site. */
export function hasManySites({ zones }: Context): boolean {
  return new Set(zones.map(({ site }) => site)).size > 1
}
