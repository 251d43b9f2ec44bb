/** HTML by template, in which every value is escaped unless it is HTML itself. */
import { escaped } from '../../documents/documents.ts'

/** HTML that may be put into a page as it stands. */
export type Html = { readonly html: string }

type Value = Html | string | number | false | undefined | readonly Html[]

/** Text between the values is HTML; values are escaped, lists of HTML joined, false and undefined left out. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.map((part, i) => part + render(values[i])).join('') }
}

function render(value: Value): string {
  if (value === false || value === undefined) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  if (Array.isArray(value)) return value.map((one: Html) => one.html).join('')
  return (value as Html).html
}
