/** How and where people can look at footage of themselves (영 §25①5). */
import type { Block, Language } from '../../documents/documents.ts'
import type { RequestMethod, RequestWindow } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import type { Context } from '../context.ts'
import { formFacts, formText } from '../forms.ts'
import type { Fact } from '../model.ts'
import { concerns, scopeText } from '../scope.ts'
import { remark } from '../unconfirmed.ts'
import { both, floorText, listed, lowered, particle, say } from '../wording.ts'

const title = {
  ko: '개인영상정보의 확인 방법 및 장소',
  en: 'How and where footage can be seen',
}

export const confirmation: Clause = {
  id: 'confirmation',
  title: () => title,
  law: () => ['영 §25①5', '법 §38④'],
  applies: () => true,
  facts: (context) => [
    methodFact(context),
    ...formFacts(context, 'accessRequest'),
    ...windowsOf(context).map((one) => windowFact(one, context)),
  ],
  write: (context, language) => [
    {
      type: 'list',
      style: 'bullet',
      items: [
        `${say(language, '확인 방법', 'How')}: ${howText(context, language)}`,
        `${say(language, '요구 방법', 'Ways of asking')}: ${methodsText(context, language)}`,
      ],
    },
    table(context, language),
    ...remark(
      context,
      windowsOf(context).map(({ id }) => id),
      title,
      language,
    ),
  ],
  check: (_system, context) =>
    windowsOf(context).map((one) =>
      evidence(
        `window/${one.id}`,
        both((language) =>
          say(language, `${one.name.ko}에서 확인하실 수 있습니다.`, `Footage can be seen at ${one.name.en}.`),
        ),
        unseen({
          ko: '적힌 번호로 미리 전화한 뒤 방문해 확인하십시오.',
          en: 'Call the number stated, and go there.',
        }),
      ),
    ),
}

const CONTACTS = {
  manager: { ko: '관리책임자', en: 'the manager' },
  handler: { ko: '접근권한자', en: 'a handler' },
} as const

const METHODS: { readonly [M in RequestMethod]: { readonly ko: string; readonly en: string } } = {
  visit: { ko: '방문', en: 'in person' },
  phone: { ko: '전화', en: 'by telephone' },
  post: { ko: '우편', en: 'by post' },
  email: { ko: '전자우편', en: 'by e-mail' },
  online: { ko: '인터넷', en: 'online' },
}

/** By the agency's own word for the role, where all who have it here share one. */
function contactText(role: keyof typeof CONTACTS, context: Context, language: Language): string {
  const meant = context.registry.officers.filter((one) => one.role === role && concerns(context, one.scope))
  const [title, ...others] = new Set(meant.map((one) => one.title?.[language] ?? null))
  if (title === undefined || title === null || others.length > 0) return CONTACTS[role][language]
  return say(language, title, `the ${lowered(title)}`)
}

function howText(context: Context, language: Language): string {
  const { requests } = context.registry
  const whom = requests.contact
    .map((one) => contactText(one, context, language))
    .join(say(language, ' 또는 ', ' or '))
  return requests.advanceContact
    ? say(
        language,
        `${whom}에게 미리 연락하신 뒤 아래 장소로 오시면 확인하실 수 있습니다.`,
        `contact ${whom} first, then come to the place named below.`,
      )
    : say(language, '아래 장소로 오시면 확인하실 수 있습니다.', 'come to the place named below.')
}

function methodsText({ registry: { requests, forms } }: Context, language: Language): string {
  const ways = listed(
    requests.methods.map((one) => METHODS[one][language]),
    language,
  )
  const form = forms.find(({ id }) => id === requests.form)
  if (form === undefined) return ways
  return say(
    language,
    `${ways}. ${particle(formText(form, 'ko'), '을', '를')} 작성하여 내시면 됩니다.`,
    `${ways}, with the ${formText(form, 'en')}.`,
  )
}

function table(context: Context, language: Language): Block {
  return {
    type: 'table',
    caption: say(language, '확인 장소', 'Where'),
    head: [
      [
        say(language, '확인 장소', 'Place'),
        say(language, '담당', 'Officer'),
        say(language, '연락처', 'Telephone'),
        say(language, '대상 기기', 'Devices'),
      ],
    ],
    rows: windowsOf(context).map((one) => [
      one.name[language],
      officerText(one, context, language),
      one.phone ?? '',
      scopeText(context, one.scope, language),
    ]),
    rowHeader: true,
  }
}

/** The officer who receives people, else the department. */
function officerText(
  { officer, department }: RequestWindow,
  { registry }: Context,
  language: Language,
): string {
  const receiving = registry.officers.find(({ id }) => id === officer)
  const office = receiving?.department ?? department
  const name = registry.departments.find(({ id }) => id === office)?.name[language] ?? ''
  if (receiving === undefined) return name
  return say(language, `${name} ${receiving.position.ko}`, `${receiving.position.en}, ${name}`).trim()
}

function windowsOf(context: Context): readonly RequestWindow[] {
  return context.registry.requests.windows.filter(({ scope }) => concerns(context, scope))
}

function methodFact(context: Context): Fact {
  const { advanceContact, contact, methods, form } = context.registry.requests
  return {
    id: 'requests',
    label: { ko: '확인과 요구의 방법', en: 'How to ask' },
    value: { advanceContact, contact, methods, form },
    text: both((language) => `${howText(context, language)} ${methodsText(context, language)}`),
  }
}

function windowFact(one: RequestWindow, context: Context): Fact {
  const { id, name, site, building, floor, department, officer, phone, scope } = one
  return {
    id: `window/${id}`,
    label: both((language) => say(language, `확인 장소: ${name.ko}`, `Place to ask: ${name.en}`)),
    value: { name, site, building, floor, department, officer, phone, scope },
    text: both((language) =>
      [
        name[language],
        floor === null ? '' : floorText(floor, language),
        officerText(one, context, language),
        phone ?? '',
        scopeText(context, scope, language),
      ]
        .filter((part) => part !== '')
        .join(', '),
    ),
  }
}
