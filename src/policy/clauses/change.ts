/** How changes of the policy are told: the agency's own promise, which the program then holds it to. */
import type { Language } from '../../documents/documents.ts'
import type { Clause } from '../clause.ts'
import { evidence } from '../conformance/evidence.ts'
import { noticeFinding } from '../conformance/versions.ts'
import type { Context } from '../context.ts'
import { both, dayText, say } from '../wording.ts'

export const change: Clause = {
  id: 'change',
  title: () => ({ ko: '방침의 변경', en: 'Changes of this policy' }),
  law: () => ['영 §25①8', '영 §25②'],
  applies: () => true,
  facts: ({ policy }) => {
    const { title, form, coverage, enactedOn, revisedOn, changeNoticeDays, noticePlace } = policy
    return [
      {
        id: 'policy',
        label: { ko: '방침의 이름, 범위와 제정·개정일', en: 'Name, coverage, enactment and revision' },
        value: { title, form, coverage, enactedOn, revisedOn },
        text: both((language) =>
          [
            title[language],
            coverage?.[language],
            enactedOn === null ? undefined : dayText(enactedOn, language),
            revisedOn === null ? undefined : dayText(revisedOn, language),
          ]
            .filter((part) => part !== undefined)
            .join('; '),
        ),
      },
      {
        id: 'notice-days',
        label: { ko: '변경을 미리 알리는 기간', en: 'Notice of changes' },
        value: { changeNoticeDays, noticePlace },
        text: both((language) =>
          [noticeText(changeNoticeDays, language), noticePlace?.[language]]
            .filter((part) => part !== undefined)
            .join(', '),
        ),
      },
    ]
  },
  write: (context, language) => [
    { type: 'paragraph', text: promise(context, language) },
    {
      type: 'paragraph',
      text: say(
        language,
        '지난 방침도 언제든지 보실 수 있도록 계속 공개합니다.',
        'Past versions stay published, so that they can be read at any time.',
      ),
    },
  ],
  check: (system, { policy }) => [
    evidence(
      'change/notice',
      both((language) =>
        say(
          language,
          // "지체 없이" has no number to be held against; that a change takes effect only once announced has.
          policy.changeNoticeDays === null
            ? '바뀐 방침은 알린 뒤에 시행합니다.'
            : `방침을 바꿀 때에는 ${noticeText(policy.changeNoticeDays, 'ko')}에 알립니다.`,
          policy.changeNoticeDays === null
            ? 'A change takes effect only once it has been announced.'
            : `Changes are announced ${noticeText(policy.changeNoticeDays, 'en')}.`,
        ),
      ),
      noticeFinding(system, policy.id),
    ),
  ],
}

function noticeText(days: number | null, language: Language): string {
  return days === null
    ? say(language, '지체 없이', 'without delay')
    : say(language, `시행하기 최소 ${days}일 전`, `at least ${days} days before it takes effect`)
}

function promise({ policy: { changeNoticeDays: days, noticePlace } }: Context, language: Language): string {
  const place = noticePlace?.[language] ?? say(language, '본 기관 홈페이지', 'our website')
  const when = noticeText(days, language)
  return say(
    language,
    `법령이나 정책, 보안기술이 바뀌어 이 방침의 내용을 더하거나 빼거나 고칠 때에는 ${days === null ? when : `${when}에`} ${place}에 변경하는 이유와 내용을 알립니다.`,
    `When anything is added to this policy, removed from it or corrected, the reason and the change are announced on ${place.charAt(0).toLowerCase()}${place.slice(1)} ${when}.`,
  )
}
