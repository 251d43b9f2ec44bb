/**
 * Who is responsible: officers by office and position, never by name, processors, and whose the other cameras are.
 */
import { article } from '../../../law/law.ts'
import type { Day } from '../../../base/day.ts'
import type { Officer, Processor, Registry } from '../../../registry/registry.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { phone, span, table } from '../parts.ts'
import { scopeText } from '../scopes.ts'
import { marksOf, unconfirmedBox } from './unconfirmed.ts'
import type { Marks } from './unconfirmed.ts'

const WORDS = inBoth({
  title: { ko: '책임자와 수탁자', en: 'Who is responsible' },
  lead: {
    ko: '카메라와 영상을 맡은 사람을 직위로 알려 드립니다. 불편하거나 궁금한 점은 이곳으로 연락해 주십시오.',
    en: 'Those in charge of cameras and footage, by their position. Turn to them with complaints and questions.',
  },
  head: {
    ko: '개인정보를 안전하게 처리하고 정보주체의 권리를 보호할 최종적인 책임은 이 기관의 장{head}에게 있습니다([법 §30의3]).',
    en: 'The head of the agency{head} is finally responsible for the safe processing of personal information and for the rights of data subjects ([법 §30의3]).',
  },
  inBrackets: { ko: '({position})', en: ' ({position})' },
  officers: { ko: '책임자와 접근권한자', en: 'Officers' },
  officersCaption: {
    ko: '개인정보 보호책임자, 관리책임자, 접근권한자',
    en: 'Privacy officer, managers and handlers',
  },
  role: { ko: '구분', en: 'Role' },
  position: { ko: '직위', en: 'Position' },
  department: { ko: '소속', en: 'Department' },
  phone: { ko: '연락처', en: 'Telephone' },
  scope: { ko: '맡은 기기', en: 'For which devices' },
  privacyOfficer: { ko: '개인정보 보호책임자', en: 'Privacy officer' },
  manager: { ko: '관리책임자', en: 'Manager' },
  handler: { ko: '접근권한자', en: 'Handler' },
  rolesNote: {
    ko: '영상은 권한을 받은 사람만 볼 수 있고, 볼 때마다 목적과 근거가 장부에 먼저 남습니다.',
    en: 'Only those who were given the right may look at footage, and each time purpose and legal basis are recorded first.',
  },
  processors: { ko: '일을 맡긴 업체(수탁자)', en: 'Processors' },
  processorsCaption: { ko: '수탁자와 맡긴 일', en: 'Processors and their tasks' },
  processor: { ko: '수탁자', en: 'Processor' },
  tasks: { ko: '맡긴 일', en: 'Tasks' },
  contract: { ko: '계약기간', en: 'Contract' },
  noContract: { ko: '등록되지 않음', en: 'not registered' },
  noProcessors: {
    ko: '등록된 수탁자가 없습니다.',
    en: 'No processor is registered.',
  },
  openNotes: {
    ko: '기관이 아직 확인하지 않은 내용이 아래에 있습니다.',
    en: 'What the agency has yet to confirm is told below.',
  },
  notOurs: { ko: '다른 기관이 운영하는 기기', en: 'Cameras that others run' },
  notOursText: {
    ko: '다음 기기는 다른 기관이 운영합니다. 그 영상은 운영하는 곳에 문의해 주십시오.',
    en: 'Others run the following cameras. Ask them about that footage.',
  },
  notOursCaption: { ko: '다른 기관이 운영하는 기기', en: 'Cameras that others run' },
  where: { ko: '위치', en: 'Where' },
  operator: { ko: '운영하는 곳', en: 'Run by' },
  noNotOurs: {
    ko: '다른 기관이 운영하는 기기로 등록된 것은 없습니다.',
    en: 'No camera of others is registered here.',
  },
  ask: { ko: '열람을 요구하려면', en: 'To ask for footage' },
  askText: { ko: '창구와 방법은 다음 페이지에 있습니다:', en: 'Windows and ways are told here:' },
  askLink: { ko: '열람 청구 안내', en: 'Asking for footage of yourself' },
})

const ORDER: readonly Officer['role'][] = ['privacyOfficer', 'manager', 'handler']

export type PeoplePage = { readonly language: Language; readonly registry: Registry; readonly today: Day }

