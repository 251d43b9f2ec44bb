/**
 * What is done when somebody asks to see, confirm, correct or erase footage of themselves (영 §25①6). Grounds of
 * refusal come from the law's closed list; "somebody else is in the picture" is none, it leads to masking. Which rights
 * there are follows from class and place: 법 §58② sets some aside for fixed devices in public places.
 */
import type { Language } from '../../documents/documents.ts'
import { noticeRule, refusalGroundsOf, type RefusalGround, regime } from '../../law/law.ts'
import type { Clause } from '../clause.ts'
import { evidence } from '../conformance/evidence.ts'
import { requestsFinding } from '../conformance/records.ts'
import type { Context } from '../context.ts'
import { formFacts, formText } from '../forms.ts'
import type { Fact } from '../model.ts'
import { both, cited, CLASS_WORDS, listed, PLACE_WORDS, say } from '../wording.ts'

const title = {
  ko: '정보주체의 열람 등 요구에 대한 조치',
  en: 'What we do when you ask to see footage of yourself',
}

export const requests: Clause = {
  id: 'requests',
  title: () => title,
  law: (context) => [
    '영 §25①6',
    '법 §35',
    '법 §36',
    ...(suspendable(context).length > 0 ? ['법 §37'] : []),
    '법 §38',
  ],
  applies: () => true,
  facts: (context) => [groundsFact(context), ...formFacts(context, 'delegation')],
  write: (context, language) => [
    {
      type: 'list',
      style: 'circled',
      items: [
        rights(language),
        agents(context, language),
        answer(context, language),
        held(language),
        masking(language),
        [
          { type: 'paragraph', text: refusal(context, language) },
          {
            type: 'list',
            style: 'decimal',
            items: groundsOf(context).map((one) => groundText(one, language)),
          },
        ],
        others(context, language),
        objection(context, language),
        ...suspension(context, language),
        fees(language),
      ],
    },
  ],
  check: (system) => [
    evidence(
      'requests/deadlines',
      {
        ko: '열람 등의 요구를 법이 정한 기한 안에 처리합니다.',
        en: 'Requests are settled within the time that the law sets.',
      },
      requestsFinding(system),
    ),
  ],
}

function rights(language: Language): string {
  return say(
    language,
    `누구든지 본인이 촬영된 개인영상정보의 열람, 존재 확인, 정정·삭제를 언제든지 요구하실 수 있습니다(${cited('법 §35①, §36①', 'ko')}). 정보주체의 급박한 생명, 신체, 재산의 이익을 위하여 명백히 필요한 개인영상정보도 같습니다. 열람은 개인정보 보호위원회를 통하여 요구하실 수도 있습니다(${cited('법 §35②', 'ko')}).`,
    `You may at any time ask to see footage in which you appear, to be told whether there is any, or to have it corrected or erased (${cited('법 §35①, §36①', 'en')}). The same holds for footage that is plainly needed for somebody’s urgent interests of life, body or property. Access can also be asked for through the Personal Information Protection Commission (${cited('법 §35②', 'en')}).`,
  )
}

function agents({ registry }: Context, language: Language): string {
  const form = registry.forms.find(({ use }) => use === 'delegation')
  const written =
    form === undefined
      ? ''
      : say(
          language,
          ` 위임은 ${formText(form, 'ko')}에 적어 주십시오.`,
          ` The power of attorney is given on the ${formText(form, 'en')}.`,
        )
  const who = say(
    language,
    `만 14세 미만 아동의 법정대리인이나 위임을 받은 대리인도 요구하실 수 있습니다(${cited('법 §38①, §38②', 'ko')}). 본인이나 정당한 대리인인지는 신분증 등으로 확인합니다.`,
    `The legal representative of a child under 14, or somebody with your power of attorney, may ask for you (${cited('법 §38①, §38②', 'en')}). We check the identity of whoever asks.`,
  )
  return who + written
}

function answer({ on }: Context, language: Language): string {
  const days = noticeRule('access', on)?.amount ?? 10
  return say(
    language,
    `요구를 받은 날부터 ${days}일 이내에 열람하실 수 있게 하고, 열람할 날짜와 장소를 알려 드립니다(${cited('법 §35③', 'ko')}, ${cited('영 §41④, §41⑤', 'ko')}). 그 안에 열람하실 수 없는 정당한 사유가 있으면 그 사유와 이의제기 방법을 ${days}일 안에 알려 드리고 열람을 연기하며, 사유가 없어지면 지체 없이 열람하시게 합니다.`,
    `We let you see the footage within ${days} days of your request, and tell you when and where (${cited('법 §35③', 'en')}; ${cited('영 §41④, §41⑤', 'en')}). If there is a just reason why that is not possible, access is deferred, and we tell you within those ${days} days what the reason is and how to object; once it is gone, you can see the footage without delay.`,
  )
}

