/** Makes a document one that renderers may trust (checked.ts), or says in a Fault what is wrong with it. */
import { unreachable } from '../base/assert.ts'
import { cleanText, withoutUnseen } from './characters.ts'
import type { CheckedBlock, CheckedDocument, CheckedText } from './checked.ts'
import { documentFault } from './faults.ts'
import { type Allowance, checkTable } from './grid.ts'
import type { Block, Document, Text } from './model.ts'

/** Blocks, items, fields, choices and parties together. */
const MOST_BLOCKS = 5_000
const MOST_CELLS = 20_000
const MOST_CHARACTERS = 1_000_000
/** Lists in lists. */
const MOST_DEPTH = 5
const MOST_FIELD_LINES = 40

const HEADING_ID = /^[a-z][a-z0-9-]{0,63}$/
const MOST_HREF = 2_000
/** What a link may lead to. A path must not begin with two slashes, which would be another host. */
const HREF = /^(?:https?:\/\/[^\s/]|mailto:[^\s]|tel:[+0-9]|\/(?![/\\])|#)[^\s"'<>\\`{}|^]*$/i

/** The document in trusted form, or a Fault that says what is wrong with it. */
export function checkDocument(document: Document): CheckedDocument {
  const { title, language, subtitle, issuer, dated, blocks } = document
  const check = new Check()
  return {
    title: check.line(title, '제목', 'a title'),
    language,
    subtitle: check.optional(subtitle),
    issuer: check.optional(issuer),
    dated: dated ?? null,
    blocks: check.blocks(blocks, 0),
  }
}

class Check implements Allowance {
  #characters = 0
  #blocks = 0
  #cells = 0
  #level = 1
  readonly #ids = new Set<string>()

  blocks(blocks: readonly Block[], depth: number): CheckedBlock[] {
    this.count(blocks.length)
    return blocks.map((block) => this.block(block, depth))
  }

  block(block: Block, depth: number): CheckedBlock {
    switch (block.type) {
      case 'heading':
        return this.heading(block)
      case 'paragraph':
      case 'note':
        return { type: block.type, text: this.spans(block.text) }
      case 'list':
        return this.list(block, depth)
      case 'table':
        return checkTable(block, this.line(block.caption, '표의 이름', 'a table caption'), this)
      case 'fields':
        return this.fields(block)
      case 'signatures':
        return this.signatures(block)
      default:
        return unreachable(block)
    }
  }

  /** PDF/UA-1 (ISO 14289-1, 7.4.2) lets no level be skipped; neither should a page. */
  heading({ level, text, id }: Extract<Block, { type: 'heading' }>): CheckedBlock {
    const words = this.words(text, '제목', 'a heading')
    if (level > this.#level + 1)
      throw documentFault('documents.headingSkipped', { heading: words.map((span) => span.text).join('') })
    this.#level = level
    return { type: 'heading', level, text: words, id: this.id(id) }
  }

  list({ style, items }: Extract<Block, { type: 'list' }>, depth: number): CheckedBlock {
    if (depth >= MOST_DEPTH)
      throw documentFault('documents.tooLarge', {
        whatKo: '목록의 깊이',
        whatEn: 'levels of lists',
        most: MOST_DEPTH,
      })
    this.count(items.length)
    return {
      type: 'list',
      style,
      items: items.map((item) =>
        isBlocks(item)
          ? this.blocks(item, depth + 1)
          : [{ type: 'paragraph' as const, text: this.spans(item) }],
      ),
    }
  }

  fields({ caption, fields }: Extract<Block, { type: 'fields' }>): CheckedBlock {
    this.count(fields.length)
    return {
      type: 'fields',
      caption: this.line(caption, '서식의 이름', 'a form caption'),
      fields: fields.map(({ label, value, hint, lines = 1, choices = [] }) => {
        this.count(choices.length)
        return {
          label: this.line(label, '서식 항목의 이름', 'a field label'),
          value: this.optional(value),
          hint: this.optional(hint),
          lines: Math.min(Math.max(1, Math.trunc(lines)), MOST_FIELD_LINES),
          choices: choices.map(({ label, chosen }) => ({
            label: this.line(label, '선택지', 'a choice'),
            chosen,
          })),
        }
      }),
    }
  }

  signatures({ date, parties, to }: Extract<Block, { type: 'signatures' }>): CheckedBlock {
    this.count(parties.length)
    return {
      type: 'signatures',
      date: this.optional(date),
      parties: parties.map(({ role, name }) => ({
        role: this.line(role, '서명란', 'a signature box'),
        name: this.optional(name),
      })),
      to: this.optional(to),
    }
  }

  /** Text of one line that must be there. */
  line(text: string, whatKo: string, whatEn: string): string {
    const clean = this.text(text).replaceAll('\n', ' ').trim()
    if (isBlank(clean)) throw documentFault('documents.emptyText', { whatKo, whatEn })
    return clean
  }

  words(text: Text, whatKo: string, whatEn: string): CheckedText {
    const spans = this.spans(text)
    if (spans.every((span) => isBlank(span.text)))
      throw documentFault('documents.emptyText', { whatKo, whatEn })
    return spans
  }

  optional(text: string | undefined): string | null {
    const clean = text === undefined ? '' : this.text(text).trim()
    return isBlank(clean) ? null : clean
  }

  spans(text: Text): CheckedText {
    const spans = typeof text === 'string' ? [text] : text
    this.characters(spans.length)
    return spans
      .map((span) => {
        if (typeof span === 'string') return { text: this.text(span), strong: false, href: null }
        return { text: this.text(span.text), strong: span.strong === true, href: this.href(span.href) }
      })
      .filter((span) => span.text !== '')
  }

  text(text: string): string {
    this.characters(text.length)
    return cleanText(text)
  }

  href(href: string | undefined): string | null {
    if (href === undefined) return null
    this.characters(href.length)
    if (href.length > MOST_HREF || !HREF.test(href) || !isAscii(href))
      throw documentFault('documents.badLink', { href: href.toWellFormed() })
    return href
  }

  id(id: string | undefined): string | null {
    if (id === undefined) return null
    if (!HEADING_ID.test(id) || this.#ids.has(id)) throw documentFault('documents.badId', { id })
    this.#ids.add(id)
    return id
  }

  count(blocks: number): void {
    this.#blocks += blocks
    if (this.#blocks > MOST_BLOCKS)
      throw documentFault('documents.tooLarge', {
        whatKo: '문단과 항목 수',
        whatEn: 'paragraphs and items',
        most: MOST_BLOCKS,
      })
  }

  cells(count: number): void {
    this.#cells += count
    if (this.#cells > MOST_CELLS)
      throw documentFault('documents.tooLarge', {
        whatKo: '표의 칸 수',
        whatEn: 'table cells',
        most: MOST_CELLS,
      })
  }

  characters(count: number): void {
    this.#characters += count
    if (this.#characters > MOST_CHARACTERS)
      throw documentFault('documents.tooLarge', {
        whatKo: '글자 수',
        whatEn: 'characters',
        most: MOST_CHARACTERS,
      })
  }
}

/** A list item of blocks; spans have no `type`. */
function isBlocks(item: Text | readonly Block[]): item is readonly Block[] {
  const [first] = item
  return typeof first === 'object' && 'type' in first
}

function isBlank(text: string): boolean {
  return withoutUnseen(text).trim() === ''
}

function isAscii(text: string): boolean {
  return /^[\u0021-\u007e]*$/.test(text)
}
