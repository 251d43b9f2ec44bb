/** The policies of the agency, and every version of one: since when, why, and what changed (영 §25②, §31②). */
import type { PolicyVersion } from '../../../policy/policy.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { actions, dayText, facts, span, table } from '../parts.ts'
import type { TableCell } from '../parts.ts'
import type { PolicyShown, Shown } from '../shown.ts'
import { addressOf, predecessorOf, reasonText, stateWord } from './policy.ts'

const WORDS = inBoth({
  indexTitle: { ko: '운영·관리 방침', en: 'Policies' },
  indexLead: {
    ko: '이 기관에는 방침이 {n}개 있습니다.',
    en: 'This agency has {n} policies.',
  },
  none: {
    ko: '시행 중인 방침이 아직 없습니다. 공고되면 이곳에 실립니다.',
    en: 'No version is in force yet. It appears here once it is announced.',
  },
  former: { ko: '더는 쓰지 않는 방침', en: 'Policies of the past' },
  formerText: {
    ko: '현황에서 빠진 방침입니다. 그 판들은 원래 주소에 그대로 있습니다.',
    en: 'The registry does not have these any more. Their versions remain at their addresses.',
  },
  inForce: { ko: '시행 중인 판', en: 'In force' },
  next: { ko: '공고된 판', en: 'Announced' },
  version: { ko: '제{n}판', en: 'Version {n}' },
  from: { ko: '{version}, {day} 시행', en: '{version}, from {day}' },
  read: { ko: '읽기', en: 'Read' },
  readIt: { ko: '방침 읽기', en: 'Read the policy' },
  all: { ko: '지난 방침 모두 보기', en: 'All versions' },
  title: { ko: '{title}: 모든 판', en: '{title}: all versions' },
  lead: {
    ko: '지금까지 시행했거나 공고한 판입니다. 주소는 바뀌지 않으며, 지난 판도 지워지지 않습니다.',
    en: 'Every version that was in force or announced. Addresses stay, and nothing is removed.',
  },
  caption: { ko: '방침의 판과 시행 기간', en: 'Versions and when they were in force' },
  number: { ko: '판', en: 'Version' },
  state: { ko: '상태', en: 'State' },
  period: { ko: '시행 기간', en: 'In force' },
  announcedOn: { ko: '공고일', en: 'Announced' },
  reason: { ko: '변경 사유', en: 'Reason' },
  changes: { ko: '바뀐 것', en: 'Changes' },
  changesOf: { ko: '제{n}판에서 바뀐 것', en: 'Changes in version {n}' },
  see: { ko: '보기', en: 'See' },
  first: { ko: '첫 판', en: 'The first' },
  told: { ko: '이 시스템 이전', en: 'Before this system' },
  toldNote: {
    ko: '이 시스템을 쓰기 전의 판은 기관이 알린 기간만 있고 글은 이곳에 없습니다.',
    en: 'Of versions before this system only the dates are told here, not the text.',
  },
  policy: { ko: '운영·관리 방침', en: 'Policy' },
})

type Content = { title: string; main: Html; trail?: { page: string; name: string }[] }

/** The policies, when there are several or none is in force. */
export function policyIndexPage(
  { policies, former }: Pick<Shown, 'policies' | 'former'>,
  language: Language,
): Content {
  const words = WORDS[language]
  return {
    title: words.indexTitle,
    main: html`<h1>${words.indexTitle}</h1>
      ${policies.length > 1 && html`<p class="lead">${filled(words.indexLead, { n: policies.length })}</p>`}
      <ul class="cards">
        ${policies.map((one) => html`<li>${policyCard(one, language)}</li>`)}
      </ul>
      ${
        former.length > 0 &&
        html`<h2>${words.former}</h2>
          <p>${words.formerText}</p>
          <ul>
            ${former.map(
              ({ policy }) =>
                html`<li>
                  <a href="${pathIn(language, `/policy/${policy.id}/versions`)}">${policy.title[language]}</a>
                </li>`,
            )}
          </ul>`
      }`,
  }
}

/** A policy in short, with its links. */
function policyCard(
  { policy, inForce, announced, versions, archive }: PolicyShown,
  language: Language,
): Html {
  const words = WORDS[language]
  const line = (version: PolicyVersion | undefined) =>
    version === undefined
      ? undefined
      : filled(words.from, {
          version: filled(words.version, { n: version.number }),
          day: version.effectiveOn === null ? '' : dayText(version.effectiveOn, language),
        })
  const title = policy.title[language]
  const links = [
    ...(inForce === undefined
      ? []
      : [{ href: pathIn(language, `/policy/${policy.id}`), name: words.readIt }]),
    ...(versions.length + archive.length === 0
      ? []
      : [{ href: pathIn(language, `/policy/${policy.id}/versions`), name: words.all }]),
  ]
  return html`<h2>${title}</h2>
    ${inForce === undefined && html`<p>${words.none}</p>`}
    ${facts([
      [words.inForce, line(inForce)],
      [words.next, line(announced[0])],
    ])}
    ${links.length > 0 && actions(links.map((link) => ({ ...link, note: title })))}`
}

/** All versions of one policy, the newest first. */
export function versionsPage(shown: PolicyShown, language: Language): Content {
  const words = WORDS[language]
  const title = filled(words.title, { title: shown.policy.title[language] })
  const told = shown.archive.filter(({ version }) => version === null)
  return {
    title,
    trail: [
      { page: '/policy', name: words.policy },
      { page: `/policy/${shown.policy.id}`, name: shown.policy.title[language] },
    ],
    main: html`<h1>${title}</h1>
      <p class="lead">${words.lead}</p>
      ${table({
        caption: words.caption,
        head: [words.number, words.state, words.period, words.announcedOn, words.reason, words.changes],
        rows: [
          ...shown.versions.toReversed().map((version) => versionRow(shown, version, language)),
          ...told
            .toReversed()
            .map(({ from, until, note }) => [
              words.told,
              '',
              span(from, until, language),
              '',
              note?.[language] ?? '',
              '',
            ]),
        ],
      })}
      ${told.length > 0 && html`<p class="note">${words.toldNote}</p>`}`,
  }
}

function versionRow(shown: PolicyShown, version: PolicyVersion, language: Language): TableCell[] {
  const words = WORDS[language]
  const { number, inForceOn, until, effectiveOn, announcedOn, reason } = version
  const name = filled(words.version, { n: number })
  const from = inForceOn ?? effectiveOn
  return [
    html`<a href="${pathIn(language, addressOf(version))}">${name}</a>`,
    stateWord(version, language),
    from === null ? '' : span(from, until, language),
    announcedOn === null ? '' : dayText(announcedOn, language),
    reason === null ? '' : reasonText(reason, language),
    predecessorOf(shown, version) === undefined
      ? words.first
      : html`<a href="${pathIn(language, `${addressOf(version)}/changes`)}"
          ><span class="unseen">${filled(words.changesOf, { n: number })} </span>${words.see}</a
        >`,
  ]
}
