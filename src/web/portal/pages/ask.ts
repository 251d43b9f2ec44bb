/**
 * How and where a person asks to see footage of themselves (법 §38④): windows, ways, what to bring, by when there is an
 * answer, what may be refused and what may not, and how to object. It describes; there is no form on it.
 */
import type { Day } from '../../../base/day.ts'
import { present } from '../../../base/assert.ts'
import { isFault } from '../../../base/fault.ts'
import type { Block } from '../../../documents/documents.ts'
import { deadline, notGrounds, noticeRule } from '../../../law/law.ts'
import type { NoticeCode } from '../../../law/law.ts'
import { draft } from '../../../policy/policy.ts'
import type { Form, Registry } from '../../../registry/registry.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { cited, filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { dayText, phone, table } from '../parts.ts'
import { keptDays } from '../register.ts'
import { scopeText } from '../scopes.ts'
import { marksOf, unconfirmedBox } from './unconfirmed.ts'

const WORDS = inBoth({
  title: { ko: '열람 청구 안내', en: 'Asking for footage of yourself' },
  lead: {
    ko: '내가 찍힌 영상을 보거나, 그런 영상이 있는지 확인하거나, 정정·삭제해 달라고 요구하실 수 있습니다([법 §35①, §36①]).',
    en: 'You may ask to see footage of yourself, whether there is any, or that it be corrected or erased ([법 §35①, §36①]).',
  },
  hurryTitle: { ko: '먼저 확인할 것: 보관기간', en: 'First of all: how long footage is kept' },
  hurry: {
    ko: '영상은 촬영일로부터 {least}~{most}일이 지나면 되살릴 수 없게 지워집니다. 서둘러 연락하시고, 답을 받을 때까지 그 영상을 지우지 말고 보존해 달라고 함께 말씀하십시오.',
    en: 'Footage is erased for good {least} to {most} days after it was filmed. Get in touch soon, and ask that the footage be kept until you are answered.',
  },
  hurryOne: {
    ko: '영상은 촬영일로부터 {most}일이 지나면 되살릴 수 없게 지워집니다. 서둘러 연락하시고, 답을 받을 때까지 그 영상을 지우지 말고 보존해 달라고 함께 말씀하십시오.',
    en: 'Footage is erased for good {most} days after it was filmed. Get in touch soon, and ask that the footage be kept until you are answered.',
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
  form: { ko: '청구 서식: {form}', en: 'Form for requests: {form}' },
  delegation: { ko: '위임장 서식: {form}', en: 'Form for a power of attorney: {form}' },
  formNumber: { ko: '‘{title}’(별지 제{n}호서식)', en: '“{title}” (form {n})' },
  formTitle: { ko: '‘{title}’', en: '“{title}”' },
  commission: {
    ko: '열람은 개인정보 보호위원회를 통하여 요구하실 수도 있습니다([법 §35②]).',
    en: 'Access can also be asked for through the Personal Information Protection Commission ([법 §35②]).',
  },
  tell: {
    ko: '언제, 어디에서 찍혔는지 되도록 좁혀서 알려 주십시오. 예: 어느 날 몇 시부터 몇 시까지, 어느 출입구.',
    en: 'Say when and where you were filmed as closely as you can: the day, from when to when, at which entrance.',
  },
  identity: {
    ko: '본인인지 확인할 수 있는 신분증을 가져오십시오. 위임을 받은 대리인은 위임장과 대리인의 신분증이 필요합니다([법 §38①, 영 §45, §46]).',
    en: 'Bring something that shows who you are. A representative needs your power of attorney and their own papers ([법 §38①, 영 §45, §46]).',
  },
  child: {
    ko: '만 14세 미만 아동은 법정대리인이 대신 요구할 수 있습니다([법 §38②]).',
    en: 'For a child under 14 the legal representative may ask ([법 §38②]).',
  },
  fee: {
    ko: '실제로 드는 비용의 범위에서 수수료와 우송료를 청구할 수 있습니다. 요구하시게 된 사유가 이 기관에 있는 때에는 청구하지 않습니다([법 §38③, 영 §47]).',
    en: 'A fee and postage may be charged, up to the actual cost; there is none when the agency is the reason for the request ([법 §38③, 영 §47]).',
  },
  noOnline: {
    ko: '이 홈페이지에서 바로 요구를 접수하지는 않습니다. 위의 창구로 요구해 주십시오.',
    en: 'This site does not take requests itself. Please turn to a window above.',
  },
  when: { ko: '언제까지 답을 받나', en: 'By when you are answered' },
  ten: {
    ko: '요구를 받은 날부터 {days}일 이내에 열람하실 수 있게 하거나, 열람을 연기·제한·거절하는 사유와 이의제기 방법을 알려 드립니다([법 §35③, 영 §41④, §42②]). 받은 날은 세지 않으며, 마지막 날이 토요일이나 공휴일이면 그다음 날까지입니다([민법 §157, §161]).',
    en: 'Within {days} days of receipt you can see the footage, or are told why access is deferred, limited or refused, and how to object ([법 §35③, 영 §41④, §42②]). The day of receipt is not counted; a last day on a Saturday or holiday moves to the next working day ([민법 §157, §161]).',
  },
  example: {
    ko: '예: 오늘({today}) 접수하면 {due}까지입니다.',
    en: 'For example: received today ({today}), answered by {due}.',
  },
  refusal: { ko: '거절할 수 있는 경우', en: 'What may be refused' },
  unread: {
    ko: '원문을 확인하지 못하고 인용된 글로만 확인한 내용',
    en: 'not read in the original, known from a quotation only',
  },
  notGround: { ko: '거절 사유가 아닌 것', en: 'What is no ground for refusal' },
  notGroundText: {
    ko: '다음 이유만으로는 거절하지 않습니다.',
    en: 'These reasons alone are no ground for refusal.',
  },
  notGroundCaption: {
    ko: '거절 사유가 아닌 것과 해야 할 일',
    en: 'No grounds, and what is to be done instead',
  },
  said: { ko: '이유', en: 'Reason' },
  instead: { ko: '해야 할 일', en: 'To be done instead' },
  basis: { ko: '근거', en: 'Basis' },
  erasure: { ko: '정정·삭제와 처리정지', en: 'Correction, erasure and suspension' },
  erasureText: {
    ko: '정정이나 삭제를 요구하시면 {days}일 이내에 결과를 알려 드리며, 삭제하지 못하면 그 이유와 이의제기 방법을 함께 알려 드립니다([영 §43③]). 다른 법령에서 그 영상을 수집 대상으로 정하고 있으면 삭제를 요구하실 수 없습니다([법 §36①]).',
    en: 'If you ask for correction or erasure, you are told the result within {days} days and, if the footage cannot be erased, why not and how to object ([영 §43③]). Footage that other law requires to be collected cannot be erased on request ([법 §36①]).',
  },
  suspensionText: {
    ko: '처리정지는 등록 대상이 되는 개인정보파일에 담긴 본인의 영상에 대해서만 요구하실 수 있고([법 §32①, §37①]), 공개된 장소의 고정형 기기의 영상에는 적용되지 않습니다([법 §58②]). 결과는 {days}일 이내에 알려 드립니다([영 §44②]).',
    en: 'Suspension can be asked for only where your footage is part of a personal information file that is to be registered ([법 §32①, §37①]); it does not apply to fixed devices in places open to the public ([법 §58②]). You are told the result within {days} days ([영 §44②]).',
  },
  object: { ko: '답에 동의할 수 없을 때', en: 'If you disagree with the answer' },
  objectText: {
    ko: '답을 알리는 글에 적힌 방법으로 이의를 제기하실 수 있습니다([법 §38⑤]).',
    en: 'Object in the way that the answer itself tells ([법 §38⑤]).',
  },
  objectOfficer: {
    ko: '이의는 개인정보 보호책임자에게 제기하실 수 있습니다: {position}',
    en: 'Objections go to the privacy officer: {position}',
  },
})

const WAYS = { visit: 'visit', phone: 'byPhone', post: 'post', email: 'email', online: 'online' } as const
/** What the law says for every kind of request, should a rule be without a number. */
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
      <p>${filled(words.ten, { days: daysFor('access', today) })}</p>
      ${exampleOf(today, language)}
      <h2>${words.notGround}</h2>
      <p>${words.notGroundText}</p>
      ${notGroundTable(language)}
      <h2>${words.refusal}</h2>
      ${refusal(registry, today, language)}
      <h2>${words.erasure}</h2>
      <p>${filled(words.erasureText, { days: daysFor('erasure', today) })}</p>
      <p>${filled(words.suspensionText, { days: daysFor('suspension', today) })}</p>
      <h2>${words.object}</h2>
      ${objection(registry, language)}`,
  }
}

function hurryBox(registry: Registry, language: Language): Html | false {
  const words = WORDS[language]
  const kept = keptDays(registry)
  if (kept === undefined) return false
  return html`<section class="box tell" aria-labelledby="hurry">
    <h2 id="hurry">${words.hurryTitle}</h2>
    <p>${filled(kept.least === kept.most ? words.hurryOne : words.hurry, kept)}</p>
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
  const delegation = registry.forms.find(({ use }) => use === 'delegation')
  const ways = methods.map((method) => words[WAYS[method]]).join(', ')
  return html`<ul>
    ${ways !== '' && html`<li>${filled(words.ways, { ways })}</li>`}
    ${form !== undefined && html`<li>${filled(words.form, { form: formText(form, language) })}</li>`}
    <li>${words.tell}</li>
    <li>${words.identity}</li>
    ${
      delegation !== undefined &&
      html`<li>${filled(words.delegation, { form: formText(delegation, language) })}</li>`
    }
    <li>${words.child}</li>
    <li>${words.commission}</li>
    <li>${words.fee}</li>
    <li>${words.noOnline}</li>
  </ul>`
}

