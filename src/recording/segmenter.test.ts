import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { DAY_MS, dayOf, dayStart } from '../base/day.ts'
import type { GapCause } from '../footage/footage.ts'
import type { AccessUnit } from '../media/media.ts'
import { Segmenter } from './segmenter.ts'
import type { CameraPiece } from './segmenter.ts'
import { film, FRAME_90K, FRAME_MS, otherFilm, picture } from './testing/film.ts'

const MORNING = Date.parse('2026-11-22T10:00:00+09:00')
const ORIGIN_90K = 900_000

/** A camera, a network and two clocks, without waiting for any of them. */
class Bench {
  readonly pieces: CameraPiece[] = []
  readonly segmenter: Segmenter
  monotonicMs = 5_000_000
  offsetMs: number
  n = 0
  /** Ticks of the camera's clock for one picture. */
  frame90k = FRAME_90K
  dts90k = ORIGIN_90K
  blocked: GapCause | undefined
  broken: string | undefined
  readonly shown: AccessUnit[] = []

  constructor(startMs = MORNING, options: { phaseMs?: number; toldUntilMs?: number } = {}) {
    this.offsetMs = startMs - this.monotonicMs
    this.segmenter = new Segmenter({
      emit: (piece) => this.pieces.push(piece),
      phaseMs: options.phaseMs ?? 0,
      blocked: () => this.blocked,
      toldUntilMs: options.toldUntilMs,
    })
  }

  reading() {
    return { nowMs: Math.floor(this.monotonicMs + this.offsetMs), monotonicMs: this.monotonicMs }
  }

  connect() {
    this.n = 0
    this.dts90k = ORIGIN_90K
    this.segmenter.event({ type: 'format', format: film.format }, this.reading())
  }

  play(frames: number, delayMs: (n: number) => number = () => 0) {
    for (let i = 0; i < frames; i++) {
      this.monotonicMs += FRAME_MS
      const arrivedAtMs = this.monotonicMs + delayMs(i)
      const unit = picture(this.n++, Math.round(this.dts90k), arrivedAtMs)
      this.shown.push(unit)
      const reading = { nowMs: Math.floor(arrivedAtMs + this.offsetMs), monotonicMs: arrivedAtMs }
      this.broken ??= this.segmenter.event({ type: 'unit', unit }, reading)
      this.dts90k += this.frame90k
    }
  }

  end(cause: GapCause = 'disconnected') {
    this.segmenter.disconnected(cause, this.reading())
  }

  segments() {
    const segments: {
      run: string
      startedAtMs: number
      endedAtMs: number
      duration90k: number
      media90k: number
      lost: number
    }[] = []
    for (const piece of this.pieces) {
      const last = segments.at(-1)
      if (piece.type === 'begin') {
        assert.ok(last === undefined || last.endedAtMs > -1, 'one segment at a time')
        const { run, startedAtMs } = piece
        segments.push({ run, startedAtMs, endedAtMs: -1, duration90k: 0, media90k: 0, lost: 0 })
      } else if (piece.type === 'fragment' && last) last.media90k += piece.duration90k
      else if (piece.type === 'end' && last)
        Object.assign(last, {
          endedAtMs: piece.endedAtMs,
          duration90k: piece.duration90k,
          lost: piece.lostPackets + piece.lostUnits,
        })
    }
    return segments
  }

  /** How much of what was played would be left after a kill. */
  durableMs(): number {
    const last = this.pieces.findLastIndex((piece) => piece.type === 'fragment' && piece.isDue)
    const durable = this.pieces.slice(0, last + 1)
    return durable.reduce((sum, piece) => sum + (piece.type === 'fragment' ? piece.duration90k : 0), 0) / 90
  }

  gaps() {
    return this.pieces.filter((piece) => piece.type === 'gap')
  }

  stops() {
    return this.pieces.filter((piece) => piece.type === 'stop')
  }
}

test('segments are a minute long, follow each other without a break, and end at the moment of their camera', () => {
  for (const phaseMs of [0, 1, 30_000, 59_999]) {
    const bench = new Bench(MORNING, { phaseMs })
    bench.connect()
    bench.play(15 * 60 * 5)
    bench.end()
    const segments = bench.segments()
    for (const [i, one] of segments.entries()) {
      const next = segments[i + 1]
      assert.equal(one.media90k, one.duration90k)
      if (next === undefined) continue
      assert.equal(next.startedAtMs, one.endedAtMs)
      assert.equal(next.run, one.run)
      if (i > 0) assert.ok(Math.abs(one.endedAtMs - one.startedAtMs - 60_000) <= 1)
      const late = (((one.endedAtMs - phaseMs) % 60_000) + 60_000) % 60_000
      assert.ok(late <= 1000, `ends within a key interval after its moment, not ${late} ms`)
    }
    assert.ok(segments.length >= 5)
  }
})

