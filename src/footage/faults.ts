/** What a question to the catalogue can do wrong. */
import { defineFaults } from '../base/fault.ts'

export const footageFault = defineFaults({
  'footage.segmentMissing': {
    kind: 'missing',
    ko: '그런 영상 구간이 없습니다({segment}). 보관기간이 지나 파기되었을 수 있습니다.',
    en: 'There is no such segment ({segment}). It may have been destroyed at the end of its retention.',
  },
  'footage.rangeInvalid': {
    kind: 'invalid',
    ko: '조회 범위가 올바르지 않습니다({what}). 시작이 끝보다 앞서야 하며 최대 {limit}까지 조회할 수 있습니다.',
    en: 'The range asked for is not valid ({what}). It must begin before it ends, and the bound is {limit}.',
  },
})
