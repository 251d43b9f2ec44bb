/**
 * One version of a policy as its reader finds it: what it is and since when, then the text itself, then by what it can
 * be checked. The same page for the one in force, for those announced and for those of the past.
 */
import { daysBetween } from '../../../base/day.ts'
import type { Day } from '../../../base/day.ts'
import { renderHtml } from '../../../documents/documents.ts'
import { anchorOf, documentOf } from '../../../policy/policy.ts'
import type { Draft, PolicyVersion } from '../../../policy/policy.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { actions, dayText, facts, moment, span } from '../parts.ts'
import type { PolicyShown } from '../shown.ts'
import { driftBox } from './drift.ts'

const WORDS = inBoth({
  inForce: { ko: '시행 중', en: 'In force' },
  announced: { ko: '공고됨', en: 'Announced' },
  archived: { ko: '지난 방침', en: 'Past' },
  withdrawn: { ko: '철회됨', en: 'Withdrawn' },
  number: { ko: '{title} 제{n}판', en: '{title}, version {n}' },
  version: { ko: '제{n}판', en: 'Version {n}' },
  period: { ko: '이 시스템에서 시행한 기간', en: 'In force, as kept here' },
  takesEffect: { ko: '시행일', en: 'Takes effect' },
  inDays: { ko: '{day} ({n}일 뒤)', en: '{day} (in {n} days)' },
  tomorrow: { ko: '{day} (내일)', en: '{day} (tomorrow)' },
  announcedOn: { ko: '공고일', en: 'Announced' },
  reason: { ko: '변경 사유', en: 'Reason for the change' },
  established: {
    ko: '이 시스템을 쓰기 전부터 시행하던 방침이며, 아래 글은 등록된 현황으로 작성한 것입니다.',
    en: 'This policy was in force before this system; the text below is written from the registry.',
  },
  late: {
    ko: '공고한 시행일보다 {n}일 늦게 시행되었습니다.',
    en: 'It took effect {n} days after the day announced.',
  },
  coming: { ko: '바뀔 방침이 공고되어 있습니다', en: 'A new version has been announced' },
  comingText: {
    ko: '{day}부터 제{n}판이 시행됩니다. 사유: {reason}',
    en: 'Version {n} takes effect on {day}. Reason: {reason}',
  },
  readComing: { ko: '공고된 방침 읽기', en: 'Read what was announced' },
  changes: { ko: '무엇이 바뀌나', en: 'What changes' },
  changed: { ko: '무엇이 바뀌었나', en: 'What changed' },
  past: { ko: '지난 방침 모두 보기', en: 'All versions' },
  current: { ko: '지금 시행 중인 방침 보기', en: 'See the version in force' },
  contents: { ko: '차례', en: 'Contents' },
  files: { ko: '내려받기', en: 'Download' },
  check: { ko: '이 방침이 그대로인지 확인하기', en: 'Checking that this text is what was published' },
  checkText: {
    ko: '아래 지문은 이 방침의 JSON 파일 전체의 SHA-256 값입니다. 시행할 때 장부에 함께 기록되므로, 나중에 한 글자라도 고치면 드러납니다.',
    en: 'The fingerprint is the SHA-256 of the whole JSON file of this policy. It is recorded in the ledger, so that a later change of even one letter shows.',
  },
  address: { ko: '바뀌지 않는 주소', en: 'Permanent address' },
  digest: { ko: '지문(SHA-256)', en: 'Fingerprint (SHA-256)' },
  lawOf: { ko: '적용한 법령 기준일', en: 'Under the law of' },
  asOf: { ko: '현황 기준일', en: 'Facts as of' },
  publishedAt: { ko: '공고를 장부에 남긴 시각', en: 'Announcement recorded at' },
  acts: { ko: '장부 기록과 증명', en: 'Ledger entries and proofs' },
  announcedAct: { ko: '공고 기록', en: 'Entry of the announcement' },
  announcedProof: { ko: '공고 증명', en: 'Proof of the announcement' },
  publishedAct: { ko: '시행 기록', en: 'Entry of taking effect' },
  publishedProof: { ko: '시행 증명', en: 'Proof of taking effect' },
  howTo: { ko: '검증하는 방법', en: 'How to verify them' },
  policy: { ko: '운영·관리 방침', en: 'Policy' },
})

