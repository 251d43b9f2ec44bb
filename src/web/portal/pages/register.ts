/**
 * The register of devices: how many there are and where, then each of them in a table of pages that can be narrowed
 * down, then the whole and each department's part as files (세부파일).
 */
import { deviceCounts } from '../../../registry/registry.ts'
import type { Registry } from '../../../registry/registry.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { dayOn, facts, grouped, table } from '../parts.ts'
import type { TableCell } from '../parts.ts'
import { columnNames, filteredRows, NO_DEPARTMENT, wordFor } from '../register.ts'
import type { Column, Filter, Row } from '../register.ts'
import { marksOf, unconfirmedBox } from './unconfirmed.ts'

const WORDS = inBoth({
  title: { ko: '기기 현황', en: 'Register of devices' },
  lead: {
    ko: '운영 중인 모든 기기입니다. 수는 현황에서 그때그때 다시 셉니다.',
    en: 'Every device in use. The numbers are counted anew from the registry each time.',
  },
  asOf: { ko: '현황 기준일', en: 'As of' },
  counts: { ko: '장소별 대수', en: 'How many, and where' },
  countsCaption: { ko: '기관 장소별 기기 대수', en: 'Number of devices by site' },
  site: { ko: '장소(청사)', en: 'Site' },
  fixedPublic: { ko: '고정형, 공개된 장소', en: 'Fixed, open to the public' },
  fixedClosed: { ko: '고정형, 비공개 장소', en: 'Fixed, not open' },
  mobile: { ko: '이동형', en: 'Mobile' },
  sum: { ko: '합계', en: 'Sum' },
  find: { ko: '기기 찾기', en: 'Find devices' },
  text: { ko: '검색어', en: 'Words' },
  textNote: { ko: '위치, 촬영범위, 목적 등에서 찾습니다.', en: 'In places, views, purposes and so on.' },
  all: { ko: '모두', en: 'All' },
  department: { ko: '담당 부서', en: 'Department' },
  none: { ko: '부서 미지정', en: 'No department' },
  class: { ko: '구분', en: 'Class' },
  place: { ko: '장소 구분', en: 'Place' },
  purpose: { ko: '목적', en: 'Purpose' },
  show: { ko: '찾기', en: 'Find' },
  reset: { ko: '조건 지우기', en: 'Show all' },
  list: { ko: '기기 목록', en: 'Devices' },
  found: { ko: '{found}대 가운데 {first}~{last}번째', en: '{first} to {last} of {found} devices' },
  foundNone: { ko: '조건에 맞는 기기가 없습니다.', en: 'No device meets these conditions.' },
  pages: { ko: '페이지', en: 'Pages' },
  pageBefore: { ko: '', en: 'Page ' },
  pageAfter: { ko: '페이지', en: '' },
  files: { ko: '파일로 받기', en: 'As files' },
  filesNote: {
    ko: '표와 같은 내용입니다. 부서별 세부파일도 있습니다.',
    en: 'The same as in the table; also for each department.',
  },
  filesCaption: { ko: '현황 파일', en: 'Files of the register' },
  standard: {
    ko: '전국CCTV표준데이터 형식으로 받기(CSV, 공개된 장소의 고정형만)',
    en: 'In the columns of the national open data (CSV, fixed devices in places open to the public)',
  },
  whole: { ko: '기관 전체', en: 'Whole agency' },
  devices: { ko: '대수', en: 'Devices' },
  file: { ko: '내려받기', en: 'Download' },
  others: { ko: '다른 기관이 운영하는 기기', en: 'Cameras that others run' },
  othersText: {
    ko: '같은 건물이나 그 주변에 다른 기관이 운영하는 기기가 있습니다. 운영하는 기관은 다음 페이지에 있습니다:',
    en: 'In or around the same buildings there are cameras that others run. Who does is told on this page:',
  },
  people: { ko: '책임자와 수탁자', en: 'Who is responsible' },
})

export const PAGE_ROWS = 40
/** What a table on a page has room for; the files have every column. */
const SHOWN: readonly Column[] = ['purposes', 'hours', 'retention', 'storage', 'department']

