/**
 * Spreads 32 bytes over 64 KiB so that all of them are needed to read any: the anti-forensic splitter of LUKS
 * (Fruhwirth, "New methods in hard disk encryption", 2005, section 5.2), with SHA-256 as the diffuser. A disk that
 * silently moved a sector and kept the old copy then keeps 16 stripes of 2,048, which say nothing.
 */
import { hash, randomBytes } from 'node:crypto'
import { assert } from '../base/assert.ts'

const KEY_BYTES = 32
const STRIPES = 2048
export const SPLIT_BYTES = STRIPES * KEY_BYTES

/** 2,047 random stripes, and the key mixed with all of them in the last. */
export function split(key: Buffer): Buffer {
  assert(key.length === KEY_BYTES, 'a root key has 32 bytes')
  const stripes = randomBytes(SPLIT_BYTES)
  const mixed = mix(stripes)
  for (let i = 0; i < KEY_BYTES; i++) stripes[SPLIT_BYTES - KEY_BYTES + i] = byte(mixed, i) ^ byte(key, i)
  mixed.fill(0)
  return stripes
}

/** The key that `split` spread over these stripes. The caller wipes it. */
export function merge(stripes: Buffer): Buffer {
  assert(stripes.length === SPLIT_BYTES, 'a split key has 64 KiB')
  const key = mix(stripes)
  for (let i = 0; i < KEY_BYTES; i++) key[i] = byte(key, i) ^ byte(stripes, SPLIT_BYTES - KEY_BYTES + i)
  return key
}

/** d := 0; for every stripe but the last: d := SHA-256(four zero bytes ‖ (d ⊕ stripe)). */
function mix(stripes: Buffer): Buffer {
  const block = Buffer.alloc(4 + KEY_BYTES)
  let mixed: Buffer = Buffer.alloc(KEY_BYTES)
  for (let at = 0; at < SPLIT_BYTES - KEY_BYTES; at += KEY_BYTES) {
    for (let i = 0; i < KEY_BYTES; i++) block[4 + i] = byte(mixed, i) ^ byte(stripes, at + i)
    mixed.fill(0)
    mixed = hash('sha256', block, 'buffer')
  }
  block.fill(0)
  return mixed
}

function byte(bytes: Buffer, at: number): number {
  return bytes[at] as number
}
