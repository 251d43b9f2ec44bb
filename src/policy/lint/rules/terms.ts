/** Words and numbers of articles that the law no longer uses, and the wrong name for this kind of policy. */
import { citation, parseCitation, staleCitations, staleTerms } from '../../../law/law.ts'
import { type Cited, citedIn, isOfTheAct } from '../citations.ts'
import type { Finding } from '../finding.ts'
import { bareOf, type Line } from '../lines.ts'
import { found, type Rule } from './rule.ts'

export const terms: Rule = (facts) => [...oldTerms(facts), ...oldArticles(facts), ...wrongTitle(facts)]

/** Since 2023-09-15 devices are fixed (§25) or mobile (§25의2). */
const oldTerms: Rule = ({ policy }) => {
  if (policy.lines.some(({ bare }) => /고정형|이동형/.test(bare))) return []
  const first = policy.lines.find(({ bare }) => /영상정보처리기기|영상정보처리기|CCTV/i.test(bare))
  return first === undefined
    ? []
    : [
        found('TERM_PRE2023', first, {
          ko: '고정형과 이동형을 나누지 않은 2023년 9월 15일 전의 용어를 씁니다.',
          en: 'Uses the terms from before 2023-09-15, when fixed and mobile devices were told apart.',
        }),
      ]
}

/** Places that moved, as `law/` has them; what a basis should have been is another rule's. */
const MOVED = staleCitations
  .filter(({ until, old }) => until === null && old !== '법 §25①')
  .flatMap((stale) => {
    const place = parseCitation(stale.old)?.[0]
    return place === undefined ? [] : [{ ...stale, place, about: stale.about.map(bareOf) }]
  })

const oldArticles: Rule = ({ policy }) => [
  ...policy.lines.flatMap((line) => movedIn(line, false)),
  ...policy.forms.flatMap((line) => movedIn(line, true)),
]

function movedIn(line: Line, isForm: boolean): Finding[] {
  const moved = citedIn(line.bare).flatMap(
    (cited) => MOVED.find((one) => isMoved(one, cited, line, isForm)) ?? [],
  )[0]
  if (moved === undefined) return actRepealed(line)
  const { old, now, note, verified } = moved
  const isRead = verified === 'read'
  return [
    found(
      'STALE_CITATION',
      line,
      {
        ko: `${citation(old).ko}는 지금 ${citation(now).ko}${isRead ? '입니다' : '로 알려져 있습니다'}. ${note.ko}`,
        en: `${citation(old).en} is ${isRead ? 'now' : 'reported to be'} ${citation(now).en}. ${note.en}`,
      },
      { law: now, verified },
    ),
  ]
}

function isMoved(
  { place, about }: (typeof MOVED)[number],
  cited: Cited,
  { bare }: Line,
  isForm: boolean,
): boolean {
  const isSame =
    String(cited.article) === place.article &&
    cited.branch === null &&
    (place.paragraph === null || place.paragraph === cited.paragraph)
  if (!isSame) return false
  if (place.statute === '법') return isOfTheAct(cited) && about.some((word) => bare.includes(word))
  // A form for requests need not say what it is about, and a scan of one may have lost the guideline's name.
  if (isForm) return !/(?:법|령)[」』">)]*$/.test(cited.before)
  return /지침[」』">)]*$/.test(cited.before) && about.some((word) => bare.includes(word))
}

/** The Act before this one, which some texts still cite. */
function actRepealed(line: Line): Finding[] {
  const term = staleTerms.find(
    ({ code, old }) => code === 'publicInstitutionsAct' && line.bare.includes(bareOf(old)),
  )
  return term === undefined
    ? []
    : [found('STALE_CITATION', line, term.note, { law: null, verified: term.verified })]
}

const wrongTitle: Rule = ({ policy }) => {
  if (policy.form === 'section') return []
  return policy.sections
    .filter(
      ({ heading, title, topics }) =>
        heading !== null && topics.size > 0 && /개인정보(?:보호)?(?:처리|취급)방침/.test(title),
    )
    .map(({ heading }) =>
      found('TITLE_MISMATCH', heading, {
        ko: '이 문서는 영상정보처리기기 운영·관리 방침인데 "개인정보 처리방침"이라고 부릅니다.',
        en: 'This is the policy on video devices, yet it calls itself the general privacy policy.',
      }),
    )
}
