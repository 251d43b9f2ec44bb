/**
 * Who is responsible: officers by office and position, never by name, processors, and whose the other cameras are.
 */
import type { Officer, Registry } from '../../../registry/registry.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { inBoth, pathIn } from '../language.ts'
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
    ko: '영상정보처리기기의 설치·관리를 다른 업체에 맡기지 않습니다.',
    en: 'Installation and operation are not outsourced to anybody.',
  },
  notOurs: { ko: '우리 것이 아닌 카메라', en: 'Cameras that are not ours' },
  notOursText: {
    ko: '다음 카메라는 다른 기관이 운영합니다. 그 영상은 운영하는 곳에 문의해 주십시오.',
    en: 'Others run the following cameras. Ask them about that footage.',
  },
  notOursCaption: { ko: '다른 기관이 운영하는 카메라', en: 'Cameras that others run' },
  where: { ko: '위치', en: 'Where' },
  operator: { ko: '운영하는 곳', en: 'Run by' },
  noNotOurs: {
    ko: '등록된 다른 기관의 카메라는 없습니다.',
    en: 'No camera of others is registered here.',
  },
  ask: { ko: '열람을 요구하려면', en: 'To ask for footage' },
  askText: { ko: '창구와 방법은 다음 페이지에 있습니다:', en: 'Windows and ways are told here:' },
  askLink: { ko: '열람 청구 안내', en: 'Asking for footage' },
})

const ORDER: readonly Officer['role'][] = ['privacyOfficer', 'manager', 'handler']

export type PeoplePage = { readonly language: Language; readonly registry: Registry }

/** Who is responsible. */
export function peoplePage({ language, registry }: PeoplePage): { title: string; main: Html } {
  const words = WORDS[language]
  const shown = [...registry.officers, ...registry.processors, ...registry.notOurs].map(({ id }) => id)
  const marks = marksOf(registry, new Set(shown), language)
  return {
    title: words.title,
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      <h2>${words.officers}</h2>
      ${officerTable(registry, marks, language)}
      <p class="note">${words.rolesNote}</p>
      <h2>${words.processors}</h2>
      ${processorTable(registry, marks, language)}
      <h2 id="not-ours">${words.notOurs}</h2>
      ${notOursTable(registry, marks, language)} ${unconfirmedBox(marks, language)}
      <h2>${words.ask}</h2>
      <p>${words.askText} <a href="${pathIn(language, '/ask')}">${words.askLink}</a></p>`,
  }
}

function officerTable(registry: Registry, { markOf }: Marks, language: Language): Html {
  const words = WORDS[language]
  const officers = ORDER.flatMap((role) => registry.officers.filter((one) => one.role === role))
  return table({
    caption: words.officersCaption,
    head: [words.role, words.position, words.department, words.phone, words.scope],
    rows: officers.map((officer) => [
      html`${officer.title?.[language] ?? words[officer.role]} ${markOf([officer.id])}`,
      officer.position[language],
      registry.departments.find(({ id }) => id === officer.department)?.name[language] ?? '',
      officer.phone === null ? '' : phone(officer.phone),
      scopeText(registry, officer.scope, language),
    ]),
  })
}

function processorTable(registry: Registry, { markOf }: Marks, language: Language): Html {
  const words = WORDS[language]
  if (registry.processors.length === 0) return html`<p>${words.noProcessors}</p>`
  return table({
    caption: words.processorsCaption,
    head: [words.processor, words.tasks, words.phone, words.scope, words.contract],
    rows: registry.processors.map(({ id, name, tasks, phone: number, scope, contract }) => [
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
