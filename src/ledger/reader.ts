/**
 * Where a verifier reads a ledger's public files: a folder, or a web address. Both refuse what is larger than its
 * place in the layout allows, so that a hostile ledger cannot fill the memory of whoever checks it.
 */
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { ledgerFault } from './faults.ts'
import { HASH_BYTES } from './merkle.ts'
import { MAX_BUNDLE_BYTES, TILE_BYTES, TILE_WIDTH, bundlePrefix, tilePath } from './tiles.ts'
import type { Tile } from './tiles.ts'

/**
 * The bytes at a path of the layout ('checkpoint', 'tile/0/000', …), or undefined when there are none for this
 * reader. Throws when they cannot be read or are more than `maxBytes`.
 */
export type Read = (path: string, maxBytes: number) => Promise<Uint8Array | undefined>

/**
 * A tile's or bundle's bytes, of exactly its width; for a partial one the full one may stand in (tlog-tiles, "Partial
 * Tiles"). Undefined when it is missing or of another length.
 */
export async function readTile(read: Read, tile: Tile): Promise<Uint8Array | undefined> {
  const isBundle = tile.level === 'entries'
  const limit = isBundle ? MAX_BUNDLE_BYTES : TILE_BYTES
  const length = tile.width * HASH_BYTES
  const exact = await read(tilePath(tile), limit)
  if (exact) return isBundle || exact.length === length ? exact : undefined
  if (tile.width === TILE_WIDTH) return undefined
  const full = await read(tilePath({ ...tile, width: TILE_WIDTH }), limit)
  if (isBundle) return full && bundlePrefix(full, tile.width)
  return full?.length === TILE_BYTES ? full.subarray(0, length) : undefined
}

/** Reads a ledger folder. Throws `ledger.readTooLarge` and `ledger.readFailed`. */
export function readFolder(folder: string): Read {
  return async (path, maxBytes) => {
    try {
      await using file = await fs.open(join(folder, path))
      const { size } = await file.stat()
      if (size > maxBytes) throw ledgerFault('ledger.readTooLarge', { path, limit: maxBytes })
      return await file.readFile()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      if (code === undefined || code.startsWith('ledger.')) throw error
      throw ledgerFault('ledger.readFailed', { path, reason: code }, error)
    }
  }
}

/** Statuses that mean "not for you, or not there": entry bundles are for auditors only. */
const ABSENT = new Set([401, 403, 404, 410])

/**
 * Reads a ledger over HTTP, where `prefix` is the address in front of '/checkpoint'. Aborting `signal` ends a reading
 * under way. Throws `ledger.readTooLarge` and `ledger.readFailed`.
 */
export function readUrl(prefix: string, signal: AbortSignal): Read {
  const base = prefix.endsWith('/') ? prefix : `${prefix}/`
  return async (path, maxBytes) => {
    const response = await fetched(new URL(path, base), path, signal)
    if (ABSENT.has(response.status)) {
      await response.body?.cancel()
      return undefined
    }
    if (!response.ok) {
      await response.body?.cancel()
      throw ledgerFault('ledger.readFailed', { path, reason: `HTTP ${response.status}` })
    }
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of response.body ?? []) {
      length += chunk.length
      if (length > maxBytes) throw ledgerFault('ledger.readTooLarge', { path, limit: maxBytes })
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }
}

async function fetched(url: URL, path: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { signal })
  } catch (error) {
    if (signal.aborted) throw error
    throw ledgerFault('ledger.readFailed', { path, reason: 'no answer' }, error)
  }
}