const FILES = [
  ['pdf', 'PDF'],
  ['hwpx', 'HWPX'],
  ['txt', 'TXT'],
  ['json', 'JSON'],
] as const

export type PolicyPage = {
  readonly language: Language
  readonly shown: PolicyShown
  readonly version: PolicyVersion
  readonly text: Draft
  readonly today: Day
  /** Whether it stands at the policy's own address, as the one in force. */
  readonly isCurrent: boolean
}

type Content = { title: string; main: Html; trail: { page: string; name: string }[] }

/** A version of a policy. */
export function policyPage(page: PolicyPage): Content {
  const { language, shown, version, text, isCurrent } = page
  const words = WORDS[language]
  const title = text.title[language]
  const name = filled(words.number, { title, n: version.number })
  const article = renderHtml(documentOf(text, language))
  return {
    title: isCurrent ? title : name,
    trail: [
      { page: '/policy', name: words.policy },
      ...(isCurrent ? [] : [{ page: `/policy/${shown.policy.id}`, name: title }]),
    ],
    main: html`<section class="box ${version.state === 'inForce' ? 'good' : 'tell'}" aria-label="${name}">
        ${stateLine(page)}
        ${actions([
          ...FILES.map(([ending, format]) => ({
            href: pathIn(language, `${addressOf(version)}/policy.${ending}`),
            name: format,
            note: words.files,
          })),
          ...furtherLinks(page),
        ])}
      </section>
      ${isCurrent && shown.announced.map((next) => comingBox(next, language))}
      ${version.state === 'inForce' && shown.drift !== undefined && driftBox(shown.drift, language)}
      ${contents(text, language)}
      <div class="policy">${{ html: article }}</div>
      ${checkSection(page)}`,
  }
}

/** The permanent address of a version, without its language. */
export function addressOf({ policy, number }: Pick<PolicyVersion, 'policy' | 'number'>): string {
  return `/policy/${policy}/${number}`
}

/** The word for where a version stands. What was never announced is not shown anywhere. */
export function stateWord({ state }: Pick<PolicyVersion, 'state'>, language: Language): Html {
  const words = WORDS[language]
  if (state === 'inForce') return html`<span class="state now">${words.inForce}</span>`
  if (state === 'announced') return html`<span class="state soon">${words.announced}</span>`
  return html`<span class="state past">${state === 'archived' ? words.archived : words.withdrawn}</span>`
}

/** When it takes effect, and how many days that is from today. */
function effectText(day: Day, today: Day, language: Language): string {
  const words = WORDS[language]
  const left = daysBetween(today, day)
  const text = dayText(day, language)
  if (left <= 0) return text
  return filled(left === 1 ? words.tomorrow : words.inDays, { day: text, n: left })
}

function stateLine({ language, version, today }: PolicyPage): Html {
  const words = WORDS[language]
  const { inForceOn, until, announcedOn, effectiveOn, reason, established, lateDays } = version
  return html`<p>
      ${stateWord(version, language)} <strong>${filled(words.version, { n: version.number })}</strong>
    </p>
    ${facts([
      [words.takesEffect, effectiveOn === null ? undefined : effectText(effectiveOn, today, language)],
      [words.announcedOn, announcedOn === null ? undefined : dayText(announcedOn, language)],
      [words.period, inForceOn === null ? undefined : span(inForceOn, until, language)],
      [words.reason, reason === null || established ? undefined : reasonText(reason, language)],
    ])}
    ${established && html`<p class="note">${words.established}</p>`}
    ${lateDays > 0 && html`<p>${filled(words.late, { n: lateDays })}</p>`}`
}

