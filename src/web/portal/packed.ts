/**
 * An answer that is made once and sent many times: its bytes, the same compressed, and the tag by which whoever has it
 * already is told so. Compressing takes longer than making a page, so it is never done twice for the same bytes.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Bytes, Input } from '../route.ts'

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

/** Brotli at 5 is as quick as gzip at 6 and a fifth smaller; 11 is for what is made once at start. */
const BROTLI = { pages: 5, files: 11 } as const

export type Packed = {
  readonly contentType: string
  readonly plain: Buffer
  /** Undefined for what is compressed in itself. */
  readonly compressed: { readonly br: Buffer; readonly gzip: Buffer } | undefined
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
}

type Pack = {
  readonly contentType: string
  readonly bytes: Buffer
  /** Further headers, the name of a download say. */
  readonly headers?: Readonly<Record<string, string>>
  /** `files`: as small as can be, slowly. */
  readonly effort?: keyof typeof BROTLI
}

const IS_TEXT = /^(?:text\/|application\/json|image\/svg)/

/** Bytes, ready to be sent. */
export async function packed({ contentType, bytes, headers = {}, effort = 'pages' }: Pack): Promise<Packed> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI[effort],
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  const compressed = IS_TEXT.test(contentType)
    ? {
        br: await compressBrotli(bytes, { params }),
        gzip: await compressGzip(bytes, { level: effort === 'files' ? 9 : 6 }),
      }
    : undefined
  // Weak: the same page has other bytes in each encoding (RFC 9110 section 8.8.3).
  const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`
  return { contentType, plain: bytes, compressed, etag, headers }
}

/** How many bytes are held for it. */
export function weightOf({ plain, compressed }: Packed): number {
  return plain.length + (compressed === undefined ? 0 : compressed.br.length + compressed.gzip.length)
}

type Asked = Pick<Input<never, never, never>, 'acceptEncoding' | 'ifNoneMatch' | 'setStatus'>

/** The answer to one request: what it has already, or the smallest form that it takes. */
export function answered(page: Packed, asked: Asked, cache: string): Bytes {
  const { contentType, plain, compressed, etag } = page
  const headers = { ...page.headers, etag, ...(compressed === undefined ? {} : { vary: 'accept-encoding' }) }
  if (has(asked.ifNoneMatch, etag)) {
    asked.setStatus(304)
    return { contentType, bytes: Buffer.alloc(0), cache, headers }
  }
  const encoding = compressed === undefined ? undefined : encodingFor(asked.acceptEncoding)
  if (compressed === undefined || encoding === undefined) return { contentType, bytes: plain, cache, headers }
  return {
    contentType,
    bytes: compressed[encoding],
    cache,
    headers: { ...headers, 'content-encoding': encoding },
  }
}

/** Whether an If-None-Match header names the tag. */
function has(ifNoneMatch: string | undefined, etag: string): boolean {
  const bare = etag.slice(2)
  return ifNoneMatch?.split(',').some((one) => one.trim().replace(/^W\//, '') === bare) === true
}

/** The smallest encoding that an Accept-Encoding header allows. */
export function encodingFor(header: string | undefined): 'br' | 'gzip' | undefined {
  const allowed = new Set(
    (header ?? '')
      .toLowerCase()
      .split(',')
      .map((one) => one.split(';').map((part) => part.trim()))
      .filter(([, quality]) => !/^q=0(?:\.0*)?$/.test(quality ?? ''))
      .map(([name]) => name),
  )
  return (['br', 'gzip'] as const).find((one) => allowed.has(one))
}
