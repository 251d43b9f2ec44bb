/**
 * Consent of those who enter closed rooms (법 §15①1): the four things that must be told first (법 §15②). The period is
 * that of the rooms themselves, so the form and the retention cannot disagree.
 */
import type { Block, Language } from '../../documents/documents.ts'
import type { Consent, Zone } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import type { Context } from '../context.ts'
import { formFacts, formText } from '../forms.ts'
import type { Fact } from '../model.ts'
import { remark } from '../unconfirmed.ts'
import { both, cited, listed, namesOf, particle, retentionText, say } from '../wording.ts'

const title = {
  ko: '비공개 장소 촬영에 대한 동의',
  en: 'Consent to being filmed in rooms not open to the public',
}

export const consent: Clause = {
  id: 'consent',
  title: () => title,
  law: () => ['법 §15①1', '법 §15②'],
  applies: (context) => consentsOf(context).length > 0,
  facts: (context) => [
    ...consentsOf(context).map((one) => factOf(one, context)),
    ...formFacts(context, 'consent'),
  ],
  write: (context, language) => [
    {
      type: 'paragraph',
      text: say(
        language,
        `아래 비공개 장소에 들어오시는 분에게는 다음 사항을 먼저 알리고 촬영에 대한 동의를 받습니다(${cited('법 §15①1, §15②', 'ko')}).`,
        `Those who enter the rooms below are first told the following and asked to consent to being filmed (${cited('법 §15①1, §15②', 'en')}).`,
      ),
    },
    {
      type: 'table',
      caption: say(language, '동의를 받을 때 알리는 사항', 'What is told before consent is asked'),
      head: [
        [
          say(language, '장소', 'Room'),
          say(language, '수집·이용 목적', 'Purpose'),
          say(language, '수집하는 항목', 'What is collected'),
          say(language, '보유·이용 기간', 'Period'),
          say(language, '거부할 권리와 불이익', 'Refusing'),
        ],
      ],
      rows: consentsOf(context).map((one) => [
        namesOf(zonesOf(one, context), language),
        purposesText(one, context, language),
        itemsText(one, language),
        periodText(zonesOf(one, context), context, language),
        one.refusal[language],
      ]),
    },
    ...forms(context, language),
    ...remark(
      context,
      consentsOf(context).map(({ id }) => id),
      title,
      language,
    ),
  ],
  check: (_system, context) =>
    consentsOf(context).map((one) =>
      evidence(
        `consent/${one.id}`,
        both((language) => {
          const rooms = zonesOf(one, context)
            .map(({ name }) => name[language])
            .join(', ')
          return say(
            language,
            `${rooms}: 들어오는 사람의 동의를 먼저 받습니다.`,
            `${rooms}: whoever enters is asked for consent first.`,
          )
        }),
        unseen({
          ko: '출입 기록과 동의서를 대조하십시오.',
          en: 'Compare the record of those who entered with the forms of consent.',
        }),
      ),
    ),
}

function consentsOf({ registry, zones }: Context): readonly Consent[] {
  const inUse = new Set(zones.map(({ id }) => id))
  return registry.consents.filter((one) => one.zones.some((id) => inUse.has(id)))
}

function zonesOf(one: Consent, { zones }: Context): readonly Zone[] {
  return zones.filter(({ id }) => one.zones.includes(id))
}

function purposesText({ purposes }: Consent, { registry }: Context, language: Language): string {
  const names = purposes.map((id) => registry.purposes.find((one) => one.id === id)?.name[language] ?? id)
  return listed(names, language)
}

function itemsText({ items }: Consent, language: Language): string {
  return listed(
    items.map((item) => item[language]),
    language,
  )
}

/** Of the fixed devices there; each room's own where they differ. */
function periodText(zones: readonly Zone[], { registry }: Context, language: Language): string {
  const fixed = new Set(registry.categories.filter((one) => one.class === 'fixed').map(({ id }) => id))
  const periods = zones.flatMap(({ name, recordings }) =>
    recordings
      .filter(({ category }) => fixed.has(category))
      .map(({ retentionDays }) => ({ name, days: retentionDays })),
  )
  const [only, ...others] = new Set(periods.map(({ days }) => days))
  if (only !== undefined && others.length === 0) return retentionText(only, language)
  return periods.map(({ name, days }) => `${name[language]}: ${retentionText(days, language)}`).join(', ')
}

function forms(context: Context, language: Language): readonly Block[] {
  const used = new Set(consentsOf(context).map(({ form }) => form))
  const named = context.registry.forms.filter(({ id }) => used.has(id))
  if (named.length === 0) return []
  const names = listed(
    named.map((form) => formText(form, language)),
    language,
  )
  return [
    {
      type: 'paragraph',
      text: say(
        language,
        `동의는 ${particle(names, '으로', '로')} 받습니다.`,
        `Consent is given on the ${names}.`,
      ),
    },
  ]
}

function factOf(one: Consent, context: Context): Fact {
  const { id, zones, purposes, items, refusal, form } = one
  const names = both((language) => namesOf(zonesOf(one, context), language))
  return {
    id: `consent/${id}`,
    label: both((language) => say(language, `동의: ${names.ko}`, `Consent: ${names.en}`)),
    value: { zones, purposes, items, refusal, form },
    text: both((language) =>
      [purposesText(one, context, language), itemsText(one, language), refusal[language]].join('; '),
    ),
  }
}
