/** What a question to the catalogue can do wrong. */
import { defineFaults } from '../base/fault.ts'

export const footageFault = defineFaults({
  'footage.rangeInvalid': {
    kind: 'invalid',
    ko: '조회 범위가 올바르지 않습니다({what}). 시작이 끝보다 앞서야 하며 최대 {limit}까지 조회할 수 있습니다.',
    en: 'The range asked for is not valid ({what}). It must begin before it ends, and the bound is {limit}.',
  },
})
