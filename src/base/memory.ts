/**
 * Large pieces of memory that are given back at once. What passes through a recorder is counted by the garbage collector
 * as its own, and megabytes a second of it make it look through the whole heap again and again, which was the largest
 * single cost of recording (docs/decisions/0013). Memory given back by hand is used again while it is still in the
 * processor's cache.
 */

/**
 * Gives the memory of `bytes` back: they are empty from then on, and so is everything else that lies in it. Bytes that
 * share their memory with others, such as small buffers of Node's pool, are left to the garbage collector.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  const isOwner = buffer instanceof ArrayBuffer && !buffer.detached && buffer.byteLength === byteLength
  if (isOwner) buffer.transfer(0)
}

/** Overwrites `bytes` with zeros and gives their memory back. */
export function wipe(bytes: Uint8Array): void {
  if (bytes.length > 0) bytes.fill(0)
  giveBack(bytes)
}
