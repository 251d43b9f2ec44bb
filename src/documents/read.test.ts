import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { readDocument, renderHtmlPage, renderHwpx, renderPdf, renderText } from './documents.ts'
import { htmlLines } from './htmltext.ts'
import { hostileText } from './testing/hostile.ts'
import { bare } from './testing/readers.ts'
import { samplePolicy } from './testing/sample.ts'
import { readZip, writeZip } from './zip.ts'

async function linesOf(content: string | Buffer, name: string): Promise<readonly string[]> {
  return (await readDocument({ bytes: Buffer.from(content), name })).lines
}

async function refuses(bytes: Buffer, name: string, code: string): Promise<void> {
  await assert.rejects(readDocument({ bytes, name }), (error) => isFault(error, code))
}

function repack(bytes: Buffer, change: (name: string, bytes: Buffer) => Buffer): Buffer {
  const entries = readZip(bytes, { entries: 50, bytes: 50_000_000 })
  assert.ok(typeof entries !== 'string')
  return writeZip(entries.map(({ name, bytes: content }) => ({ name, bytes: change(name, content) })))
}

test('what we render is read back from all formats, tables in rows', async () => {
  const files = [
    { name: 'a.txt', bytes: Buffer.from(renderText(samplePolicy)) },
    { name: 'a.html', bytes: Buffer.from(renderHtmlPage(samplePolicy)) },
    { name: 'a.hwpx', bytes: await renderHwpx(samplePolicy) },
    { name: 'a.pdf', bytes: await renderPdf(samplePolicy) },
  ]
  for (const file of files) {
    const { format, lines } = await readDocument(file)
    assert.equal(file.name, `a.${format}`)
    for (const line of [
      '영상정보처리기기 운영·관리 방침',
      '가. 시설의 안전과 화재 예방',
      '구분\t대수\t\t계',
      '\t공개 장소\t비공개 장소',
      '제1청사\t32\t4\t36',
      '17\t제3청사\t2층 민원실\t2대\t출입하는 사람과 그 둘레, 음성은 없음\t촬영일부터 30일'.replace(
        '2대',
        '1대',
      ),
      '접근권한자: 당직실 근무자, 안전총괄과 담당자',
      '2. 10일 안에 결과를 알려 드립니다.',
    ])
      assert.ok(lines.includes(line), `${file.name}: ${line}`)
    assert.ok(
      lines.some((line) => line.trim() === '① 공개된 장소에 한합니다.'),
      file.name,
    )
  }
})

test('lines of a text file keep their numbers', async () => {
  assert.deepEqual(await linesOf('하나\r\n\r\n둘\n셋\r넷', 'a.txt'), ['하나', '', '둘', '셋', '넷'])
})

test('Markdown reads as it looks', async () => {
  const lines = await linesOf(
    '# 제목\n\n**굵게** [링크](https://a.kr) \\*별\n\n| 가 | 나\\|다 |\n|---|:-:|\n| 1 | 2 |\n> 인용',
    'a.md',
  )
  assert.deepEqual(lines, ['제목', '', '굵게 링크 *별', '', '가\t나|다', '', '1\t2', '인용'])
})

test('UTF-8 with and without its mark, UTF-16 and CP949 are read', async () => {
  const wanted = ['한글 뷁']
  assert.deepEqual(await linesOf('\ufeff한글 뷁', 'a.txt'), wanted)
  assert.deepEqual(await linesOf('한글 뷁', 'a.txt'), wanted)
  assert.deepEqual(await linesOf(Buffer.from('\ufeff한글 뷁', 'utf16le'), 'a.txt'), wanted)
  assert.deepEqual(await linesOf(Buffer.from('c7d1b1db2094ee', 'hex'), 'a.txt'), wanted)
  const page = Buffer.concat([
    Buffer.from('<meta charset="euc-kr"><p>'),
    Buffer.from('c7d1b1db2094ee', 'hex'),
  ])
  assert.deepEqual(await linesOf(page, 'a.html'), wanted)
})

