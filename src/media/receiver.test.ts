import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isFault } from '../base/fault.ts'
import { codings } from './codec.ts'
import { Receiver } from './receiver.ts'
import {
  CAPTURES,
  altered,
  capture,
  formatsOf,
  lossOf,
  nalsOf,
  receive,
  unitsOf,
} from './testing/captures.ts'
import type { AccessUnit, Codec, StreamEvent } from './video.ts'

/** The coded picture alone: side information may be lost without harm to it. */
function pictureOf(codec: Codec, unit: AccessUnit): string {
  const slices = nalsOf(unit).filter((nal) => codings[codec].role(nal[0]!) !== 'other')
  return Buffer.concat(slices).toString('base64')
}

const KEYS: Readonly<Record<(typeof CAPTURES)[number], readonly [number, number, number]>> = {
  h264: [0, 15, 30],
  'h264-baseline': [0, 15, 30],
  'h264-bframes': [0, 15, 30],
  h265: [0, 15, 30],
  'h265-bframes': [0, 12, 27],
}
/** H.265 pictures right after an open key picture that are shown before it. */
const LEADING: Readonly<Record<(typeof CAPTURES)[number], number>> = {
  h264: 0,
  'h264-baseline': 0,
  'h264-bframes': 0,
  h265: 0,
  'h265-bframes': 3,
}

const timestampOf = (packet: Buffer) => packet.readUInt32BE(4)

/** Numbers of the packets that belong to the picture at a place in decoding order. */
function packetsOfPicture(packets: readonly Buffer[], picture: number): number[] {
  const times = [...new Set(packets.map(timestampOf))]
  return packets.flatMap((packet, i) => (timestampOf(packet) === times[picture] ? [i] : []))
}

for (const name of CAPTURES) {
  const { codec, track, packets } = capture(name)
  const { events, fault } = receive(track, packets)
  const units = unitsOf(events)

  test(`${name}: every picture comes out once, with its key pictures, in time`, () => {
    assert.equal(fault, undefined)
    assert.equal(units.length, 45)
    assert.deepEqual(
      units.flatMap(({ isKey }, i) => (isKey ? [i] : [])),
      KEYS[name],
    )
    const shown = units.map(({ pts90k }) => pts90k).sort((a, b) => a - b)
    assert.deepEqual(
      shown,
      shown.map((_, i) => 900_000 + i * 6000),
    )
    units.forEach(({ dts90k, pts90k }, i) => {
      assert.ok(dts90k <= pts90k && (i === 0 || dts90k > units[i - 1]!.dts90k))
    })
    assert.deepEqual(lossOf(events), { packets: 0, units: 0 })
  })

  test(`${name}: one format comes before the first picture`, () => {
    const [format, ...more] = formatsOf(events)
    assert.equal(more.length, 0)
    assert.equal(
      events.findIndex(({ type }) => type === 'format') < events.findIndex(({ type }) => type === 'unit'),
      true,
    )
    assert.deepEqual([format!.codec, format!.width, format!.height], [codec, 320, 180])
  })

  test(`${name}: units hold slices and side information only`, () => {
    const roles = new Set(units.flatMap((unit) => nalsOf(unit).map((nal) => codings[codec].role(nal[0]!))))
    for (const role of ['vps', 'sps', 'pps', 'dropped'] as const) assert.equal(roles.has(role), false)
  })

  test(`${name}: parameter sets may come in band only`, () => {
    const inBand = receive({ ...track, parameterSets: [] }, packets)
    const sets = (format = formatsOf(inBand.events)[0]) => format?.parameterSets.sps
    // ffmpeg repeats them in the stream for these captures only where the encoder did.
    if (sets() !== undefined) assert.deepEqual(sets(), formatsOf(events)[0]!.parameterSets.sps)
    else assert.equal(unitsOf(inBand.events).length, 0)
  })

  test(`${name}: a lost packet drops its picture and those that refer to it, and the next key picture heals`, () => {
    const [lost, ...rest] = packetsOfPicture(packets, 3)
    const disturbed = receive(
      track,
      packets.filter((_, i) => i !== lost),
    )
    const [, resume] = KEYS[name]
    // The pictures between an open key picture and those after it refer to what was lost.
    const leading = LEADING[name]
    const left = units.filter((_, i) => i < 3 || (i >= resume && !(i > resume && i <= resume + leading)))
    assert.deepEqual(
      unitsOf(disturbed.events).map((unit) => pictureOf(codec, unit)),
      left.map((unit) => pictureOf(codec, unit)),
    )
    // Of a picture that was in the lost packet as a whole nothing arrived that could be dropped.
    const arrived = rest.length > 0 ? 45 : 44
    assert.deepEqual(lossOf(disturbed.events), { packets: 1, units: arrived - left.length })
  })

  test(`${name}: whatever is lost, repeated or late, only whole pictures come out, each after all it refers to`, () => {
    const known = new Map(units.map((unit, i) => [pictureOf(codec, unit), i]))
    const change = fc.constantFrom(
      'lost',
      'twice',
      'late',
      'kept',
      'kept',
      'kept',
      'kept',
      'kept',
      'kept',
      'kept',
    )
    fc.assert(
      fc.property(fc.array(change, { minLength: packets.length, maxLength: packets.length }), (changes) => {
        const sent: Buffer[] = []
        let late: Buffer | undefined
        packets.forEach((packet, i) => {
          if (changes[i] === 'kept' || changes[i] === 'twice') sent.push(packet)
          if (changes[i] === 'twice') sent.push(packet)
          if (late !== undefined) sent.push(late)
          late = changes[i] === 'late' ? packet : undefined
        })
        const disturbed = receive(track, sent)
        assert.equal(disturbed.fault, undefined)
        let last = -1
        for (const unit of unitsOf(disturbed.events)) {
          const place = known.get(pictureOf(codec, unit))
          assert.ok(place !== undefined, 'a unit that was never sent')
          const follows =
            place === last + 1 || (KEYS[name].includes(last) && place === last + 1 + LEADING[name])
          assert.ok(unit.isKey ? place > last : follows, 'a picture without the one before it')
          last = place
        }
      }),
      { numRuns: 60 },
    )
  })
}

