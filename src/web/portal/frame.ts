/**
 * What stands around every page of the portal: the agency's name, the menu, the other language, the way to the staff's
 * page, and at the end who publishes this. No script anywhere, and nothing that is loaded from elsewhere.
 */
import type { Registry } from '../../registry/registry.ts'
import { html } from '../page/html.ts'
import type { Html } from '../page/html.ts'
import { inBoth, pathIn } from './language.ts'
import type { Language } from './language.ts'

/** Addresses of what pages load. */
export type Linked = { readonly styles: readonly string[]; readonly icon: string }

export type Around = {
  readonly language: Language
  /** Undefined before the first agency file is adopted, and on error pages when nothing can be read. */
  readonly agency: Registry['agency'] | undefined
  readonly linked: Linked
}

export type Content = {
  /** The page without its language: `/register`. Undefined where the other language has no such page. */
  readonly page: string | undefined
  readonly title: string
  /** Pages above this one, from the top; the start page is not named. */
  readonly trail?: readonly { readonly page: string; readonly name: string }[]
  readonly main: Html
  /** False for pages that search engines should not keep, such as errors. */
  readonly isIndexed?: boolean
}

const WORDS = inBoth({
  skip: { ko: '본문 바로가기', en: 'Skip to the content' },
  service: { ko: '영상정보처리기기 운영 정보', en: 'Information on video devices' },
  unknownAgency: { ko: '공공기관', en: 'Public agency' },
  menu: { ko: '주요 메뉴', en: 'Main menu' },
  trail: { ko: '현재 위치', en: 'You are here' },
  start: { ko: '처음', en: 'Start' },
  policy: { ko: '운영·관리 방침', en: 'Policy' },
  register: { ko: '기기 현황', en: 'Register of devices' },
  ask: { ko: '열람 청구 안내', en: 'Asking for footage of yourself' },
  people: { ko: '책임자와 수탁자', en: 'Who is responsible' },
  truth: { ko: '방침 점검 결과', en: 'Is the policy true?' },
  verify: { ko: '장부 검증 방법', en: 'Verifying the ledger' },
  accessibility: { ko: '웹 접근성', en: 'Accessibility' },
  staff: { ko: '직원 로그인', en: 'Staff sign-in' },
  other: { ko: 'English', en: '한국어' },
  phone: { ko: '대표전화', en: 'Telephone' },
  homepage: { ko: '기관 홈페이지', en: 'Website of the agency' },
  cites: {
    ko: '법: 「개인정보 보호법」, 시행령: 「개인정보 보호법 시행령」',
    en: 'Act: the Personal Information Protection Act of Korea. Decree: its Enforcement Decree.',
  },
  made: {
    ko: '이 홈페이지의 방침·현황·점검 결과는 장승(Jangseung)이 한 벌의 현황에서 만들어 보여 줍니다.',
    en: 'Policy, register and checks on this site are all made by Jangseung from one registry.',
  },
})

const MENU = ['policy', 'register', 'ask', 'people', 'truth'] as const
const FOOT = ['verify', 'accessibility'] as const

/** The names of the pages, as the menu has them. */
export function pageNames(language: Language): (typeof WORDS)[Language] {
  return WORDS[language]
}

/** A whole page. */
export function framed(around: Around, content: Content): Html {
  const { language, agency, linked } = around
  const words = WORDS[language]
  const name = agency?.name[language] ?? words.unknownAgency
  const other: Language = language === 'ko' ? 'en' : 'ko'
  const otherAddress = pathIn(other, content.page ?? '/')
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${content.isIndexed === false && html`<meta name="robots" content="noindex" />`}
        <title>${content.title} | ${name}</title>
        ${linked.styles.map((address) => html`<link rel="stylesheet" href="${address}" />`)}
        <link rel="icon" type="image/svg+xml" href="${linked.icon}" />
        <link rel="alternate" hreflang="${other}" href="${otherAddress}" />
      </head>
      <body>
        <a class="skip" href="#main">${words.skip}</a>
        <header class="top">
          <div class="inner">
            <p class="brand">
              <a href="${pathIn(language, '/')}"><strong>${name}</strong> <span>${words.service}</span></a>
            </p>
            <ul class="tools">
              <li><a lang="${other}" hreflang="${other}" href="${otherAddress}">${words.other}</a></li>
              <li><a href="${language === 'ko' ? '/staff' : '/staff?lang=en'}">${words.staff}</a></li>
            </ul>
          </div>
          <nav class="menu inner" aria-label="${words.menu}">
            <ul>
              ${MENU.map((key) => menuItem(language, content.page, `/${key}`, words[key]))}
            </ul>
          </nav>
        </header>
        <main id="main" class="inner" tabindex="-1">
          ${content.trail !== undefined && trail(language, content.trail, content.title)} ${content.main}
        </main>
        ${foot(around, name)}
      </body>
    </html> `
}

function menuItem(language: Language, page: string | undefined, path: string, name: string): Html {
  const isHere = page === path ? 'page' : page?.startsWith(`${path}/`) === true ? 'true' : undefined
  return html`<li>
    <a href="${pathIn(language, path)}" ${isHere !== undefined && html`aria-current="${isHere}"`}>${name}</a>
  </li>`
}

function trail(language: Language, above: NonNullable<Content['trail']>, title: string): Html {
  const words = WORDS[language]
  return html`<nav class="trail" aria-label="${words.trail}">
    <ol>
      <li><a href="${pathIn(language, '/')}">${words.start}</a></li>
      ${above.map(({ page, name }) => html`<li><a href="${pathIn(language, page)}">${name}</a></li>`)}
      <li aria-current="page">${title}</li>
    </ol>
  </nav>`
}

function foot({ language, agency }: Around, name: string): Html {
  const words = WORDS[language]
  const address = agency?.address?.[language]
  const phones = agency?.phones ?? []
  const homepage = agency?.homepage ?? undefined
  return html`<footer class="foot">
    <div class="inner">
      <ul>
        ${FOOT.map((key) => html`<li><a href="${pathIn(language, `/${key}`)}">${words[key]}</a></li>`)}
        ${
          homepage !== undefined &&
          /^https?:\/\//.test(homepage) &&
          html`<li><a href="${homepage}">${words.homepage}</a></li>`
        }
      </ul>
      <p><strong>${name}</strong>${address !== undefined && html`, ${agency?.postcode ?? ''} ${address}`}</p>
      ${phones.length > 0 && html`<p>${words.phone} ${phones.join(', ')}</p>`}
      <p>${words.cites}</p>
      <p>${words.made}</p>
    </div>
  </footer>`
}
