/**
 * A document that renderers may trust: bounded in size and depth, every character allowed, every link harmless, every
 * table a full rectangle. Only check.ts makes one, and all renderers take only this, so that what one refuses, all do.
 */
import type { Day } from '../base/day.ts'
import type { Align, Language, ListStyle } from './model.ts'

export type CheckedSpan = { readonly text: string; readonly strong: boolean; readonly href: string | null }
export type CheckedText = readonly CheckedSpan[]

export type CheckedField = {
  readonly label: string
  readonly value: string | null
  readonly hint: string | null
  readonly lines: number
  readonly choices: readonly { readonly label: string; readonly chosen: boolean }[]
}

export type CheckedBlock =
  | {
      readonly type: 'heading'
      readonly level: 2 | 3 | 4
      readonly text: CheckedText
      readonly id: string | null
    }
  | { readonly type: 'paragraph'; readonly text: CheckedText }
  | { readonly type: 'note'; readonly text: CheckedText }
  | { readonly type: 'list'; readonly style: ListStyle; readonly items: readonly (readonly CheckedBlock[])[] }
  | CheckedTable
  | { readonly type: 'fields'; readonly caption: string; readonly fields: readonly CheckedField[] }
  | {
      readonly type: 'signatures'
      readonly date: string | null
      readonly parties: readonly { readonly role: string; readonly name: string | null }[]
      readonly to: string | null
    }

export type CheckedDocument = {
  readonly title: string
  readonly language: Language
  readonly subtitle: string | null
  readonly issuer: string | null
  readonly dated: Day | null
  readonly blocks: readonly CheckedBlock[]
}

export type CheckedCell = {
  readonly text: CheckedText
  readonly column: number
  readonly colspan: number
  readonly rowspan: number
  readonly header: boolean
  readonly align: Align
}

export type CheckedTable = {
  readonly type: 'table'
  readonly caption: string
  readonly columns: number
  readonly head: readonly (readonly CheckedCell[])[]
  readonly rows: readonly (readonly CheckedCell[])[]
}
