/**
 * When devices film, how long footage is kept and where, and what then becomes of it (영 §25①4). Periods are numbers,
 * never bounds: "30일 이내" would promise nothing.
 */
import type { Block, Language } from '../../documents/documents.ts'
import type { Recording, Zone } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { zonesText } from '../scope.ts'
import { formText } from '../forms.ts'
import { remark } from '../unconfirmed.ts'
import { both, cited, CLASS_WORDS, devices, hoursText, listed, retentionText, say } from '../wording.ts'

const title = {
  ko: '촬영시간, 보관기간, 보관장소 및 처리방법',
  en: 'Hours of filming, how long and where footage is kept, and what becomes of it',
}

export const keeping: Clause = {
  id: 'keeping',
  title: () => title,
  law: () => ['영 §25①4', '법 §21①', '법 §25⑤'],
  applies: () => true,
  facts: (context) => [
    ...rowsOf(context).map((row) => retentionFact(row, context)),
    ...categoriesInUse(context).map(({ id, name, class: deviceClass }): Fact => ({
      id: `category/${id}`,
      label: both((language) => say(language, `촬영 구분: ${name.ko}`, `Kind of recording: ${name.en}`)),
      value: { name, class: deviceClass },
      text: name,
    })),
    ...placesInUse(context).map(({ id, name, site, building, floor }): Fact => ({
      id: `storage/${id}`,
      label: both((language) => say(language, `보관장소: ${name.ko}`, `Place of storage: ${name.en}`)),
      value: { name, site, building, floor },
      text: name,
    })),
    disposalFact(context),
  ],
  write: (context, language) => [
    table(context, language),
    {
      type: 'paragraph',
      text: say(
        language,
        '보관기간은 촬영한 다음 날을 첫째 날로 세며, 마지막 날이 끝날 때까지 영상을 보관합니다.',
        'The period begins on the day after filming, and footage is kept until the end of its last day.',
      ),
    },
    ...justifications(context, language),
    ...handling(context, language),
    ...remark(
      context,
      [...context.zones, ...placesInUse(context), ...categoriesInUse(context)].map(({ id }) => id),
      title,
      language,
    ),
  ],
}

/** One zone's recording in one category, where the policy has devices that record so. */
type Row = { readonly zone: Zone; readonly recording: Recording; readonly class: 'fixed' | 'mobile' }

function rowsOf({ registry, devices, zones }: Context): readonly Row[] {
  const classOf = new Map(registry.categories.map((one) => [one.id, one.class]))
  const stored = new Set(
    devices.filter(({ recording }) => recording).map((device) => `${device.zone} ${device.class}`),
  )
  return zones.flatMap((zone) =>
    zone.recordings.flatMap((recording): Row[] => {
      const deviceClass = classOf.get(recording.category)
      if (deviceClass === undefined || !stored.has(`${zone.id} ${deviceClass}`)) return []
      return [{ zone, recording, class: deviceClass }]
    }),
  )
}

function table(context: Context, language: Language): Block {
  const rows = rowsOf(context)
  const all = Map.groupBy(rows, ({ zone, recording }) => `${zone.site} ${recording.category}`)
  const alike = Map.groupBy(rows, ({ zone, recording: { category, hours, retentionDays, storage } }) =>
    JSON.stringify([zone.site, category, hours, retentionDays, storage]),
  )
  return {
    type: 'table',
    caption: say(
      language,
      '장소와 촬영 구분별 촬영시간, 보관기간, 보관장소',
      'Hours, period and place of storage, by place and kind of recording',
    ),
    head: [
      [
        say(language, '장소', 'Place'),
        say(language, '촬영 구분', 'Kind of recording'),
        say(language, '촬영시간', 'Hours'),
        say(language, '보관기간', 'Kept for'),
        say(language, '보관장소', 'Kept at'),
      ],
    ],
    rows: [...alike.values()].flatMap(([first, ...others]) => {
      if (first === undefined) return []
      const { zone, recording } = first
      const meant = [first, ...others].map((row) => row.zone)
      const possible = (all.get(`${zone.site} ${recording.category}`) ?? []).map((row) => row.zone)
      return [
        [
          zonesText(context, meant, possible, language),
          `${CLASS_WORDS[first.class][language]}, ${categoryName(context, recording.category, language)}`,
          hoursText(recording.hours, language),
          retentionText(recording.retentionDays, language),
          storageText(context, recording, language),
        ],
      ]
    }),
  }
}

