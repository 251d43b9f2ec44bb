/**
 * When devices film, how long footage is kept and where, and what then becomes of it (영 §25①4). Periods are numbers,
 * never bounds: "30일 이내" would promise nothing.
 */
import type { Block, Language } from '../../documents/documents.ts'
import type { Recording, Zone } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { count, evidence, judged, unmeasured, unseen } from '../conformance/evidence.ts'
import {
  destructionFinding,
  formerFinding,
  holdsFinding,
  HOUR_TOLERANCE_MINUTES,
  hoursFinding,
  keptFinding,
  MOST_MISSING_MINUTES,
} from '../conformance/period.ts'
import { filesFinding, ledgerFinding, SAMPLE_FILES } from '../conformance/records.ts'
import type { Evidence, System } from '../conformance/system.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { zonesText } from '../scope.ts'
import { formFacts } from '../forms.ts'
import { remark } from '../unconfirmed.ts'
import { both, CLASS_WORDS, hoursText, listed, retentionText, say } from '../wording.ts'
import { handling, printsText } from './handling.ts'

const title = {
  ko: '촬영시간, 보관기간, 보관장소 및 처리방법',
  en: 'Hours of filming, how long and where footage is kept, and what becomes of it',
}

export const keeping: Clause = {
  id: 'keeping',
  title: () => title,
  law: () => ['영 §25①4', '법 §21①'],
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
    ...formFacts(context, 'managementLedger'),
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
  check: (system, context) => [
    ...rowsOf(context).flatMap((row) => rowEvidence(row, system, context)),
    evidence(
      'destruction/time',
      {
        ko: '보관기간이 끝난 영상은 지체 없이 파기하고, 그 전에는 파기하지 않습니다.',
        en: 'Footage is destroyed without delay once its period ends, and not before.',
      },
      destructionFinding(system),
    ),
    evidence(
      'former/kept',
      {
        ko: '더 이상 촬영하지 않는 곳의 영상도 보관기간이 끝나면 파기합니다.',
        en: 'Footage of places where nothing is filmed any more is destroyed on its day as well.',
      },
      formerFinding(system, context.registry),
    ),
    evidence(
      'files/there',
      {
        ko: `보관 목록에서 무작위로 고른 영상(최대 ${SAMPLE_FILES}건)은 실제로 보관되어 있습니다.`,
        en: `Recordings chosen at random from the list of what is kept (at most ${SAMPLE_FILES}) are really there.`,
      },
      filesFinding(system),
    ),
    evidence(
      'ledger/whole',
      {
        ko: '장부에 남은 파기와 열람의 기록은 지워지거나 고쳐지지 않았습니다.',
        en: 'No record of destruction or of viewing was removed from the ledger or altered.',
      },
      ledgerFinding(system),
    ),
    evidence(
      'holds/apart',
      {
        ko: '영상을 더 보존하는 조치는 기한이 지나면 풉니다.',
        en: 'A hold on footage is released when its time is over.',
      },
      holdsFinding(system),
    ),
    soundEvidence(system, context),
    ...unseenOf(context),
  ],
}

/** What is measured of one zone's recordings of one kind. */
function rowEvidence({ zone, recording, class: deviceClass }: Row, system: System, context: Context) {
  const { category, hours, retentionDays } = recording
  const devices = context.devices
    .filter((device) => device.zone === zone.id && device.class === deviceClass && device.recording)
    .map(({ id }) => id)
  const kind = { zone: zone.id, category }
  const about = both((language) => `${zone.name[language]}, ${categoryName(context, category, language)}`)
  return [
    evidence(
      `retention/${zone.id}/${category}`,
      both((language) =>
        say(
          language,
          `${about.ko}: ${retentionText(retentionDays, 'ko')}을 넘긴 영상이 없습니다(보존 조치를 한 영상은 제외).`,
          `${about.en}: nothing is kept for more than ${retentionText(retentionDays, 'en')} (but for what is under a hold).`,
        ),
      ),
      keptFinding(system, { ...kind, retentionDays }),
    ),
    evidence(
      `hours/${zone.id}/${category}`,
      both((language) =>
        say(language, `${about.ko}: ${hoursClaim(hours, 'ko')}`, `${about.en}: ${hoursClaim(hours, 'en')}`),
      ),
      hoursFinding(system, { ...kind, hours, devices }),
    ),
  ]
}

