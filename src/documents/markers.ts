/** What stands before the items of a list, and the few words that renderers add in the document's language. */
import { unreachable } from '../base/assert.ts'
import type { Language, ListStyle } from './model.ts'

const GANADA = '가나다라마바사아자차카타파하'
/** ① to ⑳ and ㉑ to ㉟ are what Korean fonts hold. */
const CIRCLED = '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳'

/** The marker of item `index`, counted from 0. Beyond the characters of a style it goes on in numbers. */
export function marker(style: ListStyle, index: number): string {
  switch (style) {
    case 'bullet':
      return '•'
    case 'circled':
      return CIRCLED[index] ?? `(${index + 1})`
    case 'ganada':
      return index < GANADA.length ? `${GANADA[index]}.` : `(${index + 1})`
    case 'decimal':
      return `${index + 1}.`
    default:
      return unreachable(style)
  }
}

/** The box before a choice. */
export function box(chosen: boolean): string {
  return chosen ? '■' : '□'
}

const WORDS = {
  ko: { sign: '(서명 또는 인)', chosen: '선택함', form: '서식' },
  en: { sign: '(signature or seal)', chosen: 'chosen', form: 'form' },
} as const

export function words(language: Language): (typeof WORDS)[Language] {
  return WORDS[language]
}
