/** What can go wrong with sealed footage and its keys. No message ever holds a key, a path with a person's name, or footage. */
import { defineFaults } from '../base/fault.ts'

export const vaultFault = defineFaults({
  'vault.segmentMalformed': {
    kind: 'corrupt',
    ko: '영상 파일의 구조가 올바르지 않습니다({name}: {reason}). 파일이 손상되었거나 이 프로그램의 파일이 아닙니다.',
    en: 'The segment file is malformed ({name}: {reason}). It is damaged, or not a file of this program.',
  },
  'vault.segmentForged': {
    kind: 'corrupt',
    ko: '영상 파일의 인증 검사에 실패했습니다({name}, 조각 {chunk}). 내용이 바뀌었거나 다른 키로 암호화된 파일입니다.',
    en: 'The segment file failed authentication ({name}, chunk {chunk}). It was altered, or sealed with another key.',
  },
  'vault.segmentFull': {
    kind: 'exhausted',
    ko: '영상 파일 하나에 담을 수 있는 조각 수({limit})를 넘었습니다. 새 파일을 시작하십시오.',
    en: 'The segment has reached its bound of {limit} chunks. Begin a new segment.',
  },
  'vault.segmentBroken': {
    kind: 'conflict',
    ko: '앞선 쓰기가 실패하여 이 영상 파일에는 더 쓸 수 없습니다({name}). 이미 보장된 부분은 복구할 수 있습니다.',
    en: 'An earlier write failed, so nothing more is written to this segment ({name}). What was synced can be recovered.',
  },
  'vault.segmentMissing': {
    kind: 'missing',
    ko: '영상 파일이 없습니다({name}). 이미 파기되었거나 저장 폴더가 바뀌었습니다.',
    en: 'The segment file is missing ({name}). It was destroyed, or the media folder is not the right one.',
  },
  'vault.leafErased': {
    kind: 'missing',
    ko: '이 영상의 키는 이미 파기되었습니다({key}, {leaf}).',
    en: 'The key of this footage has been destroyed ({key}, leaf {leaf}).',
  },
})