test('a picture that is in a fragment is not kept in memory a second time', () => {
  const bench = new Bench()
  bench.connect()
  bench.play(15 * 10)
  const fragments = bench.pieces.filter(({ type }) => type === 'fragment')
  const kept = bench.shown.filter(({ bytes }) => bytes.length > 0)
  assert.ok(fragments.length >= 8 && kept.length <= 15 * 2, `${kept.length} pictures are kept`)
})

test('less than two seconds are not durable yet, wherever key pictures lie, read at once or in rounds (property)', () => {
  const setting = fc.record({
    keyEvery: fc.integer({ min: 1, max: 100 }),
    picturesPerSecond: fc.integer({ min: 2, max: 30 }),
    roundMs: fc.constantFrom(undefined, 64, 250, 488, 976),
  })
  fc.assert(
    fc.property(setting, ({ keyEvery, picturesPerSecond, roundMs }) => {
      const frameMs = 1000 / picturesPerSecond
      const bench = new Bench()
      bench.connect()
      const startMs = bench.monotonicMs
      const roundsFromMs = startMs + 3000 // until then it is read at once, as a new connection is
      let waiting: AccessUnit[] = []
      let roundAtMs = roundsFromMs
      for (let n = 0; n < picturesPerSecond * 20; n++) {
        bench.monotonicMs += frameMs
        const dts90k = Math.round(ORIGIN_90K + (n * 90_000) / picturesPerSecond)
        waiting.push({ ...picture(n, dts90k, bench.monotonicMs), isKey: n % keyEvery === 0 })
        const rests = roundMs !== undefined && bench.monotonicMs > roundsFromMs
        if (!rests || bench.monotonicMs >= roundAtMs) {
          // A picture is handed on when the next one begins (media/units.ts).
          for (const unit of waiting.splice(0, waiting.length - 1))
            bench.segmenter.event({ type: 'unit', unit }, bench.reading())
          if (rests) {
            bench.segmenter.event({ type: 'rest', ms: roundMs }, bench.reading())
            roundAtMs += roundMs
          }
        }
        if (bench.monotonicMs < roundsFromMs) continue
        const unsafeMs = bench.monotonicMs - startMs - bench.durableMs()
        assert.ok(
          unsafeMs <= Math.max(1250, (roundMs ?? 1000) + 2 * frameMs + 50),
          `${unsafeMs} ms after ${n} pictures`,
        )
      }
    }),
    { numRuns: 300 },
  )
})

test('the first key picture of a Korean day begins a segment', () => {
  const midnight = dayStart(dayOf(MORNING)) + DAY_MS
  const bench = new Bench(midnight - 20_400, { phaseMs: 40_000 })
  bench.connect()
  bench.play(15 * 60)
  bench.end()
  const ends = bench.segments().map(({ endedAtMs }) => endedAtMs - midnight)
  const [first] = ends
  assert.ok(first !== undefined && first >= 0 && first <= 1000, `cut ${first} ms after midnight`)
  for (const piece of bench.pieces)
    if (piece.type === 'begin') assert.equal(piece.day, dayOf(piece.startedAtMs))
})

test('a connection that begins with a burst of old pictures is timed by its earliest arrivals', () => {
  const bench = new Bench()
  bench.connect()
  // Two seconds of pictures at once, then live: the last of the burst was taken now.
  const startMs = bench.reading().nowMs
  for (let i = 0; i < 30; i++) {
    const unit = picture(bench.n++, bench.dts90k, bench.monotonicMs)
    bench.segmenter.event({ type: 'unit', unit }, bench.reading())
    bench.dts90k += FRAME_90K
  }
  bench.play(60)
  bench.end()
  const [first] = bench.segments()
  assert.ok(Math.abs((first?.startedAtMs ?? 0) - (startMs - 2000)) < 100)
})

