/** Why there are devices at all, and on what law each purpose stands (영 §25①1). Class × place decides the article. */
import type { Day } from '../../base/day.ts'
import type { Block, Language } from '../../documents/documents.ts'
import { basis, type BasisCode, type DeviceClass, type Place } from '../../law/law.ts'
import type { Consultation, Purpose } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { concerns } from '../scope.ts'
import { remark } from '../unconfirmed.ts'
import {
  both,
  cited,
  CLASS_WORDS,
  dayText,
  listed,
  lowered,
  PLACE_WORDS,
  rangeOfDays,
  say,
} from '../wording.ts'

const title = {
  ko: '설치·운영 근거 및 목적',
  en: 'Why we film, and on what legal basis',
}

export const purpose: Clause = {
  id: 'purpose',
  title: () => title,
  law: (context) => ['영 §25①1', ...new Set(cells(context).map((cell) => groundOf(cell)))],
  applies: () => true,
  facts: (context) => [
    ...purposesInUse(context).map((one) => factOf(one, context)),
    ...consultationsOf(context).map(consultationFact),
  ],
  write: (context, language) => [
    {
      type: 'paragraph',
      text: say(
        language,
        '본 기관은 아래 목적으로만 촬영합니다. 목적마다 그 근거가 되는 법 조문을 함께 적었습니다.',
        'We film for the purposes below and for no others. Each stands on the article beside it.',
      ),
    },
    {
      type: 'table',
      caption: say(language, '기기 구분별 목적과 법적 근거', 'Purposes and legal bases by kind of device'),
      head: [
        [
          say(language, '구분', 'Devices'),
          say(language, '목적', 'Purpose'),
          say(language, '법적 근거', 'Legal basis'),
        ],
      ],
      rows: cells(context).flatMap((cell) =>
        cell.purposes.map((one) => [
          cellText(cell, language),
          one.name[language],
          basesText(one.bases[cell.place], context, language),
        ]),
      ),
    },
    ...otherLaws(context, language),
    ...consultations(context, language),
    ...remark(
      context,
      purposesInUse(context).map(({ id }) => id),
      title,
      language,
    ),
  ],
  check: () => [
    evidence(
      'purpose/only',
      {
        ko: '여기에 적은 목적으로만 촬영합니다.',
        en: 'We film for these purposes and for no others.',
      },
      unseen({
        ko: '각 카메라의 화면이 목적에 필요한 만큼만 비추는지 기기 현황의 촬영범위와 대조하십시오. 영상을 본 목적은 장부에 있습니다.',
        en: 'Compare what each camera shows with its view in the register of devices. For what footage was looked at stands in the ledger.',
      }),
    ),
  ],
}

type Cell = { readonly class: DeviceClass; readonly place: Place; readonly purposes: readonly Purpose[] }

/** The combinations of class and place that the policy's devices are in, with the purposes they serve there. */
function cells({ registry, devices, zones }: Context): readonly Cell[] {
  const placeOf = new Map(zones.map(({ id, place }) => [id, place]))
  return (['fixed', 'mobile'] as const).flatMap((deviceClass) =>
    (['public', 'closed'] as const).flatMap((place): Cell[] => {
      const within = devices.filter(
        (device) => device.class === deviceClass && placeOf.get(device.zone) === place,
      )
      const ids = new Set(within.flatMap(({ purposes }) => purposes))
      if (within.length === 0) return []
      return [{ class: deviceClass, place, purposes: registry.purposes.filter(({ id }) => ids.has(id)) }]
    }),
  )
}

function purposesInUse(context: Context): readonly Purpose[] {
  const ids = new Set(context.devices.flatMap(({ purposes }) => purposes))
  return context.registry.purposes.filter(({ id }) => ids.has(id))
}

/** The article that governs such a device in such a place. */
function groundOf(cell: { readonly class: DeviceClass; readonly place: Place }): string {
  if (cell.place === 'closed') return '법 §15①'
  return cell.class === 'fixed' ? '법 §25①' : '법 §25의2①'
}

