import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { cleanText, withoutUnseen } from './characters.ts'
import { readDocument, renderPdf } from './documents.ts'
import type { Document } from './model.ts'
import { composedText, hostileText, plainText } from './testing/hostile.ts'
import { bare, openPdf, rolesOf, type Tag } from './testing/readers.ts'
import { sampleEnglish, samplePolicy } from './testing/sample.ts'

test('a PDF names its language, title and conformance, and is tagged throughout', async () => {
  const bytes = await renderPdf(samplePolicy)
  const { pages, info, isMarked, tags } = await openPdf(bytes)
  assert.equal(pages, 3)
  assert.equal(info.Language, 'ko')
  assert.equal(info.Title, samplePolicy.title)
  assert.equal(info.Author, samplePolicy.issuer)
  assert.match(String(info.CreationDate), /^D:20261122/)
  assert.ok(isMarked)
  const raw = bytes.toString('latin1')
  assert.match(raw, /\/StructTreeRoot/)
  assert.match(raw, /pdfuaid:part/)
  assert.match(raw, /\/DisplayDocTitle true/)
  const roles = new Set(tags.flatMap(rolesOf))
  for (const role of [
    'Document',
    'H1',
    'H2',
    'P',
    'L',
    'LI',
    'Lbl',
    'LBody',
    'Table',
    'Caption',
    'THead',
    'TR',
    'TH',
    'TD',
    'Link',
  ])
    assert.ok(roles.has(role), role)
  assert.equal((await openPdf(await renderPdf(sampleEnglish))).info.Language, 'en')
})

test('every heading cell of a table is tagged as one, and nothing else', async () => {
  const { tags } = await openPdf(await renderPdf(samplePolicy))
  const heads = tags.flatMap((tag) => find(tag, 'THead'))
  assert.equal(heads.flatMap(rolesOf).filter((role) => role === 'TH').length, 10)
  assert.equal(heads.flatMap(rolesOf).filter((role) => role === 'TD').length, 0)
})

function find(tag: Tag, role: string): Tag[] {
  return tag.role === role ? [tag] : tag.children.flatMap((child) => find(child, role))
}

test('fonts are embedded, with a way back to text', async () => {
  const raw = (await renderPdf(samplePolicy)).toString('latin1')
  const fonts = raw.match(/\/Type\s*\/Font\b/g)?.length ?? 0
  const descriptors = raw.match(/\/Type\s*\/FontDescriptor\b/g)?.length ?? 0
  const files = raw.match(/\/FontFile[23]?\s/g)?.length ?? 0
  assert.ok(fonts > 0)
  assert.equal(files, descriptors)
  assert.ok((raw.match(/\/ToUnicode\s/g)?.length ?? 0) >= 2)
  assert.match(raw, /\/BaseFont\s*\/[A-Z]{6}\+NanumGothic/)
})

test('the heads of a table are repeated on each page, and each page has its number', async () => {
  const { pageTexts } = await openPdf(await renderPdf(samplePolicy))
  assert.match(bare(pageTexts[0] ?? ''), /번호설치장소대수/)
  assert.match(bare(pageTexts[1] ?? ''), /번호설치장소대수/)
  for (const [index, text] of pageTexts.entries()) assert.ok(bare(text).includes(`${index + 1}/3`))
})

test('the same document gives the same bytes', async () => {
  const [one, two] = [await renderPdf(samplePolicy), await renderPdf(samplePolicy)]
  assert.ok(one.equals(two))
  assert.ok(!one.equals(await renderPdf({ ...samplePolicy, issuer: '다른 부서' })))
})

test('documents asked for at once do not mix', async () => {
  const titles = Array.from({ length: 8 }, (_, index) => `문서 ${index}`)
  const made = await Promise.all(titles.map((title) => renderPdf({ title, language: 'ko', blocks: [] })))
  const read = await Promise.all(made.map(openPdf))
  assert.deepEqual(
    read.map(({ info }) => info.Title),
    titles,
  )
})

test('a character that no font has is named, and the next document is set all the same', async () => {
  const emoji: Document = { title: 'T', language: 'ko', blocks: [{ type: 'paragraph', text: '안녕 😀' }] }
  await assert.rejects(
    renderPdf(emoji),
    (error) => isFault(error, 'documents.noGlyph') && error.values.text === '😀',
  )
  assert.equal((await openPdf(await renderPdf(samplePolicy))).pages, 3)
})

test('any text is set as it is, never as Typst, or refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(hostileText, composedText), async (text) => {
      try {
        const { text: back } = await openPdf(
          await renderPdf({ title: 'T', language: 'ko', blocks: [{ type: 'paragraph', text }] }),
        )
        assert.equal(bare(back), bare(`T${withoutUnseen(cleanText(text))}1/1`))
        return true
      } catch (error) {
        return isFault(error, 'documents.badCharacter') || isFault(error, 'documents.noGlyph')
      }
    }),
    { numRuns: 60 },
  )
})

test('printable texts in every place come back with their spaces, however they are wrapped', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plainText, { minLength: 30, maxLength: 40 }), async (words) => {
      const text = words.join(' 사이 ')
      const bytes = await renderPdf({
        title: '제목',
        language: 'ko',
        blocks: [{ type: 'paragraph', text: `처음 ${text} 끝` }],
      })
      const { lines } = await readDocument({ bytes, name: 'a.pdf' })
      assert.equal(bare(lines.join(' ')), bare(`제목 처음 ${text} 끝`))
      return true
    }),
    { numRuns: 5, endOnFailure: true },
  )
  const sentence = Array.from({ length: 60 }, (_, index) => `낱말${index}이`).join(' ')
  const bytes = await renderPdf({
    title: '제목',
    language: 'ko',
    blocks: [
      { type: 'paragraph', text: sentence },
      { type: 'list', style: 'ganada', items: [sentence] },
      { type: 'table', caption: '표', head: [['가', '나']], rows: [[sentence, sentence]] },
    ],
  })
  const { lines } = await readDocument({ bytes, name: 'a.pdf' })
  assert.ok(lines.includes(sentence), 'a paragraph')
  assert.ok(lines.includes(`가. ${sentence}`), 'an item')
  assert.ok(lines.includes(`${sentence}\t${sentence}`), 'a row')
})

test('a document of many rows, long words and high cells is set', async () => {
  const rows = Array.from({ length: 300 }, (_, index) => [`${index}`, '가'.repeat(40), 'a'.repeat(200)])
  const { pages, text } = await openPdf(
    await renderPdf({
      title: 'T',
      language: 'ko',
      blocks: [
        { type: 'table', caption: 'c', head: [['a', 'b', 'c']], rows },
        { type: 'table', caption: 'd', head: [['a', 'b']], rows: [['x', '긴 글 '.repeat(4_000)]] },
      ],
    }),
  )
  assert.ok(pages > 10)
  assert.ok(text.includes('299'))
})
