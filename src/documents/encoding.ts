/** Bytes of a text file as text: UTF-8, UTF-16 with its mark, or CP949, in which older Korean files are written. */

/** How a file without a mark may say what it is in, within its first kilobyte (HTML 13.2.3.2). */
const CHARSET = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,20})/i
const PRESCAN = 1024

/** The text, or undefined when the bytes are no text in any of these encodings. */
export function decodeText(bytes: Buffer): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decoded(bytes, 'utf-16le')
  if (first === 0xfe && second === 0xff) return decoded(bytes, 'utf-16be')
  const utf8 = decoded(bytes, 'utf-8')
  const stated = CHARSET.exec(bytes.toString('latin1', 0, PRESCAN))?.[1]?.toLowerCase()
  const isStatedKorean =
    stated !== undefined && /^(?:euc-?kr|ks_?c_?5601|cp949|ms949|x-windows-949)/.test(stated)
  const text =
    utf8 !== undefined && !(isStatedKorean && !isAscii(bytes)) ? utf8 : (decoded(bytes, 'euc-kr') ?? utf8)
  return text?.includes('\0') === true ? undefined : text
}

/** `euc-kr` is what the WHATWG Encoding Standard calls CP949. */
function decoded(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80)
}
