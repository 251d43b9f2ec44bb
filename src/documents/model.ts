/**
 * A document before it has a form: headings, paragraphs, lists, tables, notes, forms and signatures. It is made once
 * and rendered to HTML, PDF, HWPX and plain text, so that all four say the same.
 *
 * It knows no agency and no law, and holds no markup: every string is text as it is to be read, whoever wrote it. A
 * renderer that lets a string become markup has a bug.
 */
import type { Day } from '../base/day.ts'

/** A piece of text; `href` may be an absolute http(s), mailto or tel address, or one of our own paths or anchors. */
export type Span = string | { readonly text: string; readonly strong?: boolean; readonly href?: string }

/** One paragraph's worth of text. A line feed in it is a line break. */
export type Text = string | readonly Span[]

export type Align = 'start' | 'center' | 'end'

/** A table cell. Spans are whole numbers from 1; a spanning cell is written once, at its first row and column. */
export type Cell =
  | Text
  | {
      readonly text: Text
      readonly colspan?: number
      readonly rowspan?: number
      /** A heading of its row or column, outside the head as well. */
      readonly header?: boolean
      readonly align?: Align
    }

/** `circled` is ①②③, `ganada` 가. 나. 다.; where the characters end, numbers go on: ⑳ (21). */
export type ListStyle = 'bullet' | 'decimal' | 'circled' | 'ganada'

export type Field = {
  readonly label: string
  /** What stands in it; without one the field is blank, to be written in. */
  readonly value?: string
  /** A short help beside the label. */
  readonly hint?: string
  /** The height of a blank field in lines, 1 without it. */
  readonly lines?: number
  /** Boxes to tick instead of a line to write on. */
  readonly choices?: readonly { readonly label: string; readonly chosen: boolean }[]
}

export type Block =
  | { readonly type: 'heading'; readonly level: 2 | 3 | 4; readonly text: Text; readonly id?: string }
  | { readonly type: 'paragraph'; readonly text: Text }
  | {
      readonly type: 'list'
      readonly style: ListStyle
      readonly items: readonly (Text | readonly Block[])[]
    }
  | {
      readonly type: 'table'
      /** What the table is, for who cannot see it as a whole; shown above it. */
      readonly caption: string
      readonly head: readonly (readonly Cell[])[]
      readonly rows: readonly (readonly Cell[])[]
      /** Whether the first column names its row. */
      readonly rowHeader?: boolean
    }
  /** A remark, marked ※. */
  | { readonly type: 'note'; readonly text: Text }
  /** A form to fill in. */
  | { readonly type: 'fields'; readonly caption: string; readonly fields: readonly Field[] }
  /** Who signs, when, and to whom it is addressed. */
  | {
      readonly type: 'signatures'
      readonly date?: string
      readonly parties: readonly { readonly role: string; readonly name?: string }[]
      readonly to?: string
    }

export type Language = 'ko' | 'en'

export type Document = {
  readonly title: string
  readonly language: Language
  readonly subtitle?: string
  /** Whose document it is, shown under the title and kept as its author. */
  readonly issuer?: string
  /** The day kept in the file as its date. Without it the file has none; the clock is never asked. */
  readonly dated?: Day
  readonly blocks: readonly Block[]
}
