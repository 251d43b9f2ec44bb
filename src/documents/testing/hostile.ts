/** Texts for property tests: any characters at all, and pieces that mean something to one of the formats. */
import * as fc from 'fast-check'

const PIECES = [
  ...Array.from('|*#_`~\\$@<>&"\'[]{}()=+-./:;!?%^'),
  '\n',
  '\t',
  ' ',
  '<b>',
  '</hp:t>',
  '<script>alert(1)</script>',
  '&amp;',
  '&#60;',
  ']]>',
  '-->',
  '#import "x"',
  '#{',
  '$x$',
  '// ',
  '/*',
  '**굵게**',
  '1. ',
  '- ',
  '붙임 ',
  '| a | b |',
  '|---|',
  '![x](y)',
  '```',
  '<table>',
  '한글',
  '漢字',
  'é',
  '①',
  '※',
  '😀',
  '👩‍👩‍👧',
  '\u0000',
  '\u0007',
  '\r',
  '\u2028',
  '\u202e',
  '\ud800',
  '\udfff',
  '\ufeff',
  '\u00ad',
  '\u00a0',
  '\ue000',
  '\uffff',
  'https://example.com/a?b=c&d',
]

export const hostileText = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
)

/**
 * Letters that a font may compose of several glyphs, and pairs that it may draw as one: alone, beside one another, and
 * beside those they are mistaken for.
 */
export const composedText = fc
  .array(
    fc.constantFrom(
      ...Array.from('ẢảẤấỀềỖỗỬửỶỷỸḔḕṎṐṤṦṺǺǻ∤⊬⋪⋫⋬⋭∣⊢⊲⊳⊴⊵'),
      ...Array.from('—―…⋯·・∼〜～«≪»≫ː∶⊙◉¢￠£￡¥￥¬￢‾￣一⼀龍⿓'),
      ...Array.from('AaOo가각힣ㆍㅿ漢1 '),
      'A\u0309',
      'Nguyễn',
      'x\u0300',
      '\u1112\u119e\u11ab',
      '\u1100\u1161',
      '\u0e81\u0eb3',
      '☎\ufe0f',
      '가\u200d나',
      '\u3164',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

/** Text that can be typed and printed: Korean, Latin and signs that the PDF's font has. */
export const plainText = fc
  .array(
    fc.constantFrom(
      '가나',
      '다',
      '영상정보',
      'abc',
      '12',
      ' ',
      '·',
      '(',
      ')',
      ',',
      '|',
      '*',
      '#',
      '<',
      '$',
      '\\',
      '_',
      '"',
      '@',
      '漢',
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))
