/**
 * A document as plain text, to be read by people and by programs: one line a paragraph, two spaces of indent a level,
 * table rows with a tab between cells. A line break inside a cell is a space, so that a row stays a line.
 */
import { unreachable } from '../base/assert.ts'
import { checkDocument } from './check.ts'
import type { CheckedBlock, CheckedDocument, CheckedField, CheckedTable, CheckedText } from './checked.ts'
import { rectangle } from './grid.ts'
import { box, marker, words } from './markers.ts'
import type { Document, Language } from './model.ts'

/** The document as text with line feeds, the last line ended. Faults `documents.*`. */
export function renderText(document: Document): string {
  return textOf(checkDocument(document))
}

/** All that the document says. */
export function textOf({ title, language, subtitle, issuer, blocks }: CheckedDocument): string {
  const head = [title, subtitle, issuer].filter((line) => line !== null)
  return `${[...head, ...linesOf(blocks, language)].join('\n')}\n`
}

function linesOf(blocks: readonly CheckedBlock[], language: Language): string[] {
  return blocks.flatMap((block) => blockLines(block, language))
}

function blockLines(block: CheckedBlock, language: Language): string[] {
  switch (block.type) {
    case 'heading':
      return ['', ...plainText(block.text).split('\n')]
    case 'paragraph':
      return plainText(block.text).split('\n')
    case 'note':
      return hung('※', plainText(block.text).split('\n'))
    case 'list':
      return block.items.flatMap((item, index) => hung(marker(block.style, index), linesOf(item, language)))
    case 'table':
      return tableLines(block)
    case 'fields':
      return ['', block.caption, ...block.fields.flatMap(fieldLines), '']
    case 'signatures': {
      const parties = block.parties.map(
        ({ role, name }) => `${role}: ${name === null ? BLANK : oneLine(name)} ${words(language).sign}`,
      )
      return ['', ...lineOf(block.date), ...parties, ...lineOf(block.to)]
    }
    default:
      return unreachable(block)
  }
}

const BLANK = '____________'

/** The marker before the first line, the others under its text. */
function hung(mark: string, [first = '', ...others]: readonly string[]): string[] {
  return [`${mark} ${first}`.trimEnd(), ...others.map((line) => (line === '' ? '' : `  ${line}`))]
}

function tableLines(table: CheckedTable): string[] {
  const rows = rectangle(table, [...table.head, ...table.rows], (text) => oneLine(plainText(text)))
  return ['', table.caption, ...rows.map((row) => row.join('\t')), '']
}

function fieldLines({ label, value, hint, lines, choices }: CheckedField): string[] {
  const name = hint === null ? label : `${label} (${oneLine(hint)})`
  const boxes = choices.map((choice) => `${box(choice.chosen)} ${choice.label}`)
  if (value === null && boxes.length === 0)
    return [`${name}: ${BLANK}`, ...Array.from({ length: lines - 1 }, () => `  ${BLANK}`)]
  return [`${name}: ${[...boxes, ...lineOf(value)].join('  ')}`]
}

function lineOf(text: string | null): string[] {
  return text === null ? [] : [oneLine(text)]
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ').trim()
}

/** The words of a text; a link to another host or to a mailbox is followed by where it leads. */
function plainText(text: CheckedText): string {
  return text
    .map(({ text, href }) => {
      const target = linkTarget(text, href)
      return target === undefined ? text : `${text} (${target})`
    })
    .join('')
    .trim()
}

/** Where a link leads, for who cannot click; undefined when it leads nowhere outside or its words already say it. */
export function linkTarget(text: string, href: string | null): string | undefined {
  if (href === null || !/^(?:https?|mailto):/i.test(href)) return undefined
  const target = href.replace(/^mailto:/i, '')
  return text.includes(target) ? undefined : target
}
