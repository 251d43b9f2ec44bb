/**
 * A second, naive implementation of RFC 6962 and of the C2SP layouts, written straight from the definitions and with
 * nothing of `src/ledger/`: the tests hold the real one against it.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

const sha256 = (...parts: Uint8Array[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export const naiveLeafHash = (entry: Uint8Array) => sha256(Buffer.of(0), entry)

/** The largest power of two smaller than n (RFC 6962 section 2.1). */
function splitPoint(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** MTH(D[n]), of leaf hashes. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0] as Buffer
  const k = splitPoint(leaves.length)
  return sha256(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)))
}

/** PATH(m, D[n]), section 2.1.1. */
export function naivePath(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return []
  const k = splitPoint(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m < k ? [...naivePath(m, left), naiveRoot(right)] : [...naivePath(m - k, right), naiveRoot(left)]
}

/** PROOF(m, D[n]), section 2.1.2, for 0 < m <= n. */
export function naiveConsistency(m: number, leaves: readonly Buffer[], whole = true): Buffer[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)]
  const k = splitPoint(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m <= k
    ? [...naiveConsistency(m, left, whole), naiveRoot(right)]
    : [...naiveConsistency(m - k, right, false), naiveRoot(left)]
}

/** The hashes of tile `index` of `level`, by the formal definition of tlog-tiles. */
export function naiveTile(leaves: readonly Buffer[], level: number, index: number): Buffer {
  const span = 256 ** level
  const hashes: Buffer[] = []
  for (let i = 0; i < 256; i++) {
    const from = (index * 256 + i) * span
    if (from + span <= leaves.length) hashes.push(naiveRoot(leaves.slice(from, from + span)))
  }
  return Buffer.concat(hashes)
}

const bundle = (entries: readonly Uint8Array[]) =>
  Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )

const name = (index: number, width: number) => {
  const text = String(index)
  const padded = text.padStart(Math.ceil(text.length / 3) * 3, '0')
  const groups = padded.match(/.{3}/g) ?? []
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return width === 256 ? path : `${path}.p/${width}`
}

export type NaiveKey = { readonly origin: string; readonly privateKey: KeyObject }

export function naiveKey(origin: string, pkcs8: Buffer): NaiveKey {
  return { origin, privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }) }
}

export function naiveNote(text: string, { origin, privateKey }: NaiveKey): Buffer {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const typed = Buffer.concat([Buffer.of(1), spki.subarray(-32)])
  const id = sha256(Buffer.from(`${origin}\n`), typed).subarray(0, 4)
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]).toString('base64')
  return Buffer.from(`${text}\n\u2014 ${origin} ${signature}\n`)
}

/** Every public file of the ledger of these entries: what a folder must hold, no more and no less. */
export function naiveFiles(entries: readonly Uint8Array[], key: NaiveKey): Map<string, Buffer> {
  const leaves = entries.map(naiveLeafHash)
  const files = new Map<string, Buffer>()
  for (let level = 0; 256 ** level <= leaves.length; level++)
    for (let index = 0; index * 256 ** (level + 1) < leaves.length; index++) {
      const hashes = naiveTile(leaves, level, index)
      if (hashes.length > 0) files.set(`tile/${level}/${name(index, hashes.length / 32)}`, hashes)
    }
  for (let index = 0; index * 256 < entries.length; index++) {
    const part = entries.slice(index * 256, (index + 1) * 256)
    files.set(`tile/entries/${name(index, part.length)}`, bundle(part))
  }
  const root = naiveRoot(leaves).toString('base64')
  files.set('checkpoint', naiveNote(`${key.origin}\n${entries.length}\n${root}\n`, key))
  return files
}