function formText({ title, number }: Form, language: Language): string {
  const words = WORDS[language]
  return number === null
    ? filled(words.formTitle, { title: title[language] })
    : filled(words.formNumber, { title: title[language], n: number })
}

/** Within how many days such a request is answered. */
function daysFor(code: NoticeCode, today: Day): number {
  return noticeRule(code, today)?.amount ?? DUE_DAYS
}

function exampleOf(today: Day, language: Language): Html | false {
  try {
    const { due } = deadline({ receivedOn: today, days: daysFor('access', today) })
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
    rows: notGrounds.map(({ text, insteadText, cite, verified }) => [
      html`“${text[language]}”`,
      insteadText[language],
      html`${cited(cite, language)}${verified !== 'read' && html` <span class="note">(${words.unread})</span>`}`,
    ]),
  })
}

/**
 * When access may be refused, in the policy's own words: the grounds that the agency names of the law's list are chosen
 * and cited there, and a second list beside it could say something else.
 */
function refusal(registry: Registry, today: Day, language: Language): Html | false {
  const [policy] = registry.policies
  if (policy === undefined) return false
  const { clauses } = draft({ registry, policy: policy.id, on: today })
  const blocks = clauses.find(({ id }) => id === 'requests')?.blocks[language] ?? []
  const [rule, list] = present(
    groundsIn(blocks),
    'the policy tells the grounds of refusal in a list of its own',
  )
  return html`<p>${textOf(rule.text)}</p>
    <ul>
      ${list.items.map((item) => html`<li>${textOf(item)}</li>`)}
    </ul>`
}

