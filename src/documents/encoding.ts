/** Bytes of a text file as text: UTF-8, UTF-16 with its mark, or CP949, in which older Korean files are written. */
import { cp949Reader } from '../base/cp949.ts'

/** How an HTML file without a mark may say what it is in, within its first kilobyte (HTML 13.2.3.2). */
const CHARSET = /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,20})/i
const KOREAN = /^(?:euc-?kr|ks_?c_?5601|cp949|ms949|windows-949|x-windows-949)/
const PRESCAN = 1024

/** The text, or undefined when the bytes are no text in any of these encodings. */
export function decodeText(bytes: Buffer): string | undefined {
  const text = decode(bytes)
  return text?.includes('\0') === true ? undefined : text
}

function decode(bytes: Buffer): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decoded(bytes, 'utf-16le')
  if (first === 0xfe && second === 0xff) return decoded(bytes, 'utf-16be')
  const stated = CHARSET.exec(bytes.toString('latin1', 0, PRESCAN))?.[1]?.toLowerCase() ?? ''
  if (KOREAN.test(stated)) return decodedCp949(bytes) ?? decoded(bytes, 'utf-8')
  return decoded(bytes, 'utf-8') ?? decodedCp949(bytes)
}

function decoded(bytes: Buffer, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function decodedCp949(bytes: Buffer): string | undefined {
  const text = cp949Reader().read(bytes, true)
  return text.includes('\ufffd') ? undefined : text
}
