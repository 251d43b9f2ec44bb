/** Whether the safeguards say that footage is encrypted, and whether they fit the devices. */
import type { Sentence } from '../sentences.ts'
import { found, type Rule } from './rule.ts'

export const safeguards: Rule = (facts) => [...encryption(facts), ...fit(facts)]

const encryption: Rule = ({ policy, text }) => {
  const section = policy.sections.find(({ topics }) => topics.has('safeguards'))
  if (section === undefined) return []
  const said = [
    ...policy.sections.flatMap(({ sentences }) => sentences),
    ...policy.lines,
    ...(policy.form === 'section' ? text.sentences : []),
  ]
  // What 표준지침 §47 counts as safe storage and transmission: encryption, a password, a line of its own.
  if (
    said.some(({ bare }) =>
      /암호(?!화(?:는|를)?(?:하|되)지)|패스워드|비밀번호|전용회선|전용선|전용망|VPN|encrypt/i.test(bare),
    )
  )
    return []
  return [
    found('SAFEGUARD_NO_ENCRYPTION', section.heading, {
      ko: '영상의 저장과 전송을 암호화하는지 적혀 있지 않습니다.',
      en: 'Nothing is said of encrypting stored or sent footage.',
    }),
  ]
}

/** A line of one's own protects nothing where the only device is worn and read out by hand. */
const fit: Rule = ({ devices, policy }) => {
  if (!devices.hasMobile || devices.hasFixed || devices.misnamed !== null) return []
  const line = policy.sections
    .filter(({ topics }) => topics.has('safeguards'))
    .flatMap(({ sentences }): readonly Sentence[] => sentences)
    .find(({ bare }) => /전용회선|전용선|외부망과?(?:의)?분리|망분리/.test(bare))?.line
  return line === undefined
    ? []
    : [
        found('SAFEGUARD_IRRELEVANT', line, {
          ko: '몸에 지니고 촬영하는 기기뿐인데 전용회선이나 망 분리를 보호조치로 들었습니다.',
          en: 'A dedicated line is claimed, while the only devices are worn and connected to no line.',
        }),
      ]
}
