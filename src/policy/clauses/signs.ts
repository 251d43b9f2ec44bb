/**
 * How people learn that they are filmed: signboards for fixed devices (법 §25④), and making filming known for mobile
 * ones (법 §25의2③). The duties differ by class and place, and so do the sentences.
 */
import type { Block, Language } from '../../documents/documents.ts'
import { itemsOn, signboardItems } from '../../law/law.ts'
import type { FilmingNotice, Zone } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { concerns } from '../scope.ts'
import { remark } from '../unconfirmed.ts'
import { both, cited, listed, lowered, namesOf, particle, say } from '../wording.ts'

export const signs: Clause = {
  id: 'signs',
  title: (context) => titleOf(context),
  law: (context) => [
    '영 §25①8',
    ...(boarded(context).length > 0 ? ['법 §25④'] : []),
    ...(announced(context).length > 0 ? ['법 §25의2③'] : []),
  ],
  applies: (context) => boarded(context).length > 0 || announced(context).length > 0,
  facts: (context) => [...boarded(context).map(signFact), ...announced(context).map(noticeFact)],
  write: (context, language) => [
    ...boards(context, language),
    ...notices(context, language),
    ...remark(
      context,
      [...boarded(context), ...announced(context)].map(({ id }) => id),
      titleOf(context),
      language,
    ),
  ],
  check: (_system, context) => [
    ...boarded(context).map((zone) =>
      evidence(
        `sign/${zone.id}`,
        both((language) =>
          zone.signboard?.installed === true
            ? say(language, `${zone.name.ko}에 안내판이 있습니다.`, `${zone.name.en}: there is a signboard.`)
            : say(
                language,
                `${zone.name.ko}에는 안내판을 두지 않습니다.`,
                `${zone.name.en}: there is no signboard.`,
              ),
        ),
        unseen({
          ko: '안내판이 있는지, 적힌 목적·범위·시간·연락처가 이 방침과 같은지 현장에서 확인하십시오.',
          en: 'See on the spot whether it hangs there, and says what this policy says.',
        }),
      ),
    ),
    ...announced(context).map((zone) =>
      evidence(
        `notice/${zone.id}`,
        both((language) =>
          say(
            language,
            `${zone.name.ko}에서 이동형 기기로 촬영할 때 ${particle(waysText(zone, 'ko'), '으로', '로')} 알립니다.`,
            `${zone.name.en}: filming with mobile devices is made known by ${waysText(zone, 'en')}.`,
          ),
        ),
        unseen({
          ko: '기기를 켜서 표시가 되는지 확인하십시오.',
          en: 'Switch a device on, and see whether it does.',
        }),
      ),
    ),
  ],
}

function titleOf(context: Context): { readonly ko: string; readonly en: string } {
  if (announced(context).length === 0) return { ko: '안내판 설치', en: 'Signboards' }
  if (boarded(context).length === 0) return { ko: '촬영 사실의 표시', en: 'How filming is made known' }
  return { ko: '안내판 설치 및 촬영 사실의 표시', en: 'Signboards, and how filming is made known' }
}

/** Zones with fixed devices of the policy of which the registry says whether there is a signboard. */
function boarded(context: Context): readonly Zone[] {
  return zonesWith(context, 'fixed').filter(({ signboard }) => signboard !== null)
}

/** Zones with mobile devices of the policy of which the registry says how filming is made known. */
function announced(context: Context): readonly Zone[] {
  return zonesWith(context, 'mobile').filter(({ filmingNotice }) => filmingNotice.length > 0)
}

function zonesWith({ zones, devices }: Context, deviceClass: 'fixed' | 'mobile'): readonly Zone[] {
  const inUse = new Set(devices.filter((one) => one.class === deviceClass).map(({ zone }) => zone))
  return zones.filter(({ id }) => inUse.has(id))
}

function boards(context: Context, language: Language): readonly Block[] {
  const zones = boarded(context)
  const withBoard = zones.filter(({ signboard }) => signboard?.installed === true)
  const without = zones.filter(({ signboard }) => signboard?.installed === false)
  return [...installed(context, withBoard, language), ...exempt(without, language)]
}

function installed(context: Context, zones: readonly Zone[], language: Language): readonly Block[] {
  if (zones.length === 0) return []
  const places = Map.groupBy(zones, ({ signboard }) => signboard?.where?.[language] ?? '')
  // 법 §25④ governs places open to the public; a board in a closed one is the agency's own choice.
  const isDue = zones.some(({ place }) => place === 'public')
  const cite = (one: Language) => (isDue ? `${say(one, '', ' ')}(${cited('법 §25④', one)})` : '')
  // The last item, 영 §26②, is for devices that a processor operates.
  const items = itemsOn(signboardItems, context.on).filter(
    ({ cite }) =>
      !cite.startsWith('영 §26') || context.registry.processors.some(({ scope }) => concerns(context, scope)),
  )
  return [
    {
      type: 'paragraph',
      text: say(
        language,
        `아래 장소에는 고정형 기기로 촬영하고 있음을 누구나 쉽게 알아볼 수 있도록 안내판을 둡니다${cite('ko')}. 안내판에 적는 사항: ${items.map(({ text }) => text.ko).join(', ')}.`,
        `At the places below, signboards make it plain that fixed devices are filming${cite('en')}. They state: ${items.map(({ text }) => lowered(text.en)).join('; ')}.`,
      ),
    },
    {
      type: 'table',
      caption: say(language, '안내판을 둔 곳', 'Where the signboards are'),
      head: [[say(language, '안내판 위치', 'Signboard at'), say(language, '알리는 장소', 'For')]],
      rows: [...places].map(([where, some]) => [where, namesOf(some, language)]),
    },
  ]
}

