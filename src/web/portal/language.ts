/**
 * The two languages of the portal. Every page keeps its words in a table of both, so that none is forgotten, and every
 * address exists twice: Korean at `/…`, English at `/en/…`.
 */
import { citation } from '../../law/law.ts'
import type { Bilingual } from '../../law/law.ts'

export type Language = 'ko' | 'en'

export const LANGUAGES: readonly Language[] = ['ko', 'en']

type Table = Readonly<Record<string, Bilingual>>

/**
 * The words of a table by language, looked up once. A citation in square brackets, as law.ts writes it, is written out:
 * `[법 §25①3]` is 법 제25조제1항제3호.
 */
export function inBoth<T extends Table>(
  table: T,
): Readonly<Record<Language, Readonly<Record<keyof T, string>>>> {
  const one = (language: Language) =>
    Object.fromEntries(
      Object.entries(table).map(([word, text]) => [
        word,
        text[language].replaceAll(/\[([^\]]+)\]/g, (_, cite: string) => cited(cite, language)),
      ]),
    ) as Record<keyof T, string>
  return { ko: one('ko'), en: one('en') }
}

const SAME_ARTICLE = /(제\d+조(?:의\d+)?)(제\d+항[^,]*), \1(제\d+항)/g
const STATUTE_FIRST = /([A-Z][^,]*), (Article [^,]+(?:, Article [^,]+)*)/g

/** A citation as the policy writes it; the foot of every page tells what 법 and 시행령, Act and Decree stand for. */
export function cited(cite: string, language: Language): string {
  const whole = citation(cite)
  return language === 'ko'
    ? whole.ko
        .replaceAll('「개인정보 보호법 시행령」', '시행령')
        .replaceAll('「개인정보 보호법」', '법')
        .replaceAll(SAME_ARTICLE, '$1$2·$3')
    : whole.en
        .replaceAll('Enforcement Decree of the Personal Information Protection Act', 'Decree')
        .replaceAll('Personal Information Protection Act', 'Act')
        .replaceAll(STATUTE_FIRST, (_, law: string, places: string) => {
          const numbers = places.replaceAll('Article ', '').split(', ')
          return numbers.length === 1
            ? `${places} of the ${law}`
            : `Articles ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)} of the ${law}`
        })
}

/** The sentence with its `{name}`s filled in. */
export function filled(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all))
}

/** The address of a page (`/`, `/register`, …) in a language. */
export function pathIn(language: Language, path: string): string {
  if (language === 'ko') return path
  return path === '/' ? '/en' : `/en${path}`
}

/** The language of an address, and the page without it. */
export function languageOf(path: string): { readonly language: Language; readonly page: string } {
  if (path === '/en' || path === '/en/') return { language: 'en', page: '/' }
  return path.startsWith('/en/') ? { language: 'en', page: path.slice(3) } : { language: 'ko', page: path }
}