/** The reason in the language of the page; in Korean where it was not given in the other. */
export function reasonText(
  { ko, en }: { readonly ko: string; readonly en: string | null },
  language: Language,
): Html {
  if (language === 'en' && en === null) return html`<span lang="ko">${ko}</span>`
  return html`${language === 'en' ? (en ?? '') : ko}`
}

function furtherLinks({ language, shown, version, isCurrent }: PolicyPage) {
  const words = WORDS[language]
  const list = { href: pathIn(language, `/policy/${shown.policy.id}/versions`), name: words.past }
  const current = { href: pathIn(language, `/policy/${shown.policy.id}`), name: words.current }
  const changes = {
    href: pathIn(language, `${addressOf(version)}/changes`),
    name: version.state === 'announced' ? words.changes : words.changed,
  }
  return [
    ...(predecessorOf(shown, version) === undefined ? [] : [changes]),
    list,
    ...(isCurrent || shown.inForce === undefined || shown.inForce.id === version.id ? [] : [current]),
  ]
}

/** The version that this one took the place of, or is to take it of. */
export function predecessorOf({ versions }: PolicyShown, version: PolicyVersion): PolicyVersion | undefined {
  return versions.findLast(({ number, state }) => number < version.number && state !== 'withdrawn')
}

function comingBox(next: PolicyVersion, language: Language): Html {
  const words = WORDS[language]
  const reason = next.reason?.[language] ?? next.reason?.ko ?? ''
  const day = next.effectiveOn === null ? '' : dayText(next.effectiveOn, language)
  return html`<section class="box warn" aria-labelledby="coming-${next.number}">
    <h2 id="coming-${next.number}">${words.coming}</h2>
    <p>${filled(words.comingText, { day, n: next.number, reason })}</p>
    ${actions([
      { href: pathIn(language, addressOf(next)), name: words.readComing },
      { href: pathIn(language, `${addressOf(next)}/changes`), name: words.changes },
    ])}
  </section>`
}

function contents({ clauses }: Draft, language: Language): Html {
  const words = WORDS[language]
  return html`<nav class="contents box" aria-labelledby="contents">
    <p id="contents"><strong>${words.contents}</strong></p>
    <ol>
      ${clauses.map(({ id, title }) => html`<li><a href="#${anchorOf(id)}">${title[language]}</a></li>`)}
    </ol>
  </nav>`
}

function checkSection({ language, version, text }: PolicyPage): Html {
  const words = WORDS[language]
  const file = (name: string, label: string) =>
    html`<a href="${pathIn(language, `${addressOf(version)}/${name}`)}">${label}</a>`
  const acts = [
    html`<li>
      ${file('announced.json', words.announcedAct)}, ${file('announced.tlog-proof', words.announcedProof)}
    </li>`,
    ...(version.inForceOn === null
      ? []
      : [
          html`<li>
            ${file('published.json', words.publishedAct)},
            ${file('published.tlog-proof', words.publishedProof)}
          </li>`,
        ]),
  ]
  return html`<section aria-labelledby="check">
    <h2 id="check">${words.check}</h2>
    <p>${words.checkText}</p>
    ${facts([
      [
        words.address,
        html`<a class="code" href="${pathIn(language, addressOf(version))}"
          >${pathIn(language, addressOf(version))}</a
        >`,
      ],
      [words.digest, html`<span class="code">${version.digest}</span>`],
      [words.asOf, dayText(text.asOf, language)],
      [words.lawOf, dayText(text.lawOf, language)],
      [
        words.publishedAt,
        version.announcedAtMs === null ? undefined : moment(version.announcedAtMs, language),
      ],
      [
        words.acts,
        html`<ul>
          ${acts}
        </ul>`,
      ],
    ])}
    <p class="no-print"><a href="${pathIn(language, '/verify')}">${words.howTo}</a></p>
  </section>`
}
