/**
 * CP949 (통합 완성형), in which Korean offices still save their files: KS X 1001, and the Hangul syllables that it lacks.
 *
 * The platform's `euc-kr` decoder knows KS X 1001 only (it turns 0x8C 0x63, 똠, into two other letters), so that part
 * is taken from it and the rest is computed: Microsoft put the missing 8,822 syllables, in the order of Unicode, into
 * the free positions from 0x8141 to 0xC652.
 */
const REPLACEMENT = 0xfffd
const SYLLABLE_FIRST = 0xac00
const SYLLABLE_LAST = 0xd7a3

/** € and ®, added to KS X 1001 in 1998. */
const LATER = [
  [0xa2e6, 0x20ac],
  [0xa2e7, 0xae],
] as const

type Tables = {
  /** By lead << 8 | trail: a UTF-16 code unit, 0 where nothing is assigned. */
  readonly toUnicode: Uint16Array
  /** By UTF-16 code unit: the two bytes, 0 where there are none. */
  readonly fromUnicode: Uint16Array
}

/** Made when first needed: most files are UTF-8. */
function makeTables(): Tables {
  const toUnicode = new Uint16Array(0x10000)
  const fromUnicode = new Uint16Array(0x10000)
  const assign = (bytes: number, unit: number) => {
    toUnicode[bytes] = unit
    fromUnicode[unit] = bytes
  }
  const platform = new TextDecoder('euc-kr')
  for (let lead = 0xa1; lead <= 0xfe; lead++)
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const text = platform.decode(Uint8Array.of(lead, trail))
      const unit = text.charCodeAt(0)
      const isPrivate = unit >= 0xe000 && unit <= 0xf8ff
      if (text.length === 1 && unit !== REPLACEMENT && !isPrivate) assign((lead << 8) | trail, unit)
    }
  for (const [bytes, unit] of LATER) assign(bytes, unit)
  let syllable = SYLLABLE_FIRST
  for (const bytes of extension()) {
    while (fromUnicode[syllable] !== 0) syllable++
    assign(bytes, syllable)
    if (syllable === SYLLABLE_LAST) break
  }
  return { toUnicode, fromUnicode }
}

/** The free positions, in order. */
function* extension(): Generator<number> {
  const ranges = [
    [0x41, 0x5a],
    [0x61, 0x7a],
    [0x81, 0xfe],
  ] as const
  for (let lead = 0x81; lead <= 0xc6; lead++)
    for (const [first, last] of ranges) {
      const end = lead > 0xa0 ? Math.min(last, 0xa0) : last
      for (let trail = first; trail <= end; trail++)
        if (lead < 0xc6 || trail <= 0x52) yield (lead << 8) | trail
    }
}

export type TextReader = {
  /** The text of the bytes; a character cut at their end waits for the next ones, unless these are the last. */
  read(bytes: Uint8Array, isLast: boolean): string
}

/** A decoder for CP949. What is assigned to nothing becomes U+FFFD, as in the platform's decoders. */
export function cp949Reader(): TextReader {
  const { toUnicode } = makeTables()
  let waiting: number | undefined
  return {
    read(bytes, isLast) {
      const units = new Uint16Array(bytes.length + 2)
      let length = 0
      for (const byte of bytes) {
        if (waiting === undefined) {
          if (byte < 0x80) units[length++] = byte
          else if (byte === 0x80 || byte === 0xff) units[length++] = REPLACEMENT
          else waiting = byte
          continue
        }
        const unit = toUnicode[(waiting << 8) | byte] as number
        waiting = undefined
        units[length++] = unit === 0 ? REPLACEMENT : unit
        // An ASCII byte stands for itself: a broken letter must not swallow the comma after it.
        if (unit === 0 && byte < 0x80) units[length++] = byte
      }
      if (isLast && waiting !== undefined) {
        waiting = undefined
        units[length++] = REPLACEMENT
      }
      return textOf(units.subarray(0, length))
    },
  }
}

/** UTF-16 in the machine's order of bytes: little endian on every processor that this program is packaged for. */
function textOf(units: Uint16Array): string {
  return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString('utf16le')
}

/** The text in CP949, or the first character that it does not have. */
export function toCp949(text: string): Buffer | { readonly missing: string } {
  const { fromUnicode } = makeTables()
  const bytes = Buffer.allocUnsafe(2 * text.length)
  let length = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) bytes[length++] = unit
    else {
      const found = fromUnicode[unit] as number
      if (found === 0) return { missing: String.fromCodePoint(text.codePointAt(index) as number) }
      length = bytes.writeUInt16BE(found, length)
    }
  }
  return bytes.subarray(0, length)
}
