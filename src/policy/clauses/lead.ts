/** What stands before the first clause: whose policy this is, about what, and under which law. */
import type { Block, Language } from '../../documents/documents.ts'
import type { DeviceClass } from '../../law/law.ts'
import type { Context } from '../context.ts'
import { CLASS_NAMES, cited, definite, particle, say } from '../wording.ts'

export function lead(context: Context, language: Language): readonly Block[] {
  const { policy, announcedOn, effectiveOn } = context
  const blocks: Block[] = [{ type: 'paragraph', text: opening(context, language) }]
  if (policy.form === 'section') blocks.push({ type: 'paragraph', text: asSection(language) })
  if (policy.coverage !== null) blocks.push({ type: 'paragraph', text: sentence(policy.coverage[language]) })
  blocks.push({
    type: 'list',
    style: 'bullet',
    items: classesOf(context).map((one) => MEANING[one][language]),
  })
  if (announcedOn === null && effectiveOn === null)
    blocks.push({
      type: 'note',
      text: say(
        language,
        '아직 공고하지 않은 초안입니다. 공고일과 시행일은 공고할 때 적습니다.',
        'This is a draft that has not been announced. Its dates are set when it is.',
      ),
    })
  return blocks
}

function opening({ registry, ...context }: Context, language: Language): string {
  const { name } = registry.agency
  const [first, second] = classesOf({ registry, ...context }).map((one) => CLASS_NAMES[one])
  if (first === undefined) return ''
  const classes =
    second === undefined
      ? first
      : { ko: `${particle(first.ko, '과', '와')} ${second.ko}`, en: 'fixed and mobile video devices' }
  return say(
    language,
    `${particle(`${name.ko}(이하 ‘본 기관’)`, '은', '는')} ${particle(classes.ko, '을', '를')} 어디에 왜 두고, 촬영한 영상을 어떻게 다루는지 「개인정보 보호법」(이하 ‘법’)과 그 시행령에 따라 알려 드립니다.`,
    `In this policy ${definite(name.en)} (“we”) sets out where and why we use ${classes.en}, and what we do with the footage, as the Personal Information Protection Act (“the Act”) and its Enforcement Decree (“the Decree”) require.`,
  )
}

function asSection(language: Language): string {
  const cite = cited('법 §25⑦', language)
  return say(
    language,
    `이 부분은 본 기관의 개인정보 처리방침에 넣어 공개하며, ${cite} 단서에 따라 따로 두는 운영·관리 방침을 대신합니다.`,
    `It stands in our privacy policy and, under the proviso of ${cite}, takes the place of a policy of its own.`,
  )
}

/** What the law means by the two classes (법 §2 7호, 7호의2), in plain words. */
const MEANING = {
  fixed: {
    ko: '고정형 영상정보처리기기: 한곳에 설치하여 계속해서 또는 주기적으로 촬영하는 기기(CCTV, 네트워크 카메라)',
    en: 'Fixed video device: set up in one place, where it films continuously or at intervals (CCTV, network camera).',
  },
  mobile: {
    ko: '이동형 영상정보처리기기: 사람이 몸에 착용하거나 들고 다니면서, 또는 움직이는 물체에 부착하거나 거치하여 촬영하는 기기(바디캠 등)',
    en: 'Mobile video device: worn or carried by a person, or attached to or mounted on something that moves (such as a body camera).',
  },
} as const

function classesOf({ devices }: Context): readonly DeviceClass[] {
  return (['fixed', 'mobile'] as const).filter((one) => devices.some((device) => device.class === one))
}

/** Words of the registry as a sentence of their own: with a full stop, and in Korean with a polite ending. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