/** Places without a signboard, each with its reason. */
function exempt(zones: readonly Zone[], language: Language): readonly Block[] {
  const reasons = Map.groupBy(zones, ({ place, signboard }) =>
    JSON.stringify([place, signboard?.exception ?? null, signboard?.reason?.[language] ?? null]),
  )
  if (reasons.size === 0) return []
  const items = [...reasons.values()].map((some) => {
    const [first] = some
    const reason = first?.signboard?.reason?.[language]
    const rule = ruleOf(first, language)
    if (reason === undefined) return `${namesOf(some, language)}: ${rule}.`
    return `${namesOf(some, language)}: ${reason}${rule === '' ? '' : say(language, `(${rule})`, ` (${rule})`)}`
  })
  return [
    {
      type: 'paragraph',
      text: say(
        language,
        '다음 장소에는 안내판을 두지 않습니다. 그 이유는 장소 옆에 적었습니다.',
        'There is no signboard at these places, for the reason beside each.',
      ),
    },
    { type: 'list', style: 'bullet', items },
  ]
}

function ruleOf(zone: Zone | undefined, language: Language): string {
  if (zone?.place === 'closed')
    return say(
      language,
      `안내판을 두도록 한 ${cited('법 §25④', 'ko')}은 공개된 장소에 적용됩니다`,
      `${cited('법 §25④', 'en')} asks for signboards in places open to the public`,
    )
  if (zone?.signboard?.exception === 'website')
    return say(
      language,
      `${cited('영 §24②', 'ko')}에 따라 안내판 대신 홈페이지에 싣습니다`,
      `stated on the website instead, under ${cited('영 §24②', 'en')}`,
    )
  if (zone?.signboard?.exception === 'exemptFacility')
    return say(
      language,
      `${cited('법 §25④', 'ko')} 단서에 따라 안내판을 두지 않을 수 있는 곳입니다`,
      `exempt under the proviso of ${cited('법 §25④', 'en')}`,
    )
  return ''
}

const NOTICES: { readonly [N in FilmingNotice]: { readonly ko: string; readonly en: string } } = {
  light: { ko: '불빛', en: 'a light' },
  sound: { ko: '소리', en: 'a sound' },
  sign: { ko: '안내판', en: 'a sign' },
  leaflet: { ko: '안내서면', en: 'a leaflet' },
  announcement: { ko: '안내방송', en: 'an announcement' },
}

function notices(context: Context, language: Language): readonly Block[] {
  const zones = announced(context)
  if (zones.length === 0) return []
  const ways = Map.groupBy(zones, (zone) => waysText(zone, language))
  return [
    {
      type: 'paragraph',
      text: say(
        language,
        `이동형 기기로 촬영할 때에는 촬영 사실을 다음 방법으로 표시하고 알립니다(${cited('법 §25의2③', 'ko')}).`,
        `Whenever a mobile device films, that is made known as follows (${cited('법 §25의2③', 'en')}).`,
      ),
    },
    {
      type: 'list',
      style: 'bullet',
      items: [...ways].map(([way, some]) => `${namesOf(some, language)}: ${way}`),
    },
  ]
}

function waysText({ filmingNotice }: Zone, language: Language): string {
  return listed(
    filmingNotice.map((one) => NOTICES[one][language]),
    language,
  )
}

function signFact({ id, name, signboard }: Zone): Fact {
  return {
    id: `sign/${id}`,
    label: both((language) => say(language, `안내판: ${name.ko}`, `Signboard: ${name.en}`)),
    value: signboard,
    text: both((language) =>
      [
        signboard?.installed === true
          ? say(language, '안내판 있음', 'signboard')
          : say(language, '안내판 없음', 'no signboard'),
        signboard?.where?.[language],
        signboard?.reason?.[language],
      ]
        .filter((part) => part !== undefined)
        .join(', '),
    ),
  }
}

function noticeFact(zone: Zone): Fact {
  return {
    id: `notice/${zone.id}`,
    label: both((language) =>
      say(language, `촬영 사실의 표시: ${zone.name.ko}`, `How filming is made known: ${zone.name.en}`),
    ),
    value: zone.filmingNotice,
    text: both((language) => waysText(zone, language)),
  }
}
