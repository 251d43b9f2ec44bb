/** What each line is: a title, a heading and what it is about, the head of a form, a row of a table, or text. */
import { unreachable } from '../../base/assert.ts'
import { bareOf, type Line } from './lines.ts'
import { type Mark, markOf } from './markers.ts'
import { cellsOf } from './tables.ts'
import { isCameraTitle, isFormTitle, type Topic, topicsOf } from './topics.ts'

export type Role =
  | { readonly is: 'title' }
  | {
      readonly is: 'heading'
      readonly mark: Mark
      readonly topics: ReadonlySet<Topic>
      readonly title: string
    }
  | { readonly is: 'form' }
  | { readonly is: 'row'; readonly cells: readonly string[] }
  | { readonly is: 'text'; readonly mark: Mark }

/** A line and what it is. */
export type Marked = { readonly line: Line; readonly role: Role }

export function roleOf(line: Line): Role {
  const mark = markOf(line.text)
  const cells = cellsOf(line)
  const bare = bareOf(mark.rest)
  if (cells === undefined && mark.value === null && isCameraTitle(bare)) return { is: 'title' }
  if (isFormLine(line, mark, cells)) return { is: 'form' }
  if (cells !== undefined) return { is: 'row', cells }
  const title = bareOf(labelOf(mark.rest)?.label ?? mark.rest)
  const topics = headTopics(mark, title, mark.rest)
  if (topics !== undefined) return { is: 'heading', mark, topics, title }
  return { is: 'text', mark }
}

function isFormLine(line: Line, mark: Mark, cells: readonly string[] | undefined): boolean {
  if (mark.kind === 'bullet' || mark.value !== null) return false
  const first = cells?.find((cell) => cell !== '') ?? mark.rest
  return labelOf(first) === undefined && isFormTitle(bareOf(first)) && !/[(（][^)]*$/.test(line.text)
}

const SENTENCE_END = /(?:[다요]\.?|(?<!없)[음함임됨]\.?|경우|때|것|[,:;])$/
const LONGEST_TITLE = 60

/** The topics of a line that is a heading (maybe none), or undefined when it is none. */
function headTopics(mark: Mark, title: string, rest: string): ReadonlySet<Topic> | undefined {
  if (title.length < 2 || title.length > LONGEST_TITLE || SENTENCE_END.test(title)) return undefined
  const topics = topicsOf(title)
  if (mark.hashes > 0) return topics
  switch (mark.kind) {
    case 'article':
    case 'chapter':
    case 'number':
      return topics.size > 0 || title.length <= 40 ? topics : undefined
    case 'paren':
    case 'syllable':
    case 'circled':
    case 'boxed':
      return topics.size > 0 && title.length <= 40 ? topics : undefined
    case 'bullet':
      return topics.size > 0 && title.length <= 16 && labelOf(rest) === undefined ? topics : undefined
    case 'plain':
      return topics.size > 0 && labelOf(rest) === undefined && isNominal(title) ? topics : undefined
    default:
      return unreachable(mark.kind)
  }
}

/** An unmarked line is a heading when it reads like one, not like a cell or a piece of a sentence. */
function isNominal(title: string): boolean {
  return (
    title.length >= 5 &&
    title.length <= 45 &&
    /(?:사항|조치|방법|장소|범위|목적|책임자|권한자|대책|안내|변경|현황|위탁|이력|기간|대수|담당자)$/.test(
      title,
    )
  )
}

/** The label of `label : value`, or undefined. */
export function labelOf(text: string): { readonly label: string; readonly value: string } | undefined {
  const plain = /^([^:]{1,40}?)\s*:(?!\d)\s*(.*)$/.exec(text)
  if (plain !== null && /[가-힣]/.test(plain[1] ?? '') && !/\d$|[다요]\.$/.test(plain[1] ?? ''))
    return { label: plain[1] ?? '', value: plain[2] ?? '' }
  const boxed = /^[([<]\s*([가-힣·,\s]{2,20})\s*[)\]>]\s*(\S.*)$/.exec(text)
  return boxed === null ? undefined : { label: boxed[1] ?? '', value: boxed[2] ?? '' }
}
