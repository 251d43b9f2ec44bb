/** What can go wrong when the law is asked: only that it is asked about a day it does not know. */
import { defineFaults } from '../base/fault.ts'

export const lawFault = defineFaults({
  'law.notKnown': {
    kind: 'invalid',
    ko: '{day}의 법령은 수록되어 있지 않습니다(수록 시작일 {from}). 그 이후의 날짜로 확인하십시오.',
    en: 'The law of {day} is not on record here (it starts on {from}). Ask about a later day.',
  },
})
