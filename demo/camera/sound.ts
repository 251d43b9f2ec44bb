/**
 * The sound of a simulated camera that offers some: a soft steady tone, PCMU (ITU-T G.711 µ-law, 8 kHz). It
 * exists so that tests can prove that nobody asks for it.
 */

/** Samples, and so bytes, in one packet of 20 ms. */
export const SOUND_PACKET_SAMPLES = 160
export const SOUND_PACKET_MS = 20

const TONE_HERTZ = 400
const AMPLITUDE = 500

/** One packet's payload; 20 ms hold a whole number of periods, so that every packet is the same. */
export const soundPayload: Buffer = Buffer.from(
  Array.from({ length: SOUND_PACKET_SAMPLES }, (_, i) =>
    muLaw(Math.round(AMPLITUDE * Math.sin((2 * Math.PI * TONE_HERTZ * i) / 8000))),
  ),
)

/** G.711 table 2a: sign, segment and step of a 14-bit sample, all bits inverted. */
function muLaw(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), 8158) + 33
  const segment = Math.floor(Math.log2(magnitude)) - 5
  const step = (magnitude >> (segment + 1)) & 0x0f
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | step) & 0xff
}
