/** Articles cited in a text without spaces. */

export type Cited = {
  readonly article: number
  /** `제25조의2`: 2. */
  readonly branch: number | null
  readonly paragraph: number | null
  readonly item: number | null
  /** Where it begins. */
  readonly at: number
  /** The twenty characters before it, in which the statute is named. */
  readonly before: string
}

const ARTICLE =
  /(?:제|§)?(\d{1,3})조(?:의(\d{1,2}))?(?:제?(\d{1,2})항|([①-⑳]))?(?:제?(\d{1,2})호)?|§(\d{1,3})(?:의(\d{1,2}))?([①-⑳])?(\d{1,2})?/g

/** The articles cited, in order. */
export function citedIn(bare: string): Cited[] {
  return [...bare.matchAll(ARTICLE)].map((match) => {
    const at = match.index ?? 0
    const circled = match[4] ?? match[8]
    const paragraph =
      match[3] ?? (circled === undefined ? undefined : String((circled.codePointAt(0) ?? 0) - 0x245f))
    return {
      article: Number(match[1] ?? match[6]),
      branch: numberOr(match[2] ?? match[7]),
      paragraph: numberOr(paragraph),
      item: numberOr(match[5] ?? match[9]),
      at,
      before: bare.slice(Math.max(0, at - 20), at),
    }
  })
}

function numberOr(text: string | undefined): number | null {
  return text === undefined ? null : Number(text)
}

/** Whether it is an article of the Act itself, not of its decree, a guideline or another statute. */
export function isOfTheAct({ before }: Cited): boolean {
  if (/(?:시행령|시행규칙|지침|고시|규정|조례|기준)[」』">)]*(?:\(이하[^)]*\))?$/.test(before)) return false
  return (
    /(?:개인정보보?호?법|법|같은법|동법)[」』">')]*$/.test(before) ||
    !/[가-힣](?:법|령|규칙)[」』">')]*$/.test(before)
  )
}