test('a picture is complete when the timestamp changes, also without any marker', () => {
  const { track, packets } = capture('h264')
  const unmarked = packets.map((packet) => altered(packet, { marker: false }))
  const marked = unitsOf(receive(track, packets).events)
  const units = unitsOf(receive(track, unmarked).events)
  assert.deepEqual(units, marked.slice(0, -1), 'only the last has neither marker nor successor')
})

test('a marker on every packet does not cut pictures into pieces', () => {
  const { track, packets } = capture('h264')
  const marked = packets.map((packet) => altered(packet, { marker: true }))
  assert.deepEqual(receive(track, marked).events, receive(track, packets).events)
})

test('with honest markers, a picture before a gap is kept', () => {
  const { codec, track, packets } = capture('h264')
  const first = packetsOfPicture(packets, 6)[0]!
  const units = unitsOf(receive(track, packets).events)
  const disturbed = unitsOf(receive(track, [...packets.slice(0, first), ...packets.slice(first + 1)]).events)
  assert.equal(pictureOf(codec, disturbed[5]!), pictureOf(codec, units[5]!))
})

test('after a gap, a camera that marks every slice is not believed', () => {
  const { track, packets } = capture('h264')
  const marked = packets.map((packet) => altered(packet, { marker: true }))
  // A key picture in several packets, the last of which is lost: it looks complete, and is not.
  const lost = packetsOfPicture(packets, 15).at(-1)!
  assert.ok(packetsOfPicture(packets, 15).length > 1)
  const { events } = receive(
    track,
    marked.filter((_, i) => i !== lost),
  )
  assert.deepEqual(lossOf(events), { packets: 1, units: 15 })
  assert.equal(unitsOf(events).length, 30)
})

