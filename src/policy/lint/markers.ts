/** What stands before the words of a line: `### 1.`, `제3조(…)`, `가.`, `- ①`, `○`, `【 … 】`. */

/** How a line is numbered. `plain` is not at all. */
export type MarkKind =
  | 'article' // 제1조
  | 'chapter' // Ⅰ.
  | 'number' // 1.
  | 'paren' // 1) or (1)
  | 'syllable' // 가.
  | 'circled' // ①
  | 'boxed' // 【 … 】
  | 'bullet' // - ○ ※
  | 'plain'

export type Mark = {
  readonly kind: MarkKind
  /** Number of `#` before it. */
  readonly hashes: number
  /** Whether a bullet stands before the number. */
  readonly bulleted: boolean
  /** Its number, where it counts. */
  readonly value: number | null
  /** The line without its marks. */
  readonly rest: string
}

const SYLLABLES = '가나다라마바사아자차카타파하'
const ROMAN = 'ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ'
const CIRCLED = '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳'
const BULLET = /^(?:[-*·○●◦□■◆◇▶▷►◎※❍〇◯◈▪▫☞✔√❑⊙+>]|[oOㅇ](?= ))\s*/

/** Takes the marks off a line. */
export function markOf(text: string): Mark {
  const head = /^(#{1,6})\s+/.exec(text)
  const hashes = head?.[1]?.length ?? 0
  let rest = text.slice(head?.[0].length ?? 0)
  let bulleted = false
  for (let times = 0; times < 3; times++) {
    const bullet = BULLET.exec(rest)
    if (bullet === null) break
    bulleted = true
    rest = rest.slice(bullet[0].length)
  }
  const numbered = numbering(rest)
  // A list of a web page numbers its headings twice: "1. 1. …".
  const again = numbered === undefined ? undefined : numbering(numbered.rest)
  const found = again !== undefined && again.kind === numbered?.kind ? again : numbered
  if (found !== undefined) return { ...found, hashes, bulleted }
  const boxed =
    /^(?:【\s*(.{1,80}?)\s*】|\[\s*(.{1,80}?)\s*\]|<\s*(.{1,80}?)\s*>|〔\s*(.{1,80}?)\s*〕)\s*$/.exec(rest)
  if (boxed !== null)
    return {
      kind: 'boxed',
      hashes,
      bulleted,
      value: null,
      rest: boxed[1] ?? boxed[2] ?? boxed[3] ?? boxed[4] ?? '',
    }
  return { kind: bulleted ? 'bullet' : 'plain', hashes, bulleted, value: null, rest }
}

type Numbering = Pick<Mark, 'kind' | 'value' | 'rest'>

function numbering(text: string): Numbering | undefined {
  const article = /^제\s?(\d{1,3})\s?조(?:의\s?\d{1,2})?\s*[.:|·]?\s*/.exec(text)
  if (article !== null) {
    const rest = text.slice(article[0].length)
    // "제25조 제1항에 따라 …" is a sentence, not the head of an article.
    if (/^(?:제\s?\d|에|의|를|와|및|,)/.test(rest)) return undefined
    const title = /^[([]([^)\]]{1,80})[)\]]\s*/.exec(rest)
    return {
      kind: 'article',
      value: Number(article[1]),
      rest: title === null ? rest : `${title[1]}${separated(rest.slice(title[0].length))}`,
    }
  }
  const number = /^(\d{1,2})\s?\.(?!\d|\s*\d+\s?[.년월일])\s*/.exec(text)
  if (number !== null) return { kind: 'number', value: Number(number[1]), rest: text.slice(number[0].length) }
  const paren = /^\(?(\d{1,2})\)\s*/.exec(text)
  if (paren !== null) return { kind: 'paren', value: Number(paren[1]), rest: text.slice(paren[0].length) }
  const syllable = /^\(?([가-하])\s?[.)]\s+/.exec(text)
  if (syllable !== null && SYLLABLES.includes(syllable[1] ?? ' '))
    return {
      kind: 'syllable',
      value: SYLLABLES.indexOf(syllable[1] ?? ' ') + 1,
      rest: text.slice(syllable[0].length),
    }
  const roman = /^([Ⅰ-Ⅻ]|[IVX]{1,4}(?=\.))\s*\.?\s*/.exec(text)
  if (roman !== null)
    return {
      kind: 'chapter',
      value: ROMAN.indexOf(roman[1] ?? ' ') + 1 || null,
      rest: text.slice(roman[0].length),
    }
  const circled = /^([①-⑳])\s*/.exec(text)
  if (circled !== null)
    return {
      kind: 'circled',
      value: CIRCLED.indexOf(circled[1] ?? ' ') + 1,
      rest: text.slice(circled[0].length),
    }
  return undefined
}

/** What stands behind the title of an article on the same line is its value. */
function separated(rest: string): string {
  return rest === '' ? '' : ` : ${rest}`
}
