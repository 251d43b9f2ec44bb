/**
 * "Is the policy true?": every claim of the policy held against the running system, what was destroyed, and the head of the
 * ledger. It names no camera that is not working: the page that proves the policy must not be a map of its gaps. What
 * nobody measured is said to be unknown, and never looks like something that was confirmed.
 */
import { daysBetween, dayOf } from '../../../base/day.ts'
import type { Bilingual } from '../../../law/law.ts'
import type { ClauseEvidence, Conformance, System } from '../../../policy/policy.ts'
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { facts, grouped, moment, sizeOf, state, STATES, table } from '../parts.ts'
import type { PolicyShown, Shown } from '../shown.ts'
import { driftBox } from './drift.ts'

const WORDS = inBoth({
  title: { ko: '방침 점검 결과', en: 'Is the policy true?' },
  lead: {
    ko: '방침에 적힌 내용을 지금 돌아가는 시스템과 비교한 결과입니다. 잴 수 있는 것은 시스템이 직접 쟀고, 재지 못한 것은 재지 못했다고 적습니다.',
    en: 'The policy held against the system as it runs. What can be measured was measured by the system itself; what was not is said to be unknown.',
  },
  nothing: {
    ko: '지금은 점검하지 못했습니다. 그러므로 방침이 사실인지 알 수 없습니다.',
    en: 'Nothing could be measured just now, so it is not known whether the policy is true.',
  },
  stale: {
    ko: '이 점검은 오래되었습니다. 지금도 그런지는 알 수 없습니다.',
    en: 'This check is old. Whether it still holds is not known.',
  },
  measuredAt: { ko: '점검한 시각', en: 'Measured at' },
  checkpoint: { ko: '그때의 장부', en: 'The ledger at that time' },
  entries: { ko: '기록 {n}건, 뿌리 해시', en: '{n} entries, root hash' },
  noLedger: { ko: '장부를 읽지 못함', en: 'the ledger could not be read' },
  passText: { ko: '잰 값이 방침과 같습니다.', en: 'Measured, and as the policy says.' },
  failText: { ko: '잰 값이 방침과 다릅니다.', en: 'Measured, and not as the policy says.' },
  unknownText: {
    ko: '잴 수 없었거나 아직 재지 않았습니다. 사실이라는 뜻이 아닙니다.',
    en: 'Not measured. This does not mean that it is true.',
  },
  count: { ko: '{n}건', en: '{n}' },
  clauses: { ko: '조항별 결과', en: 'Clause by clause' },
  caption: { ko: '{clause}: 점검 결과', en: '{clause}: results' },
  result: { ko: '결과', en: 'Result' },
  claim: { ko: '방침이 말하는 것', en: 'What the policy says' },
  found: { ko: '확인한 것', en: 'What was found' },
  how: { ko: '직접 확인하려면: {how}', en: 'To check it yourself: {how}' },
  destruction: { ko: '파기', en: 'Destruction' },
  destructionText: {
    ko: '보관기간이 지난 영상을 지운 기록입니다.',
    en: 'What was destroyed at the end of its time.',
  },
  destructionCaption: { ko: '파기 통계', en: 'Figures of destruction' },
  window: { ko: '최근 {days}일', en: 'Over the last {days} days' },
  what: { ko: '구분', en: 'What' },
  orders: { ko: '파기 횟수', en: 'Destructions' },
  segments: { ko: '지운 영상 조각(약 1분 길이)', en: 'Segments destroyed (about a minute each)' },
  bytes: { ko: '지운 양', en: 'Amount' },
  late: { ko: '늦은 파기', en: 'Late' },
  lateMost: { ko: '{n}건, 가장 늦은 것이 {days}일', en: '{n}, by {days} days at most' },
  lateNone: { ko: '없음', en: 'none' },
  waiting: { ko: '지금 기다리는 파기', en: 'Waiting now' },
  last: { ko: '마지막 파기', en: 'The last' },
  never: { ko: '아직 없음', en: 'none yet' },
  noDestruction: { ko: '재지 못했습니다.', en: 'Not measured.' },
  use: { ko: '영상을 본 기록', en: 'Viewings' },
  useText: {
    ko: '직원이 영상을 볼 때마다 먼저 장부에 남습니다. 누가 어느 카메라를 보았는지는 점검자만 볼 수 있습니다.',
    en: 'Each viewing by staff is recorded before it begins. Who watched which camera is for auditors only.',
  },
  viewings: { ko: '장부에 남은 열람', en: 'Viewings in the ledger' },
  beyond: { ko: '그 가운데 목적 외 이용([법 §18②])', en: 'of these beyond purpose ([법 §18②])' },
  refused: { ko: '거절된 열람', en: 'Viewings refused' },
  holds: {
    ko: '따로 보존 중인 영상(열람 등의 요구 또는 [법 §21③]에 따른 것)',
    en: 'Footage kept apart (on request, or under [법 §21③])',
  },
  holdsText: { ko: '보존 {n}건, 영상 조각 {segments}개', en: '{n} holds, {segments} segments' },
  verify: { ko: '남의 말을 믿지 않고 확인하기', en: 'Checking without believing us' },
  verifyText: {
    ko: '영상을 보고 지우는 일과 방침의 변경은 고치거나 지우면 드러나는 장부에 남고, 장부의 서명은 누구나 확인할 수 있습니다.',
    en: 'Viewing, destruction and changes of the policy are entered in a ledger in which any later change shows, and anybody can check its signature.',
  },
  verifyLink: { ko: '장부 검증 방법', en: 'How to verify the ledger' },
})

