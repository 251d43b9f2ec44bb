/** The files that pages load, read once at start: our style sheet and script, and the player from its npm package. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Asset = { readonly contentType: string; readonly bytes: Buffer; readonly etag: string }

export type Assets = ReadonlyMap<string, Asset>

const HERE = dirname(fileURLToPath(import.meta.url))
const PLAYER = dirname(fileURLToPath(import.meta.resolve('hls.js')))
const SCRIPT = 'text/javascript; charset=utf-8'

const FILES: readonly (readonly [name: string, path: string, contentType: string])[] = [
  ['page.css', join(HERE, 'page.css'), 'text/css; charset=utf-8'],
  ['ask.js', join(HERE, 'ask.js'), SCRIPT],
  ['entry.js', join(HERE, 'entry.js'), SCRIPT],
  ['home.js', join(HERE, 'home.js'), SCRIPT],
  ['player.js', join(PLAYER, 'hls.light.min.mjs'), SCRIPT],
]

export async function loadAssets(): Promise<Assets> {
  const assets = new Map<string, Asset>()
  for (const [name, path, contentType] of FILES) {
    const bytes = await readFile(path)
    assets.set(name, {
      contentType,
      bytes,
      etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    })
  }
  return assets
}
