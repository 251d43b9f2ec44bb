/** Spreads the work of many cameras over the minute. */

/** Where in the minute a camera's segments end, 0 to 59,999 ms: spread evenly, and the same at every start. */
export function phaseOf(device: string): number {
  let hash = 0x811c9dc5 // FNV-1a
  for (const byte of Buffer.from(device)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash % 60_000
}
