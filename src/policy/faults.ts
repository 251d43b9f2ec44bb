/** What can go wrong when a policy is written or compared. */
import { defineFaults } from '../base/fault.ts'

export const draftFault = defineFaults({
  'policy.unknown': {
    kind: 'missing',
    ko: '현황에 "{policy}" 방침이 없습니다. 있는 방침: {present}',
    en: 'The registry has no policy "{policy}". It has: {present}',
  },
  'policy.nothingToSay': {
    kind: 'invalid',
    ko: '"{policy}" 방침의 범위에 운영 중인 기기가 없습니다. 방침의 scope와 기기의 status를 확인하십시오.',
    en: 'No device in use is within the scope of the policy "{policy}". Check its scope and the status of devices.',
  },
  'policy.notADraft': {
    kind: 'invalid',
    ko: '방침 초안(jangseung-policy/1)이 아닙니다: {where}에 {expected} 값이 있어야 합니다.',
    en: 'Not a draft of a policy (jangseung-policy/1): expected {expected} at {where}.',
  },
})
