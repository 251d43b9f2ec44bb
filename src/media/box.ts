/**
 * Boxes of ISO/IEC 14496-12 section 4.2 as nested data, and the one writer that turns them into bytes. What a box
 * means is said where it is made (fragmented.ts); here it is only a type, a length and contents.
 */
import { assert } from '../base/assert.ts'

export type Box = { readonly type: string; readonly contents: readonly (Box | Uint8Array)[] }

export function box(type: string, ...contents: (Box | Uint8Array)[]): Box {
  return { type, contents }
}

/** A box with a version and flags before its contents. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...contents: (Box | Uint8Array)[]
): Box {
  return { type, contents: [u32(version * 2 ** 24 + flags), ...contents] }
}

export function boxLength({ contents }: Box): number {
  return contents.reduce((sum, part) => sum + (part instanceof Uint8Array ? part.length : boxLength(part)), 8)
}

/** Writes a box at `at`; the place after it. */
export function writeBox(out: Buffer, at: number, { type, contents }: Box): number {
  let end = at + 8
  for (const part of contents) {
    if (part instanceof Uint8Array) {
      out.set(part, end)
      end += part.length
    } else end = writeBox(out, end, part)
  }
  writeHeader(out, at, type, end - at)
  return end
}

/** Length and type, as every box begins. */
export function writeHeader(out: Buffer, at: number, type: string, length: number): void {
  assert(type.length === 4 && length < 2 ** 32, 'a box has a type of four letters and a 32-bit length')
  out.writeUInt32BE(length, at)
  out.write(type, at + 4, 'latin1')
}

export function boxBytes(...boxes: readonly Box[]): Buffer {
  const out = Buffer.allocUnsafeSlow(boxes.reduce((sum, one) => sum + boxLength(one), 0))
  let at = 0
  for (const one of boxes) at = writeBox(out, at, one)
  return out
}

export function u8(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values)
}

export function u16(...values: readonly number[]): Uint8Array {
  const out = Buffer.alloc(values.length * 2)
  values.forEach((value, i) => out.writeUInt16BE(value, i * 2))
  return out
}

export function u32(...values: readonly number[]): Uint8Array {
  const out = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => out.writeUInt32BE(value, i * 4))
  return out
}

/** A safe integer as 64 bits. */
export function u64(value: number): Uint8Array {
  return u32(Math.floor(value / 2 ** 32), value % 2 ** 32)
}

export function text(value: string): Uint8Array {
  return Buffer.from(value, 'latin1')
}