function justifications(context: Context, language: Language): readonly Block[] {
  const reasons = new Map<string, number>()
  for (const { recording } of rowsOf(context))
    if (recording.justification !== null)
      reasons.set(recording.justification[language], recording.retentionDays)
  return [...reasons].map(([reason, days]) => ({
    type: 'note',
    text: say(language, `${days}일 동안 보관하는 까닭: ${reason}`, `Why ${days} days: ${reason}`),
  }))
}

function handling(context: Context, language: Language): readonly Block[] {
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
          `What other law requires to be kept longer is stored apart from the rest (${cited('법 §21③', 'en')}).`,
        ),
      ],
    },
  ]
}

function sound({ devices: all, registry }: Context, language: Language): string[] {
  const said: string[] = []
  if (all.some((device) => device.class === 'fixed'))
    said.push(
      say(
        language,
        `고정형 기기는 설치 목적과 다르게 조작하거나 다른 곳을 비추지 않으며, 소리를 녹음하지 않습니다(${cited('법 §25⑤', 'ko')}).`,
        `Fixed devices are not turned elsewhere or operated for another purpose, and never record sound (${cited('법 §25⑤', 'en')}).`,
      ),
    )
  const mobile = all.filter((device) => device.class === 'mobile')
  const withSound = mobile.filter(({ audio }) => audio)
  if (mobile.length > 0 && withSound.length === 0)
    said.push(say(language, '이동형 기기는 소리를 녹음하지 않습니다.', 'Mobile devices do not record sound.'))
  for (const [basis, some] of Map.groupBy(withSound, ({ audioBasis }) => audioBasis?.[language] ?? '')) {
    const zones = registry.zones.filter(({ id }) => some.some((device) => device.zone === id))
    const where = zones.map(({ name }) => name[language]).join(', ')
    said.push(
      say(
        language,
        `소리도 녹음하는 이동형 기기는 ${devices(some.length, 'ko')}입니다(${where}). 근거: ${basis}`,
        `${devices(some.length, 'en')} mobile devices also record sound (${where}). Basis: ${basis}`,
      ),
    )
  }
  return said
}

function unstored({ devices: all }: Context, language: Language): string[] {
  const count = all.filter(({ recording }) => !recording).length
  if (count === 0) return []
  return [
    say(
      language,
      `기기 ${devices(count, 'ko')}는 비추기만 하고 영상을 저장하지 않습니다.`,
      `${devices(count, 'en')} devices only show a picture and store nothing.`,
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

function printsText(ways: readonly (keyof typeof PRINTS)[], language: Language): string {
  return ways.map((way) => PRINTS[way][language]).join(say(language, ' 또는 ', ' or '))
}

function categoriesInUse(context: Context): Context['registry']['categories'] {
  const ids = new Set(rowsOf(context).map(({ recording }) => recording.category))
  return context.registry.categories.filter(({ id }) => ids.has(id))
}

function placesInUse(context: Context): Context['registry']['storagePlaces'] {
  const ids = new Set(rowsOf(context).flatMap(({ recording }) => recording.storage))
  return context.registry.storagePlaces.filter(({ id }) => ids.has(id))
}

function categoryName({ registry }: Context, id: string, language: Language): string {
  return registry.categories.find((one) => one.id === id)?.name[language] ?? id
}

function storageText({ registry }: Context, { storage }: Recording, language: Language): string {
  const names = storage.map((id) => registry.storagePlaces.find((one) => one.id === id)?.name[language] ?? id)
  return listed(names, language)
}

function retentionFact({ zone, recording }: Row, context: Context): Fact {
  const { category, hours, retentionDays, storage, justification } = recording
  return {
    id: `retention/${zone.id}/${category}`,
    label: both((language) =>
      say(
        language,
        `촬영시간과 보관기간: ${zone.name.ko}, ${categoryName(context, category, 'ko')}`,
        `Hours and period: ${zone.name.en}, ${categoryName(context, category, 'en')}`,
      ),
    ),
    value: { hours, retentionDays, storage, justification },
    text: both((language) =>
      [
        hoursText(hours, language),
        retentionText(retentionDays, language),
        storageText(context, recording, language),
      ].join(', '),
    ),
  }
}

function disposalFact({ registry: { disposal } }: Context): Fact {
  return {
    id: 'disposal',
    label: { ko: '파기 방법', en: 'How footage is destroyed' },
    value: disposal,
    text: both((language) =>
      [
        disposal.automatic
          ? say(language, '시스템이 자동으로 파기', 'by the system itself')
          : say(language, '담당자가 파기', 'by an officer'),
        disposal.prints.length === 0
          ? null
          : say(
              language,
              `출력물은 ${printsText(disposal.prints, 'ko')}`,
              `prints are ${printsText(disposal.prints, 'en')}`,
            ),
      ]
        .filter((part) => part !== null)
        .join(', '),
    ),
  }
}
