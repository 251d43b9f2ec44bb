/** How people learn that they are filmed: signboards for fixed devices, light or sound for mobile ones. */
import { MOBILE } from '../facts/devices.ts'
import { found, type Rule } from './rule.ts'

export const notices: Rule = (facts) => [...filming(facts), ...signboards(facts)]

/** That people are told of the filming itself, or by which of the means that the law names. */
const TOLD =
  /(?:촬영|녹화)(?:하는|한다는|하고있다는)?(?:사실|중|하고있음|함을|개시)[^다]{0,30}(?:표시|고지|알리|알린|알립|안내|공지)|(?:촬영|녹화)(?:하기)?(?:전에|시에는|할때|을시작)[^다]{0,30}(?:표시|고지|알리|알린|알립|안내)|불빛|점멸|경고음|안내방송|안내서면|표시등|램프|LED/i

const filming: Rule = ({ devices, policy, text }) => {
  if (!devices.hasMobile || devices.misnamed !== null) return []
  const said = [
    // A heading alone tells nobody anything.
    ...policy.sections.flatMap(({ sentences, lines }) => [...sentences, ...lines]),
    ...(policy.form === 'section' ? text.sentences : []),
  ]
  const isTold = said.some(({ bare }) => TOLD.test(bare))
  if (isTold) return []
  const group = devices.groups.find(({ isMobile }) => isMobile)
  return [
    found(
      'NOTICE_METHOD_MISSING',
      group?.line ?? policy.lines.find(({ bare }) => MOBILE.test(bare)) ?? policy.title,
      {
        ko: '이동형 기기로 촬영한다는 사실을 어떻게 표시하고 알리는지 적혀 있지 않습니다.',
        en: 'Not said how people are told that a mobile device is filming.',
      },
    ),
  ]
}

const signboards: Rule = ({ devices, policy, text }) => {
  const isFixed = devices.hasFixed || devices.misnamed !== null
  if (!isFixed || devices.onlyClosed) return []
  const lines = policy.form === 'section' ? text.lines : policy.lines
  if (lines.some(({ bare }) => /안내판|안내문|표지판/.test(bare))) return []
  return [
    found('SIGNBOARD_MISSING', devices.sections[0]?.heading ?? policy.title, {
      ko: '안내판을 설치하였는지 적혀 있지 않습니다.',
      en: 'Nothing is said of signboards.',
    }),
  ]
}
