import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { cleanText } from './characters.ts'
import { readDocument, renderHtml, renderHtmlPage, renderText } from './documents.ts'
import type { Document } from './model.ts'
import { hostileText } from './testing/hostile.ts'
import { bare } from './testing/readers.ts'
import { sampleEnglish, samplePolicy } from './testing/sample.ts'

test('no text can become an element, an attribute or an entity', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (one, two) => {
      const document: Document = {
        title: 'T',
        language: 'ko',
        blocks: [
          { type: 'paragraph', text: [one, { text: two, strong: true, href: '/a?b=c&d' }] },
          { type: 'table', caption: `c${two}`, head: [[one]], rows: [[two]] },
          { type: 'fields', caption: 'f', fields: [{ label: `l${one}`, value: two }] },
        ],
      }
      let html: string
      try {
        html = renderHtml(document)
      } catch (error) {
        return isFault(error, 'documents.badCharacter')
      }
      const tags = html.replaceAll(
        /<\/?(?:article|header|h1|p|strong|a|div|table|caption|thead|tbody|tr|th|td|br|small)(?: [a-z-]+="[^"<>]*")*>/g,
        '',
      )
      assert.doesNotMatch(tags, /[<>]/)
      assert.doesNotMatch(html, /&(?!amp;|lt;|gt;|quot;|#39;)/)
      return true
    }),
    { numRuns: 300 },
  )
})

test('any text comes back from HTML and from plain text, or is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostileText, { minLength: 1, maxLength: 8 }), async (texts) => {
      const document: Document = {
        title: 'T',
        language: 'ko',
        blocks: texts.map((text) => ({ type: 'paragraph', text })),
      }
      let wanted: string
      try {
        wanted = bare(`T${texts.map(cleanText).join('')}`)
      } catch (error) {
        assert.throws(
          () => renderText(document),
          (thrown) => isFault(thrown, 'documents.badCharacter'),
        )
        return isFault(error, 'documents.badCharacter')
      }
      assert.equal(bare(renderText(document)), wanted)
      const { lines } = await readDocument({ bytes: Buffer.from(renderHtmlPage(document)), name: 'a.html' })
      assert.equal(bare(lines.join('')), wanted)
      return true
    }),
    { numRuns: 200 },
  )
})

test('tables have captions, scopes and spans, headings their level, and the language stands on the article', () => {
  const html = renderHtml(samplePolicy)
  assert.match(html, /^<article class="document" lang="ko">/)
  assert.match(renderHtml(sampleEnglish), /lang="en"/)
  assert.match(html, /<caption>표 1\. 청사별 대수<\/caption>/)
  assert.match(html, /<th scope="col" colspan="2">대수<\/th>/)
  assert.match(html, /<th scope="row">제1청사<\/th>/)
  assert.match(html, /<h2 id="purpose">1\. 설치 근거와 목적<\/h2>/)
  assert.equal(html.match(/<h1>/g)?.length, 1)
  assert.match(html, /<span class="mark">가\.<\/span>/)
})

test('a page that stands alone loads nothing and lets nothing run', () => {
  const page = renderHtmlPage(samplePolicy)
  assert.match(page, /default-src 'none'; style-src 'sha256-/)
  assert.match(page, /<html lang="ko">/)
  assert.match(page, /<title>영상정보처리기기 운영·관리 방침<\/title>/)
  assert.doesNotMatch(page, /<script|url\(|@import|\bsrc=/)
})

test('plain text says each kind of block in a line of its own', () => {
  const lines = renderText(samplePolicy).split('\n')
  for (const line of [
    '가. 시설의 안전과 화재 예방',
    '  ① 공개된 장소에 한합니다.',
    '제1청사\t32\t4\t36',
    '※ 대수는 2026년 11월 22일 현재이며, 현황에서 계산한 값입니다.',
    '2. 10일 안에 결과를 알려 드립니다.',
    '구분: □ 존재확인  ■ 열람',
    '접수자: 시설관리과 (서명 또는 인)',
  ])
    assert.ok(lines.includes(line), line)
})