test('hours of a camera that drifts stay aligned, and no moment is told twice or left out', () => {
  for (const ppm of [0, 450, -450]) {
    const bench = new Bench(MORNING)
    bench.frame90k = FRAME_90K * (1 + ppm / 1e6)
    bench.connect()
    // A second of arrival jitter, changing with each picture.
    bench.play(15 * 3600 * 4, (n) => ((n * 7919) % 97) * 2)
    const nowMs = bench.reading().nowMs
    bench.end()
    const segments = bench.segments()
    const lastEnd = segments.at(-1)?.endedAtMs ?? 0
    assert.ok(Math.abs(lastEnd - nowMs) < 300, `${ppm} ppm: ${lastEnd - nowMs} ms off after four hours`)
    assert.ok(segments.every((one, i) => i === 0 || one.startedAtMs === segments[i - 1]?.endedAtMs))
    assert.equal(bench.gaps().length, 0)
  }
})

test('a camera whose clock runs a percent fast is followed; one that runs a tenth fast is told to be lost', () => {
  const fast = new Bench()
  fast.frame90k = FRAME_90K * 1.01
  fast.connect()
  fast.play(15 * 1800)
  assert.equal(fast.broken, undefined)
  const nowMs = fast.reading().nowMs
  fast.end()
  assert.ok(Math.abs((fast.segments().at(-1)?.endedAtMs ?? 0) - nowMs) < 3000)
  const mad = new Bench()
  mad.frame90k = FRAME_90K * 1.1
  mad.connect()
  mad.play(15 * 600)
  assert.equal(mad.broken, 'drifted')
})

test('a change of format begins a segment and a run with the new format', () => {
  const bench = new Bench()
  bench.connect()
  bench.play(45)
  bench.segmenter.event({ type: 'format', format: otherFilm.format }, bench.reading())
  bench.play(45)
  bench.end()
  const begins = bench.pieces.filter((piece) => piece.type === 'begin')
  assert.deepEqual(
    begins.map(({ format }) => format.codec),
    ['h264', 'h265'],
  )
  const [a, b] = bench.segments()
  assert.notEqual(a?.run, b?.run)
  assert.equal(a?.endedAtMs, b?.startedAtMs)
  assert.equal(a?.duration90k, 45 * FRAME_90K)
})

test('a format that changes at once after connecting still takes every picture under its own', () => {
  const bench = new Bench()
  bench.connect()
  bench.play(15)
  bench.segmenter.event({ type: 'format', format: otherFilm.format }, bench.reading())
  bench.play(15)
  bench.end()
  assert.deepEqual(
    bench.segments().map(({ duration90k }) => duration90k),
    [15 * FRAME_90K, 15 * FRAME_90K],
  )
})

test('what is lost is counted into the segment in which it was lost', () => {
  const bench = new Bench()
  bench.connect()
  bench.play(30)
  bench.segmenter.event({ type: 'loss', packets: 3, units: 1 }, bench.reading())
  bench.play(15 * 90)
  bench.end()
  assert.deepEqual(
    bench.segments().map(({ lost }) => lost),
    [4, 0, 0].slice(0, bench.segments().length),
  )
})

test('a pause before a picture that is no key picture is told as a gap, with its cause, and the segment goes on', () => {
  for (const [packets, cause] of [
    [0, 'silent'],
    [5, 'packetsLost'],
  ] as const) {
    const bench = new Bench()
    bench.connect()
    bench.play(20)
    bench.monotonicMs += 4000
    bench.dts90k += 4000 * 90
    if (packets > 0) bench.segmenter.event({ type: 'loss', packets, units: 0 }, bench.reading())
    bench.play(30)
    bench.end()
    const [gap] = bench.gaps()
    assert.equal(gap?.type === 'gap' && gap.cause, cause)
    assert.ok(gap?.type === 'gap' && Math.abs(gap.toMs - gap.fromMs - 4000) < 10)
    assert.equal(bench.segments().length, 1, 'the segment goes on')
  }
})