/** As much of the stated hours as is measured: of a range, that nothing is filmed outside of it. */
function hoursClaim(hours: string, language: Language): string {
  const stated = hoursText(hours, language)
  if (hours === 'onDemand') return say(language, '필요할 때만 촬영합니다.', 'filmed only when needed.')
  if (hours === 'always')
    return say(
      language,
      `${stated} 촬영하며, 어제 한 대에서 빠진 시간이 ${MOST_MISSING_MINUTES}분을 넘지 않습니다.`,
      `filmed ${stated}; yesterday no device missed more than ${MOST_MISSING_MINUTES} minutes.`,
    )
  return say(
    language,
    `촬영시간(${stated}) 밖에는 앞뒤 ${HOUR_TOLERANCE_MINUTES}분을 넘겨 촬영하지 않습니다.`,
    `nothing is filmed more than ${HOUR_TOLERANCE_MINUTES} minutes outside of ${stated}.`,
  )
}

/** Whether footage of devices that are said to record no sound has none. */
function soundEvidence(system: System, { devices, zones }: Context): Evidence {
  const claim = {
    ko: '소리를 녹음하지 않는다고 적은 기기는 녹음하지 않습니다.',
    en: 'Devices said to record no sound record none.',
  }
  const { sounding } = system
  const ours = new Set(zones.map(({ id }) => id))
  const segments = (system.footage ?? [])
    .filter(({ zone }) => ours.has(zone))
    .reduce((sum, one) => sum + one.segments, 0)
  if (sounding === undefined || segments === 0)
    return evidence(
      'sound/none',
      claim,
      unmeasured({ ko: '영상이 아직 없습니다.', en: 'There is no footage yet.' }),
    )
  const silent = devices.filter(({ audio }) => !audio).map(({ id }) => id)
  const loud = silent.filter((id) => sounding.includes(id)).length
  const found = {
    ko: `보관 중인 영상 가운데 소리가 든 것이 있는 기기는 이 기기 ${count(silent.length)}대 중 ${count(loud)}대입니다.`,
    en: `Of these ${count(silent.length)} devices, ${count(loud)} have footage with sound.`,
  }
  return evidence(
    'sound/none',
    claim,
    judged(loud === 0, found, { devices: silent.length, withSound: loud, segments }),
  )
}

/** What happens where no program can see it. */
function unseenOf({ registry: { disposal } }: Context) {
  const places = evidence(
    'storage/places',
    { ko: '영상은 적힌 보관장소에 있습니다.', en: 'Footage is kept at the places stated.' },
    unseen({
      ko: '저장장치가 적힌 장소에 있는지 현장에서 확인하십시오.',
      en: 'See on the spot that the disks are there.',
    }),
  )
  const prints = evidence(
    'disposal/prints',
    { ko: '출력물은 적힌 방법으로 없앱니다.', en: 'Prints are destroyed as stated.' },
    unseen({ ko: '출력물의 파기 기록을 확인하십시오.', en: 'See the record of destroyed prints.' }),
  )
  return [places, ...(disposal.prints.length === 0 ? [] : [prints])]
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
        say(language, '구분', 'Kind'),
        say(language, '장소', 'Place'),
        say(language, '촬영 구분', 'Recording'),
        say(language, '촬영시간', 'Hours'),
        say(language, '보관기간', 'Kept for'),
        say(language, '보관장소', 'Kept at'),
      ],
    ],
    rows: [...alike.values()]
      .toSorted(([a], [b]) => (a?.class === b?.class ? 0 : a?.class === 'fixed' ? -1 : 1))
      .flatMap(([first, ...others]) => {
        if (first === undefined) return []
        const { zone, recording } = first
        const meant = [first, ...others].map((row) => row.zone)
        const possible = (all.get(`${zone.site} ${recording.category}`) ?? []).map((row) => row.zone)
        return [
          [
            CLASS_WORDS[first.class][language],
            zonesText(context, meant, possible, language),
            categoryName(context, recording.category, language),
            hoursText(recording.hours, language),
            retentionText(recording.retentionDays, language),
            storageText(context, recording, language),
          ],
        ]
      }),
  }
}

function justifications(context: Context, language: Language): readonly Block[] {
  const reasons = rowsOf(context).flatMap(({ recording: { retentionDays: days, justification } }) =>
    justification === null
      ? []
      : [
          say(
            language,
            `${days}일 동안 보관하는 이유: ${justification.ko}`,
            `Why ${days} days: ${justification.en}`,
          ),
        ],
  )
  return [...new Set(reasons)].map((text) => ({ type: 'note', text }))
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