/** Who is responsible. */
export function peoplePage({ language, registry, today }: PeoplePage): { title: string; main: Html } {
  const words = WORDS[language]
  const processors = processorsOn(registry, today)
  // Whether anything is outsourced is noted of a policy: that there is no processor has no id of its own.
  const about = processors.length === 0 ? registry.policies : processors
  const shown = [...registry.officers, ...about, ...registry.notOurs].map(({ id }) => id)
  const marks = marksOf(registry, new Set(shown), language)
  return {
    title: words.title,
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      ${headLine(registry, today, language)}
      <h2>${words.officers}</h2>
      ${officerTable(registry, marks, language)}
      <p class="note">${words.rolesNote}</p>
      <h2>${words.processors}</h2>
      ${processorTable(registry, processors, marks, language)}
      <h2 id="not-ours">${words.notOurs}</h2>
      ${notOursTable(registry, marks, language)} ${unconfirmedBox(marks, language)}
      <h2>${words.ask}</h2>
      <p>${words.askText} <a href="${pathIn(language, '/ask')}">${words.askLink}</a></p>`,
  }
}

/** The head of the agency, who answers for it in the end, once the law says so (법 §30의3). */
function headLine({ agency: { head } }: Registry, today: Day, language: Language): Html | false {
  if (article('법 §30의3', today) === undefined) return false
  const words = WORDS[language]
  const named = head === null ? '' : filled(words.inBrackets, { position: head[language] })
  return html`<p>${filled(words.head, { head: named })}</p>`
}

/** As the policy has them: those whose contract, where it is known, runs today. */
function processorsOn({ processors }: Registry, today: Day): readonly Processor[] {
  return processors.filter(
    ({ contract }) => contract === null || (contract.from <= today && today <= contract.until),
  )
}

/** The role, and beside it what the agency calls it. */
function roleText({ role, title }: Officer, language: Language): string {
  const words = WORDS[language]
  if (title === null) return words[role]
  const called = title[language].charAt(0).toLowerCase() + title[language].slice(1)
  return `${words[role]}${filled(words.inBrackets, { position: called })}`
}

function officerTable(registry: Registry, { markOf }: Marks, language: Language): Html {
  const words = WORDS[language]
  const officers = ORDER.flatMap((role) => registry.officers.filter((one) => one.role === role))
  return table({
    caption: words.officersCaption,
    head: [words.role, words.position, words.department, words.phone, words.scope],
    rows: officers.map((officer) => [
      html`${roleText(officer, language)} ${markOf([officer.id])}`,
      officer.position[language],
      registry.departments.find(({ id }) => id === officer.department)?.name[language] ?? '',
      officer.phone === null ? '' : phone(officer.phone),
      scopeText(registry, officer.scope, language),
    ]),
  })
}

function processorTable(
  registry: Registry,
  processors: readonly Processor[],
  { markOf, notes }: Marks,
  language: Language,
): Html {
  const words = WORDS[language]
  if (processors.length === 0) {
    const isOpen = notes.some(({ about }) => registry.policies.some(({ id }) => about.includes(id)))
    return html`<p>${words.noProcessors}${isOpen && html` ${words.openNotes}`}</p>`
  }
  return table({
    caption: words.processorsCaption,
    head: [words.processor, words.tasks, words.phone, words.scope, words.contract],
    rows: processors.map(({ id, name, tasks, phone: number, scope, contract }) => [
      html`${name[language]} ${markOf([id])}`,
      tasks.map((task) => task[language]).join(', '),
      number === null ? '' : phone(number),
      scopeText(registry, scope, language),
      contract === null ? words.noContract : span(contract.from, contract.until, language),
    ]),
  })
}

function notOursTable(registry: Registry, { markOf }: Marks, language: Language): Html {
  const words = WORDS[language]
  if (registry.notOurs.length === 0) return html`<p>${words.noNotOurs}</p>`
  return html`<p>${words.notOursText}</p>
    ${table({
      caption: words.notOursCaption,
      head: [words.where, words.operator, words.phone],
      rows: registry.notOurs.map(({ id, where, operator, phone: number }) => [
        html`${where[language]} ${markOf([id])}`,
        operator[language],
        number === null ? '' : phone(number),
      ]),
    })}`
}
