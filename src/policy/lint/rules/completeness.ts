/**
 * The eight items of 영 §25①. An item is missing when neither a heading nor a label nor a sentence gives it; in a
 * text that is divided by headings, a passing mention under another heading does not count.
 */
import type { RuleId } from '../catalogue.ts'
import type { Facts } from '../facts/facts.ts'
import type { Finding } from '../finding.ts'
import { placeholdersIn } from '../facts/placeholders.ts'
import type { Line } from '../lines.ts'
import type { Topic } from '../topics.ts'
import { found, type Rule } from './rule.ts'

export const completeness: Rule = (facts) => [
  ...purpose(facts),
  ...devices(facts),
  ...officers(facts),
  ...keeping(facts),
  ...confirmation(facts),
  ...requests(facts),
  ...safeguards(facts),
  ...others(facts),
]

function missing(rule: RuleId, { policy }: Facts, ko: string, en: string, at?: Line | null) {
  const first = policy.sections.find(({ topics }) => topics.size > 0)?.heading
  return [found(rule, at ?? policy.title ?? first ?? policy.lines[0], { ko, en })]
}

/** Whether a section about it says anything. */
function hasSection({ policy }: Facts, topic: Topic): boolean {
  return policy.sections.some(
    ({ topics, lines, statements }) =>
      topics.has(topic) && (lines.length > 0 || statements.some(({ bare }) => bare !== '')),
  )
}

function isSaid({ policy }: Facts, wording: RegExp, within?: Topic): boolean {
  const own = within === undefined ? [] : policy.sections.filter(({ topics }) => topics.has(within))
  if (own.length > 0)
    return own.some(({ lines }) =>
      lines.some(({ bare }) => speaks(bare, wording) && placeholdersIn(bare).length === 0),
    )
  return (
    // A heading alone says nothing.
    policy.sections.some(({ sentences, lines }) =>
      [...sentences, ...lines].some(({ bare }) => speaks(bare, wording)),
    )
  )
}

/** What a word means is not who it is. */
function speaks(bare: string, wording: RegExp): boolean {
  return wording.test(bare) && !/라(?:고)?함은|이란|말함|말한다|말합니다/.test(bare)
}

/** A value under such a label, that is no blank; not what is told for a consent or for giving footage away. */
function isStated({ policy }: Facts, label: RegExp): boolean {
  const sections = policy.sections.filter(({ topics }) => !topics.has('consent') && !topics.has('provision'))
  return sections.some(({ statements }) =>
    statements.some((one) => label.test(one.label) && one.bare !== '' && one.label.length <= 30),
  )
}

/** The items of 영 §25①, as headings name them. */
const ITEMS: readonly Topic[] = [
  'purpose',
  'devices',
  'officers',
  'keeping',
  'confirmation',
  'requests',
  'safeguards',
]

type Item = {
  readonly rule: RuleId
  readonly topic: Topic
  /** What labels it, and what sentences say it. */
  readonly label: RegExp
  readonly said: RegExp
  readonly ko: string
  readonly en: string
}

/** An item that is there when something is said of it at all. */
function item(facts: Facts, { rule, topic, label, said, ko, en }: Item) {
  if (hasSection(facts, topic) || isStated(facts, label)) return []
  if (!isSaid(facts, said)) return missing(rule, facts, ko, en)
  // Divided by headings, the others have theirs: a mention in passing may be all there is left of it.
  const headed = ITEMS.filter((one) => hasSection(facts, one))
  return headed.length < 5
    ? []
    : missing(rule, facts, `${ko} 다른 절에서 언급할 뿐입니다.`, `${en} It is only mentioned elsewhere.`).map(
        (one) => ({
          ...one,
          severity: 'warning' as const,
        }),
      )
}

const purpose: Rule = (facts) =>
  item(facts, {
    rule: 'MISSING_25_1_1',
    topic: 'purpose',
    label: /목적|근거/,
    said: /(?:목적으로|위하여|위해).{0,60}(?:설치|운영)|근거.{0,40}(?:설치|운영)/,
    ko: '설치 근거와 목적이 없습니다.',
    en: 'Legal basis and purpose are not stated.',
  })

const devices: Rule = (facts) => {
  const { groups, sections } = facts.devices
  const at = sections[0]?.heading
  if (!groups.some(({ count }) => count !== null) && !hasNumber(facts))
    return elsewhere(facts, 'devices', [
      ...missing(
        'MISSING_25_1_2',
        facts,
        '설치 대수가 적혀 있지 않습니다.',
        'The number of devices is not stated.',
        at,
      ),
    ])
  const isPlaced = groups.length === 0 || groups.some(({ places }) => places.length > 0)
  const isLabelled = sections.some(({ statements }) =>
    statements.some(({ label, bare }) => /위치|장소|범위|구역/.test(label) && bare.length >= 2),
  )
  return isPlaced || isLabelled
    ? []
    : elsewhere(
        facts,
        'devices',
        missing(
          'MISSING_25_1_2',
          facts,
          '설치 위치와 촬영범위가 적혀 있지 않습니다.',
          'Places and range of view are not stated.',
          at,
        ),
      )
}

