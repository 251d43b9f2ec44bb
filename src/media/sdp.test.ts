import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { parseDescription } from './sdp.ts'
import { capture } from './testing/captures.ts'

const parse = (text: string) => parseDescription(Buffer.from(text))

const HEAD = 'v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=Media Presentation\r\nt=0 0\r\n'
const VIDEO =
  'm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1;profile-level-id=640028;' +
  'sprop-parameter-sets=Z2QAKKzZQHgCJ+XARAAAAwAEAAADAAMAeDxgxlg=,aOvjyyLA\r\na=control:trackID=1\r\n'
const AUDIO = 'm=audio 0 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=control:trackID=2\r\n'
const META = 'm=application 0 RTP/AVP 107\r\na=rtpmap:107 vnd.onvif.metadata/90000\r\na=control:trackID=3\r\n'

test('the video track is found wherever it stands among others', () => {
  for (const body of [VIDEO, AUDIO + VIDEO, META + AUDIO + VIDEO, VIDEO + AUDIO + META]) {
    const { video } = parse(HEAD + 'a=control:*\r\n' + body)
    assert.equal(video.codec, 'h264')
    assert.equal(video.payloadType, 96)
    assert.equal(video.control, 'trackID=1')
    assert.deepEqual(
      video.parameterSets.map((nal) => nal[0]),
      [0x67, 0x68],
    )
  }
  assert.equal(parse(HEAD + 'a=control:*\r\n' + VIDEO).control, '*')
})

test('H.265 names its parameter sets one kind at a time', () => {
  const { video } = parseDescription(capture('h265').description)
  assert.equal(video.codec, 'h265')
  assert.deepEqual(
    video.parameterSets.map((nal) => nal[0]! >> 1),
    [32, 33, 34],
  )
})

test('line ends may be bare, and names of encodings in any case', () => {
  assert.equal(parse((HEAD + VIDEO.replace('H264', 'h264')).replaceAll('\r\n', '\n')).video.codec, 'h264')
})

test('of several video tracks the first that can be recorded is taken', () => {
  const jpeg = 'm=video 0 RTP/AVP 26\r\na=rtpmap:26 JPEG/90000\r\na=control:trackID=9\r\n'
  assert.equal(parse(HEAD + jpeg + VIDEO).video.control, 'trackID=1')
})

test('what cannot be recorded is refused by name', () => {
  const refusal = (body: string) => {
    try {
      parse(HEAD + body)
    } catch (error) {
      if (isFault(error)) return `${error.code} ${Object.values(error.values).join()}`.trim()
    }
    return 'taken'
  }
  assert.equal(refusal(AUDIO), 'media.noVideo')
  assert.equal(refusal('m=video 0 RTP/AVP 26\r\n'), 'media.codecUnsupported payload type 26')
  assert.equal(refusal(VIDEO.replace('H264', 'MP4V-ES')), 'media.codecUnsupported MP4V-ES')
  assert.equal(
    refusal(VIDEO.replace('mode=1', 'mode=2')),
    'media.packetizationUnsupported H.264 packetization-mode 2',
  )
  const don = 'm=video 0 RTP/AVP 98\r\na=rtpmap:98 H265/90000\r\na=fmtp:98 sprop-max-don-diff=2\r\n'
  assert.equal(refusal(don), 'media.packetizationUnsupported H.265 sprop-max-don-diff')
})

test('descriptions without end meet a bound', () => {
  for (const text of [
    HEAD + VIDEO + 'a=x:y\r\n'.repeat(2000),
    HEAD + AUDIO.repeat(50),
    HEAD + 'i='.padEnd(70_000, 'x'),
    '',
  ])
    assert.throws(
      () => parse(text),
      (error) => isFault(error, 'media.descriptionInvalid'),
    )
})

test('hostile descriptions give a track or a Fault', () => {
  const line = fc.oneof(
    fc.constantFrom(...(HEAD + VIDEO + AUDIO).split('\r\n')),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .tuple(
        fc.constantFrom('m=video', 'a=rtpmap:', 'a=fmtp:96', 'a=control:', 'm='),
        fc.string({ maxLength: 40 }),
      )
      .map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      try {
        assert.ok(parse(`v=0\r\n${lines.join('\r\n')}`).video.codec)
      } catch (error) {
        assert.ok(isFault(error), String(error))
      }
    }),
    { numRuns: 2000 },
  )
})
