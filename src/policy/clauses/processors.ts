/**
 * Who works on the devices for the agency (법 §25⑧, §26②, 영 §26, §28②). "None" is said exactly when there is none: a text that
 * says both is the commonest fault of such policies.
 */
import type { Block, Language } from '../../documents/documents.ts'
import { contractItems } from '../../law/law.ts'
import type { Processor } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import { processorsFinding } from '../conformance/people.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { concerns, scopeText } from '../scope.ts'
import { remark } from '../unconfirmed.ts'
import { both, cited, listed, lowered, rangeOfDays, say } from '../wording.ts'

const title = {
  ko: '설치·관리 등의 위탁',
  en: 'Who works on the devices for us',
}

export const processors: Clause = {
  id: 'processors',
  title: () => title,
  law: () => ['법 §25⑧', '법 §26②', '영 §26', '영 §28②'],
  applies: () => true,
  facts: (context) => processorsOf(context).map((one) => factOf(one, context)),
  write: (context, language) => {
    const all = processorsOf(context)
    if (all.length === 0)
      return [
        {
          type: 'paragraph',
          text: say(
            language,
            '해당 없음. 영상정보처리기기의 설치와 관리를 다른 곳에 맡기지 않고 본 기관이 직접 합니다.',
            'None. We install and manage the devices ourselves.',
          ),
        },
      ]
    return [
      {
        type: 'paragraph',
        text: say(
          language,
          '영상정보처리기기의 설치와 관리 가운데 아래 업무를 위탁하고 있습니다.',
          'The following work on the devices is done for us by others.',
        ),
      },
      table(all, context, language),
      ...contracts(all, language),
      ...remark(
        context,
        all.map(({ id }) => id),
        title,
        language,
      ),
    ]
  },
  check: (system, context) => [
    evidence(
      'processors/accounts',
      {
        ko: '업체의 계정 가운데 영상을 볼 수 있는 것은 수탁자의 것뿐이며, 맡긴 기기와 계약 기간을 넘지 않습니다.',
        en: 'Of contractors’ accounts only those of processors can see footage, within their devices and their contract.',
      },
      processorsFinding(system, context, processorsOf(context)),
    ),
    ...processorsOf(context).map((one) =>
      evidence(
        `processor/${one.id}`,
        both((language) =>
          say(
            language,
            `${one.name.ko}에 적힌 업무만 위탁합니다.`,
            `${one.name.en} does the work stated and no other.`,
          ),
        ),
        unseen({
          ko: '위탁 계약서와 관리·감독 기록을 확인하십시오.',
          en: 'See the contract, and the records of inspections.',
        }),
      ),
    ),
  ],
}

function table(all: readonly Processor[], context: Context, language: Language): Block {
  const withPeriod = all.some(({ contract }) => contract !== null)
  return {
    type: 'table',
    caption: say(language, '수탁자와 위탁하는 업무', 'Processors and their work'),
    head: [
      [
        say(language, '수탁자', 'Processor'),
        say(language, '위탁하는 업무', 'Work'),
        say(language, '대상 기기', 'Devices'),
        say(language, '연락처', 'Telephone'),
        ...(withPeriod ? [say(language, '계약 기간', 'Contract')] : []),
      ],
    ],
    rows: all.map((one) => [
      one.name[language],
      listed(
        one.tasks.map((task) => task[language]),
        language,
      ),
      scopeText(context, one.scope, language),
      one.phone ?? '',
      ...(withPeriod ? [periodText(one, language)] : []),
    ]),
    rowHeader: true,
  }
}

/** What the contracts settle; said only of contracts that the registry has. */
function contracts(all: readonly Processor[], language: Language): readonly Block[] {
  const settled = all.flatMap(({ contract }) => (contract === null ? [] : [contract.clauses]))
  if (settled.length < all.length || settled.length === 0) return []
  const common = CLAUSES.filter((name) => settled.every((clauses) => clauses.includes(name)))
  if (common.length === 0) return []
  const items = common.map((name) => contractItems[CLAUSES.indexOf(name)]?.text[language] ?? name)
  return [
    {
      type: 'paragraph',
      text: say(
        language,
        `위탁 계약 문서에는 다음 사항을 정하였습니다(${cited('영 §26①', 'ko')}): ${items.join(', ')}.`,
        `The contracts settle the following (${cited('영 §26①', 'en')}): ${items.map(lowered).join('; ')}.`,
      ),
    },
  ]
}

/** In the order of the items of 영 §26①. */
const CLAUSES = ['purpose', 'resubcontracting', 'safeguards', 'inspection', 'damages'] as const

/** Processors with a device of this policy whose contract, where it is known, runs on the day of the law. */
export function processorsOf(context: Context): readonly Processor[] {
  const { registry, on } = context
  return registry.processors.filter(
    ({ scope, contract }) =>
      concerns(context, scope) && (contract === null || (contract.from <= on && on <= contract.until)),
  )
}

function periodText({ contract }: Processor, language: Language): string {
  if (contract === null) return ''
  return rangeOfDays(contract.from, contract.until, language)
}

function factOf(one: Processor, context: Context): Fact {
  const { id, name, tasks, phone, scope, contract } = one
  return {
    id: `processor/${id}`,
    label: both((language) => say(language, `수탁자: ${name.ko}`, `Processor: ${name.en}`)),
    value: { name, tasks, phone, scope, contract },
    text: both((language) =>
      [
        name[language],
        ...tasks.map((task) => task[language]),
        scopeText(context, scope, language),
        phone,
        periodText(one, language),
      ]
        .filter((part) => part !== null && part !== '')
        .join(', '),
    ),
  }
}
