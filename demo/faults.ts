/** What can be wrong with the simulated cameras' own material. */
import { defineFaults } from '../src/base/fault.ts'

export const fault = defineFaults({
  'demo.filmUnreadable': {
    kind: 'corrupt',
    ko: '모의 카메라의 영상 파일 {file}을(를) 재생할 수 없습니다({reason}). demo/README.md의 방법으로 다시 만드십시오.',
    en: 'The film {file} of a simulated camera cannot be played ({reason}). Draw it again as demo/README.md says.',
  },
})