function held(language: Language): string {
  return say(
    language,
    '요구를 받은 영상은 처리가 끝날 때까지 파기하지 않고 따로 보존합니다.',
    'Footage that somebody has asked for is kept apart, and not destroyed, until the request is settled.',
  )
}

function masking(language: Language): string {
  return say(
    language,
    '다른 사람이 함께 찍혔다는 이유만으로 거절하지 않습니다. 다른 사람을 알아볼 수 없게 가린 뒤 열람하시게 하며, 가리는 데 시간이 필요하면 위와 같이 알리고 열람을 연기합니다. 경찰관과 함께 오실 필요는 없습니다.',
    'We do not refuse merely because others are in the picture: they are masked first, and if that takes time, access is deferred as said above. You need not come with the police.',
  )
}

function refusal(context: Context, language: Language): string {
  if (groundsOf(context).some(({ verified }) => verified !== 'read'))
    return say(
      language,
      `다음 경우에만 그 부분의 열람을 제한하거나 거절할 수 있으며, 나머지 부분은 열람하시게 합니다(${cited('영 §42①', 'ko')}). 조문을 적지 않은 경우는 그 근거의 현행 내용을 확인하고 있습니다.`,
      `Only in these cases may access be limited or refused, and only for the part concerned (${cited('영 §42①', 'en')}). Where no article is given, the present wording of its basis is being checked.`,
    )
  return say(
    language,
    `다음 경우에만 그 부분의 열람을 제한하거나 거절할 수 있으며, 나머지 부분은 열람하시게 합니다(${cited('법 §35④', 'ko')}, ${cited('영 §42①', 'ko')}).`,
    `Only in these cases may access be limited or refused, and only for the part concerned (${cited('법 §35④', 'en')}; ${cited('영 §42①', 'en')}).`,
  )
}

function others({ on }: Context, language: Language): string {
  const days = noticeRule('erasure', on)?.amount ?? 10
  return say(
    language,
    `정정이나 삭제를 요구하시면 ${days}일 이내에 결과를 알려 드리며, 삭제하지 못하면 그 이유와 이의제기 방법을 함께 알려 드립니다(${cited('영 §43③', 'ko')}). 다른 법령에서 그 영상을 수집 대상으로 정하고 있으면 삭제를 요구하실 수 없습니다(${cited('법 §36①', 'ko')}).`,
    `If you ask for correction or erasure, you are told the result within ${days} days and, if the footage cannot be erased, why not and how to object (${cited('영 §43③', 'en')}). Footage that other law requires to be collected cannot be erased on request (${cited('법 §36①', 'en')}).`,
  )
}

function objection({ registry, on }: Context, language: Language): string {
  const days = noticeRule('accessRefusal', on)?.amount ?? 10
  const officer = registry.officers.find(({ role }) => role === 'privacyOfficer')
  const phone = officer?.phone ?? null
  return say(
    language,
    `제한하거나 거절할 때에는 요구를 받은 날부터 ${days}일 이내에 그 사유와 이의제기 방법을 서면 등으로 알려 드립니다(${cited('영 §42②', 'ko')}). 이의는 개인정보 보호책임자${phone === null ? '' : `(${phone})`}에게 제기하실 수 있습니다(${cited('법 §38⑤', 'ko')}).`,
    `If access is limited or refused, you are told in writing within ${days} days why, and how to object (${cited('영 §42②', 'en')}). Objections go to the privacy officer${phone === null ? '' : `, ${phone}`} (${cited('법 §38⑤', 'en')}).`,
  )
}

/**
 * 처리정지와 동의 철회: not for fixed devices in public places (법 §58②). Of a public institution only what is in a file
 * that 법 §32 wants registered can be suspended (법 §37①, second sentence); whether footage is one is for the agency.
 */
