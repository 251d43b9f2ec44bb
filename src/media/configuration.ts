/**
 * Reads the decoder configuration records of files (ISO/IEC 14496-15 sections 5.3.3.1 and 8.3.3.1), which hold
 * the parameter sets and say how samples are cut into NAL units. They come from outside: every length is checked.
 */
import { mediaFault } from './faults.ts'
import type { Codec } from './video.ts'

export type Configuration = {
  readonly parameterSets: readonly Uint8Array[]
  /** Bytes of the length before each NAL unit of a sample. */
  readonly lengthBytes: number
}

/** Throws `media.fileUnreadable`. */
export function parseConfiguration(codec: Codec, record: Uint8Array): Configuration {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length)
  const parameterSets: Uint8Array[] = []
  let at = 0

  function take(count: number): Buffer {
    if (at + count > bytes.length) throw mediaFault('media.fileUnreadable', { what: 'decoder configuration' })
    at += count
    return bytes.subarray(at - count, at)
  }
  function takeSets(count: number): void {
    for (let i = 0; i < count; i++) parameterSets.push(take(take(2).readUInt16BE(0)))
  }

  if (codec === 'h264') {
    const head = take(6)
    takeSets(head[5]! & 0x1f)
    takeSets(take(1)[0]!)
    return { parameterSets, lengthBytes: (head[4]! & 3) + 1 }
  }
  const head = take(23)
  for (let arrays = head[22]!; arrays > 0; arrays--) takeSets(take(3).readUInt16BE(1))
  return { parameterSets, lengthBytes: (head[21]! & 3) + 1 }
}

/** Cuts a sample into its NAL units, views into it; undefined when the lengths do not add up. */
export function cutSample(sample: Uint8Array, lengthBytes: number): Buffer[] | undefined {
  const bytes = Buffer.from(sample.buffer, sample.byteOffset, sample.length)
  const nals: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    if (at + lengthBytes > bytes.length) return undefined
    const start = at + lengthBytes
    at = start + bytes.readUIntBE(at, lengthBytes)
    if (at > bytes.length) return undefined
    if (at > start) nals.push(bytes.subarray(start, at))
  }
  return nals
}