test('a stream joined in the middle of a picture starts with the next key picture, and has lost nothing', () => {
  for (const name of CAPTURES) {
    const { codec, track, packets } = capture(name)
    const { events } = receive(track, packets.slice(packetsOfPicture(packets, 0).length - 1))
    const [first] = unitsOf(events)
    const all = unitsOf(receive(track, packets).events)
    const start = all.findIndex((unit) => pictureOf(codec, unit) === pictureOf(codec, first!))
    assert.ok(KEYS[name].includes(start))
    assert.deepEqual(lossOf(events), { packets: 0, units: 0 })
  }
})

/** Packets as the same camera would send them after `before`. */
function continued(packets: readonly Buffer[], before: Buffer): Buffer[] {
  const base = timestampOf(packets[0]!)
  return packets.map((packet, i) =>
    altered(packet, {
      sequence: before.readUInt16BE(2) + 1 + i,
      timestamp: timestampOf(before) + 6000 + (timestampOf(packet) - base),
      source: before.readUInt32BE(8),
    }),
  )
}

/** A packet that holds one NAL unit, with the header of another. */
function packetWith(nal: Uint8Array, like: Buffer): Buffer {
  return Buffer.concat([altered(like, { marker: false }).subarray(0, 12), nal])
}

test('parameter sets that change in mid-stream start a new format at their key picture', () => {
  const before = capture('h264')
  const { track, packets } = capture('h264-baseline')
  const sets = track.parameterSets.map((nal) => packetWith(nal, packets[0]!))
  const sent = [...before.packets, ...continued([...sets, ...packets], before.packets.at(-1)!)]
  const { events, fault } = receive(before.track, sent)
  assert.equal(fault, undefined)
  assert.deepEqual(
    formatsOf(events).map(({ codecString }) => codecString),
    ['avc1.64000c', 'avc1.42c00c'],
  )
  const next = events[events.findLastIndex(({ type }) => type === 'format') + 1]
  assert.ok(next?.type === 'unit' && next.unit.isKey)
  assert.equal(unitsOf(events).length, 90)
  assert.deepEqual(lossOf(events), { packets: 0, units: 0 })
})

test('parameter sets that change before an ordinary picture drop what cannot be stored, up to the key picture', () => {
  const { track, packets } = capture('h264')
  const other = capture('h264-baseline').track.parameterSets
  const [third] = packetsOfPicture(packets, 3)
  const sets = other.map((nal) => packetWith(nal, packets[third!]!))
  const sent = [
    ...packets.slice(0, third),
    ...continued([...sets, ...packets.slice(third)], packets[third! - 1]!),
  ]
  const { events } = receive(track, sent)
  assert.equal(formatsOf(events).length, 2)
  assert.deepEqual(lossOf(events), { packets: 0, units: 12 })
  assert.equal(unitsOf(events).length, 45 - 12)
})

test('parameter sets sent again unchanged change nothing', () => {
  const { track, packets } = capture('h264')
  const sent = [...packets]
  for (const nal of track.parameterSets) sent.push(packetWith(nal, packets[0]!))
  const again = [...packets, ...continued([...sent.slice(packets.length), ...packets], packets.at(-1)!)]
  const { events } = receive(track, again)
  assert.equal(formatsOf(events).length, 1)
  assert.equal(unitsOf(events).length, 90)
})

test('a stream of three days keeps its time across the wraps of the RTP timestamp, the first among B-frames', () => {
  const { track, packets } = capture('h264-bframes')
  const once = unitsOf(receive(track, packets).events)
  const events: StreamEvent[] = []
  const receiver = new Receiver({ ...track, emit: (event) => events.push(event) })
  const minutes = 72 * 60
  const base = 2 ** 32 - 90_000 - timestampOf(packets[0]!)
  let sequence = 60_000
  let lastDts = -1
  let wraps = 0
  for (let minute = 0; minute < minutes; minute++) {
    const before = events.length
    for (const packet of packets) {
      const timestamp = timestampOf(packet) + base + minute * 60 * 90_000
      if (timestamp % 2 ** 32 < 6000) wraps++
      const sent = altered(packet, { sequence: sequence++, timestamp: timestamp % 2 ** 32 })
      receiver.rtp(sent, 0, sent.length, minute * 60_000)
    }
    if (minute === minutes - 1) receiver.end()
    assert.ok(events.length > before)
  }
  unitsOf(events).forEach(({ pts90k, dts90k }, i) => {
    assert.equal(pts90k, once[i % 45]!.pts90k + Math.floor(i / 45) * 60 * 90_000)
    assert.ok(dts90k > lastDts && dts90k <= pts90k)
    lastDts = dts90k
  })
  assert.equal(unitsOf(events).length, minutes * 45)
  assert.ok(wraps >= 1)
  assert.deepEqual(lossOf(events), { packets: 0, units: 0 })
})

