/**
 * One segment's cipher: authenticated encryption in chunks after the STREAM construction of Hoang, Reyhanitabar,
 * Rogaway and Vizár ("Online authenticated-encryption and its nonce-reuse misuse-resistance", CRYPTO 2015), as in
 * the age file format. The nonce is the chunk's number and a flag that only the last chunk (the index) carries;
 * the header is authenticated with every chunk. Cutting, reordering, repeating or moving chunks between files all
 * fail.
 *
 * The segment key comes from the tree leaf, a random salt and the header itself, so a key is used for one file
 * only and the numbers may start from zero. A number is used again in one case: recovery seals an unfinished file
 * after its last whole chunk. The torn chunk that had that number had no last flag, and the index has it, so the
 * nonces differ; and an index that was torn is written again from the same chunks, byte for byte the same.
 *
 * GCM does not commit to its key. The header therefore holds a second output of the key derivation: no two keys
 * open the same file, and a wrong key is told from a damaged chunk.
 */
import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { CipherGCMTypes } from 'node:crypto'
import {
  COMMITMENT_BYTES,
  FRAME_HEAD_BYTES,
  PREAMBLE_BYTES,
  TAG_BYTES,
  writeFrameHead,
  writePreamble,
} from './layout.ts'
import type { Cipher, Preamble } from './layout.ts'

const CONTEXT = Buffer.from('jangseung segment v1')
const NONCE_BYTES = 12

/** The bytes of a segment's header (commitment included) with its key. `wipe` once done. */
export type SegmentCipher = {
  readonly headerBytes: Buffer
  /** Encrypts one chunk of footage; returns the frame in pieces. */
  sealChunk(chunk: number, preamble: Preamble, payload: Uint8Array): Buffer[]
  /** Encrypts the index; returns the whole frame. */
  sealIndex(chunk: number, index: Buffer): Buffer
  /** Decrypts the frame that starts at `at`, or undefined when it does not authenticate as chunk number `chunk`. */
  open(frame: Buffer, at: number, chunk: number, last: boolean, bodyBytes: number): Buffer | undefined
  wipe(): void
}

/** Derives the key of a segment that is being made and completes its header. */
export function newSegmentCipher(
  cipher: Cipher,
  partialHeader: Buffer,
  salt: Buffer,
  leafKey: Buffer,
): SegmentCipher {
  const { key, commitment } = derive(partialHeader, salt, leafKey)
  return segmentCipher(cipher, key, Buffer.concat([partialHeader, commitment]))
}

/** Derives the key of an existing segment, or undefined when `leafKey` is not the key it was sealed with. */
export function existingSegmentCipher(
  cipher: Cipher,
  headerBytes: Buffer,
  salt: Buffer,
  leafKey: Buffer,
): SegmentCipher | undefined {
  const split = headerBytes.length - COMMITMENT_BYTES
  const { key, commitment } = derive(headerBytes.subarray(0, split), salt, leafKey)
  if (timingSafeEqual(commitment, headerBytes.subarray(split))) return segmentCipher(cipher, key, headerBytes)
  key.fill(0)
  return undefined
}

/** HKDF-SHA-256 (RFC 5869): 32 bytes of key, 32 bytes of commitment. */
function derive(partialHeader: Buffer, salt: Buffer, leafKey: Buffer): { key: Buffer; commitment: Buffer } {
  const output = Buffer.from(
    hkdfSync('sha256', leafKey, salt, Buffer.concat([CONTEXT, partialHeader]), 32 + COMMITMENT_BYTES),
  )
  return { key: output.subarray(0, 32), commitment: output.subarray(32) }
}

function segmentCipher(cipher: Cipher, key: Buffer, headerBytes: Buffer): SegmentCipher {
  // The compiler's list of GCM modes has no ARIA; OpenSSL treats it exactly alike (RFC 6209).
  const mode = cipher as CipherGCMTypes
  const nonce = Buffer.alloc(NONCE_BYTES)
  const associated = Buffer.concat([headerBytes, Buffer.alloc(FRAME_HEAD_BYTES)])
  const preambleBytes = Buffer.alloc(PREAMBLE_BYTES)
  const options = { authTagLength: TAG_BYTES }
  const prepare = (chunk: number, last: boolean, bodyBytes: number) => {
    nonce.writeUInt32BE(chunk, 7)
    nonce.writeUInt8(last ? 1 : 0, 11)
    writeFrameHead(associated, headerBytes.length, last, bodyBytes)
  }
  return {
    headerBytes,
    sealChunk(chunk, preamble, payload) {
      prepare(chunk, false, PREAMBLE_BYTES + payload.length)
      writePreamble(preambleBytes, 0, preamble)
      const gcm = withoutStacks(() => createCipheriv(mode, key, nonce, options))
      gcm.setAAD(associated)
      const head = Buffer.concat([associated.subarray(headerBytes.length), gcm.update(preambleBytes)])
      const body = gcm.update(payload)
      gcm.final()
      preambleBytes.fill(0)
      return [head, body, gcm.getAuthTag()]
    },
    sealIndex(chunk, index) {
      prepare(chunk, true, index.length)
      const gcm = createCipheriv(mode, key, nonce, options)
      gcm.setAAD(associated)
      const body = gcm.update(index)
      gcm.final()
      return Buffer.concat([associated.subarray(headerBytes.length), body, gcm.getAuthTag()])
    },
    open(frame, at, chunk, last, bodyBytes) {
      const bodyAt = at + FRAME_HEAD_BYTES
      if (frame.length < bodyAt + bodyBytes + TAG_BYTES) return undefined
      prepare(chunk, last, bodyBytes)
      const gcm = createDecipheriv(mode, key, nonce, options)
      gcm.setAAD(associated)
      gcm.setAuthTag(frame.subarray(bodyAt + bodyBytes, bodyAt + bodyBytes + TAG_BYTES))
      const plain = gcm.update(frame.subarray(bodyAt, bodyAt + bodyBytes))
      try {
        gcm.final()
        return plain
      } catch {
        // The only error final() has here is a tag that does not match; what was decrypted must not be seen.
        plain.fill(0)
        return undefined
      }
    },
    wipe: () => void key.fill(0),
  }
}

/**
 * Runs `act`, in which errors do not note where they were thrown. Given the bytes of a key, Node tries them as each of its
 * key objects first and throws inside for each; noting where was a twentieth of what recording costs. Node's key objects
 * would be no cure: they keep a copy of the key until the garbage collector comes by.
 */
function withoutStacks<T>(act: () => T): T {
  const depth = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return act()
  } finally {
    Error.stackTraceLimit = depth
  }
}
