/**
 * How and where a person asks to see footage of themselves (법 §38④): windows, ways, what to bring, by when there is an
 * answer, what may be refused and what may not, and how to object. It describes; there is no form on it.
 */
import type { Day } from '../../../base/day.ts'
import { isFault } from '../../../base/fault.ts'
import { deadline, notGrounds, refusalGroundsOf } from '../../../law/law.ts'
import type { RefusalGround } from '../../../law/law.ts'
import type { Registry } from '../../../registry/registry.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { dayText, phone, table } from '../parts.ts'
import { scopeText } from '../scopes.ts'
import { marksOf, unconfirmedBox } from './unconfirmed.ts'

const WORDS = inBoth({
  title: { ko: '열람 청구 안내', en: 'Asking for footage of yourself' },
  lead: {
    ko: '내가 찍힌 영상을 보거나, 그런 영상이 있는지 확인하거나, 삭제해 달라고 요구할 수 있습니다.',
    en: 'You may ask to see footage of yourself, whether there is any, or that it be erased.',
  },
  hurryTitle: { ko: '먼저 확인할 것: 보관기간', en: 'First of all: how long footage is kept' },
  hurry: {
    ko: '영상은 촬영일로부터 {least}일에서 {most}일이 지나면 되살릴 수 없게 지워집니다. 서둘러 연락하시고, 답을 받을 때까지 그 영상을 지우지 말고 보존해 달라고 함께 말씀하십시오.',
    en: 'Footage is erased for good after {least} to {most} days. Get in touch soon, and ask that the footage be kept until you are answered.',
  },
  hurryOne: {
    ko: '영상은 촬영일로부터 {most}일이 지나면 되살릴 수 없게 지워집니다. 서둘러 연락하시고, 답을 받을 때까지 그 영상을 지우지 말고 보존해 달라고 함께 말씀하십시오.',
    en: 'Footage is erased for good after {most} days. Get in touch soon, and ask that the footage be kept until you are answered.',
  },
  byRegister: {
    ko: '기기마다 정해진 기간은 기기 현황에 있습니다.',
    en: 'The register tells the period of each device.',
  },
  register: { ko: '기기 현황 보기', en: 'See the register' },
  where: { ko: '어디에', en: 'Where' },
  windowsCaption: { ko: '열람·확인 창구', en: 'Windows for requests' },
  window: { ko: '창구', en: 'Window' },
  department: { ko: '부서', en: 'Department' },
  phone: { ko: '전화번호', en: 'Telephone' },
  about: { ko: '맡은 기기', en: 'For which devices' },
  address: { ko: '주소', en: 'Address' },
  advance: {
    ko: '찾아오시기 전에 {who}에게 먼저 연락해 주십시오. 영상을 미리 찾아 둘 수 있습니다.',
    en: 'Please call the {who} before you come, so that the footage can be looked for.',
  },
  manager: { ko: '관리책임자', en: 'manager' },
  handler: { ko: '접근권한자', en: 'handler' },
  or: { ko: ' 또는 ', en: ' or ' },
  noWindows: {
    ko: '정해진 창구가 아직 등록되지 않았습니다. 관리책임자에게 연락해 주십시오.',
    en: 'No window has been registered yet. Please call the manager.',
  },
  people: { ko: '책임자 연락처 보기', en: 'See who is responsible' },
  how: { ko: '어떻게', en: 'How' },
  ways: { ko: '요구할 수 있는 방법: {ways}', en: 'Ways to ask: {ways}' },
  visit: { ko: '방문', en: 'in person' },
  byPhone: { ko: '전화', en: 'by telephone' },
  post: { ko: '우편', en: 'by post' },
  email: { ko: '전자우편', en: 'by e-mail' },
  online: { ko: '인터넷', en: 'online' },
  form: { ko: '쓰는 서식: {form}', en: 'The form that is used: {form}' },
  formFile: {
    ko: '서식은 방침에 딸려 있고 창구에도 있습니다.',
    en: 'The form belongs to the policy, and lies at the window too.',
  },
  tell: {
    ko: '언제, 어디에서 찍혔는지 되도록 좁혀서 알려 주십시오. 예: 어느 날 몇 시부터 몇 시까지, 어느 출입구.',
    en: 'Say when and where you were filmed as closely as you can: the day, from when to when, at which entrance.',
  },
  identity: {
    ko: '본인인지 확인할 수 있는 신분증을 가져오십시오. 대리인은 위임장과 대리인의 신분증이 필요합니다(법 §38①, 영 §45·§46).',
    en: 'Bring something that shows who you are. A representative needs your power of attorney and their own (법 §38①, 영 §45, §46).',
  },
  child: {
    ko: '14세 미만 아동의 요구는 법정대리인이 할 수 있습니다(법 §38②).',
    en: 'For a child under 14 the legal guardian may ask (법 §38②).',
  },
  fee: {
    ko: '사본에는 실비의 수수료와 우송료가 들 수 있습니다. 기관의 잘못 때문에 요구하게 된 때에는 받지 않습니다(법 §38③, 영 §47).',
    en: 'Copies may cost what they really cost to make and send; nothing when the agency itself gave cause (법 §38③, 영 §47).',
  },
  noOnline: {
    ko: '이 누리집에서 바로 요구를 접수하지는 않습니다. 위의 창구로 요구해 주십시오.',
    en: 'This site does not take requests itself. Please turn to a window above.',
  },
  when: { ko: '언제까지 답을 받나', en: 'By when you are answered' },
  ten: {
    ko: '요구를 받은 날부터 10일 안에 볼 수 있게 하거나, 볼 수 없는 까닭과 이의를 제기하는 방법을 알려 드립니다(영 §41④, §42②). 받은 날은 세지 않으며, 마지막 날이 토요일이나 공휴일이면 그다음 날까지입니다(민법 §157, §161).',
    en: 'Within 10 days of receipt you see the footage, or are told why not and how to object (영 §41④, §42②). The day of receipt is not counted; a last day on a Saturday or holiday moves to the next working day (민법 §157, §161).',
  },
  example: {
    ko: '예: 오늘({today}) 접수하면 {due}까지입니다.',
    en: 'For example: received today ({today}), answered by {due}.',
  },
  refusal: { ko: '거절할 수 있는 경우', en: 'What may be refused' },
  refusalText: {
    ko: '아래에 해당하는 부분만 거절할 수 있고, 나머지는 보여 드려야 합니다(영 §42①).',
    en: 'Only the part to which one of these applies may be refused; the rest must be shown (영 §42①).',
  },
  unverified: {
    ko: '조문을 확인하지 못한 내용',
    en: 'wording not verified',
  },
  notGround: { ko: '거절 사유가 아닌 것', en: 'What is no ground for refusal' },
  notGroundText: {
    ko: '다음과 같은 말로 거절할 수 없습니다.',
    en: 'You may not be turned away with these words.',
  },
  notGroundCaption: {
    ko: '거절 사유가 아닌 것과 해야 할 일',
    en: 'No grounds, and what is to be done instead',
  },
  said: { ko: '이런 말은', en: 'Said' },
  instead: { ko: '이렇게 해야 합니다', en: 'To be done instead' },
  basis: { ko: '근거', en: 'Basis' },
  erasure: { ko: '삭제와 처리정지', en: 'Erasure and suspension' },
  erasureText: {
    ko: '삭제 요구도 10일 안에 결과를 알려 드립니다(법 §36, 영 §43③). 처리정지 요구는 공개된 장소의 고정형 기기에는 적용되지 않습니다(법 §37, §58②).',
    en: 'A request for erasure is answered within 10 days as well (법 §36, 영 §43③). Suspension does not apply to fixed devices in places open to the public (법 §37, §58②).',
  },
  object: { ko: '답에 동의할 수 없을 때', en: 'If you disagree with the answer' },
  objectText: {
    ko: '답을 알리는 글에 적힌 방법으로 이의를 제기할 수 있습니다(법 §38⑤). 다음 곳에서도 도움을 받을 수 있습니다.',
    en: 'Object in the way that the answer itself tells (법 §38⑤). You may also turn to:',
  },
  officer: {
    ko: '이 기관의 개인정보 보호책임자: {position} {phone}',
    en: 'the privacy officer of this agency: {position} {phone}',
  },
  privacyCenter: {
    ko: '개인정보침해 신고센터: 국번 없이 118, privacy.kisa.or.kr',
    en: 'the privacy infringement report centre: 118, privacy.kisa.or.kr',
  },
  committee: {
    ko: '개인정보 분쟁조정위원회: www.kopico.go.kr',
    en: 'the Personal Information Dispute Mediation Committee: www.kopico.go.kr',
  },
  appeal: {
    ko: '중앙행정심판위원회(행정심판): www.simpan.go.kr',
    en: 'the Central Administrative Appeals Commission: www.simpan.go.kr',
  },
})

