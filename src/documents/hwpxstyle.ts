/**
 * The styles of an HWPX document. kordoc makes them: it is given one fixed text of ours, a specimen with one of each
 * kind of paragraph and cell, and from the result we learn which number each style got. The document's own text is
 * then written beside those numbers (hwpx.ts) and never passes through Markdown, so none of it can become markup.
 */
import { createRequire } from 'node:module'
import type * as Kordoc from 'kordoc'
import { assert, present } from '../base/assert.ts'
import { readZip } from './zip.ts'

const load = createRequire(import.meta.url)

const CHARACTERS = {
  title: { height_hwpunit: '1800', bold: true },
  subtitle: { height_hwpunit: '1200', textColor: '#464C53' },
  heading2: { height_hwpunit: '1300', bold: true },
  heading3: { height_hwpunit: '1150', bold: true },
  heading4: { height_hwpunit: '1050', bold: true },
  body: { height_hwpunit: '1050' },
  strong: { height_hwpunit: '1050', bold: true },
  note: { height_hwpunit: '950', textColor: '#464C53' },
  caption: { height_hwpunit: '950', bold: true, textColor: '#464C53' },
  cell: { height_hwpunit: '950' },
  cellStrong: { height_hwpunit: '950', bold: true },
} as const satisfies Record<string, Kordoc.CharPrDef>

export type CharacterStyle = keyof typeof CHARACTERS

const PARAGRAPHS = {
  body: 'pBody',
  center: '<center>pCenter</center>',
  right: '<right>pRight</right>',
  list1: '- pListOne',
  list2: '  - pListTwo',
  list3: '    - pListThree',
  list4: '      - pListFour',
  list5: '        - pListFive',
  cellLeft: `<table><tr><td>head</td></tr><tr><td>${'long '.repeat(80)}pCellLeft</td></tr></table>`,
  cellCenter: '<table><tr><td>pCellCenter</td></tr></table>',
} as const

/** Outline styles, by which Hangul lists the headings of a document. */
const OUTLINE = { title: '개요 1', heading2: '개요 2', heading3: '개요 3', heading4: '개요 4' } as const

export type ParagraphStyle = keyof typeof PARAGRAPHS | keyof typeof OUTLINE

const FONT = '맑은 고딕'
const HAIR = { type: 'SOLID', width: '0.12 mm', color: '#8A949E' }
const BORDERS = { leftBorder: HAIR, rightBorder: HAIR, topBorder: HAIR, bottomBorder: HAIR }
/** Margins in millimetres. */
const MARGINS = { top: 20, bottom: 15, left: 20, right: 20 }

/** What a body needs to be written: numbers of styles, the section's settings and the parts around it. */
export type HwpxStyle = {
  readonly characters: Readonly<Record<CharacterStyle, string>>
  readonly paragraphs: Readonly<Record<ParagraphStyle, { readonly shape: string; readonly style: string }>>
  readonly cell: string
  readonly headCell: string
  /** Page size, margins and page number; stands in the first run of a section. */
  readonly section: string
  readonly header: Buffer
  readonly container: Buffer
}

const LIMITS = { entries: 20, bytes: 4_000_000 }

/** Has kordoc set the specimen and reads it. */
export async function makeHwpxStyle(): Promise<HwpxStyle> {
  const { markdownToHwpx } = load('kordoc') as typeof Kordoc
  const names = Object.keys(CHARACTERS)
  const rows = names.map((name) => `<tr><td>c${name}</td></tr>`).join('')
  const specimen = [...Object.values(PARAGRAPHS), `<table>${rows}</table>`].join('\n\n')
  const made = await markdownToHwpx(specimen, {
    gongmun: {
      preset: 'official',
      fonts: { body: FONT, heading: FONT, table: FONT },
      bodyPt: 10.5,
      endMark: false,
      pageNumbers: true,
      margins: MARGINS,
    },
    profile: { tables: [tableProfile(names)] },
  })
  const entries = readZip(Buffer.from(made), LIMITS)
  assert(typeof entries !== 'string', 'kordoc makes a package that can be read')
  const part = (name: string) =>
    present(
      entries.find((entry) => entry.name === name),
      'kordoc makes this part',
    ).bytes
  return learn(part('Contents/section0.xml').toString('utf8'), {
    header: part('Contents/header.xml'),
    container: part('META-INF/container.xml'),
  })
}

function tableProfile(names: readonly string[]): Kordoc.TableProfile {
  return {
    table_index: 2,
    rows: names.length,
    cols: 1,
    cells: names.map((name, row) => ({
      row,
      col: 0,
      charPrIDRef: name,
      borderFillIDRef: name === 'cellStrong' ? 'head' : 'cell',
    })),
    used_border_fills: { cell: BORDERS, head: { ...BORDERS, fill: { faceColor: '#F4F5F6' } } },
    used_char_prs: Object.fromEntries(
      Object.entries(CHARACTERS).map(([name, style]) => [name, { ...style, fontName_hangul: FONT }]),
    ),
  }
}

function learn(section: string, parts: { readonly header: Buffer; readonly container: Buffer }): HwpxStyle {
  const found = (pattern: RegExp) => {
    const groups = pattern.exec(section)?.groups
    return (name: string) => present(groups?.[name], 'the specimen shows this style')
  }
  const cell = (name: string) =>
    found(
      new RegExp(
        `<hp:tc [^>]*borderFillIDRef="(?<border>\\d+)">(?:(?!<hp:tc ).)*?charPrIDRef="(?<characters>\\d+)"><hp:t>c${name}</hp:t>`,
        's',
      ),
    )
  const paragraph = (markdown: string) => {
    const name = present(/\bp[A-Z]\w+/.exec(markdown), 'each has a name')[0]
    const value = found(
      new RegExp(
        `<hp:p (?:[^>]* )?paraPrIDRef="(?<shape>\\d+)" styleIDRef="(?<style>\\d+)"(?:(?!<hp:p ).)*?<hp:t>[^<]*${name}</hp:t>`,
        's',
      ),
    )
    return { shape: value('shape'), style: value('style') }
  }
  return {
    ...parts,
    characters: each(CHARACTERS, (name) => cell(name)('characters')),
    paragraphs: {
      ...each(PARAGRAPHS, (_, markdown) => paragraph(markdown)),
      ...each(OUTLINE, (_, name) => outline(parts.header.toString('utf8'), name)),
    },
    cell: cell('cell')('border'),
    headCell: cell('cellStrong')('border'),
    section: found(/<hp:run [^>]*>(?<settings><hp:secPr .*?)<hp:t>/s)('settings'),
  }
}

function outline(header: string, name: string): { readonly shape: string; readonly style: string } {
  const pattern = new RegExp(
    `<hh:style id="(?<style>\\d+)"[^>]* name="${name}"[^>]* paraPrIDRef="(?<shape>\\d+)"`,
  )
  const groups = pattern.exec(header)?.groups
  return {
    shape: present(groups?.shape, 'kordoc defines the outline styles'),
    style: present(groups?.style, 'kordoc defines the outline styles'),
  }
}

/** The same names with what `learned` makes of their values. */
function each<K extends string, V, R>(record: Record<K, V>, learned: (name: K, value: V) => R): Record<K, R> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, learned(name as K, value as V)]),
  ) as Record<K, R>
}