/** A policy that sends its reader to another page says it, though not here. */
function elsewhere(facts: Facts, topic: Topic, findings: readonly Finding[]): readonly Finding[] {
  const isSent = isSaid(
    facts,
    /(?:세부|상세|설치|운영|공개)(?:내역|현황|파일|자료).{0,16}(?:참고|참조|다운|바로보기|별첨|붙임|확인)|(?:메뉴|홈페이지|누리집|링크).{0,12}(?:참고|참조)|(?:별첨|붙임|별표|첨부).{0,10}(?:참조|참고|과같)/,
    topic,
  )
  if (!isSent) return findings
  return findings.map((one) => ({
    ...one,
    severity: 'warning',
    message: {
      ko: `${one.message.ko} 다른 곳을 보라고만 합니다.`,
      en: `${one.message.en} The reader is sent elsewhere.`,
    },
  }))
}

/** A number that lost its unit: "36" under a head, "수량 1,188". */
function hasNumber({ devices: { sections } }: Facts): boolean {
  return sections.some(({ lines, heading, statements }) => {
    const speaks = [heading, ...lines].some((line) => /대수|수량|카메라수/.test(line?.bare ?? ''))
    const isCounted = [...lines.map(({ text }) => text), ...statements.map(({ text }) => text)].some((text) =>
      /(?:^|[\s\t:(|])[1-9]\d{0,2}(?:,\d{3})*(?:$|[\s\t)|]|대|개)/.test(text),
    )
    return speaks && isCounted
  })
}

const officers: Rule = (facts) => {
  const named = facts.officers.filter(({ isNamed }) => isNamed)
  const at = facts.policy.sections.find(
    ({ topics, title }) => topics.has('officers') && !/보호책임자/.test(title),
  )?.heading
  const manager =
    named.some(({ role }) => role !== 'handler') ||
    isSaid(
      facts,
      /(?:관리|운영|보호)?책임자.{0,30}(?:과장|팀장|부장|국장|실장|처장|소장|관장|센터장|교장|원장|부서장|\d{3,4}-\d{4})/,
      'officers',
    )
  const department = isSaid(facts, /담당부서|관리부서|운영부서|운영팀|총무과|담당부서장/, 'officers')
  const handler =
    named.some(({ role }) => role === 'handler') ||
    isSaid(
      facts,
      /(?:접근권한|접근권|취급|담당)자.{0,30}(?:담당|주무관|직원|팀|과|\d{3,4}-\d{4})/,
      'officers',
    )
  if (!manager && !(department && handler))
    return missing(
      'MISSING_25_1_3',
      facts,
      '관리책임자와 담당부서가 적혀 있지 않습니다.',
      'No manager and no department is stated.',
      at,
    )
  return handler
    ? []
    : missing(
        'MISSING_25_1_3',
        facts,
        '접근권한자가 적혀 있지 않습니다.',
        'Nobody with access is stated.',
        at,
      )
}

const keeping: Rule = (facts) => {
  const parts = PARTS.filter(({ isThere }) => !isThere(facts))
  const at = facts.policy.sections.find(({ topics }) => topics.has('keeping'))?.heading
  const lacks = (rule: RuleId) => parts.some((part) => part.rule === rule)
  // Without a heading for it and without a period, what else is said in passing is no statement of the item.
  const isWhole =
    parts.length === PARTS.length || (!hasSection(facts, 'keeping') && lacks('NO_RETENTION_PERIOD'))
  if (isWhole)
    return missing(
      'MISSING_25_1_4',
      facts,
      '촬영시간, 보관기간, 보관장소와 처리방법이 없습니다.',
      'Hours, retention, storage and handling are missing.',
      at,
    )
  return elsewhere(
    facts,
    'keeping',
    parts.flatMap(({ rule, ko, en }) => missing(rule, facts, ko, en, at)),
  )
}

type Part = {
  readonly rule: RuleId
  readonly ko: string
  readonly en: string
  readonly isThere: (facts: Facts) => boolean
}

