/**
 * Who is responsible, who may look, and how to reach them (영 §25①3): by department and position, never by name. The
 * law wants a name or a department (법 §30①6); a name serves nobody here and leaves with its bearer.
 */
import type { Block, Language } from '../../documents/documents.ts'
import { articles } from '../../law/law.ts'
import type { Department, Officer, OfficerRole } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import { officerFinding, othersFinding } from '../conformance/people.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { concerns, scopeText } from '../scope.ts'
import { remark } from '../unconfirmed.ts'
import { both, cited, floorText, lowered, say } from '../wording.ts'

const title = {
  ko: '관리책임자, 담당부서 및 접근권한자',
  en: 'Who is responsible, and who may see footage',
}

const ROLES: { readonly [R in OfficerRole]: { readonly ko: string; readonly en: string } } = {
  privacyOfficer: { ko: '개인정보 보호책임자', en: 'Privacy officer' },
  manager: { ko: '관리책임자', en: 'Manager' },
  handler: { ko: '접근권한자', en: 'Handler' },
}

/** 법 §30의3: the head of the institution answers for it in the end. */
const HEAD = '법 §30의3'

export const officers: Clause = {
  id: 'officers',
  title: () => title,
  law: (context) => ['영 §25①3', '법 §31①', ...(headAnswers(context) ? [HEAD] : [])],
  applies: () => true,
  facts: (context) => [
    agencyFact(context),
    ...departmentsNamed(context).map(departmentFact),
    ...officersNamed(context).map((one) => officerFact(one, context)),
    ...roleFact(context),
  ],
  write: (context, language) => {
    const named = officersNamed(context)
    return [
      { type: 'paragraph', text: opening(context, language) },
      {
        type: 'table',
        caption: say(language, '책임자와 접근권한자', 'Officers'),
        head: [
          [
            say(language, '구분', 'Role'),
            say(language, '직위', 'Position'),
            say(language, '소속(담당부서)', 'Department'),
            say(language, '연락처', 'Telephone'),
            say(language, '담당 범위', 'Responsible for'),
          ],
        ],
        rows: named.map((one) => [
          roleText(one, language),
          one.position[language],
          departmentName(context, one.department, language),
          one.phone ?? '',
          scopeText(context, one.scope, language),
        ]),
        rowHeader: true,
      },
      {
        type: 'note',
        text: say(
          language,
          '본 기관에서는 위 표에 적힌 책임자와 접근권한자만, 맡은 범위의 영상을 볼 수 있습니다.',
          'Within the agency, only the officers named above may see footage, and only that of the devices they are responsible for.',
        ),
      },
      ...definition(context, language),
      ...contact(context, language),
      ...remark(
        context,
        [...named.map(({ id }) => id), ...named.map((one) => one.department)],
        title,
        language,
      ),
    ]
  },
  check: (system, context) => [
    ...officersNamed(context).map((one) =>
      evidence(
        `officer/${one.id}`,
        both((language) =>
          say(
            language,
            `${roleText(one, 'ko')} ${one.position.ko}의 계정은 쓰이고 있으며 담당 범위(${scopeText(context, one.scope, 'ko')})를 넘지 않습니다.`,
            `${roleText(one, 'en')}, ${one.position.en}: the account is in use and reaches no further than ${scopeText(context, one.scope, 'en')}.`,
          ),
        ),
        officerFinding(system, context, one),
      ),
    ),
    evidence(
      'officers/others',
      {
        ko: '본 기관에서 영상을 볼 수 있는 계정은 이 방침에 적힌 책임자와 접근권한자의 것뿐입니다.',
        en: 'Within the agency, only accounts of the officers named in this policy can see footage.',
      },
      othersFinding(system, context, officersNamed(context)),
    ),
    evidence(
      'officers/contact',
      { ko: '적힌 연락처로 연락할 수 있습니다.', en: 'The officers can be reached as stated.' },
      unseen({ ko: '적힌 번호로 전화해 확인하십시오.', en: 'Call the numbers.' }),
    ),
  ],
}

