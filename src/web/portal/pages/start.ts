/** The first page: what this agency films and why, what holds now, and where to go on. */
import { basis } from '../../../law/law.ts'
import type { Day } from '../../../base/day.ts'
import { countDevices } from '../../../registry/registry.ts'
import type { Purpose, Registry } from '../../../registry/registry.ts'
import type { EvidenceState } from '../../../policy/policy.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { dayText, grouped, state, STATES, table } from '../parts.ts'
import type { PolicyShown, Shown } from '../shown.ts'
import { basisText, keptDays, wordFor } from '../register.ts'
import { addressOf } from './policy.ts'

const WORDS = inBoth({
  title: { ko: '{agency}의 카메라', en: 'The cameras of {agency}' },
  lead: {
    ko: '어떤 카메라가 어디에 왜 있는지, 영상을 얼마나 두었다가 지우는지, 내가 찍힌 영상을 어떻게 볼 수 있는지 알려 드립니다.',
    en: 'Which cameras there are, where and why, how long footage is kept, and how you can see footage of yourself.',
  },
  now: { ko: '지금', en: 'At present' },
  devices: { ko: '운영 중인 기기', en: 'Devices in use' },
  unit: { ko: '{n}대', en: '{n}' },
  split: { ko: '고정형 {fixed}대{places}, 이동형 {mobile}대', en: '{fixed} fixed{places}, {mobile} mobile' },
  places: {
    ko: '(공개된 장소 {public}대, 비공개 장소 {closed}대)',
    en: ' ({public} in places open to the public, {closed} not)',
  },
  kept: { ko: '영상을 두는 기간', en: 'Footage is kept for' },
  days: { ko: '{n}일', en: '{n} days' },
  range: { ko: '{least}~{most}일', en: '{least} to {most} days' },
  keptText: {
    ko: '촬영일로부터 이 기간이 지나면 되살릴 수 없게 지웁니다.',
    en: 'From the day of filming; then it is destroyed for good.',
  },
  truth: { ko: '방침 점검 결과', en: 'Is the policy true?' },
  notMeasured: { ko: '지금은 점검하지 못했습니다.', en: 'Nothing could be measured just now.' },
  count: { ko: '{n}건', en: '{n}' },
  stale: {
    ko: '이 점검은 오래되었습니다. 지금도 그런지는 알 수 없습니다.',
    en: 'This check is old. Whether it still holds is not known.',
  },
  see: { ko: '점검 결과 보기', en: 'See the results' },
  seeRegister: { ko: '기기 현황 보기', en: 'See the register' },
  seeAsk: { ko: '내가 찍힌 영상을 보려면', en: 'To see footage of yourself' },
  policies: { ko: '운영·관리 방침', en: 'The policy' },
  none: {
    ko: '시행 중인 방침이 아직 없습니다. 공고되면 이곳에 실립니다.',
    en: 'No version is in force yet. It appears here once it is announced.',
  },
  version: { ko: '제{n}판, {day} 시행', en: 'Version {n}, from {day}' },
  coming: { ko: '{day}부터 제{n}판이 시행됩니다', en: 'Version {n} takes effect on {day}' },
  read: { ko: '방침 읽기', en: 'Read it' },
  readComing: { ko: '무엇이 바뀌는지 보기', en: 'See what changes' },
  drifted: {
    ko: '이 방침은 지금 현황과 다릅니다({n}가지 사실).',
    en: 'This policy is not what the registry says now (facts that differ: {n}).',
  },
  purposes: { ko: '왜 촬영하나', en: 'Why this is filmed' },
  purposesCaption: { ko: '설치·운영 목적과 법적 근거', en: 'Purposes and their legal bases' },
  purpose: { ko: '목적', en: 'Purpose' },
  class: { ko: '기기', en: 'Devices' },
  basis: { ko: '법적 근거', en: 'Legal basis' },
  inPublic: { ko: '공개된 장소', en: 'open to the public' },
  inClosed: { ko: '비공개 장소', en: 'not open' },
  cited: { ko: '{cite}({text})', en: '{cite} ({text})' },
  unverified: { ko: '조문을 확인하지 못함', en: 'not verified' },
})

/** The first page. */
export function startPage(shown: Shown, language: Language): { title: string; main: Html } {
  const words = WORDS[language]
  const { registry, policies, today } = shown
  const title = filled(words.title, { agency: registry.agency.name[language] })
  return {
    title,
    main: html`<h1>${title}</h1>
      <p class="lead">${words.lead}</p>
      <h2 class="unseen">${words.now}</h2>
      <ul class="cards">
        <li>${deviceCard(registry, language)}</li>
        <li>${keepingCard(registry, language)}</li>
        <li>${truthCard(shown, language)}</li>
      </ul>
      <h2>${words.policies}</h2>
      <ul class="cards">
        ${policies.map((one) => html`<li>${policyCard(one, language)}</li>`)}
      </ul>
      <h2>${words.purposes}</h2>
      ${purposeTable(registry, today, language)}`,
  }
}