/** What the clauses of a policy are called, by its id and theirs. */
type Titles = ReadonlyMap<string, Bilingual>
export type ClauseTitles = ReadonlyMap<string, Titles>

/** Is it true? */
export function truthPage(
  shown: Shown,
  titles: ClauseTitles,
  language: Language,
): { title: string; main: Html } {
  const words = WORDS[language]
  const { measured, policies, isStale } = shown
  return {
    title: words.title,
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      ${measured === undefined && html`<p class="box warn">${words.nothing}</p>`}
      ${isStale && html`<p class="box warn">${words.stale}</p>`}
      ${measured !== undefined && measurement(measured.system, language)}
      ${policies.map((one) => policyResults(one, titles.get(one.policy.id) ?? new Map(), policies.length > 1, language))}
      ${measured !== undefined && destruction(measured.system, language)}
      ${measured !== undefined && use(measured.system, language)}
      <h2>${words.verify}</h2>
      <p>${words.verifyText} <a href="${pathIn(language, '/verify')}">${words.verifyLink}</a></p>`,
  }
}

function measurement({ atMs, ledger }: System, language: Language): Html {
  const words = WORDS[language]
  return facts([
    [words.measuredAt, moment(atMs, language)],
    [
      words.checkpoint,
      ledger === undefined
        ? words.noLedger
        : html`${filled(words.entries, { n: grouped(ledger.size) })}
            <span class="code">${ledger.root}</span>`,
    ],
  ])
}

function policyResults(
  { policy, conformance, drift }: PolicyShown,
  titles: Titles,
  isNamed: boolean,
  language: Language,
): Html {
  const words = WORDS[language]
  return html`${isNamed && html`<h2>${policy.title[language]}</h2>`}
  ${drift !== undefined && driftBox(drift, language)}
  ${
    conformance !== undefined &&
    html`${countCards(conformance, language)}
    ${isNamed ? html`<h3>${words.clauses}</h3>` : html`<h2>${words.clauses}</h2>`}
    ${clauseTables(conformance, titles, isNamed, language)}`
  }`
}

function countCards({ counts }: Conformance, language: Language): Html {
  const words = WORDS[language]
  return html`<ul class="cards">
    ${STATES.map(
      (one) =>
        html`<li>
          <p>
            ${state(one, language)}
            <span class="figure">${filled(words.count, { n: grouped(counts[one]) })}</span>
          </p>
          <p>${words[`${one}Text`]}</p>
        </li>`,
    )}
  </ul>`
}

function clauseTables({ results }: Conformance, titles: Titles, isNamed: boolean, language: Language): Html {
  return html`${[...Map.groupBy(results, ({ clause }) => clause)].map(([clause, list]) => {
    const name = titles.get(clause)?.[language] ?? clause
    return html`${isNamed ? html`<h4>${name}</h4>` : html`<h3>${name}</h3>`}
    ${resultTable(name, list, language)}`
  })}`
}

function resultTable(name: string, results: readonly ClauseEvidence[], language: Language): Html {
  const words = WORDS[language]
  return table({
    caption: filled(words.caption, { clause: name }),
    head: [words.claim, words.result, words.found],
    rows: results.map(({ state: of, claim, found, how }) => [
      claim[language],
      state(of, language),
      html`${found[language]}${
        how !== null && html` <span class="note">${filled(words.how, { how: how[language] })}</span>`
      }`,
    ]),
  })
}

function destruction({ destruction: done, atMs }: System, language: Language): Html {
  const words = WORDS[language]
  if (done === undefined)
    return html`<h2>${words.destruction}</h2>
      <p>${words.noDestruction}</p>`
  const days = daysBetween(dayOf(done.sinceMs), dayOf(atMs))
  const late =
    done.lateOrders === 0
      ? words.lateNone
      : filled(words.lateMost, { n: grouped(done.lateOrders), days: grouped(done.mostLateDays) })
  return html`<h2>${words.destruction}</h2>
    <p>${words.destructionText}</p>
    ${table({
      caption: words.destructionCaption,
      width: 'narrow',
      head: [words.what, { number: filled(words.window, { days }) }],
      rows: [
        [words.orders, { number: done.orders }],
        [words.segments, { number: done.segments }],
        [words.bytes, { number: sizeOf(done.bytes) }],
        [words.late, { number: late }],
        [words.waiting, { number: done.waitingOrders }],
      ],
    })}
    ${facts([[words.last, done.lastDoneMs === null ? words.never : moment(done.lastDoneMs, language)]])}`
}

function use({ viewings, holds }: System, language: Language): Html {
  const words = WORDS[language]
  return html`<h2>${words.use}</h2>
    <p>${words.useText}</p>
    ${facts([
      [words.viewings, viewings === undefined ? undefined : grouped(viewings.opened)],
      [words.beyond, viewings === undefined ? undefined : grouped(viewings.offPurpose)],
      [words.refused, viewings === undefined ? undefined : grouped(viewings.refused)],
      [
        words.holds,
        holds === undefined
          ? undefined
          : filled(words.holdsText, { n: grouped(holds.living), segments: grouped(holds.segments) }),
      ],
    ])}`
}