function opening(context: Context, language: Language): string {
  const first = say(
    language,
    '영상에 관하여 묻거나 불만을 말씀하시려면 아래 담당자에게 연락하십시오.',
    'For questions or complaints about footage, please contact any of the officers below.',
  )
  if (!headAnswers(context)) return first
  const head = context.registry.agency.head
  const cite = cited(HEAD, language)
  return `${first} ${say(
    language,
    `개인정보를 안전하게 처리하고 정보주체의 권리를 보호할 최종적인 책임은 본 기관의 장${head === null ? '' : `(${head.ko})`}에게 있습니다(${cite}).`,
    `The head of the agency${head === null ? '' : ` (${head.en})`} is finally responsible for the safe processing of personal information and for the rights of data subjects (${cite}).`,
  )}`
}

/** Who is meant by a role, in the agency's own words. */
function definition({ policy: { officersNote } }: Context, language: Language): readonly Block[] {
  return officersNote === null ? [] : [{ type: 'note', text: officersNote[language] }]
}

function contact({ registry: { agency } }: Context, language: Language): readonly Block[] {
  const parts = [
    agency.address === null
      ? null
      : `${say(language, '주소', 'Address')}: ${agency.postcode === null ? '' : `(${agency.postcode}) `}${agency.address[language]}`,
    agency.phones.length === 0
      ? null
      : `${say(language, '대표전화', 'Telephone')}: ${agency.phones.join(', ')}`,
    agency.homepage === null ? null : `${say(language, '홈페이지', 'Website')}: ${agency.homepage}`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? [] : [{ type: 'list', style: 'bullet', items: parts }]
}

function headAnswers({ on }: Context): boolean {
  return articles.some(
    ({ cite, from, until }) => cite === HEAD && from <= on && (until === null || on < until),
  )
}

/** The privacy officer, who answers for the whole agency, and those whose scope has a device of this policy. */
function officersNamed(context: Context): readonly Officer[] {
  const order: readonly OfficerRole[] = ['privacyOfficer', 'manager', 'handler']
  return order.flatMap((role) =>
    context.registry.officers.filter(
      (one) => one.role === role && (role === 'privacyOfficer' || concerns(context, one.scope)),
    ),
  )
}

/** Departments that the text names: those of officers, zones and windows. */
function departmentsNamed(context: Context): readonly Department[] {
  const { registry, zones } = context
  const windows = registry.requests.windows.filter(({ scope }) => concerns(context, scope))
  const ids = new Set([...officersNamed(context), ...zones, ...windows].map(({ department }) => department))
  return registry.departments.filter(({ id }) => ids.has(id))
}

function departmentName({ registry }: Context, id: string, language: Language): string {
  return registry.departments.find((one) => one.id === id)?.name[language] ?? id
}

function roleText(one: Officer, language: Language): string {
  const role = ROLES[one.role][language]
  if (one.title === null) return role
  return say(language, `${role}(${one.title.ko})`, `${role} (${lowered(one.title.en)})`)
}

function agencyFact({ registry: { agency } }: Context): Fact {
  const { name, head, address, postcode, phones, homepage } = agency
  return {
    id: 'agency',
    label: { ko: '기관', en: 'Agency' },
    value: { name, head, address, postcode, phones, homepage },
    text: both((language) =>
      [name[language], head?.[language], address?.[language], ...phones, homepage]
        .filter((part) => typeof part === 'string')
        .join('; '),
    ),
  }
}

function departmentFact({ id, name, site, building, floor, phone }: Department): Fact {
  return {
    id: `department/${id}`,
    label: both((language) => say(language, `부서: ${name.ko}`, `Department: ${name.en}`)),
    value: { name, site, building, floor, phone },
    text: both((language) =>
      [name[language], floor === null ? null : floorText(floor, language), phone]
        .filter((part) => part !== null)
        .join('; '),
    ),
  }
}

function roleFact({ policy: { officersNote } }: Context): readonly Fact[] {
  if (officersNote === null) return []
  return [
    {
      id: 'officers-note',
      label: { ko: '책임자의 뜻', en: 'Who is meant' },
      value: officersNote,
      text: officersNote,
    },
  ]
}

function officerFact(one: Officer, context: Context): Fact {
  const { id, role, title: called, department, position, phone, scope } = one
  return {
    id: `officer/${id}`,
    label: both((language) => `${roleText(one, language)}: ${position[language]}`),
    value: { role, title: called, department, position, phone, scope },
    text: both((language) =>
      [
        roleText(one, language),
        position[language],
        departmentName(context, department, language),
        phone,
        scopeText(context, scope, language),
      ]
        .filter((part) => part !== null)
        .join(', '),
    ),
  }
}
