/**
 * One camera's video over one RTSP connection (RFC 2326), RTP interleaved in TCP, from DESCRIBE to TEARDOWN.
 *
 * Only the video track is ever set up, so nothing else is ever received: recording sound is forbidden for fixed
 * cameras (개인정보 보호법 제25조 제5항), and what never enters cannot leak. One connection is one timeline: whatever
 * breaks it ends the stream with a Fault that says why, and the caller decides when to try again (backoff.ts).
 *
 * Events are handed on by a call, which takes them at once: nothing queues, and a picture costs no promise.
 */
import { parseAddress } from './address.ts'
import { Connection, type ConnectionOptions } from './connection.ts'

/**
 * `url`: `rtsp://` or `rtsps://`, with the account in it if the camera wants one.
 * `receive`: takes each event, in order, and does not wait. What it throws ends the stream.
 * `signal`: ends the stream; what is whole is still handed on, and nothing is thrown.
 * `silenceMs`: how long the camera may send no video, the only sign of a half-open connection; 10 s unless told.
 * `intake`: shared by many streams, it makes them cheaper: what comes is then read in rounds, about once a second. Without it,
 * it is read at once.
 * `tls`: which certificate to trust for `rtsps://`.
 */
export type StreamOptions = ConnectionOptions & { readonly url: string }

/**
 * Receives one connection's video until it ends; once resolved or rejected, nothing more comes. Resolves when the signal
 * ended it; throws the Fault that did otherwise (faults.ts), or what `receive` threw.
 */
export async function receiveStream(options: StreamOptions): Promise<void> {
  const address = parseAddress(options.url)
  if (options.signal.aborted) return
  const connection = new Connection(options)
  const stop = () => connection.stop()
  options.signal.addEventListener('abort', stop, { once: true })
  try {
    await connection.start(address).catch((error: unknown) => {
      if (!options.signal.aborted) throw error
    })
    await connection.ended
  } finally {
    options.signal.removeEventListener('abort', stop)
    await connection.close()
  }
}