test('HTML: rows and their spans, nested tables, numbers of lists, entities, and nothing that is not shown', async () => {
  const table = `<table><caption>표</caption><tr><th rowspan=2>가</th><th colspan="2">나</th></tr>
    <tr><td>다</td><td>라<br>마</td></tr></table>`
  assert.deepEqual(
    await linesOf(table, 'a.html'),
    ['표', '가\t나\t', '\t다\t라 마'].map((line) => line.trimEnd()),
  )
  assert.deepEqual(
    await linesOf('<table><tr><td>앞<table><tr><td>가<td>나<tr><td>1<td>2</table>뒤</table>', 'a.html'),
    ['앞', '가\t나', '1\t2', '뒤'],
  )
  assert.deepEqual(await linesOf('<ol start=3><li>셋<ol><li>하나</ol><li>넷</ol><ul><li>점</ul>', 'a.html'), [
    '3. 셋',
    '1. 하나',
    '4. 넷',
    '점',
  ])
  assert.deepEqual(
    await linesOf(
      '<!doctype html><head><title>x</title></head><script>if (a<b) "</p>"</script><style>p{}</style><!-- <p>주석 --><p>A&amp;B&nbsp;&middot;&#44032;&#xAC01; a < b &unknown; <b>굵</b>게',
      'a.htm',
    ),
    ['A&B ·가각 a < b &unknown; 굵게'],
  )
  assert.deepEqual(await linesOf('<li><span>①</span><div><p>하나</p></div>', 'a.html'), ['① 하나'])
})

test('no HTML is slow or fails, however it is broken', async () => {
  const parts = [
    '<table>',
    '<tr>',
    '<td colspan=99>',
    '<td rowspan=9999>',
    '</table>',
    '</tr>',
    '<ol>',
    '<li>',
    '<!--',
    '<',
    '&',
    '"',
    '<a href="',
    '<script>',
    '</script',
    '<p>',
    'x',
    '<td',
  ]
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...parts), hostileText), { maxLength: 60 }), (pieces) => {
      htmlLines(pieces.join(''))
    }),
    { numRuns: 100 },
  )
  for (const part of parts) {
    const { lines } = await readDocument({ bytes: Buffer.from(part.repeat(40_000)), name: 'a.html' })
    assert.ok(lines.length <= 200_000)
  }
})

test('a file of another kind, or that is no text, is refused by name', async () => {
  await refuses(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), '방침.hwp', 'documents.unknownFormat')
  await refuses(Buffer.from('x'), 'a', 'documents.unknownFormat')
  await refuses(Buffer.alloc(0), 'a.exe', 'documents.unknownFormat')
  await refuses(
    writeZip([{ name: 'word/document.xml', bytes: Buffer.from('<a/>') }]),
    'a.docx',
    'documents.unknownFormat',
  )
  await refuses(Buffer.from('a\0b'), 'a.txt', 'documents.unreadable')
  await refuses(Buffer.from([0xff, 0x80, 0x81]), 'a.txt', 'documents.unreadable')
  await refuses(Buffer.from('%PDF-1.7\n%%EOF'), 'a.pdf', 'documents.unreadable')
  await refuses(Buffer.from('PK\u0003\u0004xxxx'), 'a.hwpx', 'documents.unreadable')
  assert.deepEqual(await linesOf('', 'a.txt'), [''])
})

test('sizes, unpacked sizes and lines are bounded', async () => {
  await refuses(Buffer.alloc(33 * 1024 * 1024), 'a.pdf', 'documents.fileTooLarge')
  await refuses(Buffer.alloc(9 * 1024 * 1024, 'a'), 'a.txt', 'documents.fileTooLarge')
  await refuses(Buffer.alloc(300_000, '\n'), 'a.txt', 'documents.fileTooLarge')
  const bytes = await renderHwpx(samplePolicy)
  const huge = (size: number) =>
    repack(bytes, (name, content) => (name.endsWith('section0.xml') ? Buffer.alloc(size, ' ') : content))
  await refuses(huge(140 * 1024 * 1024), 'a.hwpx', 'documents.fileTooLarge')
  await refuses(huge(25 * 1024 * 1024), 'a.hwpx', 'documents.fileTooLarge')
})

test('a package that lies about its sizes is not believed', () => {
  const bomb = writeZip([
    { name: 'mimetype', bytes: Buffer.from('a') },
    { name: 'b', bytes: Buffer.alloc(1_000_000) },
  ])
  const stated = bomb.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02])) + 24
  assert.equal(bomb.readUInt32LE(stated), 1_000_000)
  bomb.writeUInt32LE(10, stated)
  assert.equal(readZip(bomb, { entries: 10, bytes: 100_000 }), 'tooLarge')
  assert.equal(crc32(deflateRawSync(Buffer.from('a'))) > 0, true)
})