test('a stream whose clock jumps, ahead or back, ends with a Fault', () => {
  const { track, packets } = capture('h264')
  const [from] = packetsOfPicture(packets, 20)
  for (const ticks of [11 * 90_000, -11 * 90_000, 2 ** 31 - 1, -(2 ** 31)]) {
    const jumped = packets.map((packet, i) =>
      i < from! ? packet : altered(packet, { timestamp: timestampOf(packet) + ticks }),
    )
    assert.ok(isFault(receive(track, jumped).fault, 'media.timeJumped'), `${ticks}`)
  }
})

test('a pause that really took place is no jump', () => {
  const { track, packets } = capture('h264')
  const [from] = packetsOfPicture(packets, 20)
  const paused = packets.map((packet, i) =>
    i < from! ? packet : altered(packet, { timestamp: timestampOf(packet) + 300 * 90_000 }),
  )
  const { fault, events } = receive(track, paused, (i) => (i < from! ? 0 : 300_000))
  assert.equal(fault, undefined)
  assert.equal(unitsOf(events).length, 45)
})

test('another synchronisation source is another stream', () => {
  const { track, packets } = capture('h264')
  const sent = packets.map((packet, i) => (i < 20 ? packet : altered(packet, { source: 1 })))
  assert.ok(isFault(receive(track, sent).fault, 'media.sourceChanged'))
})

test('a stream without key pictures, or without parameter sets, ends after a minute with a Fault that says so', () => {
  const { track, packets } = capture('h264')
  const start = packetsOfPicture(packets, 0).length
  const ordinary = packets.slice(start, packetsOfPicture(packets, 15)[0])
  const repeated = Array.from({ length: 100 }, () => ordinary[0]!).map((packet, i) =>
    altered(packet, { sequence: i, timestamp: i * 90_000 }),
  )
  const second = (i: number) => i * 1000
  assert.ok(isFault(receive(track, repeated, second).fault, 'media.keyPictureMissing'))
  const keys = packetsOfPicture(packets, 15).map((i) => packets[i]!)
  const withoutSets = Array.from({ length: 100 }, (_, i) =>
    altered(keys.at(-1)!, { sequence: i, timestamp: i * 90_000 }),
  )
  assert.ok(
    isFault(
      receive({ ...track, parameterSets: [] }, withoutSets, second).fault,
      'media.parameterSetsMissing',
    ),
  )
})

test('a sender report before the first packet is told once its time is known', () => {
  const { track, frames } = capture('h264')
  const events: StreamEvent[] = []
  const receiver = new Receiver({ ...track, emit: (event) => events.push(event) })
  const report = frames.find((frame) => frame[1] === 1)!
  receiver.rtcp(report, 4, report.length)
  assert.equal(events.length, 0)
  for (const frame of frames) if (frame[1] === 0) receiver.rtp(frame, 4, frame.length, 0)
  const told = events.filter(({ type }) => type === 'senderReport')
  assert.equal(told.length, 1)
  assert.ok(told[0]?.type === 'senderReport' && Math.abs(told[0].pts90k - 900_000) < 900_000)
})

test('a goodbye ends the stream', () => {
  const receiver = new Receiver({ ...capture('h264').track, emit: () => {} })
  const bye = Buffer.from([0x81, 203, 0, 1, 0, 0, 0, 1])
  assert.throws(
    () => receiver.rtcp(bye, 0, bye.length),
    (error) => isFault(error, 'media.closed'),
  )
})

