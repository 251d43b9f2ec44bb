/**
 * Why somebody may not see footage, as they must be told it. Who asks for another person's viewing is told that there
 * is none.
 */
import { defineFaults } from '../base/fault.ts'

export const viewingFault = defineFaults({
  'viewing.notPermitted': {
    kind: 'forbidden',
    ko: '이 계정의 역할로는 영상을 열람할 수 없습니다. 거절한 사실을 기록했습니다.',
    en: 'The roles of this account do not permit viewing. The refusal was recorded.',
  },
  'viewing.deviceUnknown': {
    kind: 'forbidden',
    ko: '열람할 수 있는 기기 가운데 그런 기기가 없습니다. 거절한 사실을 기록했습니다.',
    en: 'No such device among those you may watch. The refusal was recorded.',
  },
  'viewing.outOfScope': {
    kind: 'forbidden',
    ko: '이 기기는 열람 범위에 들어 있지 않습니다. 개인정보 보호책임자에게 범위를 요청하십시오. 거절한 사실을 기록했습니다.',
    en: 'This device is outside your grants. Ask the privacy officer for one. The refusal was recorded.',
  },
  'viewing.outsideWindow': {
    kind: 'forbidden',
    ko: '열람 범위의 기간을 벗어났습니다. 거절한 사실을 기록했습니다.',
    en: 'This lies outside the time of your grants. The refusal was recorded.',
  },
  'viewing.purposeNotRegistered': {
    kind: 'forbidden',
    ko: '이 기기의 운영 목적이 아닙니다. 목적 외 이용은 개인정보 보호책임자만 법 §18②의 근거로 할 수 있습니다. 거절한 사실을 기록했습니다.',
    en: 'That is no purpose of this device. Use beyond purpose is for the privacy officer alone, on a basis of 법 §18②. The refusal was recorded.',
  },
  'viewing.basisNotAllowed': {
    kind: 'forbidden',
    ko: '이 목적과 장소에서는 쓸 수 없는 법적 근거입니다. 거절한 사실을 기록했습니다.',
    en: 'This basis does not carry that purpose in that place. The refusal was recorded.',
  },
  'viewing.rangeInFuture': {
    kind: 'forbidden',
    ko: '아직 오지 않은 시각은 열람할 수 없습니다. 거절한 사실을 기록했습니다.',
    en: 'The range reaches into the future. The refusal was recorded.',
  },
  'viewing.rangeTooLong': {
    kind: 'forbidden',
    ko: '한 번에 열람할 수 있는 구간은 {hours}시간까지입니다. 거절한 사실을 기록했습니다.',
    en: 'One viewing covers at most {hours} hours. The refusal was recorded.',
  },
  'viewing.tooMany': {
    kind: 'forbidden',
    ko: '이미 {limit}건을 열람하고 있습니다. 끝난 것을 닫으십시오. 거절한 사실을 기록했습니다.',
    en: 'You have {limit} viewings open. Close those you are done with. The refusal was recorded.',
  },
  'viewing.rangeEmpty': {
    kind: 'invalid',
    ko: '끝 시각은 시작 시각보다 뒤여야 합니다.',
    en: 'The end of the range must be later than its beginning.',
  },
  'viewing.detailMissing': {
    kind: 'invalid',
    ko: '목적 외 이용에는 구체적인 사유를 적어야 합니다(영 §15).',
    en: 'Use beyond purpose needs its reason in words (영 §15).',
  },
  'viewing.detailTooLong': {
    kind: 'invalid',
    ko: '사유는 {limit}자까지 적을 수 있습니다.',
    en: 'The detail may have at most {limit} characters.',
  },
  'viewing.unknown': {
    kind: 'missing',
    ko: '그런 열람이 없습니다.',
    en: 'There is no such viewing.',
  },
  'viewing.ended': {
    kind: 'forbidden',
    ko: '열람이 끝났습니다. 더 보려면 목적을 밝히고 새로 여십시오.',
    en: 'The viewing has ended. To see more, state a purpose and open another.',
  },
  'viewing.revoked': {
    kind: 'forbidden',
    ko: '열람 권한이 없어져 열람을 끝냈습니다.',
    en: 'Your right to this footage was withdrawn, and the viewing with it.',
  },
  'viewing.outOfRange': {
    kind: 'forbidden',
    ko: '열람을 연 기기와 구간의 영상이 아닙니다.',
    en: 'That is not footage of the device and range of this viewing.',
  },
  'viewing.noFootage': {
    kind: 'missing',
    ko: '이 구간에는 영상이 없습니다(녹화되지 않았거나 이미 파기되었습니다).',
    en: 'There is no footage in this range: it was not recorded, or was destroyed.',
  },
  'viewing.registryMissing': {
    kind: 'conflict',
    ko: '기관 현황이 아직 없습니다. 먼저 기관 파일을 등록하십시오.',
    en: 'No registry was adopted yet. Adopt an agency file first.',
  },
})