test('footage ends with the last picture before a pause where it can begin again with a key picture', () => {
  for (const [format, framesBefore] of [
    [undefined, 30],
    [otherFilm.format, 20],
  ] as const) {
    const bench = new Bench()
    bench.connect()
    bench.play(framesBefore)
    bench.monotonicMs += 4000
    bench.dts90k += 4000 * 90
    if (format !== undefined) {
      bench.n = 0 // a film begins with a key picture
      bench.segmenter.event({ type: 'format', format }, bench.reading())
    }
    bench.play(30)
    bench.end()
    const [before, after, ...others] = bench.segments()
    assert.deepEqual(others, [])
    assert.ok(before !== undefined && after !== undefined)
    assert.equal(before.duration90k, framesBefore * FRAME_90K, 'its last picture lasts as long as usual')
    assert.ok(Math.abs(before.endedAtMs - before.startedAtMs - framesBefore * FRAME_MS) <= 1)
    assert.ok(Math.abs(after.startedAtMs - before.endedAtMs - 4000) <= 1)
    assert.notEqual(after.run, before.run, 'what is shown in one go has no hole')
    assert.deepEqual(bench.stops(), [
      { type: 'stop', cause: 'silent', atMs: before.endedAtMs },
      { type: 'stop', cause: 'disconnected', atMs: bench.reading().nowMs },
    ])
    assert.deepEqual(bench.gaps(), [], 'told from the stop to what begins next')
  }
})

test('a camera of one picture in three seconds is slow, not silent', () => {
  const bench = new Bench()
  bench.connect()
  for (let i = 0; i < 100; i++) {
    bench.play(1)
    bench.monotonicMs += 3000 - FRAME_MS
    bench.dts90k += 3000 * 90 - FRAME_90K
  }
  bench.end()
  assert.deepEqual(bench.gaps(), [])
})

test('when the wall clock is set, no picture is lost, the step is told, and a new run begins on the new time', () => {
  for (const stepMs of [3_600_000, -3_600_000]) {
    const bench = new Bench()
    bench.connect()
    bench.play(15 * 50 + 7)
    bench.offsetMs += stepMs
    bench.play(15 * 50)
    bench.end()
    const segments = bench.segments()
    const total = segments.reduce((sum, one) => sum + one.duration90k, 0)
    assert.equal(total, (15 * 100 + 7) * FRAME_90K)
    const [gap, ...others] = bench.gaps()
    assert.deepEqual(others, [])
    assert.ok(gap?.type === 'gap' && gap.cause === 'clockStepped' && Math.abs(gap.stepMs - stepMs) < 100)
    assert.ok(gap.toMs - gap.fromMs === 0 || stepMs > 0)
    const runs = new Set(segments.map(({ run }) => run))
    assert.equal(runs.size, 2)
    const at = segments.findIndex((one, i) => one.run !== segments[i - 1]?.run && i > 0)
    const [before, after] = [segments[at - 1], segments[at]]
    const jump = (after?.startedAtMs ?? 0) - (before?.endedAtMs ?? 0)
    assert.ok(Math.abs(jump - stepMs) < 100)
    assert.ok(Math.abs((segments.at(-1)?.endedAtMs ?? 0) - bench.reading().nowMs) < 200)
  }
})

test('a clock that NTP slews, or sets by half a second, is followed without a break', () => {
  const bench = new Bench()
  bench.connect()
  for (let i = 0; i < 20; i++) {
    bench.play(15 * 60)
    bench.offsetMs += i % 2 === 0 ? 500 : -480
  }
  bench.end()
  assert.equal(new Set(bench.segments().map(({ run }) => run)).size, 1)
  assert.deepEqual(bench.gaps(), [])
})

test('a clock set back between two connections is told, and nothing recorded before is touched', () => {
  const bench = new Bench()
  bench.connect()
  bench.play(150)
  bench.end()
  bench.offsetMs -= 3_600_000
  bench.monotonicMs += 5000
  bench.connect()
  bench.play(150)
  bench.end()
  const [gap] = bench.gaps()
  assert.ok(gap?.type === 'gap' && gap.cause === 'clockStepped' && gap.fromMs === gap.toMs)
  assert.equal(bench.segments().length, 2)
})

test('a new connection never begins before the end of the old one', () => {
  const bench = new Bench()
  bench.connect()
  bench.play(150)
  bench.end()
  bench.connect() // with two seconds that were told already
  bench.monotonicMs -= 2000
  bench.play(150)
  bench.end()
  const [a, b] = bench.segments()
  assert.ok((b?.startedAtMs ?? 0) >= (a?.endedAtMs ?? Infinity))
})

test('a clock that was set back while the program was down is told', () => {
  const bench = new Bench(MORNING, { toldUntilMs: MORNING + 3_600_000 })
  bench.connect()
  bench.play(60)
  bench.end()
  const [gap] = bench.gaps()
  assert.ok(gap?.type === 'gap' && gap.cause === 'clockStepped' && Math.abs(gap.stepMs + 3_600_000) < 2000)
})