function suspension(context: Context, language: Language): readonly string[] {
  const cells = suspendable(context)
  if (cells.length === 0) return []
  const days = noticeRule('suspension', context.on)?.amount ?? 10
  const all = cellsInUse(context).length
  const which = listed(
    cells.map((cell) => cellText(cell, language)),
    language,
  )
  const limits =
    cells.length === all
      ? ''
      : say(
          language,
          ` ${which}의 영상에만 해당하며, 공개된 장소의 고정형 기기에는 적용되지 않습니다(${cited('법 §58②', 'ko')}).`,
          ` This concerns only footage of ${which}; it does not apply to fixed devices in places open to the public (${cited('법 §58②', 'en')}).`,
        )
  const withdrawal = hasConsent(context)
    ? say(
        language,
        ` 동의를 철회하시면 지체 없이 영상을 파기하는 등 필요한 조치를 합니다(${cited('법 §37③', 'ko')}).`,
        ` When you withdraw your consent, the footage is destroyed, or what else is needed is done, without delay (${cited('법 §37③', 'en')}).`,
      )
    : ''
  return [
    say(
      language,
      `등록 대상이 되는 개인정보파일에 담긴 본인의 영상은 처리를 멈출 것을 요구하실 수 있으며, ${days}일 이내에 결과를, 멈추지 못하면 그 이유와 이의제기 방법을 함께 알려 드립니다(${cited('법 §32①, §37①', 'ko')}, ${cited('영 §44②', 'ko')}).${withdrawal}${limits}`,
      `You may ask that the processing of your footage be suspended where it is part of a personal information file that is to be registered. You are told the result within ${days} days and, if it cannot be suspended, why not and how to object (${cited('법 §32①, §37①', 'en')}; ${cited('영 §44②', 'en')}).${withdrawal}${limits}`,
    ),
  ]
}

/** Whether anything is filmed on consent (법 §15①1): only that can be withdrawn. */
function hasConsent({ registry, devices, zones }: Context): boolean {
  const places = new Map(zones.map(({ id, place }) => [id, place]))
  return registry.purposes.some(({ id, bases }) =>
    devices.some(({ zone, purposes }) => {
      const place = places.get(zone)
      return purposes.includes(id) && place !== undefined && bases[place].includes('15-1-1')
    }),
  )
}

function fees(language: Language): string {
  return say(
    language,
    `실제로 드는 비용의 범위에서 수수료와 우송료를 청구할 수 있습니다(${cited('법 §38③', 'ko')}, ${cited('영 §47', 'ko')}). 요구하시게 된 사유가 본 기관에 있으면 청구하지 않습니다.`,
    `A fee and postage may be charged, up to the actual cost (${cited('법 §38③', 'en')}; ${cited('영 §47', 'en')}). There is none when we are the reason for the request.`,
  )
}

type Cell = { readonly class: 'fixed' | 'mobile'; readonly place: 'public' | 'closed' }

function cellsInUse({ devices, zones }: Context): readonly Cell[] {
  const placeOf = new Map(zones.map(({ id, place }) => [id, place]))
  return (['fixed', 'mobile'] as const).flatMap((deviceClass) =>
    (['public', 'closed'] as const)
      .filter((place) =>
        devices.some((device) => device.class === deviceClass && placeOf.get(device.zone) === place),
      )
      .map((place) => ({ class: deviceClass, place })),
  )
}

function suspendable(context: Context): readonly Cell[] {
  return cellsInUse(context).filter((cell) => regime(cell, context.on).suspension)
}

function cellText(cell: Cell, language: Language): string {
  return say(
    language,
    `${PLACE_WORDS[cell.place].ko} ${CLASS_WORDS[cell.class].ko} 기기`,
    `${CLASS_WORDS[cell.class].en.toLowerCase()} devices in places ${PLACE_WORDS[cell.place].en.toLowerCase()}`,
  )
}

/** Those that the agency names of the law's list; all whose text was read when it names none. */
function groundsOf({ registry, on }: Context): readonly RefusalGround[] {
  const all = refusalGroundsOf('access', on)
  const named = registry.requests.refusals
  if (named.length === 0) return all.filter(({ verified }) => verified === 'read')
  return named.flatMap((code) => all.filter((one) => one.code === code))
}

/** An article whose text was not read is not cited: the ground then stands on the agency's own word. */
function groundText({ text, cite, verified }: RefusalGround, language: Language): string {
  const ground = language === 'ko' ? asCase(text.ko) : capital(text.en)
  return verified === 'read' ? `${ground} (${cited(cite, language)})` : ground
}

const CASE_ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/우려$/, '우려가 있는 경우'],
  [/지장$/, '지장을 주는 경우'],
  [/파기$/, '파기한 경우'],
  [/사유$/, '사유가 있는 경우'],
]

function asCase(text: string): string {
  const [pattern, ending] = CASE_ENDINGS.find(([one]) => one.test(text)) ?? []
  return pattern === undefined || ending === undefined ? text : text.replace(pattern, ending)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function groundsFact(context: Context): Fact {
  return {
    id: 'refusals',
    label: { ko: '열람을 거절할 수 있는 사유', en: 'Grounds on which access may be refused' },
    value: groundsOf(context).map(({ code }) => code),
    text: both((language) =>
      groundsOf(context)
        .map((one) => groundText(one, language))
        .join('; '),
    ),
  }
}