function cellText(cell: { readonly class: DeviceClass; readonly place: Place }, language: Language): string {
  return `${CLASS_WORDS[cell.class][language]}, ${say(language, PLACE_WORDS[cell.place].ko, PLACE_WORDS[cell.place].en.toLowerCase())}`
}

/** 법 §25의2①1 only refers to 법 §15①; it is read together with the item it refers to. */
function basesText(codes: readonly BasisCode[], { on }: Context, language: Language): string {
  return listed(
    codes.map((code) => {
      const one = basis(code, on)
      if (one === undefined) return code
      return `${cited(one.cite, language)}${say(language, '', ' ')}(${one.text[language]})`
    }),
    language,
  )
}

function otherLaws(context: Context, language: Language): readonly Block[] {
  return purposesInUse(context).flatMap(({ name, otherLaws }) =>
    otherLaws.map(({ cite, note, verified }): Block => {
      const what = note === null ? '' : say(language, `(${note.ko})`, ` (${lowered(note.en)})`)
      const doubt =
        verified === 'read' || verified === 'quoted'
          ? ''
          : say(
              language,
              '. 이 조문의 현행 내용은 확인하고 있습니다.',
              '. The present wording of this article is being checked.',
            )
      return { type: 'note', text: `${name[language]}: ${cite[language]}${what}${doubt}` }
    }),
  )
}

const METHODS = {
  administrativeNotice: { ko: '행정예고', en: 'administrative notice' },
  hearing: { ko: '의견청취', en: 'hearing' },
  briefing: { ko: '설명회', en: 'briefing' },
  survey: { ko: '설문조사', en: 'survey' },
  poll: { ko: '여론조사', en: 'opinion poll' },
} as const

/** Consultations that were held before the devices were put up (법 §25③). One that nobody knows of is not told. */
function consultationsOf(context: Context): readonly Consultation[] {
  return context.registry.consultations.filter(
    ({ state, scope }) => state === 'held' && concerns(context, scope),
  )
}

function consultations(context: Context, language: Language): readonly Block[] {
  return consultationsOf(context).map((one) => ({
    type: 'paragraph',
    text: say(
      language,
      `설치하기 전에 의견을 들었습니다(${cited('법 §25③', 'ko')}): ${consultationText(one, 'ko')}.`,
      `Before the devices were put up, people were consulted (${cited('법 §25③', 'en')}): ${consultationText(one, 'en')}.`,
    ),
  }))
}

function consultationText({ methods, from, until, result }: Consultation, language: Language): string {
  return [
    listed(
      methods.map((one) => METHODS[one][language]),
      language,
    ),
    periodText(from, until, language),
    result?.[language].replace(/[.]$/, '') ?? '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function periodText(from: Day | null, until: Day | null, language: Language): string {
  const day = from ?? until
  if (day === null) return ''
  if (from === null || until === null || from === until) return dayText(day, language)
  return rangeOfDays(from, until, language)
}

function consultationFact(one: Consultation): Fact {
  const { id, scope, methods, from, until, result } = one
  return {
    id: `consultation/${id}`,
    label: { ko: '설치 전 의견수렴', en: 'Consultation before installing' },
    value: { scope, methods, from, until, result },
    text: both((language) => consultationText(one, language)),
  }
}

function factOf(one: Purpose, context: Context): Fact {
  const places = cells(context).filter(({ purposes }) => purposes.includes(one))
  return {
    id: `purpose/${one.id}`,
    label: both((language) => say(language, `목적: ${one.name.ko}`, `Purpose: ${one.name.en}`)),
    value: { name: one.name, class: one.class, bases: one.bases, otherLaws: one.otherLaws },
    text: both((language) =>
      [
        one.name[language],
        ...places.map(
          (cell) => `${cellText(cell, language)}: ${basesText(one.bases[cell.place], context, language)}`,
        ),
      ].join('; '),
    ),
  }
}
