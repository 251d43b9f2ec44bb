/**
 * What portal pages load: our style sheet, the font and a small picture. Each lies under an address that holds the
 * digest of its content, so that it may be kept for ever and a new one is another address.
 *
 * The font is Noto Sans KR in some hundred pieces, of which a browser fetches those whose characters a page uses. The
 * style sheet of the npm package says which piece holds which characters; from it we write our own, shorter one.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert } from '../../base/assert.ts'
import { documentStyle } from '../../documents/documents.ts'
import { packed } from './packed.ts'
import type { Packed } from './packed.ts'

export type PortalAssets = {
  /** By what follows ASSETS_PATH in the address: `<digest>/<name>`. */
  readonly files: ReadonlyMap<string, Packed>
  /** The addresses of the style sheets, in order, and of the picture. */
  readonly styles: readonly string[]
  readonly icon: string
}

type File = { readonly name: string; readonly contentType: string; readonly bytes: Buffer }

const HERE = dirname(fileURLToPath(import.meta.url))
const FONT_STYLE = fileURLToPath(import.meta.resolve('@fontsource-variable/noto-sans-kr/index.css'))
const FACE = /url\(\.\/(files\/[a-z0-9-]+\.woff2)\)[^}]*?unicode-range:\s*([^;}]+)/g
const CSS = 'text/css; charset=utf-8'
/** The name by which portal.css calls the font. */
const FONT_FAMILY = 'Noto Sans KR Portal'
/** Where all of it lies. */
export const ASSETS_PATH = '/assets/portal/'

/** Reads and packs everything; some hundred milliseconds, once. */
export async function loadPortalAssets(): Promise<PortalAssets> {
  const style = shortened(await readFile(join(HERE, 'portal.css'), 'utf8'))
  const icon = await readFile(join(HERE, 'icon.svg'))
  const own = await addressed([
    { name: 'portal.css', contentType: CSS, bytes: Buffer.concat([shortened(documentStyle), style]) },
    { name: 'icon.svg', contentType: 'image/svg+xml', bytes: icon },
  ])
  const fonts = await addressed(await fontFiles())
  return {
    files: new Map([...own.files, ...fonts.files]),
    styles: [own.at('portal.css'), fonts.at('fonts.css')],
    icon: own.at('icon.svg'),
  }
}

/** Files that change together, under an address with the digest of all of them. */
async function addressed(files: readonly File[]) {
  const hash = createHash('sha256')
  for (const { name, bytes } of files) hash.update(`${name} ${bytes.length}\n`).update(bytes)
  const digest = hash.digest('hex').slice(0, 16)
  const ready = new Map<string, Packed>()
  for (const { name, contentType, bytes } of files)
    ready.set(`${digest}/${name}`, await packed({ contentType, bytes, effort: 'files' }))
  return { files: ready, at: (name: string) => `${ASSETS_PATH}${digest}/${name}` }
}

/** The pieces of the font, and the style sheet beside them that says which holds what. */
async function fontFiles(): Promise<File[]> {
  const files: File[] = []
  const rules: string[] = []
  for (const [, path = '', range = ''] of (await readFile(FONT_STYLE, 'utf8')).matchAll(FACE)) {
    const name = basename(path).replace('noto-sans-kr-', '').replace('-wght-normal', '')
    files.push({ name, contentType: 'font/woff2', bytes: await readFile(join(dirname(FONT_STYLE), path)) })
    rules.push(
      `@font-face{font-family:'${FONT_FAMILY}';font-weight:100 900;font-display:swap;src:url(${name});unicode-range:${range.trim()}}`,
    )
  }
  assert(rules.length > 100, 'the style sheet of the font package has the form we know')
  return [...files, { name: 'fonts.css', contentType: CSS, bytes: Buffer.from(rules.join('\n')) }]
}

/** Without comments and indentation. */
function shortened(css: string): Buffer {
  return Buffer.from(css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\s*\n\s*/g, '\n'))
}