const PARTS: readonly Part[] = [
  {
    rule: 'NO_FILMING_HOURS',
    ko: '촬영시간이 적혀 있지 않습니다.',
    en: 'The hours of filming are not stated.',
    isThere: (facts) =>
      isStated(facts, /촬영(?:시간|기간)|녹화시간|운영시간/) ||
      isSaid(
        facts,
        /24시간|상시|근무시간|업무시간|필요(?:한)?(?:시|경우)에?(?:만)?(?:촬영|작동|녹화)|\d시[^간]?.{0,4}~/,
      ),
  },
  {
    rule: 'NO_RETENTION_PERIOD',
    ko: '보관기간이 적혀 있지 않습니다.',
    en: 'The retention period is not stated.',
    isThere: (facts) =>
      facts.keeping.set.length > 0 ||
      isSaid(
        facts,
        /(?:보관|보유|저장)기간.{0,24}\d+(?:일|개월|달|년)|\d+(?:일|개월)(?:간)?(?:을)?(?:보관|보유|저장)/,
      ),
  },
  {
    rule: 'NO_STORAGE_PLACE',
    ko: '보관장소가 적혀 있지 않습니다.',
    en: 'The place of storage is not stated.',
    isThere: (facts) =>
      isStated(facts, /(?:보관|저장|보유|녹화)(?:장소|위치|장치)/) ||
      isSaid(
        facts,
        /(?:에|에서)(?:안전하게)?(?:보관|저장)(?:하|되|합|한)|서버|DVR|NVR|관제센터|(?:보관|저장)장소.{2,}/i,
      ) ||
      hasPlaceInRow(facts),
  },
  {
    rule: 'NO_DESTROY_METHOD',
    ko: '보관기간이 지난 영상의 처리방법이 적혀 있지 않습니다.',
    en: 'Not said how footage is destroyed.',
    isThere: (facts) =>
      isStated(facts, /처리방법|(?:파기|삭제)방법/) ||
      // "정정·삭제를 요구", "내용의 추가·삭제" are about something else.
      isSaid(
        facts,
        /(?:자동|영구)(?:으로)?삭제|삭제(?:[하한할함](?!도록요구|여달|것을)|[되된될됨됩합]|처리)|파기(?!등?[·,의를]?요구)|폐기|소각|파쇄|덮어쓰|(?:지우|지웁|지운|없애|없앱)/,
      ),
  },
]

/** A place beside hours and period in a row without labels. */
function hasPlaceInRow({ policy }: Facts): boolean {
  return policy.sections.some(
    ({ topics, lines }) =>
      topics.has('keeping') &&
      lines.some(({ bare }) => /보관장소/.test(bare)) &&
      lines.some(
        ({ bare }) =>
          /(?:실|층|센터|과|팀|소|서버|교무실|함)$/.test(bare) && placeholdersIn(bare).length < bare.length,
      ),
  )
}

const confirmation: Rule = (facts) =>
  item(facts, {
    rule: 'MISSING_25_1_5',
    topic: 'confirmation',
    label: /(?:확인|열람)(?:방법|장소|절차)/,
    said: /(?:확인|열람)(?:방법|장소|재생장소)[:은는이가에]|(?:방문|연락|신청).{0,30}(?:확인|열람)(?:이|하실수|할수|가능)/,
    ko: '영상을 확인하는 방법과 장소가 없습니다.',
    en: 'Not said how and where footage is confirmed.',
  })

const requests: Rule = (facts) =>
  item(facts, {
    rule: 'MISSING_25_1_6',
    topic: 'requests',
    label: /열람(?:등|·?존재확인)?(?:의)?(?:요구|청구)/,
    said: /(?:열람|존재확인|삭제).{0,30}(?:요구|청구|신청|요청)/,
    ko: '열람 등의 요구에 어떻게 조치하는지 없습니다.',
    en: 'Nothing on requests of data subjects.',
  })

const safeguards: Rule = (facts) =>
  facts.policy.form === 'section' && facts.text.sentences.some(({ bare }) => /안전성(?:의)?확보/.test(bare))
    ? []
    : item(facts, {
        rule: 'MISSING_25_1_7',
        topic: 'safeguards',
        label: /(?:기술|관리|물리)적?(?:보호)?조치|안전성/,
        said: /(?:접근통제|접근권한|암호화|잠금장치|내부관리계획).{0,60}(?:조치|하고있|합니다|하여)/,
        ko: '기술적·관리적·물리적 보호조치가 없습니다.',
        en: 'No safeguards are stated.',
      })

const OTHER: readonly Topic[] = [
  'change',
  'history',
  'processors',
  'provision',
  'signs',
  'consent',
  'filmingNotice',
  'notOurs',
]

const others: Rule = (facts) =>
  facts.policy.form === 'section' ||
  OTHER.some((topic) => hasSection(facts, topic)) ||
  isSaid(facts, /변경|개정|시행/)
    ? []
    : missing(
        'MISSING_25_1_8',
        facts,
        '방침의 변경 등 그 밖의 사항이 없습니다.',
        'Nothing on changes of the policy or other matters.',
      )
