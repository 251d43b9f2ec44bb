/** What a person reads when a page cannot be shown: what is wrong, and where to go on. */
import type { Failure } from '../../errors.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { pageNames } from '../frame.ts'

const WORDS = inBoth({
  missing: { ko: '찾으시는 페이지가 없습니다', en: 'There is no such page' },
  missingText: {
    ko: '주소가 잘못되었거나 없는 판을 찾으셨습니다. 지난 방침은 모두 원래 주소에 그대로 있습니다.',
    en: 'The address is wrong, or names a version that does not exist. Past policies all remain at their addresses.',
  },
  busy: { ko: '요청이 너무 많습니다', en: 'Too many requests' },
  busyText: {
    ko: '잠시 뒤에 다시 열어 주십시오.',
    en: 'Please try again in a moment.',
  },
  wrong: { ko: '요청을 처리하지 못했습니다', en: 'This request could not be answered' },
  wrongText: { ko: '주소를 다시 확인해 주십시오.', en: 'Please check the address.' },
  ours: { ko: '지금은 보여 드리지 못합니다', en: 'This cannot be shown just now' },
  oursText: {
    ko: '우리 쪽에 문제가 있습니다. 잠시 뒤에 다시 열어 주십시오. 계속되면 아래 번호와 함께 기관에 알려 주십시오.',
    en: 'Something is wrong on our side. Please try again soon. If it goes on, tell the agency this number.',
  },
  request: { ko: '요청 번호', en: 'Request' },
  on: { ko: '여기에서 다시 시작할 수 있습니다', en: 'Go on from here' },
})

const LINKS = ['policy', 'register', 'ask', 'people', 'truth'] as const

/** The content of an error page. */
export function errorContent(
  { status, id, fault }: Failure,
  language: Language,
): { title: string; main: Html } {
  const words = WORDS[language]
  const names = pageNames(language)
  const kind = status === 404 ? 'missing' : status === 429 ? 'busy' : status >= 500 ? 'ours' : 'wrong'
  return {
    title: words[kind],
    main: html`<h1>${words[kind]}</h1>
      <p class="lead">${words[`${kind}Text`]}</p>
      ${fault?.code === 'web.portalEmpty' && html`<p>${language === 'ko' ? fault.messageKo : fault.message}</p>`}
      ${kind === 'ours' && html`<p>${words.request}: <span class="code">${id}</span></p>`}
      <h2>${words.on}</h2>
      <ul>
        <li><a href="${pathIn(language, '/')}">${names.start}</a></li>
        ${LINKS.map((key) => html`<li><a href="${pathIn(language, `/${key}`)}">${names[key]}</a></li>`)}
      </ul>`,
  }
}