test('units do not keep what was received alive: the receive buffer may be reused at once', () => {
  const { track, packets } = capture('h265')
  const expected = unitsOf(receive(track, packets).events)
  const events: StreamEvent[] = []
  const receiver = new Receiver({ ...track, emit: (event) => events.push(event) })
  const shared = Buffer.alloc(2000)
  for (const packet of packets) {
    packet.copy(shared)
    receiver.rtp(shared, 0, packet.length, 0)
    shared.fill(0xee)
  }
  receiver.end()
  assert.deepEqual(unitsOf(events), expected)
})

for (const name of ['h264', 'h265-bframes'] as const)
  test(`${name}: hostile changes to a stream give Faults of this folder and nothing else`, () => {
    const { track, packets } = capture(name)
    const flips = fc.array(fc.tuple(fc.nat(packets.length - 1), fc.nat(200), fc.nat(255)), { maxLength: 30 })
    const cuts = fc.array(fc.tuple(fc.nat(packets.length - 1), fc.nat(200)), { maxLength: 5 })
    const order = fc.shuffledSubarray(packets.map((_, i) => i))
    fc.assert(
      fc.property(flips, cuts, fc.option(order), (flips, cuts, order) => {
        const sent = packets.map((packet) => Buffer.from(packet))
        for (const [i, at, value] of flips) if (at < sent[i]!.length) sent[i]![at] = value
        for (const [i, length] of cuts) sent[i] = sent[i]!.subarray(0, length)
        const { events } = receive(track, order === null ? sent : order.map((i) => sent[i]!))
        for (const unit of unitsOf(events))
          assert.ok(nalsOf(unit).length > 0 && Number.isSafeInteger(unit.pts90k))
      }),
      { numRuns: 300 },
    )
  })

/** The first part of a fragmented unit and one more, of which any number may follow. */
const ENDLESS: Readonly<Record<Codec, readonly [string, string]>> = {
  h264: ['7c85', '7c05'],
  h265: ['620193', '620113'],
}

for (const codec of ['h264', 'h265'] as const)
  test(`${codec}: a unit that never ends meets a bound`, () => {
    const { track, packets } = capture(codec)
    const receiver = new Receiver({ ...track, emit: () => {} })
    const [first, more] = ENDLESS[codec].map((header) =>
      Buffer.concat([packets[0]!.subarray(0, 12), Buffer.from(header, 'hex'), Buffer.alloc(60_000)]),
    )
    let taken = 0
    assert.throws(
      () => {
        for (; taken < 1000; taken++) {
          const sent = altered(taken === 0 ? first! : more!, { sequence: taken, timestamp: 1, marker: false })
          receiver.rtp(sent, 0, sent.length, 0)
        }
      },
      (error) => isFault(error, 'media.unitTooLarge'),
    )
    assert.ok(taken > 100, 'up to the bound it was taken')
  })

test('a camera may repeat its parameter sets for ever', () => {
  const { track, packets } = capture('h264')
  const { parameterSets } = track
  const events: StreamEvent[] = []
  const receiver = new Receiver({ ...track, emit: (event) => events.push(event) })
  const [first, ...sets] = [
    packets[0]!,
    ...parameterSets.map((set) => Buffer.concat([packets[0]!.subarray(0, 12), set])),
  ]
  for (let i = 0; i < 700_000; i++) {
    const sent = altered(i === 0 ? first! : sets[i % sets.length]!, {
      sequence: i,
      timestamp: 1,
      marker: false,
    })
    receiver.rtp(sent, 0, sent.length, 0)
  }
  assert.deepEqual(lossOf(events), { packets: 0, units: 0 })
})

test('a camera that sends side information without end meets a bound', () => {
  const { track, packets } = capture('h264')
  const receiver = new Receiver({ ...track, emit: () => {} })
  const information = Buffer.concat([packets[0]!.subarray(0, 12), Buffer.alloc(1000, 6)])
  assert.throws(
    () => {
      for (let i = 0; i < 2000; i++) {
        const sent = altered(information, { sequence: i, timestamp: i })
        receiver.rtp(sent, 0, sent.length, 0)
      }
    },
    (error) => isFault(error, 'media.unitTooLarge'),
  )
})
