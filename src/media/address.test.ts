import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { parseAddress, resolveControl } from './address.ts'

test('an address is taken apart, and the account left out of what is written', () => {
  assert.deepEqual(parseAddress('rtsp://admin:p%40ss%3A1@10.0.0.5/cam/realmonitor?channel=1&subtype=0'), {
    secure: false,
    host: '10.0.0.5',
    port: 554,
    uri: 'rtsp://10.0.0.5/cam/realmonitor?channel=1&subtype=0',
    credentials: { user: 'admin', password: 'p@ss:1' },
  })
  const secure = parseAddress('rtsps://camera.example:8322/live')
  assert.deepEqual([secure.secure, secure.port, secure.credentials], [true, 8322, undefined])
  assert.equal(parseAddress('rtsps://h/').port, 322)
  assert.equal(parseAddress('rtsp://[::1]:8554/x').host, '::1')
})

test('addresses that cannot be used are refused without repeating them', () => {
  const refused = [
    'http://camera/',
    'camera.example/live',
    '',
    'rtsp://',
    'rtsp:///path',
    'rtsp://a%0d%0aX:b@h/',
    'rtsp://u:%ff@h/',
    `rtsp://h/${'x'.repeat(3000)}`,
    'rtsp://hunter:two@h:99999/',
  ]
  for (const text of refused)
    assert.throws(
      () => parseAddress(text),
      (error) => isFault(error, 'media.addressInvalid') && !/hunter|two/.test(error.message),
      text.slice(0, 40),
    )
})

test('whatever is typed as an address, requests stay one line each', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('rtsp://', 'rtsps://', 'rtsp://a:b@h/', ''),
      (text, prefix) => {
        try {
          const { uri, credentials } = parseAddress(prefix + text)
          assert.match(uri, /^rtsps?:\/\/[!-~]+$/)
          // oxlint-disable-next-line no-control-regex
          assert.doesNotMatch(`${credentials?.user}${credentials?.password}`, /[\u0000-\u001f]/)
        } catch (error) {
          assert.ok(isFault(error, 'media.addressInvalid'))
        }
      },
    ),
    { numRuns: 2000 },
  )
})

test('control attributes are resolved as cameras mean them', () => {
  const base = 'rtsp://h/live'
  assert.equal(resolveControl(base, undefined), base)
  assert.equal(resolveControl(base, '*'), base)
  assert.equal(resolveControl(base, 'trackID=1'), 'rtsp://h/live/trackID=1')
  assert.equal(resolveControl('rtsp://h/live/', 'trackID=1'), 'rtsp://h/live/trackID=1')
  assert.equal(
    resolveControl('rtsp://h/cam/realmonitor?channel=1&subtype=0/', 'trackID=0'),
    'rtsp://h/cam/realmonitor?channel=1&subtype=0/trackID=0',
  )
  assert.equal(resolveControl(base, '/other/track1'), 'rtsp://h/other/track1')
  assert.equal(
    resolveControl(base, 'rtsp://192.168.0.2:554/live/track1'),
    'rtsp://192.168.0.2:554/live/track1',
  )
})

test('a control attribute cannot smuggle anything into a request', () => {
  for (const control of ['a b', 'a\tb', 'x RTSP/1.0', '카메라', 'y'.repeat(3000)])
    assert.throws(
      () => resolveControl('rtsp://h/', control),
      (error) => isFault(error, 'media.descriptionInvalid'),
    )
})
