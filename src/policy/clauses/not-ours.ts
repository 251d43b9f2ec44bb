/** Cameras on the premises that somebody else operates: whom to ask about them. */
import type { NotOurs } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { siteText } from '../scope.ts'
import { remark } from '../unconfirmed.ts'
import { both, say } from '../wording.ts'

const title = { ko: '다른 기관이 운영하는 기기', en: 'Cameras that are not ours' }

export const notOurs: Clause = {
  id: 'notOurs',
  title: () => title,
  law: () => ['영 §25①8'],
  applies: (context) => othersOf(context).length > 0,
  facts: (context) => othersOf(context).map((one) => factOf(one, context)),
  write: (context, language) => [
    {
      type: 'paragraph',
      text: say(
        language,
        '다음 기기는 본 기관이 운영하지 않으므로 이 방침에 해당하지 않습니다. 궁금하신 점은 운영 주체에 문의하십시오.',
        'We do not operate the following devices, and this policy is not about them. Please ask those who do.',
      ),
    },
    {
      type: 'table',
      caption: say(
        language,
        '다른 기관이 운영하는 기기의 위치와 운영 주체',
        'Where they are, and who operates them',
      ),
      head: [
        [
          say(language, '위치', 'Where'),
          say(language, '운영 주체', 'Operated by'),
          say(language, '연락처', 'Telephone'),
        ],
      ],
      rows: othersOf(context).map(({ where, operator, phone }) => [
        where[language],
        operator[language],
        phone ?? '',
      ]),
    },
    ...remark(
      context,
      othersOf(context).map(({ id }) => id),
      title,
      language,
    ),
  ],
  check: (_system, context) =>
    othersOf(context).map(({ id, where, operator }) =>
      evidence(
        `notOurs/${id}`,
        both((language) =>
          say(
            language,
            `${where.ko}의 기기는 ${operator.ko}에서 운영합니다.`,
            `${where.en}: operated by ${operator.en}.`,
          ),
        ),
        unseen({ ko: '적힌 운영 주체에 문의해 확인하십시오.', en: 'Ask those who are said to operate it.' }),
      ),
    ),
}

/** Those at the sites of this policy's devices. */
function othersOf({ registry, zones }: Context): readonly NotOurs[] {
  const sites = new Set(zones.map(({ site }) => site))
  return registry.notOurs.filter(({ site }) => sites.has(site))
}

function factOf({ id, site, building, where, operator, phone }: NotOurs, context: Context): Fact {
  return {
    id: `notOurs/${id}`,
    label: both((language) => say(language, `다른 기관의 기기: ${where.ko}`, `Not ours: ${where.en}`)),
    value: { site, building, where, operator, phone },
    text: both((language) =>
      [siteText(context, site, language), where[language], operator[language], phone]
        .filter((part) => part !== null)
        .join(', '),
    ),
  }
}
