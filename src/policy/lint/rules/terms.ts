/** Words and numbers of articles that the law no longer uses, and the wrong name for this kind of policy. */
import { citedIn } from '../citations.ts'
import type { Line } from '../lines.ts'
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

/** The articles of the guideline on requests stood elsewhere before. The present text was not read. */
const oldArticles: Rule = ({ policy }) => {
  const forms = new Set(policy.forms)
  return [...policy.lines, ...policy.forms].flatMap((line) => {
    const isForm = forms.has(line)
    const stale = citedIn(line.bare).find(
      ({ article, before }) =>
        (/표준.{0,12}지침[」』">)]*$/.test(before) &&
          article >= 47 &&
          article <= 50 &&
          isAboutRequests(line)) ||
        (isForm && !/법[」』">)]*$|령[」』">)]*$/.test(before) && article >= 47 && article <= 50),
    )
    return stale === undefined
      ? []
      : [
          found('STALE_CITATION', line, {
            ko: `열람 등 요구의 근거로 제${stale.article}조를 들었습니다. 표준지침의 해당 조문은 지금 제44조로 알려져 있습니다(조문을 직접 확인하지는 못했습니다).`,
            en: `Cites Article ${stale.article} for requests. In the Standard Guidelines that article is reported to be 44 now (its text was not read by us).`,
          }),
        ]
  })
}

function isAboutRequests({ bare }: Line): boolean {
  return /열람|존재확인|청구|요구|보호조치|식별|모자이크/.test(bare)
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
