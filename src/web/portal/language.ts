/**
 * The two languages of the portal. Every page keeps its words in a table of both, so that none is forgotten, and every
 * address exists twice: Korean at `/…`, English at `/en/…`.
 */
import type { Bilingual } from '../../law/law.ts'

export type Language = 'ko' | 'en'

export const LANGUAGES: readonly Language[] = ['ko', 'en']

type Table = Readonly<Record<string, Bilingual>>

/** The words of a table by language, looked up once. */
export function inBoth<T extends Table>(
  table: T,
): Readonly<Record<Language, Readonly<Record<keyof T, string>>>> {
  const one = (language: Language) =>
    Object.fromEntries(Object.entries(table).map(([word, text]) => [word, text[language]])) as Record<
      keyof T,
      string
    >
  return { ko: one('ko'), en: one('en') }
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