test('while something stands in the way no segment begins, and the reason is told; then one begins with a key picture', () => {
  const bench = new Bench()
  bench.blocked = 'keysUnavailable'
  bench.connect()
  bench.play(40)
  assert.deepEqual(
    new Set(bench.pieces.map((piece) => piece.type === 'stop' && piece.cause)),
    new Set(['keysUnavailable']),
  )
  bench.blocked = undefined
  bench.play(40)
  bench.end()
  const begin = bench.pieces.find((piece) => piece.type === 'begin')
  assert.ok(begin?.type === 'begin' && begin.startedAtMs > MORNING + 40 * FRAME_MS - 1)
  assert.equal(bench.segments().length, 1)
})

test('a halt ends the segment where it stands', () => {
  const bench = new Bench()
  bench.connect()
  bench.play(40)
  bench.blocked = 'diskFull'
  bench.segmenter.halt('diskFull', bench.reading())
  bench.play(40)
  const [only, ...others] = bench.segments()
  assert.deepEqual(others, [])
  assert.equal(only?.duration90k, 39 * FRAME_90K)
  assert.equal(only?.media90k, only?.duration90k)
})

test('a camera that never sends a key picture again is told to be without, before its segment is too long', () => {
  const bench = new Bench()
  bench.connect()
  bench.play(15)
  for (let i = 0; i < 15 * 600 && bench.broken === undefined; i++) {
    bench.n = 1
    bench.play(1)
  }
  assert.equal(bench.broken, 'keyless')
  bench.end('protocol')
  const [only] = bench.segments()
  assert.ok((only?.endedAtMs ?? Infinity) - (only?.startedAtMs ?? 0) < 600_000)
})

test('whatever happens, pieces come in order, days are right, and no run overlaps itself (property)', () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('play' as const), n: fc.integer({ min: 1, max: 900 }) }),
    },
    fc.record({ do: fc.constant('end' as const), n: fc.integer({ min: 0, max: 100_000 }) }),
    fc.record({ do: fc.constant('step' as const), n: fc.integer({ min: -90_000_000, max: 90_000_000 }) }),
    fc.record({ do: fc.constant('hole' as const), n: fc.integer({ min: 0, max: 9000 }) }),
    fc.record({ do: fc.constant('format' as const), n: fc.constant(0) }),
    fc.record({ do: fc.constant('halt' as const), n: fc.constant(0) }),
    fc.record({ do: fc.constant('drift' as const), n: fc.integer({ min: -400, max: 400 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat(59_999), (steps, phaseMs) => {
      const bench = new Bench(Date.parse('2026-11-22T23:58:00+09:00'), { phaseMs })
      bench.connect()
      let halts = 0
      for (const { do: what, n } of steps) {
        if (what === 'play') bench.play(n)
        else if (what === 'step') bench.offsetMs += n
        else if (what === 'drift') bench.frame90k = FRAME_90K * (1 + n / 1e6)
        else if (what === 'hole') {
          bench.monotonicMs += n
          bench.dts90k += n * 90
        } else if (what === 'halt') {
          bench.segmenter.halt('diskFailed', bench.reading())
          halts++
        } else if (what === 'format' && bench.n % 15 === 0)
          bench.segmenter.event({ type: 'format', format: film.format }, bench.reading())
        else if (what === 'end') {
          bench.end()
          bench.monotonicMs += n
          bench.connect()
        }
      }
      bench.end()
      const segments = bench.segments()
      const byRun = Map.groupBy(segments, ({ run }) => run)
      for (const run of byRun.values())
        run.forEach((one, i) => {
          assert.ok(one.endedAtMs >= one.startedAtMs)
          assert.ok(one.endedAtMs - one.startedAtMs < 600_000)
          assert.equal(one.media90k, one.duration90k)
          assert.ok(i === 0 || one.startedAtMs >= (run[i - 1]?.endedAtMs ?? 0))
        })
      for (const piece of bench.pieces) {
        if (piece.type === 'gap') assert.ok(piece.toMs >= piece.fromMs && piece.fromMs >= 0)
        if (piece.type === 'begin') assert.equal(piece.day, dayOf(piece.startedAtMs))
      }
      if (halts === 0) assert.equal(bench.broken, undefined)
    }),
    { numRuns: 60 },
  )
})
