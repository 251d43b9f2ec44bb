/** What can go wrong in the life of a policy. Dates and ids only: no message names a person or repeats a text. */
import { defineFaults } from '../../base/fault.ts'

export const policyFault = defineFaults({
  'policy.versionUnknown': {
    kind: 'missing',
    ko: '방침 {version} 판이 없습니다.',
    en: 'There is no version {version} of a policy.',
  },
  'policy.notPermitted': {
    kind: 'forbidden',
    ko: '이 계정의 역할로는 할 수 없는 일입니다({permission}). 방침의 승인은 개인정보 보호책임자만 할 수 있습니다.',
    en: 'The roles of this account do not permit this ({permission}). Only the privacy officer approves a policy.',
  },
  'policy.registryMissing': {
    kind: 'missing',
    ko: '{day}에 시행 중인 현황이 없습니다. 먼저 기관 파일을 등록하십시오.',
    en: 'No registry is in force on {day}. Adopt an agency file first.',
  },
  'policy.dayPast': {
    kind: 'invalid',
    ko: '지난 날({day})에 시행할 방침은 만들 수 없습니다. 오늘({today})이나 그 뒤의 날을 정하십시오.',
    en: 'A policy cannot be drafted for a day that is over ({day}). Choose today ({today}) or a later day.',
  },
  'policy.nothingChanged': {
    kind: 'conflict',
    ko: '{version} 판과 다른 것이 없어 새 판을 만들지 않았습니다.',
    en: 'Nothing differs from version {version}, so no new one was drafted.',
  },
  'policy.wrongState': {
    kind: 'conflict',
    ko: '{version} 판은 지금 ‘{stateKo}’ 상태이며, 이 일은 ‘{neededKo}’ 상태에서만 할 수 있습니다.{nextKo}',
    en: 'Version {version} is {state}; this can be done only while it is {needed}.{next}',
  },
  'policy.otherText': {
    kind: 'conflict',
    ko: '{version} 판의 초안이 그사이에 다시 만들어졌습니다(지금 {digest}). 다시 읽고 승인하거나 공고하십시오.',
    en: 'Version {version} was drafted anew in the meantime (now {digest}). Read it again before you approve or announce it.',
  },
  'policy.registryChanged': {
    kind: 'conflict',
    ko: '{version} 판을 만든 뒤 현황이 바뀌어 {day}의 현황과 다릅니다(다른 사실 {facts}건). 초안을 다시 만드십시오.',
    en: 'The registry has changed since version {version} was drafted: it differs from that of {day} in {facts} facts. Draft it anew.',
  },
  'policy.wordingChanged': {
    kind: 'conflict',
    ko: '{version} 판을 만든 뒤 {day}에 시행되는 법령이나 문안이 바뀌었습니다. 초안을 다시 만드십시오.',
    en: 'The law of {day} or the wording has changed since version {version} was drafted. Draft it anew.',
  },
  'policy.reasonMissing': {
    kind: 'invalid',
    ko: '변경 사유를 적어야 공고할 수 있습니다({most}자 이하, 제어 문자 없이).',
    en: 'A policy is announced only with the reason for the change (at most {most} characters, no control characters).',
  },
  'policy.noticeTooShort': {
    kind: 'invalid',
    ko: '이 기관은 방침이 바뀌면 시행 {promisedDays}일 전까지 알린다고 약속했습니다(changeNoticeDays). {announcedOn}에 공고하면 {effectiveOn}에 시행할 수 없고, 가장 이른 시행일은 {earliest}입니다. 이 기간은 법령이 아니라 기관이 스스로 정한 것입니다.',
    en: 'The agency promises to announce a change {promisedDays} days before it takes effect (changeNoticeDays). Announced on {announcedOn}, it cannot take effect on {effectiveOn}; the earliest day is {earliest}. This period is the agency’s own promise, not a statute.',
  },
  'policy.effectBeforeNotice': {
    kind: 'invalid',
    ko: '공고일({announcedOn})보다 앞선 날({effectiveOn})에 시행할 수 없습니다. 가장 이른 시행일은 {earliest}입니다.',
    en: 'A policy cannot take effect ({effectiveOn}) before it is announced ({announcedOn}). The earliest day is {earliest}.',
  },
  'policy.overlaps': {
    kind: 'conflict',
    ko: '{other} 판이 {otherDay}부터 시행되므로 {effectiveOn}에 시행하면 기간이 겹칩니다. 가장 이른 시행일은 {earliest}입니다.',
    en: 'Version {other} takes effect on {otherDay}, so taking effect on {effectiveOn} would overlap. The earliest day is {earliest}.',
  },
  'policy.notTheLast': {
    kind: 'conflict',
    ko: '{version} 판보다 뒤에 시행될 {later} 판이 공고되어 있습니다. {later} 판부터 철회하십시오.',
    en: 'Version {later}, which takes effect after {version}, is announced. Withdraw {later} first.',
  },
  'policy.tooLate': {
    kind: 'conflict',
    ko: '{version} 판은 시행일({effectiveOn})이 되어 철회할 수 없습니다.',
    en: 'The day of version {version} ({effectiveOn}) has come; it can no longer be withdrawn.',
  },
  'policy.alreadyEstablished': {
    kind: 'conflict',
    ko: '"{policy}" 방침은 이미 {version} 판이 공고되었거나 시행되었습니다. 바꾸려면 초안, 승인, 공고를 거치십시오.',
    en: 'Version {version} of the policy "{policy}" was announced or in force already. To change it, draft, approve and announce.',
  },
  'policy.clockInDoubt': {
    kind: 'unavailable',
    ko: '서버의 시각이 의심스러워({state}) 날짜가 붙는 일을 하지 않습니다. 시각을 바로잡고 다시 하십시오.',
    en: 'The clock of this machine is in doubt ({state}), so nothing is done that bears a date. Put it right and try again.',
  },
  'policy.changedMeanwhile': {
    kind: 'conflict',
    ko: '방침이 그사이에 바뀌어 아무것도 하지 않았습니다. 다시 시도하십시오.',
    en: 'The policy was changed in the meantime, so nothing was done. Try again.',
  },
  'policy.recordMissing': {
    kind: 'corrupt',
    ko: '{version} 판의 기록이 장부와 맞지 않습니다({what}). 공개하지 않았습니다. jangseung check로 확인하십시오.',
    en: 'What is stored of version {version} does not agree with the ledger ({what}). It was not published. Run jangseung check.',
  },
})
