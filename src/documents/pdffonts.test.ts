import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cp949Reader } from '../base/cp949.ts'
import { isFault } from '../base/fault.ts'
import { renderPdf } from './documents.ts'
import type { Text } from './model.ts'
import { bare, openPdf } from './testing/readers.ts'

/** What is copied from a PDF of this text alone, without spaces. */
async function copied(text: Text): Promise<string> {
  const bytes = await renderPdf({ title: 'T', language: 'ko', blocks: [{ type: 'paragraph', text }] })
  const { pageTexts } = await openPdf(bytes)
  const all = pageTexts
    .map((page, at) => bare(page).slice(0, -`${at + 1}/${pageTexts.length}`.length))
    .join('')
  return all.slice('T'.length)
}

/** The text is copied as it was given, in regular and in bold letters. */
async function isExact(text: string): Promise<void> {
  assert.equal(await copied(text), bare(text))
  assert.equal(await copied([{ text, strong: true }]), bare(text))
}

/** The letter that is named when this text is refused. */
async function refused(text: string): Promise<unknown> {
  let named: unknown
  await assert.rejects(
    renderPdf({ title: 'T', language: 'ko', blocks: [{ type: 'paragraph', text }] }),
    (error) => {
      if (!isFault(error, 'documents.noGlyph')) return false
      named = error.values.text
      return true
    },
  )
  return named
}

function range(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)).join('')
}

test('a letter of which a font has only the parts is copied once, as it was given', async () => {
  assert.equal(await copied('Ả'), 'Ả')
  await isExact('Nguyễn Văn Ả, Đỗ Thị Thủy, Phạm Quốc Bửu')
  await isExact('ǺǻḔḕḖḗḮḯṎṏṐṑṒṓṤṥṦṧṺṻ')
  await isExact('ẢảẤấẦầẨẩẪẫẮắẲẳẴẵẺẻẾếỀềỂểỄễỈỉỎỏỐốỒồỔổỖỗỞởỦủỬửỶỷ')
  await isExact('∤⊬⋪⋫⋬⋭ and ∣⊢⊲⊳⊴⊵')
})

test('every letter that Unicode composes is copied as it was given, or refused by name', async () => {
  const letters = Array.from(range(0xa0, 0x2ffff).replaceAll(/[\ud800-\udfff]/g, '')).filter(isComposed)
  assert.ok(letters.length > 900)
  for (const strong of [false, true]) {
    let left = letters
    for (;;) {
      const text = left.join(' 가 ')
      try {
        // oxlint-disable-next-line no-await-in-loop -- each is told what the one before refused
        assert.equal(await copied([{ text, strong }]), bare(text))
        break
      } catch (error) {
        if (!isFault(error, 'documents.noGlyph')) throw error
        const named = Array.from(String(error.values.text))
        const rest = left.filter((letter) => !named.includes(letter))
        assert.ok(rest.length < left.length, 'a letter of the text is named')
        left = rest
      }
    }
    assert.ok(left.length > 600, `${left.length} are set`)
  }
})

/** A letter in NFC that can be taken apart, and is no syllable of Hangul. */
function isComposed(letter: string): boolean {
  return (
    letter.normalize('NFC') === letter &&
    letter.normalize('NFD') !== letter &&
    !/[\p{M}\p{Script=Hangul}]/u.test(letter)
  )
}

test('letters that one glyph draws are copied each as it was given', async () => {
  for (const pair of [
    '—―',
    '…⋯',
    '·・',
    '∼〜～',
    '«≪',
    '»≫',
    'ː∶',
    '⊙◉',
    '¢￠',
    '£￡',
    '¥￥',
    '¬￢',
    '‾￣',
    '⇑⥣',
    '⇓⥥',
    '⊊⫋',
    '⊋⫌',
  ]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other, as documents are set anyway
    await isExact(pair)
    // oxlint-disable-next-line no-await-in-loop
    await isExact(Array.from(pair).toReversed().join(''))
  }
  await isExact('09:00～18:00, 10∼20, 1〜2')
})

test('all of CP949 comes back but two Hanja: Hangul, Hanja, Kana, Latin, Greek, Cyrillic and every sign', async () => {
  const text = cp949()
  for (const letter of '힣龜㈜ㆍ―～') assert.ok(text.includes(letter), letter)
  assert.ok(text.length > 16_500)
  await isExact(Array.from(text.replaceAll(/[郎隸]/g, '')).join(' '))
  for (const letter of '郎隸') assert.equal(await refused(letter), letter)
})

/** Every character of CP949 that is seen, in its order; of Hanja that it has twice, the one of NFC. */
function cp949(): string {
  const bytes = []
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x41; trail <= 0xfe; trail++) bytes.push(lead, trail, 0x0a)
  const pairs = cp949Reader().read(Buffer.from(bytes), true).normalize('NFC').split('\n')
  const letters = new Set(pairs.filter((letter) => /^[^\p{C}\p{Z}\ufffd\u3164]$/u.test(letter)))
  return [range(0x21, 0x7e), ...letters].join('')
}

test('radicals of Hanja are not mistaken for the Hanja they look like', async () => {
  await isExact('一⼀乙⼄龍⿓龜⿔')
})

test('a letter of several glyphs in every font is refused, and named whole', async () => {
  assert.equal(await refused('값 x\u0300y'), 'x\u0300')
  assert.equal(await refused('\u0301'), '\u0301')
  assert.equal(await refused('ש\u05b8\u05c1'), 'ש\u05b8\u05c1'.normalize('NFC'))
  assert.equal(await refused('옛말 \u1112\u119e\u11ab'), '\u1112\u119e\u11ab')
  assert.equal(await refused('각\u11ab'), '각\u11ab')
  assert.equal(await refused('\u0e81\u0eb3'), '\u0eb3')
  assert.equal(await refused('\u0915⋪'), '\u0915')
})

test('a refused letter is found wherever it stands, also in two spans', async () => {
  const bad = 'x\u0300'
  const title = { title: `T ${bad}`, language: 'ko', blocks: [] } as const
  await assert.rejects(renderPdf(title), (error) => isFault(error, 'documents.noGlyph'))
  const fields = { type: 'fields', caption: 'c', fields: [{ label: 'a', hint: bad, lines: 1 }] } as const
  await assert.rejects(renderPdf({ title: 'T', language: 'ko', blocks: [fields] }), (error) =>
    isFault(error, 'documents.noGlyph'),
  )
  await assert.rejects(copied(['\u1100', '\u119e']), (error) => isFault(error, 'documents.noGlyph'))
})

test('what has no glyph is left out, and its neighbours stay', async () => {
  assert.equal(await copied('☎\ufe0f 가\u200d나 葛\u{e0100}'), '☎가나葛')
  assert.equal(await copied('\u1100\u034f나'), '\u1100나')
  assert.equal(
    await copied([
      { text: '가', strong: true },
      { text: '\u200d', href: 'https://example.kr/' },
    ]),
    '가',
  )
})

test('Hanja beside other letters gets no space', async () => {
  const bytes = await renderPdf({
    title: 'T',
    language: 'ko',
    blocks: [{ type: 'paragraph', text: '漢字A 定義1條' }],
  })
  assert.ok((await openPdf(bytes)).text.includes('漢字A 定義1條'))
})
