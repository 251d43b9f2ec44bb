/**
 * A document as HTML: one `<article>` that a page takes in as it is, or a whole page that stands alone. Every string is
 * escaped here and nowhere else; no attribute is written unquoted, and nothing in it can run.
 *
 * Markers of ①②③ and 가나다 lists are text, because citations name them and a style sheet may be missing; their lists
 * carry `role="list"` so that they remain lists where list-style is none.
 */
import { createHash } from 'node:crypto'
import { unreachable } from '../base/assert.ts'
import { checkDocument } from './check.ts'
import type {
  CheckedBlock,
  CheckedCell,
  CheckedDocument,
  CheckedField,
  CheckedTable,
  CheckedText,
} from './checked.ts'
import { escaped } from './escape.ts'
import { documentStyle } from './htmlstyle.ts'
import { box, marker, words } from './markers.ts'
import type { Document, Language } from './model.ts'

type Of<T extends CheckedBlock['type']> = Extract<CheckedBlock, { type: T }>

/** The document as an `<article class="document">` whose title is its `<h1>`. Faults `documents.*`. */
export function renderHtml(document: Document): string {
  return articleHtml(checkDocument(document))
}

function articleHtml({ title, language, subtitle, issuer, blocks }: CheckedDocument): string {
  const header = [
    `<h1>${escaped(title)}</h1>`,
    subtitle === null ? '' : `<p class="subtitle">${lines(subtitle)}</p>`,
    issuer === null ? '' : `<p class="issuer">${lines(issuer)}</p>`,
  ]
  return `<article class="document" lang="${language}">
<header>${header.join('')}</header>
${htmlOf(blocks, language)}
</article>
`
}

/** A whole page around the article, with its style in it: it loads nothing, and its own policy forbids all else. */
export function renderHtmlPage(document: Document): string {
  const checked = checkDocument(document)
  const { title, language } = checked
  const digest = createHash('sha256').update(documentStyle).digest('base64')
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${digest}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${documentStyle}</style>
</head>
<body>
<main>
${articleHtml(checked)}</main>
</body>
</html>
`
}

function htmlOf(blocks: readonly CheckedBlock[], language: Language): string {
  return blocks.map((block) => blockHtml(block, language)).join('\n')
}

function blockHtml(block: CheckedBlock, language: Language): string {
  switch (block.type) {
    case 'heading': {
      const id = block.id === null ? '' : ` id="${escaped(block.id)}"`
      return `<h${block.level}${id}>${inline(block.text)}</h${block.level}>`
    }
    case 'paragraph':
      return `<p>${inline(block.text)}</p>`
    case 'note':
      return `<p class="note"><span class="mark">※</span> ${inline(block.text)}</p>`
    case 'list':
      return listHtml(block, language)
    case 'table':
      return tableHtml(block)
    case 'fields':
      return formHtml(block, language)
    case 'signatures':
      return signaturesHtml(block, language)
    default:
      return unreachable(block)
  }
}

function listHtml({ style, items }: Of<'list'>, language: Language): string {
  const marked = style === 'circled' || style === 'ganada'
  const rows = items.map((item, index) => {
    const [only] = item
    const body = item.length === 1 && only?.type === 'paragraph' ? inline(only.text) : htmlOf(item, language)
    return marked
      ? `<li><span class="mark">${marker(style, index)}</span> <div>${body}</div></li>`
      : `<li>${body}</li>`
  })
  const list = rows.join('\n')
  if (style === 'bullet') return `<ul>\n${list}\n</ul>`
  return marked ? `<ol class="marked" role="list">\n${list}\n</ol>` : `<ol>\n${list}\n</ol>`
}

/** Wide tables scroll by themselves, also by keyboard; so the page never does sideways (WCAG 1.4.10). */
function tableHtml({ caption, head, rows }: CheckedTable): string {
  const body = `${rowsHtml('thead', head, 'col')}${rowsHtml('tbody', rows, 'row')}`
  return `<div class="table" role="group" tabindex="0" aria-label="${escaped(caption)}"><table>
<caption>${escaped(caption)}</caption>
${body}</table></div>`
}

function rowsHtml(
  name: 'thead' | 'tbody',
  rows: readonly (readonly CheckedCell[])[],
  scope: 'col' | 'row',
): string {
  if (rows.length === 0) return ''
  const list = rows.map((row) => `<tr>${row.map((cell) => cellHtml(cell, scope)).join('')}</tr>`)
  return `<${name}>\n${list.join('\n')}\n</${name}>\n`
}

function cellHtml({ text, colspan, rowspan, header, align }: CheckedCell, scope: 'col' | 'row'): string {
  const attributes = [
    header ? ` scope="${scope}"` : '',
    colspan > 1 ? ` colspan="${colspan}"` : '',
    rowspan > 1 ? ` rowspan="${rowspan}"` : '',
    align === 'start' ? '' : ` class="${align}"`,
  ].join('')
  const name = header ? 'th' : 'td'
  return `<${name}${attributes}>${inline(text)}</${name}>`
}

function formHtml({ caption, fields }: Of<'fields'>, language: Language): string {
  const rows = fields.map(
    (field) =>
      `<tr><th scope="row">${escaped(field.label)}${field.hint === null ? '' : ` <small>${lines(field.hint)}</small>`}</th><td>${fieldHtml(field, language)}</td></tr>`,
  )
  return `<table class="fields">
<caption>${escaped(caption)}</caption>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

function fieldHtml({ value, lines: height, choices }: CheckedField, language: Language): string {
  const chosen = `<span class="unseen"> (${words(language).chosen})</span>`
  const boxes = choices.map(
    (choice) =>
      `<li><span aria-hidden="true">${box(choice.chosen)}</span> ${escaped(choice.label)}${choice.chosen ? chosen : ''}</li>`,
  )
  const list = boxes.length === 0 ? '' : `<ul class="choices" role="list">${boxes.join('')}</ul>`
  if (value !== null) return list + lines(value)
  return list === '' ? '<br>'.repeat(height) : list
}

function signaturesHtml({ date, parties, to }: Of<'signatures'>, language: Language): string {
  const rows = parties.map(
    ({ role, name }) =>
      `<li><span>${escaped(role)}</span> <span class="name">${name === null ? '' : lines(name)}</span> <span class="sign">${words(language).sign}</span></li>`,
  )
  return `<div class="signatures">
${date === null ? '' : `<p class="date">${lines(date)}</p>\n`}<ul role="list">
${rows.join('\n')}
</ul>${to === null ? '' : `\n<p class="to">${lines(to)}</p>`}
</div>`
}

function inline(text: CheckedText): string {
  return text
    .map(({ text, strong, href }) => {
      const words = strong ? `<strong>${lines(text)}</strong>` : lines(text)
      return href === null ? words : `<a href="${escaped(href)}">${words}</a>`
    })
    .join('')
}

function lines(text: string): string {
  return escaped(text).replaceAll('\n', '<br>')
}
