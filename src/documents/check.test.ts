import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFault } from '../base/fault.ts'
import { cleanText } from './characters.ts'
import { checkDocument } from './check.ts'
import { renderHtml, renderHwpx, renderPdf, renderText } from './documents.ts'
import type { Block, Document } from './model.ts'

function of(...blocks: Block[]): Document {
  return { title: 'T', language: 'en', blocks }
}

function linked(href: string): Document {
  return of({ type: 'paragraph', text: [{ text: 'a', href }] })
}

type Table = Extract<Block, { type: 'table' }>

function table(rows: Table['rows'], head: Table['head'] = []): Document {
  return of({ type: 'table', caption: 'c', head, rows })
}

function heading(level: 2 | 3 | 4, id?: string): Block {
  return { type: 'heading', level, text: 'h', ...(id === undefined ? {} : { id }) }
}

function refuses(document: Document, code: string): void {
  assert.throws(
    () => checkDocument(document),
    (error) => isFault(error, code),
  )
}

function isRefused(error: unknown): boolean {
  return isFault(error, 'documents.badCharacter')
}

test('every renderer refuses what any of them would refuse', async () => {
  const bad = of({ type: 'paragraph', text: 'a\u0000b' })
  assert.throws(() => renderHtml(bad), isRefused)
  assert.throws(() => renderText(bad), isRefused)
  await assert.rejects(renderPdf(bad), isRefused)
  await assert.rejects(renderHwpx(bad), isRefused)
})

test('characters that would make a text read otherwise than it is stored are refused', () => {
  for (const character of [
    '\u0000',
    '\u001b',
    '\r',
    '\u0085',
    '\u2028',
    '\u202e',
    '\u2066',
    '\u200f',
    '\ud800',
    '\udc00',
    '\ufffe',
    '\ue000',
    '\u{e0041}',
  ])
    assert.throws(
      () => cleanText(`before ${character} after`),
      (error) => isFault(error, 'documents.badCharacter'),
      JSON.stringify(character),
    )
})

test('what cannot be seen and means nothing is left out, blanks are one space each', () => {
  assert.equal(cleanText('\ufeff개\u00ad인\u200b정보 \t\u3000 영상 \n 둘째'), '개인정보 영상\n둘째')
  assert.equal(cleanText('가\u3164나\uffa0다'), '가 나 다')
  assert.equal(cleanText('\u1112\u1161\u11ab'), '한')
  assert.equal(cleanText('👩‍👩‍👧\u00a0·'), '👩‍👩‍👧\u00a0·')
})

test('a document has a bounded number of blocks, cells, characters, columns and levels of lists', () => {
  const paragraphs = Array.from({ length: 5_001 }, (): Block => ({ type: 'paragraph', text: 'a' }))
  refuses(of(...paragraphs), 'documents.tooLarge')
  refuses(of({ type: 'paragraph', text: 'a'.repeat(1_000_001) }), 'documents.tooLarge')
  refuses(of({ type: 'paragraph', text: Array.from({ length: 1_000_001 }, () => '') }), 'documents.tooLarge')
  const row = Array.from({ length: 20 }, () => 'a')
  refuses(table(Array.from({ length: 1_001 }, () => row)), 'documents.tooLarge')
  refuses(table([Array.from({ length: 25 }, () => 'a')]), 'documents.tooLarge')
  let nested: Block = { type: 'list', style: 'bullet', items: ['a'] }
  for (let depth = 0; depth < 5; depth++) nested = { type: 'list', style: 'bullet', items: [[nested]] }
  refuses(of(nested), 'documents.tooLarge')
})

test('links lead to web pages, mailboxes, telephones, our own paths and anchors only', () => {
  for (const href of [
    'https://a.kr/b?c=d#e',
    'http://a.kr',
    'mailto:a@b.kr',
    'tel:02-1-2',
    '/policy/1',
    '#purpose',
  ])
    assert.doesNotThrow(() => checkDocument(linked(href)), href)
  for (const href of [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    '//other.example',
    '/\\other.example',
    'https:',
    'https://a.kr/"onclick="x',
    'https://a.kr/\n',
    'file:///etc/passwd',
    '',
    'a',
  ])
    refuses(linked(href), 'documents.badLink')
})

test('a table is a full rectangle, whatever cells span', () => {
  assert.doesNotThrow(() => checkDocument(table([[{ text: 'a', rowspan: 2 }, 'b'], ['c']])))
  assert.doesNotThrow(() => checkDocument(table([['a', 'b']], [[{ text: 'h', colspan: 2 }]])))
  refuses(table([['a', 'b'], ['c']]), 'documents.unevenTable')
  refuses(table([['a'], ['b', 'c']]), 'documents.unevenTable')
  refuses(table([[{ text: 'a', rowspan: 3 }], []]), 'documents.unevenTable')
  refuses(table([['a', { text: 'b', rowspan: 2 }], [{ text: 'c', colspan: 2 }]]), 'documents.unevenTable')
  refuses(table([[{ text: 'a', colspan: 0 }]]), 'documents.unevenTable')
  refuses(table([[{ text: 'a', colspan: 1.5 }]]), 'documents.unevenTable')
  refuses(table([]), 'documents.unevenTable')
})

test('headings begin at level 2 and skip no level, and their ids are plain and unique', () => {
  assert.doesNotThrow(() => checkDocument(of(heading(2, 'a'), heading(3), heading(4), heading(2, 'b'))))
  refuses(of(heading(3)), 'documents.headingSkipped')
  refuses(of(heading(2), heading(4)), 'documents.headingSkipped')
  refuses(of(heading(2, 'a'), heading(2, 'a')), 'documents.badId')
  refuses(of(heading(2, 'a b')), 'documents.badId')
  refuses({ ...of(), title: ' ' }, 'documents.emptyText')
  refuses({ ...of(), title: '\u200d \u3164\ufe0f' }, 'documents.emptyText')
  refuses(of({ type: 'heading', level: 2, text: ' \n ' }), 'documents.emptyText')
})
