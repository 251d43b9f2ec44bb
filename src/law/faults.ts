/** What can go wrong when the law is asked: it is asked about a day, or a year of holidays, that it does not know. */
import { defineFaults } from '../base/fault.ts'

export const lawFault = defineFaults({
  'law.notKnown': {
    kind: 'invalid',
    ko: '{day}의 법령은 수록되어 있지 않습니다(수록 시작일 {from}). 그 이후의 날짜로 확인하십시오.',
    en: 'The law of {day} is not on record here (it starts on {from}). Ask about a later day.',
  },
  'law.holidaysUnknown': {
    kind: 'unavailable',
    ko: '{year}년의 공휴일은 수록되어 있지 않아 기한을 계산하지 않습니다(수록: {first}–{last}년). 공휴일 자료를 새것으로 바꾼 뒤 다시 하십시오.',
    en: 'The holidays of {year} are not on record, so no deadline is counted (there are {first} to {last}). Update the holiday data and try again.',
  },
  'law.periodUnfit': {
    kind: 'invalid',
    ko: '기간 {days}일은 계산할 수 없습니다. 1–{most}일로 하십시오.',
    en: 'A period of {days} days cannot be counted. Give 1 to {most} days.',
  },
})