const WAYS = { visit: 'visit', phone: 'byPhone', post: 'post', email: 'email', online: 'online' } as const
const DUE_DAYS = 10

export type AskPage = { readonly language: Language; readonly registry: Registry; readonly today: Day }

/** Asking for footage. */
export function askPage({ language, registry, today }: AskPage): { title: string; main: Html } {
  const words = WORDS[language]
  const { requests } = registry
  const marks = marksOf(registry, new Set(requests.windows.map(({ id }) => id)), language)
  return {
    title: words.title,
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      ${hurryBox(registry, language)}
      <h2>${words.where}</h2>
      ${windowTable(registry, marks.markOf, language)}
      ${
        requests.advanceContact &&
        html`<p>
          ${filled(words.advance, {
            who: (requests.contact.length === 0 ? (['manager'] as const) : requests.contact)
              .map((who) => words[who])
              .join(words.or),
          })}
          <a href="${pathIn(language, '/people')}">${words.people}</a>
        </p>`
      }
      ${unconfirmedBox(marks, language)}
      <h2>${words.how}</h2>
      ${waysList(registry, language)}
      <h2>${words.when}</h2>
      <p>${words.ten}</p>
      ${exampleOf(today, language)}
      <h2>${words.notGround}</h2>
      <p>${words.notGroundText}</p>
      ${notGroundTable(language)}
      <h2>${words.refusal}</h2>
      <p>${words.refusalText}</p>
      ${groundList(refusalGroundsOf('access', today), language)}
      <h2>${words.erasure}</h2>
      <p>${words.erasureText}</p>
      <h2>${words.object}</h2>
      ${objection(registry, language)}`,
  }
}

function hurryBox(registry: Registry, language: Language): Html | false {
  const words = WORDS[language]
  const days = registry.zones.flatMap(({ recordings }) =>
    recordings.map(({ retentionDays }) => retentionDays),
  )
  if (days.length === 0) return false
  const [least, most] = [Math.min(...days), Math.max(...days)]
  return html`<section class="box tell" aria-labelledby="hurry">
    <h2 id="hurry">${words.hurryTitle}</h2>
    <p>${filled(least === most ? words.hurryOne : words.hurry, { least, most })}</p>
    <p>${words.byRegister} <a href="${pathIn(language, '/register')}">${words.register}</a></p>
  </section>`
}

function windowTable(registry: Registry, markOf: (ids: readonly string[]) => Html, language: Language): Html {
  const words = WORDS[language]
  const { windows } = registry.requests
  if (windows.length === 0) return html`<p>${words.noWindows}</p>`
  const addresses = windows.map(
    ({ site: at }) =>
      (registry.sites.find(({ id }) => id === at)?.address ?? registry.agency.address)?.[language] ?? '',
  )
  const hasAddresses = addresses.some((address) => address !== '')
  return table({
    caption: words.windowsCaption,
    head: [
      words.window,
      words.department,
      words.phone,
      ...(hasAddresses ? [words.address] : []),
      words.about,
    ],
    rows: windows.map((window, index) => [
      html`${window.name[language]} ${markOf([window.id])}`,
      registry.departments.find(({ id }) => id === window.department)?.name[language] ?? '',
      window.phone === null ? '' : phone(window.phone),
      ...(hasAddresses ? [addresses[index] ?? ''] : []),
      scopeText(registry, window.scope, language),
    ]),
  })
}

function waysList(registry: Registry, language: Language): Html {
  const words = WORDS[language]
  const { methods, form: formId } = registry.requests
  const form = registry.forms.find(({ id }) => id === formId)
  const ways = methods.map((method) => words[WAYS[method]]).join(', ')
  return html`<ul>
    ${ways !== '' && html`<li>${filled(words.ways, { ways })}</li>`}
    ${
      form !== undefined &&
      html`<li>${filled(words.form, { form: form.title[language] })}. ${words.formFile}</li>`
    }
    <li>${words.tell}</li>
    <li>${words.identity}</li>
    <li>${words.child}</li>
    <li>${words.fee}</li>
    <li>${words.noOnline}</li>
  </ul>`
}

function exampleOf(today: Day, language: Language): Html | false {
  try {
    const { due } = deadline({ receivedOn: today, days: DUE_DAYS })
    return html`<p>
      ${filled(WORDS[language].example, { today: dayText(today, language), due: dayText(due, language) })}
    </p>`
  } catch (error) {
    // The holidays of the coming year are not on record yet: then there is no example, and the rule stands above.
    if (isFault(error, 'law.holidaysUnknown')) return false
    throw error
  }
}

function notGroundTable(language: Language): Html {
  const words = WORDS[language]
  return table({
    caption: words.notGroundCaption,
    head: [words.said, words.instead, words.basis],
    rows: notGrounds.map(({ text, insteadText, cite }) => [
      html`“${text[language]}”`,
      insteadText[language],
      cite,
    ]),
  })
}

function groundList(grounds: readonly RefusalGround[], language: Language): Html {
  return html`<ul>
    ${grounds.map(
      ({ text, cite, verified }) =>
        html`<li>
          ${text[language]} (${cite}${verified === 'unverified' && html`, ${WORDS[language].unverified}`})
        </li>`,
    )}
  </ul>`
}

function objection(registry: Registry, language: Language): Html {
  const words = WORDS[language]
  const officer = registry.officers.find(({ role }) => role === 'privacyOfficer')
  return html`<p>${words.objectText}</p>
    <ul>
      ${
        officer !== undefined &&
        html`<li>
          ${filled(words.officer, { position: officer.position[language], phone: officer.phone ?? '' })}
        </li>`
      }
      <li>${words.privacyCenter}</li>
      <li>${words.committee}</li>
      <li>${words.appeal}</li>
    </ul>`
}
