/**
 * What the agency is still confirming, in full. It is part of the text, so that a policy made from assumptions never
 * looks like one made from facts; once the registry holds nothing unconfirmed, the clause is gone.
 */
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import type { Fact } from '../model.ts'
import { unconfirmed } from '../unconfirmed.ts'
import { say } from '../wording.ts'

export const confirming: Clause = {
  id: 'confirming',
  title: () => ({ ko: '확인 중인 내용', en: 'Still being confirmed' }),
  law: () => [],
  applies: (context) => unconfirmed(context).length > 0,
  facts: (context) =>
    unconfirmed(context).map(({ about, note }, index, all): Fact => {
      const things = about.join('+')
      // Several notes may be about the same things; the first of them goes by the things alone.
      const earlier = all.slice(0, index).filter((one) => one.about.join('+') === things).length
      return {
        id: `confirming/${things}${earlier === 0 ? '' : `/${earlier + 1}`}`,
        label: { ko: '확인 중인 내용', en: 'Still being confirmed' },
        value: { about, note },
        text: note,
      }
    }),
  write: (context, language) => [
    {
      type: 'paragraph',
      text: say(
        language,
        '아래 내용은 본 기관이 확인하고 있으며, 확인을 마치면 이 방침에 반영합니다.',
        'The agency is confirming the following; this policy will be updated when that is done.',
      ),
    },
    { type: 'list', style: 'bullet', items: unconfirmed(context).map(({ note }) => note[language]) },
  ],
  check: (_system, context) => [
    evidence(
      'confirming/open',
      {
        ko: '확인하고 있는 내용이 남아 있습니다.',
        en: 'Some of what this policy says is still being confirmed.',
      },
      unseen(
        {
          ko: '기관이 현황을 확인하고 unconfirmed에서 지우면 이 조항은 사라집니다.',
          en: 'Once the agency confirms it in its registry, this clause is gone.',
        },
        { unconfirmed: unconfirmed(context).length },
      ),
    ),
  ],
}
