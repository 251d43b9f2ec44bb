/**
 * RTCP (RFC 3550 section 6): the two things a recorder listens for. A sender report ties the stream's clock to the
 * camera's wall clock; a goodbye ends the stream. Reports from others, and descriptions with names in them, are
 * not looked at.
 */

export type RtcpNews =
  | { readonly type: 'senderReport'; readonly ntpMs: number; readonly timestamp: number }
  | { readonly type: 'goodbye' }

const VERSION = 2
const SENDER_REPORT = 200
const GOODBYE = 203
const SENDER_REPORT_BYTES = 28

/** The news in a compound packet. What is not well formed ends it: reports are repeated, so nothing is lost. */
export function parseRtcp(bytes: Buffer, start: number, end: number): RtcpNews[] {
  const news: RtcpNews[] = []
  for (let at = start; at + 4 <= end;) {
    const length = (bytes.readUInt16BE(at + 2) + 1) * 4
    if (bytes[at]! >> 6 !== VERSION || at + length > end) break
    const type = bytes[at + 1]
    if (type === SENDER_REPORT && length >= SENDER_REPORT_BYTES) {
      const seconds = bytes.readUInt32BE(at + 8)
      const fraction = bytes.readUInt32BE(at + 12)
      const timestamp = bytes.readUInt32BE(at + 16)
      // All zero: the camera has no wall clock (section 6.4.1).
      if (seconds !== 0 || fraction !== 0)
        news.push({ type: 'senderReport', ntpMs: ntpToMs(seconds, fraction), timestamp })
    }
    if (type === GOODBYE) news.push({ type: 'goodbye' })
    at += length
  }
  return news
}

const SECONDS_1900_TO_1970 = 2_208_988_800

/** NTP's 32 bits of seconds run out in 2036; without the top bit they count from there (RFC 4330 section 3). */
function ntpToMs(seconds: number, fraction: number): number {
  const era = seconds < 2 ** 31 ? 2 ** 32 : 0
  return (seconds + era - SECONDS_1900_TO_1970) * 1000 + Math.round((fraction / 2 ** 32) * 1000)
}

/** When the camera says that a picture was taken, by its latest sender report. Rates differ little over seconds. */
export function wallClockMs(
  report: { readonly ntpMs: number; readonly pts90k: number },
  pts90k: number,
): number {
  return Math.round(report.ntpMs + (pts90k - report.pts90k) / 90)
}
