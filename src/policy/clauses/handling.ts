/** 처리방법, the second half of the clause on keeping: sound, records, destruction (영 §25①4). */
import type { Block, Language } from '../../documents/documents.ts'
import type { Place } from '../../law/law.ts'
import type { Device } from '../../registry/registry.ts'
import type { Context } from '../context.ts'
import { formText } from '../forms.ts'
import { cited, devices, namesOf, say } from '../wording.ts'

/** What is and is not done with footage, from the moment of filming to its end. */
export function handling(context: Context, language: Language): readonly Block[] {
  return [
    {
      type: 'paragraph',
      text: [{ text: say(language, '처리방법', 'What becomes of footage'), strong: true }],
    },
    {
      type: 'list',
      style: 'bullet',
      items: [
        ...sound(context, language),
        ...unstored(context, language),
        recordKeeping(context, language),
        ...destruction(context, language),
        say(
          language,
          `다른 법령에 따라 더 보존해야 하는 영상은 다른 영상과 나누어 따로 보관합니다(${cited('법 §21③', 'ko')}).`,
          `Footage that must be kept longer under other law is stored apart from the rest (${cited('법 §21③', 'en')}).`,
        ),
      ],
    },
  ]
}

function sound({ devices: all, zones, registry }: Context, language: Language): string[] {
  const placeOf = new Map(zones.map(({ id, place }) => [id, place]))
  const places = new Set(
    all.filter((device) => device.class === 'fixed').map(({ zone }) => placeOf.get(zone) ?? 'closed'),
  )
  return [
    ...(places.size === 0 ? [] : [soundOfFixed(places, language)]),
    ...soundOfMobile(all, registry, language),
  ]
}

/**
 * 법 §25⑤ governs places open to the public. In closed rooms the recorder takes no sound either; how a camera there is
 * turned no law and no module answers for, so nothing is said of it.
 */
function soundOfFixed(places: ReadonlySet<Place>, language: Language): string {
  const cite = cited('법 §25⑤', language)
  if (!places.has('public'))
    return say(language, '고정형 기기는 소리를 녹음하지 않습니다.', 'Fixed devices do not record sound.')
  if (places.has('closed'))
    return say(
      language,
      `고정형 기기는 소리를 녹음하지 않으며, 공개된 장소의 기기는 설치 목적과 다르게 조작하거나 다른 곳을 비추지 않습니다(공개된 장소: ${cite}).`,
      `Fixed devices do not record sound, and those in places open to the public are not turned elsewhere or operated for another purpose (places open to the public: ${cite}).`,
    )
  return say(
    language,
    `고정형 기기는 설치 목적과 다르게 조작하거나 다른 곳을 비추지 않으며, 소리를 녹음하지 않습니다(${cite}).`,
    `Fixed devices are not turned elsewhere or operated for another purpose, and do not record sound (${cite}).`,
  )
}

/** Off by default; where the policy allows it, how many, where and on what basis (law: 법 §25의2④ borrows no ban). */
function soundOfMobile(
  all: readonly Device[],
  { zones }: Context['registry'],
  language: Language,
): readonly string[] {
  const mobile = all.filter((device) => device.class === 'mobile')
  const withSound = mobile.filter(({ audio }) => audio)
  if (mobile.length === 0) return []
  if (withSound.length === 0)
    return [say(language, '이동형 기기는 소리를 녹음하지 않습니다.', 'Mobile devices do not record sound.')]
  const said = [...Map.groupBy(withSound, ({ audioBasis }) => audioBasis?.[language] ?? '')].map(
    ([basis, some]) => {
      const where = namesOf(
        zones.filter(({ id }) => some.some((device) => device.zone === id)),
        language,
      )
      return say(
        language,
        `소리도 녹음하는 이동형 기기는 ${devices(some.length, 'ko')}입니다(${where}). 근거: ${basis}`,
        `${some.length === 1 ? '1 mobile device also records' : `${devices(some.length, 'en')} mobile devices also record`} sound (${where}). Basis: ${basis}`,
      )
    },
  )
  return withSound.length === mobile.length
    ? said
    : [
        ...said,
        say(
          language,
          '그 밖의 이동형 기기는 소리를 녹음하지 않습니다.',
          'Other mobile devices do not record sound.',
        ),
      ]
}

function unstored({ devices: all }: Context, language: Language): string[] {
  const count = all.filter(({ recording }) => !recording).length
  if (count === 0) return []
  return [
    say(
      language,
      `기기 ${devices(count, 'ko')}는 비추기만 하고 영상을 저장하지 않습니다.`,
      `${count === 1 ? '1 device only shows a picture and stores' : `${devices(count, 'en')} devices only show a picture and store`} nothing.`,
    ),
  ]
}

function recordKeeping({ registry }: Context, language: Language): string {
  const ledger = registry.forms.find(({ use }) => use === 'managementLedger')
  const where = ledger === undefined ? '' : formText(ledger, language)
  return say(
    language,
    `목적 외 이용, 제3자 제공, 파기, 열람 등의 요구가 있을 때마다 그 내용을 ${where === '' ? '' : `${where}에 `}기록하고 관리합니다.`,
    `Every use beyond purpose, provision to others, destruction and request to see footage is recorded${where === '' ? '' : ` in the ${where}`}.`,
  )
}

function destruction({ registry: { disposal } }: Context, language: Language): string[] {
  const said = [
    say(
      language,
      `보관기간이 끝난 영상은 지체 없이 복원이 불가능한 방법으로 영구 삭제합니다(${cited('법 §21①, §21②', 'ko')}).${disposal.automatic ? ' 파기는 시스템이 자동으로 합니다.' : ''}`,
      `When its period ends, footage is erased without delay and beyond recovery (${cited('법 §21①, §21②', 'en')}).${disposal.automatic ? ' The system does this by itself.' : ''}`,
    ),
  ]
  if (disposal.prints.length > 0)
    said.push(
      say(
        language,
        `출력물은 ${printsText(disposal.prints, 'ko')}합니다.`,
        `Prints are ${printsText(disposal.prints, 'en')}.`,
      ),
    )
  return said
}

const PRINTS = {
  shredding: { ko: '파쇄', en: 'shredded' },
  incineration: { ko: '소각', en: 'burned' },
} as const

/** How prints are destroyed: 파쇄 또는 소각. */
export function printsText(ways: readonly (keyof typeof PRINTS)[], language: Language): string {
  return ways.map((way) => PRINTS[way][language]).join(say(language, ' 또는 ', ' or '))
}
