/** When footage is used beyond its purpose or given to others (법 §18), who is given it as a rule, and what is recorded. */
import type { Block, Language } from '../../documents/documents.ts'
import { bases, basis, type BasisCode, mustBePosted } from '../../law/law.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import { viewingsFinding } from '../conformance/records.ts'
import type { Context } from '../context.ts'
import { formText } from '../forms.ts'
import type { Fact } from '../model.ts'
import { remark } from '../unconfirmed.ts'
import { both, cited, listed, say } from '../wording.ts'

const title = {
  ko: '목적 외 이용 및 제3자 제공',
  en: 'Use beyond the purpose, and provision to others',
}

export const provision: Clause = {
  id: 'provision',
  title: () => title,
  law: () => ['법 §18②', '영 §15'],
  applies: () => true,
  facts: (context) => factsOf(context),
  write: (context, language) => [
    {
      type: 'paragraph',
      text: say(
        language,
        `촬영한 영상은 위에 적은 목적 안에서만 이용합니다. 다음 경우에만, 정보주체나 다른 사람의 이익을 부당하게 침해할 우려가 없을 때에 한하여 목적 외로 이용하거나 다른 사람·기관에 제공합니다(${cited('법 §18②', 'ko')}).`,
        `Footage is used only for the purposes stated above. It is used otherwise, or given to others, only in these cases, and never where that might unjustly harm the interests of the data subject or of others (${cited('법 §18②', 'en')}).`,
      ),
    },
    {
      type: 'list',
      style: 'bullet',
      items: groundsOf(context).map((code) => groundText(code, context, language)),
    },
    {
      type: 'paragraph',
      text: duties(context, language),
    },
    ...recipients(context, language),
    ...remark(context, context.registry.provision?.recipients.map(({ id }) => id) ?? [], title, language),
  ],
  check: (system) => [
    evidence(
      'viewings/ground',
      {
        ko: '장부에 남은 목적 외 이용에는 모두 법이 정한 근거가 있습니다.',
        en: 'Every use beyond the purpose in the ledger has a ground of the law.',
      },
      viewingsFinding(system),
    ),
    evidence(
      'provision/recorded',
      {
        ko: '제3자에게 제공할 때마다 대장에 기록합니다.',
        en: 'Whatever is given to others is entered in the register.',
      },
      unseen({
        ko: '목적 외 이용·제3자 제공 대장을 받은 공문과 대조하십시오.',
        en: 'Compare the register with the letters that asked for footage.',
      }),
    ),
  ],
}

/** Those that the agency names; all that a public institution has when it names none. */
function groundsOf({ registry, on }: Context): readonly BasisCode[] {
  if (registry.provision !== null) return registry.provision.bases
  return bases
    .filter((one) => one.group === '18-2' && one.from <= on && (one.until === null || on < one.until))
    .map(({ code }) => code)
}

function groundText(code: BasisCode, { on }: Context, language: Language): string {
  const one = basis(code, on)
  if (one === undefined) return code
  const text = one.text[language]
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} (${cited(one.cite, language)})`
}

function duties(context: Context, language: Language): string {
  const form = context.registry.forms.find(({ id }) => id === context.registry.provision?.form)
  const record =
    form === undefined
      ? say(
          language,
          `그때마다 대장에 기록하고(${cited('영 §15', 'ko')}), 제공받는 쪽에 이용 목적과 방법을 제한하며 안전하게 다룰 것을 요청합니다(${cited('법 §18⑤', 'ko')}).`,
          `Each case is entered in a register (${cited('영 §15', 'en')}), and whoever receives footage is held to its purpose and asked to keep it safe (${cited('법 §18⑤', 'en')}).`,
        )
      : say(
          language,
          `그때마다 ${formText(form, 'ko')}에 기록하고(${cited('영 §15', 'ko')}), 제공받는 쪽에 이용 목적과 방법을 제한하며 안전하게 다룰 것을 요청합니다(${cited('법 §18⑤', 'ko')}).`,
          `Each case is entered in the ${formText(form, 'en')} (${cited('영 §15', 'en')}), and whoever receives footage is held to its purpose and asked to keep it safe (${cited('법 §18⑤', 'en')}).`,
        )
  if (!groundsOf(context).some(mustBePosted)) return record
  return `${record} ${say(
    language,
    `법에서 정한 경우에는 제공한 사실을 관보나 홈페이지에 싣습니다(${cited('법 §18④', 'ko')}).`,
    `Where the Act requires it, the provision is posted in the official gazette or on the website (${cited('법 §18④', 'en')}).`,
  )}`
}

function recipients(context: Context, language: Language): readonly Block[] {
  const { registry } = context
  if (registry.provision === null) return []
  const all = registry.provision.recipients
  if (all.length === 0)
    return [
      {
        type: 'paragraph',
        text: say(
          language,
          '영상을 정기적으로 제공하는 곳은 없습니다.',
          'Nobody is given footage on a regular basis.',
        ),
      },
    ]
  return [
    {
      type: 'table',
      caption: say(language, '영상을 제공받는 곳', 'Who is given footage'),
      head: [
        [
          say(language, '제공받는 자', 'Recipient'),
          say(language, '목적', 'Purpose'),
          say(language, '법적 근거', 'Legal basis'),
          say(language, '항목', 'Items'),
          say(language, '보유·이용 기간', 'Period'),
        ],
      ],
      rows: all.map((one) => [
        one.name[language],
        one.purpose[language],
        groundText(one.basis, context, language),
        listed(
          one.items.map((item) => item[language]),
          language,
        ),
        one.period[language],
      ]),
      rowHeader: true,
    },
  ]
}

function factsOf(context: Context): readonly Fact[] {
  const stated = context.registry.provision
  if (stated === null) return []
  return [
    {
      id: 'provision',
      label: { ko: '목적 외 이용·제공의 근거', en: 'Grounds of use beyond the purpose' },
      value: { bases: stated.bases, form: stated.form },
      text: both((language) => stated.bases.map((code) => groundText(code, context, language)).join('; ')),
    },
    ...stated.recipients.map(({ id, name, purpose, basis: ground, items, period }): Fact => ({
      id: `provision/${id}`,
      label: both((language) => say(language, `제공받는 자: ${name.ko}`, `Recipient: ${name.en}`)),
      value: { name, purpose, basis: ground, items, period },
      text: both((language) =>
        [
          name[language],
          purpose[language],
          groundText(ground, context, language),
          ...items.map((item) => item[language]),
          period[language],
        ].join(', '),
      ),
    })),
  ]
}
