/**
 * One camera's video over one RTSP connection (RFC 2326), RTP interleaved in TCP, from DESCRIBE to TEARDOWN.
 *
 * Only the video track is ever set up, so nothing else is ever received: recording sound is forbidden for fixed
 * cameras (개인정보 보호법 제25조 제5항), and what never enters cannot leak. One connection is one timeline: whatever
 * breaks it ends the stream with a Fault that says why, and the caller decides when to try again (backoff.ts).
 */
import { parseAddress } from './address.ts'
import { Connection, type ConnectionOptions } from './connection.ts'
import type { StreamEvent } from './video.ts'

/**
 * `url`: `rtsp://` or `rtsps://`, with the account in it if the camera wants one.
 * `signal`: ends the stream; what is whole is still handed on, and nothing is thrown.
 * `silenceMs`: how long the camera may send no video, the only sign of a half-open connection; 10 s unless told.
 * `tls`: which certificate to trust for `rtsps://`.
 */
export type StreamOptions = ConnectionOptions & { readonly url: string }

/**
 * The events of one connection, until it ends. Throws the Fault that ended it (faults.ts), or ends when the signal
 * says so. Leaving the loop closes the connection.
 */
export async function* openStream(options: StreamOptions): AsyncGenerator<StreamEvent, void, undefined> {
  const address = parseAddress(options.url)
  if (options.signal.aborted) return
  const connection = new Connection(options)
  const stop = () => connection.end(undefined)
  options.signal.addEventListener('abort', stop, { once: true })
  try {
    await connection.start(address)
    for (;;) {
      const event = await connection.outbox.pull()
      if (event === undefined) return
      yield event
    }
  } catch (error) {
    if (!options.signal.aborted) throw error
  } finally {
    options.signal.removeEventListener('abort', stop)
    await connection.close()
  }
}
