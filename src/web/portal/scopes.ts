/** Which devices a scope is about, in words. */
import type { Registry, Scope } from '../../registry/registry.ts'
import { filled, inBoth } from './language.ts'
import type { Language } from './language.ts'
import { wordFor } from './register.ts'

const WORDS = inBoth({
  everything: { ko: '모든 기기', en: 'all devices' },
  class: { ko: '{class} 기기', en: '{class} devices' },
  within: { ko: '{places}의 {class} 기기', en: '{class} devices of {places}' },
  except: { ko: '{all} ({zones} 제외)', en: '{all} (but {zones})' },
  some: { ko: '기기 {n}대', en: '{n} devices' },
})

/** The scope as people read it. */
export function scopeText(registry: Registry, scope: Scope, language: Language): string {
  const words = WORDS[language]
  const namesOf = (
    list: readonly { id: string; name: { ko: string; en: string } }[],
    ids: readonly string[],
  ) => list.filter(({ id }) => ids.includes(id)).map(({ name }) => name[language])
  const places = [
    ...namesOf(registry.sites, scope.sites),
    ...namesOf(registry.zones, scope.zones),
    ...(scope.devices.length > 0 ? [filled(words.some, { n: scope.devices.length })] : []),
  ].join(', ')
  const [only] = scope.classes
  const deviceClass = scope.classes.length === 1 && only !== undefined ? wordFor(only, language) : undefined
  const base = scope.everything
    ? deviceClass === undefined
      ? words.everything
      : filled(words.class, { class: deviceClass })
    : deviceClass === undefined
      ? places
      : filled(words.within, { places, class: deviceClass })
  const zones = namesOf(registry.zones, scope.exceptZones).join(', ')
  return zones === '' ? base : filled(words.except, { all: base, zones })
}
