/** What was done so that everyone can use the portal, what is known not to work, and whom to tell. */
import type { Registry } from '../../../registry/registry.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth } from '../language.ts'
import type { Language } from '../language.ts'
import { phone } from '../parts.ts'

const WORDS = inBoth({
  title: { ko: '웹 접근성', en: 'Accessibility' },
  lead: {
    ko: '누구나 이 홈페이지를 쓸 수 있어야 합니다. 웹 콘텐츠 접근성 지침(WCAG) 2.2의 AA 수준을 목표로 만들었습니다.',
    en: 'Everyone should be able to use this site. It is made towards level AA of WCAG 2.2.',
  },
  done: { ko: '이렇게 만들었습니다', en: 'How it is made' },
  script: {
    ko: '자바스크립트 없이 모든 페이지를 쓸 수 있습니다.',
    en: 'Every page works without JavaScript.',
  },
  keyboard: {
    ko: '키보드만으로 모든 것을 쓸 수 있고, 초점이 어디 있는지 보입니다. 첫 번째 링크로 본문에 바로 갈 수 있습니다.',
    en: 'Everything works by keyboard, and the focus is always visible. The first link leads straight to the content.',
  },
  zoom: {
    ko: '200%로 키우거나 너비 320픽셀의 화면에서도 읽을 수 있습니다. 넓은 표는 표만 따로 옆으로 움직입니다.',
    en: 'It can be read at 200% and on screens 320 pixels wide. A wide table scrolls by itself.',
  },
  colour: {
    ko: '결과는 색만이 아니라 말과 기호로도 나타냅니다.',
    en: 'Results are told in words and signs, not by colour alone.',
  },
  structure: {
    ko: '제목의 차례, 표의 제목과 머리글, 언어를 기계가 읽을 수 있게 표시했습니다.',
    en: 'Headings, captions, table headers and languages are marked up for machines to read.',
  },
  print: { ko: '종이에 인쇄하기 좋게 꾸몄습니다.', en: 'Pages print well.' },
  tested: {
    ko: '모든 페이지를 두 언어로, 실제 브라우저에서 axe-core로 자동 검사합니다.',
    en: 'Every page is tested in both languages with axe-core in a real browser.',
  },
  known: { ko: '알려진 한계', en: 'What is known not to be good' },
  knownText: {
    ko: '자동 검사는 접근성 문제의 일부만 찾습니다. 화면 낭독기 사용자와 함께 한 검사는 아직 하지 않았습니다. 직원이 쓰는 화면은 이 설명에 들어 있지 않으며, 자바스크립트가 필요합니다.',
    en: 'Automatic tests find only some of the problems. No test with users of screen readers has been made yet. The page of the staff is not covered by this statement, and needs JavaScript.',
  },
  tell: { ko: '불편한 점이 있으면', en: 'If something does not work for you' },
  tellText: {
    ko: '아래로 알려 주십시오. 같은 내용을 전화로 듣거나 인쇄물로 달라고 하실 수도 있습니다.',
    en: 'Tell us here. You may also ask for the same information by telephone or on paper.',
  },
  phone: { ko: '대표전화', en: 'Telephone' },
  officer: { ko: '개인정보 보호책임자({position})', en: 'Privacy officer ({position})' },
})

/** The accessibility statement. */
export function accessibilityPage(registry: Registry, language: Language): { title: string; main: Html } {
  const words = WORDS[language]
  const officer = registry.officers.find(({ role }) => role === 'privacyOfficer')
  const done = ['script', 'keyboard', 'zoom', 'colour', 'structure', 'print', 'tested'] as const
  return {
    title: words.title,
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      <h2>${words.done}</h2>
      <ul>
        ${done.map((one) => html`<li>${words[one]}</li>`)}
      </ul>
      <h2>${words.known}</h2>
      <p>${words.knownText}</p>
      <h2>${words.tell}</h2>
      <p>${words.tellText}</p>
      <ul>
        ${registry.agency.phones.map((number) => html`<li>${words.phone}: ${phone(number)}</li>`)}
        ${
          officer !== undefined &&
          html`<li>
            ${filled(words.officer, { position: officer.position[language] })}${
              officer.phone !== null && html`: ${phone(officer.phone)}`
            }
          </li>`
        }
      </ul>`,
  }
}