function deviceCard(registry: Registry, language: Language): Html {
  const words = WORDS[language]
  const fixed = countDevices(registry, { class: 'fixed' })
  const mobile = countDevices(registry, { class: 'mobile' })
  const inPublic = countDevices(registry, { class: 'fixed', place: 'public' })
  const ofFixed = { public: grouped(inPublic), closed: grouped(fixed - inPublic) }
  const places = fixed === 0 ? '' : filled(words.places, ofFixed)
  return html`<h3>${words.devices}</h3>
    <p class="figure">${filled(words.unit, { n: grouped(fixed + mobile) })}</p>
    <p>${filled(words.split, { fixed: grouped(fixed), mobile: grouped(mobile), places })}</p>
    <p><a href="${pathIn(language, '/register')}">${words.seeRegister}</a></p>`
}

function keepingCard(registry: Registry, language: Language): Html {
  const words = WORDS[language]
  const kept = keptDays(registry)
  const text =
    kept !== undefined &&
    filled(kept.least === kept.most ? words.days : words.range, { ...kept, n: kept.most })
  return html`<h3>${words.kept}</h3>
    ${text !== false && html`<p class="figure">${text}</p>`}
    <p>${words.keptText}</p>
    <p><a href="${pathIn(language, '/ask')}">${words.seeAsk}</a></p>`
}

/** How many claims are in which state: no one word for all, which would make something of what nobody measured. */
function truthCard({ policies, isStale }: Shown, language: Language): Html {
  const words = WORDS[language]
  const counts = policies.flatMap(({ conformance }) =>
    conformance === undefined ? [] : [conformance.counts],
  )
  const sum = (of: EvidenceState) => counts.reduce((total, one) => total + one[of], 0)
  return html`<h3>${words.truth}</h3>
    ${
      counts.length === 0
        ? html`<p>${state('unknown', language)} ${words.notMeasured}</p>`
        : html`<ul class="plain">
            ${STATES.map(
              (one) =>
                html`<li>${state(one, language)} ${filled(words.count, { n: grouped(sum(one)) })}</li>`,
            )}
          </ul>`
    }
    ${isStale && html`<p>${words.stale}</p>`}
    <p><a href="${pathIn(language, '/truth')}">${words.see}</a></p>`
}

function policyCard({ policy, inForce, announced, drift }: PolicyShown, language: Language): Html {
  const words = WORDS[language]
  const [next] = announced
  const day = (value: Day | null | undefined) =>
    value === null || value === undefined ? '' : dayText(value, language)
  return html`<h3>${policy.title[language]}</h3>
    ${
      inForce === undefined
        ? html`<p>${words.none}</p>`
        : html`<p>${filled(words.version, { n: inForce.number, day: day(inForce.effectiveOn) })}</p>
            <p><a href="${pathIn(language, `/policy/${policy.id}`)}">${words.read}</a></p>`
    }
    ${drift !== undefined && html`<p><strong>${filled(words.drifted, { n: drift.differences.length })}</strong></p>`}
    ${
      next !== undefined &&
      html`<p><strong>${filled(words.coming, { n: next.number, day: day(next.effectiveOn) })}</strong></p>
        <p><a href="${pathIn(language, `${addressOf(next)}/changes`)}">${words.readComing}</a></p>`
    }`
}

function purposeTable(registry: Registry, today: Day, language: Language): Html {
  const words = WORDS[language]
  return table({
    caption: words.purposesCaption,
    head: [words.purpose, words.class, words.basis],
    rows: registry.purposes.map((purpose) => [
      purpose.name[language],
      wordFor(purpose.class, language),
      basesText(purpose, today, language),
    ]),
  })
}

/** The bases of a purpose by kind of place, and other laws, marked where their text was not verified. */
function basesText({ bases, otherLaws }: Purpose, today: Day, language: Language): Html {
  const words = WORDS[language]
  const places = [
    [words.inPublic, bases.public],
    [words.inClosed, bases.closed],
  ] as const
  return html`<ul>
    ${places.map(
      ([place, codes]) =>
        html`${
          codes.length > 0 &&
          html`<li>${place}: ${codes.map((code) => basisWithText(code, today, language)).join(', ')}</li>`
        }`,
    )}
    ${otherLaws.map(
      ({ cite, note, verified }) =>
        html`<li>
          ${cite[language]}${note !== null && html`: ${note[language]}`}${
            verified === 'unverified' && html` (${words.unverified})`
          }
        </li>`,
    )}
  </ul>`
}

/** A basis as people cite it, with what it is where it is in force. */
function basisWithText(code: string, today: Day, language: Language): string {
  const cite = basisText(code, language)
  const text = basis(code, today)?.text[language]
  return text === undefined ? cite : filled(WORDS[language].cited, { cite, text })
}