type BlockOf<T extends Block['type']> = Extract<Block, { type: T }>
type Item = BlockOf<'list'>['items'][number]

/** Of what is said about requests, only the grounds of refusal are a paragraph with a list in a list. */
function groundsIn(blocks: readonly Block[]): readonly [BlockOf<'paragraph'>, BlockOf<'list'>] | undefined {
  for (const block of blocks)
    for (const item of block.type === 'list' ? block.items : []) {
      const [rule, list] = typeof item === 'string' ? [] : item
      if (isBlock(rule) && rule.type === 'paragraph' && isBlock(list) && list.type === 'list')
        return [rule, list]
    }
  return undefined
}

function isBlock(part: Exclude<Item, string>[number] | undefined): part is Block {
  return typeof part === 'object' && 'type' in part
}

function textOf(text: Item): string {
  if (typeof text === 'string') return text
  return text
    .map((part) => (typeof part === 'string' ? part : 'text' in part ? textOf(part.text) : ''))
    .join('')
}

function objection(registry: Registry, language: Language): Html {
  const words = WORDS[language]
  const officer = registry.officers.find(({ role }) => role === 'privacyOfficer')
  return html`<p>${words.objectText}</p>
    ${
      officer !== undefined &&
      html`<p>
        ${filled(words.objectOfficer, { position: officer.position[language] })}${
          officer.phone !== null && html`, ${phone(officer.phone)}`
        }
      </p>`
    }`
}