test('no package makes the reader throw or read beyond it', () => {
  const valid = writeZip([
    { name: 'mimetype', bytes: Buffer.from('application/hwp+zip') },
    { name: '가/나.xml', bytes: Buffer.from('<a>'.repeat(50)) },
  ])
  const back = readZip(valid, { entries: 2, bytes: 1_000 })
  assert.ok(typeof back !== 'string')
  assert.deepEqual(
    back.map(({ name }) => name),
    ['mimetype', '가/나.xml'],
  )
  assert.equal(readZip(valid, { entries: 1, bytes: 1_000 }), 'tooLarge')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 8 }),
      fc.nat(valid.length),
      (changes, length) => {
        const bytes = Buffer.from(valid)
        for (const [at, value] of changes) bytes[at] = value
        const read = readZip(bytes.subarray(0, length), { entries: 5, bytes: 1_000 })
        assert.ok(
          typeof read === 'string' || read.reduce((sum, entry) => sum + entry.bytes.length, 0) <= 1_000,
        )
      },
    ),
    { numRuns: 2_000 },
  )
})

test('a damaged or deeply nested HWPX or PDF is read or refused, and nothing else happens', async () => {
  const hwpx = await renderHwpx({
    title: '제목',
    language: 'ko',
    blocks: [{ type: 'paragraph', text: '본문' }],
  })
  const pdf = await renderPdf({
    title: '제목',
    language: 'ko',
    blocks: [{ type: 'paragraph', text: '본문' }],
  })
  const section = (text: string) =>
    repack(hwpx, (name, content) => (name.endsWith('section0.xml') ? Buffer.from(text) : content))
  const files = [
    section('<hs:sec>'),
    section('<a>'.repeat(100_000)),
    section(
      `<!DOCTYPE a [<!ENTITY b "${'c'.repeat(1_000)}"><!ENTITY d "${'&b;'.repeat(1_000)}">]><a>${'&d;'.repeat(1_000)}</a>`,
    ),
    pdf.subarray(0, pdf.length / 2),
    Buffer.from(pdf.toString('latin1').replace(/\/Kids\s*\[[^\]]*\]/, '/Kids [1 0 R 1 0 R]'), 'latin1'),
    ...Array.from({ length: 4 }, (_, seed) => {
      const bytes = Buffer.from(pdf)
      for (let at = 1_000 + seed; at < bytes.length; at += 97) bytes[at] = (bytes[at] ?? 0) ^ 0x55
      return bytes
    }),
  ]
  for (const [index, bytes] of files.entries())
    try {
      const { lines } = await readDocument({ bytes, name: 'a.hwpx' })
      assert.ok(lines.join('').length < 2_000_000, String(index))
    } catch (error) {
      assert.ok(
        isFault(error, 'documents.unreadable') || isFault(error, 'documents.fileTooLarge'),
        `${index}: ${String(error)}`,
      )
    }
  assert.equal(bare((await linesOf(pdf, 'a.pdf')).join('')), '제목본문')
})

test('a small PDF that unpacks to gigabytes is refused before it takes them', async () => {
  const content = packedBlanks(2_000)
  const pdf = Buffer.concat([
    Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<<>>>>endobj
4 0 obj<</Length ${content.length}/Filter/FlateDecode>>stream
`),
    content,
    Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF'),
  ])
  assert.ok(pdf.length < 3_000_000)
  const before = process.memoryUsage.rss()
  let most = before
  const watching = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
  try {
    await assert.rejects(readDocument({ bytes: pdf, name: 'a.pdf' }), (error) =>
      isFault(error, 'documents.unreadable'),
    )
  } finally {
    clearInterval(watching)
  }
  assert.ok(most - before < 1_750_000_000, `${most - before} bytes`)
})

/** So many megabytes of blanks as zlib packs them, without ever holding them. */
function packedBlanks(megabytes: number): Buffer {
  const one = deflateRawSync(Buffer.alloc(1_000_000, ' '), { finishFlush: constants.Z_FULL_FLUSH })
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array.from({ length: megabytes }, () => one)])
}

test('what cannot be seen is left out of lines, and tabs stand between cells only', async () => {
  assert.deepEqual(await linesOf('개인\u200b정보\u202e\u0007 \ufeff', 'a.txt'), ['개인정보'])
  assert.deepEqual(await linesOf('<table><tr><td>a\tb<td>c', 'a.html'), ['a b\tc'])
})