export type RegisterPage = {
  readonly language: Language
  readonly registry: Registry
  readonly rows: readonly Row[]
  readonly filter: Filter
  /** Counted from 1. */
  readonly page: number
}

/** How many pages the rows fill; at least one. */
export function pagesOf(count: number): number {
  return Math.max(1, Math.ceil(count / PAGE_ROWS))
}

/** The register. */
export function registerPage({ language, registry, rows, filter, page }: RegisterPage): {
  title: string
  main: Html
} {
  const words = WORDS[language]
  const found = filteredRows(rows, filter)
  const first = (page - 1) * PAGE_ROWS
  const shown = found.slice(first, first + PAGE_ROWS)
  const marks = marksOf(registry, idsOf(shown), language)
  const range = { found: grouped(found.length), first: first + 1, last: first + shown.length }
  return {
    title: words.title,
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      ${facts([[words.asOf, dayOn(registry.asOf, language)]])}
      <h2>${words.counts}</h2>
      ${countTable(registry, language)}
      <h2 id="find" class="no-print">${words.find}</h2>
      ${filterForm(registry, filter, language)}
      <h2 id="list">${words.list}</h2>
      ${
        shown.length === 0
          ? html`<p>${words.foundNone}</p>`
          : html`<p>${filled(words.found, range)}</p>
              ${deviceTable(shown, marks.markOf, language)} ${pageLinks(found.length, page, filter, language)}`
      }
      ${unconfirmedBox(marks, language)}
      <h2 id="files">${words.files}</h2>
      <p>${words.filesNote}</p>
      ${fileTable(registry, rows, language)}
      <p><a href="${pathIn(language, '/register/all/standard.csv')}">${words.standard}</a></p>
      ${
        registry.notOurs.length > 0 &&
        html`<h2>${words.others}</h2>
          <p>
            ${words.othersText}
            <a href="${pathIn(language, '/people')}#not-ours">${words.people}</a>
          </p>`
      }`,
  }
}

/** What is told of on these rows: devices, zones and storage places. */
function idsOf(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.flatMap(({ device, zone }) => [device.id, zone.id, ...storageOf(zone)]))
}

function storageOf(zone: Row['zone']): readonly string[] {
  return zone.recordings.flatMap(({ storage }) => storage)
}

function countTable(registry: Registry, language: Language): Html {
  const words = WORDS[language]
  const counts = deviceCounts(registry)
  const sum = (site: string | undefined, deviceClass: string, place?: string) =>
    counts
      .filter(
        (one) =>
          (site ?? one.site) === one.site && one.class === deviceClass && (place ?? one.place) === one.place,
      )
      .reduce((total, { devices }) => total + devices, 0)
  const row = (name: string, site: string | undefined): TableCell[] => {
    const cells = [sum(site, 'fixed', 'public'), sum(site, 'fixed', 'closed'), sum(site, 'mobile')]
    return [name, ...[...cells, cells.reduce((a, b) => a + b, 0)].map((number) => ({ number }))]
  }
  return table({
    caption: words.countsCaption,
    head: [
      words.site,
      ...[words.fixedPublic, words.fixedClosed, words.mobile, words.sum].map((number) => ({ number })),
    ],
    rows: registry.sites.map(({ id, name }) => row(name[language], id)),
    foot: row(words.sum, undefined),
  })
}

function filterForm(registry: Registry, filter: Filter, language: Language): Html {
  const words = WORDS[language]
  const named = (list: readonly { id: string; name: { ko: string; en: string } }[]) =>
    list.map(({ id, name }) => [id, name[language]] as const)
  const coded = (codes: readonly ('fixed' | 'mobile' | 'public' | 'closed')[]) =>
    codes.map((code) => [code, wordFor(code, language)] as const)
  return html`<form class="filter box" method="get" action="${pathIn(language, '/register')}#list">
    ${choice('site', words.site, named(registry.sites), filter.site, language)}
    ${choice('department', words.department, named(registry.departments), filter.department, language)}
    ${choice('class', words.class, coded(['fixed', 'mobile']), filter.class, language)}
    ${choice('place', words.place, coded(['public', 'closed']), filter.place, language)}
    ${choice('purpose', words.purpose, named(registry.purposes), filter.purpose, language)}
    <div>
      <label for="filter-text">${words.text}</label>
      <input
        id="filter-text"
        name="text"
        type="search"
        maxlength="60"
        value="${filter.text ?? ''}"
        aria-describedby="filter-text-note"
      />
    </div>
    <p class="wide note" id="filter-text-note">${words.text}: ${words.textNote}</p>
    <p class="wide">
      <button type="submit" class="first">${words.show}</button>
      <a class="button" href="${pathIn(language, '/register')}#list">${words.reset}</a>
    </p>
  </form>`
}

function choice(
  name: string,
  label: string,
  options: readonly (readonly [value: string, name: string])[],
  chosen: string | undefined,
  language: Language,
): Html {
  return html`<div>
    <label for="filter-${name}">${label}</label>
    <select id="filter-${name}" name="${name}">
      <option value="">${WORDS[language].all}</option>
      ${options.map(
        ([value, text]) =>
          html`<option value="${value}" ${value === chosen && html`selected`}>${text}</option>`,
      )}
    </select>
  </div>`
}

function deviceTable(
  shown: readonly Row[],
  markOf: (ids: readonly string[]) => Html,
  language: Language,
): Html {
  const words = WORDS[language]
  const names = columnNames(language)
  return table({
    caption: words.list,
    width: 'wide',
    head: [names.name, names.where, names.view, names.class, ...SHOWN.map((column) => names[column])],
    rows: shown.map(({ device, zone, cells }) => [
      html`${cells.name}
        <span class="code">${device.id}</span> ${markOf([device.id, zone.id, ...storageOf(zone)])}`,
      cells.where,
      cells.view,
      `${cells.class}, ${cells.place}`,
      ...SHOWN.map((column) => cells[column]),
    ]),
  })
}

function pageLinks(found: number, page: number, filter: Filter, language: Language): Html | false {
  const words = WORDS[language]
  const last = pagesOf(found)
  if (last === 1) return false
  const shown = [1, page - 2, page - 1, page, page + 1, page + 2, last]
    .filter((one, index, all) => one >= 1 && one <= last && all.indexOf(one) === index)
    .toSorted((a, b) => a - b)
  return html`<nav class="pages" aria-label="${words.pages}">
    <ol>
      ${shown.map((number, index) => {
        const gap = index > 0 && number - (shown[index - 1] ?? 0) > 1
        return html`${gap && html`<li><span>…</span></li>`}
          <li>
            <a
              href="${registerAddress(filter, number, language)}"
              ${number === page && html`aria-current="page"`}
              ><span class="unseen">${words.pageBefore}</span>${number}<span class="unseen"
                >${words.pageAfter}</span
              ></a
            >
          </li>`
      })}
    </ol>
  </nav>`
}

/** The address of one page of a filtered register. */
export function registerAddress(filter: Filter, page: number, language: Language): string {
  const query = new URLSearchParams({ ...filter, ...(page === 1 ? {} : { page: String(page) }) }).toString()
  return `${pathIn(language, '/register')}${query === '' ? '' : `?${query}`}#list`
}

function fileTable(registry: Registry, rows: readonly Row[], language: Language): Html {
  const words = WORDS[language]
  const links = (folder: string, name: string) =>
    html`${(['csv', 'xlsx'] as const).map(
      (ending) =>
        html`<a href="${pathIn(language, `/register/${folder}/devices.${ending}`)}"
          >${ending.toUpperCase()}<span class="unseen"> ${name}</span></a
        > `,
    )}`
  const departments = [
    ...registry.departments,
    { id: NO_DEPARTMENT, name: { ko: WORDS.ko.none, en: WORDS.en.none } },
  ]
  return table({
    caption: words.filesCaption,
    width: 'narrow',
    head: [words.department, { number: words.devices }, words.file],
    rows: [
      [words.whole, { number: rows.length }, links('all', words.whole)],
      ...departments.flatMap(({ id, name }): TableCell[][] => {
        const devices = filteredRows(rows, { department: id }).length
        return devices === 0 ? [] : [[name[language], { number: devices }, links(id, name[language])]]
      }),
    ],
  })
}
