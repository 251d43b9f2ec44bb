/**
 * How things are said in a policy, in both languages: days, floors, hours, articles, particles. Small words that many
 * clauses share; whole sentences stand in the clauses.
 */
import { unreachable } from '../base/assert.ts'
import type { Day } from '../base/day.ts'
import type { Language } from '../documents/documents.ts'
import { type Bilingual, citation, type DeviceClass, type DeviceKind, type Place } from '../law/law.ts'

/** The same text made once for each language. */
export function both(make: (language: Language) => string): Bilingual {
  return { ko: make('ko'), en: make('en') }
}

/** `choose(language, { ko, en })`, for texts that are written on the spot. */
export function say(language: Language, ko: string, en: string): string {
  return language === 'ko' ? ko : en
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** 2024년 9월 5일 · 5 September 2024 */
export function dayText(day: Day, language: Language): string {
  const [year, month, date] = day.split('-').map(Number)
  return language === 'ko'
    ? `${year}년 ${month}월 ${date}일`
    : `${date} ${MONTHS[(month ?? 1) - 1] ?? ''} ${year}`
}

/** Digits and Latin letters whose Korean reading ends in a consonant: 영 일 삼 육 칠 팔, 엘 엠 엔 알. */
const CLOSED_ENDINGS = /[013678lmnrLMNR]$/
/** Those of them that end in ㄹ: 일 칠 팔, 엘 알. */
const LIQUID_ENDINGS = /[178lrLR]$/
const HANGUL_FIRST = 0xac00
const HANGUL_LAST = 0xd7a3
const FINALS = 28
const FINAL_LIQUID = 8

/**
 * The word with its particle: `particle('본청', '은', '는')`. What stands in brackets at the end is not spoken. After ㄹ
 * 으로 loses its vowel: 서울로.
 */
export function particle(word: string, afterConsonant: string, afterVowel: string): string {
  const spoken = word.replace(/\s*\([^)]*\)$/, '').replace(/['"’”」』]+$/, '')
  const code = spoken.codePointAt(spoken.length - 1) ?? 0
  const isHangul = code >= HANGUL_FIRST && code <= HANGUL_LAST
  const final = (code - HANGUL_FIRST) % FINALS
  const isLiquid = isHangul ? final === FINAL_LIQUID : LIQUID_ENDINGS.test(spoken)
  const isClosed =
    (isHangul ? final !== 0 : CLOSED_ENDINGS.test(spoken)) && !(isLiquid && afterConsonant === '으로')
  return `${word}${isClosed ? afterConsonant : afterVowel}`
}

/** `a`, `a and b`, `a, b and c`; in Korean with commas. Words that have commas or an `and` themselves are set apart by semicolons. */
export function listed(words: readonly string[], language: Language): string {
  const apart = language === 'ko' ? /,/ : /,| and /
  if (words.some((word) => apart.test(word))) return words.join('; ')
  if (language === 'ko' || words.length < 2) return words.join(', ')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

/** The name of an agency in an English sentence: with its article. */
export function definite(name: string): string {
  return `the ${name.replace(/^the /i, '')}`
}

/** For words that go on with a sentence: `Article 25(1)` and names of law keep their capitals, plain words do not. */
export function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** A stretch of days: 2019년 8월 14일부터 2021년 3월 29일까지 · 14 August 2019 to 29 March 2021. */
export function rangeOfDays(from: Day, until: Day, language: Language): string {
  return say(
    language,
    `${dayText(from, 'ko')}부터 ${dayText(until, 'ko')}까지`,
    `${dayText(from, 'en')} to ${dayText(until, 'en')}`,
  )
}

/** 로비(3대) · Lobby (3): with the number of devices there. */
export function counted(what: string, count: number, language: Language): string {
  return `${what}${language === 'ko' ? '' : ' '}(${devices(count, language)})`
}

/** More names than these are not read, and the register of devices has them all. */
const MAX_NAMES = 15

/** The names of places, each once; their number where they are too many to read. */
export function namesOf(places: readonly { readonly name: Bilingual }[], language: Language): string {
  const names = [...new Set(places.map(({ name }) => name[language]))]
  if (names.length <= MAX_NAMES) return listed(names, language)
  return say(language, `${names.length}곳`, `${names.length} places`)
}

/** 1층~6층, 옥상: floors in the order given, runs of three and more by their ends. */
export function floorsText(floors: readonly string[], language: Language): string {
  const runs: string[][] = []
  for (const floor of floors) {
    const run = runs.at(-1)
    if (run !== undefined && level(floor) === (level(run.at(-1) ?? '') ?? Number.NaN) + 1) run.push(floor)
    else runs.push([floor])
  }
  return runs
    .flatMap((run) => {
      const words = run.map((floor) => floorText(floor, language))
      return words.length < 3
        ? words
        : [`${words[0] ?? ''}${language === 'ko' ? '~' : ' to '}${words.at(-1) ?? ''}`]
    })
    .join(', ')
}

function level(floor: string): number | undefined {
  const [, basement, number] = /^(B?)(\d+)F$/.exec(floor) ?? []
  if (number === undefined) return undefined
  return basement === 'B' ? -Number(number) : Number(number)
}

/** 12대 · 12 */
export function devices(count: number, language: Language): string {
  return language === 'ko' ? `${count.toLocaleString('en-US')}대` : count.toLocaleString('en-US')
}

/** 지하 2층 · 2nd basement floor, as floors are written in a registry: B2F, 7F, RF. */
export function floorText(floor: string, language: Language): string {
  const [, basement, number] = /^(B?)(\d+)F$/.exec(floor) ?? []
  if (number !== undefined)
    return basement === 'B'
      ? say(language, `지하 ${number}층`, `${ordinal(Number(number))} basement floor`)
      : say(language, `${number}층`, `${ordinal(Number(number))} floor`)
  return floor === 'RF' ? say(language, '옥상', 'roof') : floor
}

function ordinal(number: number): string {
  const tens = number % 100
  const ending = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${number}${ending}`
}

/** `always`, `onDemand` or `HH:MM-HH:MM`. */
export function hoursText(hours: string, language: Language): string {
  if (hours === 'always') return say(language, '24시간', '24 hours')
  if (hours === 'onDemand') return say(language, '필요 시', 'when needed')
  const [from = hours, until = ''] = hours.split('-')
  return say(language, `${from}부터 ${until}까지`, `${from} to ${until}`)
}

/** "촬영일로부터 N일", as the guideline and every agency write it. */
export function retentionText(days: number, language: Language): string {
  return say(
    language,
    `촬영일로부터 ${days}일`,
    `${days} ${days === 1 ? 'day' : 'days'} from the day of filming`,
  )
}

export const CLASS_WORDS: { readonly [C in DeviceClass]: Bilingual } = {
  fixed: { ko: '고정형', en: 'Fixed' },
  mobile: { ko: '이동형', en: 'Mobile' },
}

/** The full words of the law for the devices of a class. */
export const CLASS_NAMES: { readonly [C in DeviceClass]: Bilingual } = {
  fixed: { ko: '고정형 영상정보처리기기', en: 'fixed video devices' },
  mobile: { ko: '이동형 영상정보처리기기', en: 'mobile video devices' },
}

export const PLACE_WORDS: { readonly [P in Place]: Bilingual } = {
  public: { ko: '공개된 장소', en: 'Open to the public' },
  closed: { ko: '비공개 장소', en: 'Not open to the public' },
}

/** What a device of that kind is called (영 §3). */
export function kindText(kind: DeviceKind, language: Language): string {
  switch (kind) {
    case 'cctv':
      return say(language, '폐쇄회로 텔레비전(CCTV)', 'closed-circuit television (CCTV)')
    case 'network':
      return say(language, '네트워크 카메라', 'network camera')
    case 'wearable':
      return say(language, '착용형 카메라', 'body-worn camera')
    case 'handheld':
      return say(language, '휴대형 카메라', 'hand-held camera')
    case 'mounted':
      return say(language, '부착·거치형 카메라', 'mounted camera')
    default:
      return unreachable(kind)
  }
}

const ACT = 'Personal Information Protection Act'
const DECREE = `Enforcement Decree of the ${ACT}`
const PLACES_EN = new RegExp(`(${DECREE}|${ACT}), (Article [^,]+(?:, Article [^,]+)*)`, 'g')
const SAME_ARTICLE = /(제\d+조(?:의\d+)?)(제\d+항[^,]*), \1(제\d+항)/g

/**
 * A citation as the policy writes it: the Act and its decree by the short names that the lead gives them, other law
 * by its whole name.
 */
export function cited(cite: string, language: Language): string {
  const whole = citation(cite)
  if (language === 'ko')
    return whole.ko
      .replaceAll('「개인정보 보호법 시행령」', '시행령')
      .replaceAll('「개인정보 보호법」', '법')
      .replaceAll(SAME_ARTICLE, '$1$2·$3')
  return whole.en.replaceAll(PLACES_EN, (_, law: string, places: string) => {
    const articles = places.split(', ').map((place) => place.replace('Article ', ''))
    const word = articles.length > 1 ? 'Articles' : 'Article'
    return `${word} ${listed(articles, 'en')} of the ${law === ACT ? 'Act' : 'Decree'}`
  })
}
