/** What a data subject is told: by when, how to object, and on which grounds a request may be refused. */
import type { Facts } from '../facts/facts.ts'
import type { Sentence } from '../sentences.ts'
import { found, type Rule } from './rule.ts'

export const requests: Rule = (facts) => [...deadline(facts), ...objection(facts), ...refusal(facts)]

function anchorOf({ policy }: Facts) {
  return (
    policy.sections.find(({ topics }) => topics.has('requests'))?.heading ?? policy.title ?? policy.lines[0]
  )
}

function wordsOf({ policy, text }: Facts): readonly { readonly bare: string }[] {
  return policy.form === 'section'
    ? [...text.sentences, ...text.lines]
    : [...policy.sections.flatMap(({ sentences }) => sentences), ...policy.lines, ...policy.forms]
}

/** Not the days of notice before a change, and not a period of keeping. */
const TEN_DAYS =
  /(?<![\d월]|(?:촬영|보관|보유|저장)[^다]{0,12})(?:10일|열흘|십일)(?!간?(?:전|이전|동안|보관|보유|저장))/

const deadline: Rule = (facts) =>
  wordsOf(facts).some(({ bare }) => TEN_DAYS.test(bare))
    ? []
    : [
        found('DEADLINE_MISSING', anchorOf(facts), {
          ko: '열람 등의 요구를 10일 이내에 처리한다는 것이 적혀 있지 않습니다.',
          en: 'Not said that requests are dealt with within 10 days.',
        }),
      ]

const objection: Rule = (facts) =>
  wordsOf(facts).some(({ bare }) => /이의(?:제기|신청|를|가|절차)|불복|행정심판/.test(bare))
    ? []
    : [
        found(
          'DEADLINE_MISSING',
          anchorOf(facts),
          {
            ko: '거절이나 연기에 이의를 제기하는 방법이 적혀 있지 않습니다.',
            en: 'Not said how to object to a refusal or a deferral.',
          },
          { law: '법 §38⑤' },
        ),
      ]

const REFUSES = /거부|거절|제한|(?:공개|허용|허락|제공)하지|열람할수없|응하지/
/** Masked and shown, or said to be no ground. */
const MASKED =
  /모자이크|보호조치|알아볼수없|가리|가린|마스킹|비식별|아닙니다|(?:거부|거절|제한|요구)(?:하|되|할수)[^다]{0,4}(?:않|아니|없)/

/** Sentences of the parts about requests, with what they are grounds of. */
const refusal: Rule = ({ policy }) =>
  policy.sections
    .filter(
      ({ topics, sentences }) =>
        topics.has('requests') ||
        topics.has('confirmation') ||
        (topics.size === 0 && sentences.some(({ bare }) => /열람/.test(bare))),
    )
    .flatMap(({ sentences, topics }) => {
      let listedFrom: number | undefined
      const told = new Set<number>()
      return sentences.flatMap((sentence) => {
        const { bare, line } = sentence
        const refuses = REFUSES.test(bare) && /할수있|합니다|다음|경우|한함|않|됩니다/.test(bare)
        const ground = groundOf(sentence, listedFrom !== undefined || refuses, topics.has('requests'))
        if (refuses && /다음|아래|각호/.test(bare)) listedFrom = line.number
        else if (line.number !== listedFrom && /(?:다|요)\.$/.test(bare)) listedFrom = undefined
        if (ground === undefined || told.has(line.number)) return []
        told.add(line.number)
        return [found('REFUSAL_OVERBROAD', line, ground)]
      })
    })

function groundOf({ bare }: Sentence, isRefusal: boolean, isRequests: boolean) {
  if (
    /경찰(?:관)?(?:의)?(?:입회|동행|동석|참여)[^다]{0,12}(?:에만|만가능|하에|시에|해야|하여야)/.test(bare) &&
    !MASKED.test(bare)
  )
    return {
      ko: '경찰의 입회는 열람의 조건이 될 수 없습니다.',
      en: 'The presence of the police is no condition of access.',
    }
  if (!isRefusal || !isRequests || MASKED.test(bare)) return undefined
  if (
    /(?:타인|제3자|다른사람|다른정보주체|제삼자)[^다]{0,20}(?:사생활|초상|프라이버시|함께|촬영|찍|얼굴|개인(?:영상)?정보)/.test(
      bare,
    ) &&
    !/생명|신체를해/.test(bare)
  )
    return {
      ko: '다른 사람이 함께 찍혔다는 것만으로는 거부할 수 없습니다. 가리고 열람하게 합니다.',
      en: 'That others are in the picture is no ground for refusing: mask them and give access.',
    }
  if (
    /(?:기타|그밖에|그외|등)[^다]{0,30}(?:정당한|상당한|합리적|필요하다고|거부할만한|인정되는)[^다]{0,12}(?:사유|이유|경우)/.test(
      bare,
    )
  )
    return {
      ko: '"기타 정당한 사유"는 무엇이든 거부할 수 있게 합니다. 법의 사유는 정해져 있습니다.',
      en: '"Other just grounds" allows refusing anything. The grounds of the law are a closed list.',
    }
  return undefined
}
