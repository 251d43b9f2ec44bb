/** What can go wrong with retention. No message names a person; a certificate is told by its identifier alone. */
import { defineFaults } from '../base/fault.ts'

export const retentionFault = defineFaults({
  'retention.changedMeanwhile': {
    kind: 'conflict',
    ko: '대상 영상이 그사이에 보존되거나 파기되어 아무것도 하지 않았습니다. 다시 시도하십시오.',
    en: 'The footage was held or destroyed in the meantime, so nothing was done. Try again.',
  },
  'retention.orderUnpublished': {
    kind: 'unavailable',
    ko: '파기 지시({order})가 아직 장부에 공개되지 않았습니다. 장부가 복구되면 이어서 파기합니다.',
    en: 'The order {order} is not published in the ledger yet. Destruction goes on once the ledger has recovered.',
  },
  'retention.footageMissing': {
    kind: 'missing',
    ko: '해당하는 영상이 없습니다. 기기와 시간을 확인하십시오. 이미 파기되었을 수 있습니다.',
    en: 'There is no such footage. Check device and time; it may have been destroyed already.',
  },
  'retention.tooMany': {
    kind: 'exhausted',
    ko: '한 번에 다룰 수 있는 영상 수({limit})를 넘었습니다({given}). 범위를 나누십시오.',
    en: 'That is more footage than can be handled at once ({given} > {limit}). Divide the range.',
  },
  'retention.held': {
    kind: 'conflict',
    ko: '보존조치된 영상은 파기할 수 없습니다(보존조치 {hold}). 먼저 보존조치를 해제하십시오.',
    en: 'Footage under a hold cannot be destroyed (hold {hold}). Release the hold first.',
  },
  'retention.stillRecording': {
    kind: 'conflict',
    ko: '촬영 중인 날의 영상은 하루 단위로 파기할 수 없습니다({day}). 날이 지난 뒤에 하거나 영상을 하나씩 고르십시오.',
    en: 'A day that is still being filmed cannot be destroyed as a whole ({day}). Wait until it is over, or choose single segments.',
  },
  'retention.holdMissing': {
    kind: 'missing',
    ko: '보존조치({hold})가 없습니다.',
    en: 'There is no hold {hold}.',
  },
  'retention.holdReleased': {
    kind: 'conflict',
    ko: '보존조치({hold})는 이미 해제되었습니다.',
    en: 'The hold {hold} has been released already.',
  },
  'retention.untilPast': {
    kind: 'invalid',
    ko: '보존 기한은 지금보다 뒤여야 합니다.',
    en: 'A hold must last until a moment that is still to come.',
  },
  'retention.registryMissing': {
    kind: 'missing',
    ko: '현황이 아직 등록되지 않아 보관기간을 알 수 없습니다. 기관 파일을 등록하십시오.',
    en: 'No registry was adopted yet, so no retention period is known. Adopt an agency file.',
  },
  'retention.certificateMissing': {
    kind: 'missing',
    ko: '파기확인서({certificate})가 없습니다.',
    en: 'There is no certificate {certificate}.',
  },
  'retention.certificateMalformed': {
    kind: 'invalid',
    ko: '파기확인서의 형식이 올바르지 않습니다({why}).',
    en: 'This is not a well-formed certificate of destruction ({why}).',
  },
  'retention.certificateFalse': {
    kind: 'corrupt',
    ko: '파기확인서의 내용이 증명과 맞지 않습니다({what}). 바뀌었거나 이 장부의 것이 아닙니다.',
    en: 'The certificate does not agree with its proofs ({what}). It was altered, or is not of this ledger.',
  },
  'retention.incidentSettlesItself': {
    kind: 'conflict',
    ko: '{code} 사건은 원인이 없어지면 저절로 닫힙니다. 사람이 닫을 수 없습니다.',
    en: 'An incident {code} closes by itself once its cause is gone; nobody closes it by hand.',
  },
  'retention.incidentMissing': {
    kind: 'missing',
    ko: '열려 있는 사건({incident})이 없습니다.',
    en: 'There is no open incident {incident}.',
  },
})
