/** The whole path, from real RTSP on the loopback to rows in the catalogue. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny'
import { demoMounts, demoScenes, readFilm, reorderedFilm, startCameras } from '../../demo/cameras.ts'
import { realClock } from '../base/clock.ts'
import { present } from '../base/assert.ts'
import type { RecorderStatus } from './recorder.ts'
import { world } from './testing/world.ts'

const CATEGORY = 'continuous'

/** Looks until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await realClock.sleep(20)
}

const every = (status: RecorderStatus, isSo: (camera: RecorderStatus['cameras'][number]) => boolean) =>
  status.cameras.length > 0 && status.cameras.every(isSo)

test(
  'cameras are recorded, sealed, registered, and play again as they were',
  { timeout: 60_000 },
  async () => {
    await using w = await world()
    const scenes = demoScenes.filter(({ id }) => ['lobby', 'corridor', 'branch'].includes(id))
    const mounts = await demoMounts(scenes, 'a pass:word/')
    const film = await readFilm(reorderedFilm)
    await using cameras = await startCameras({
      clock: realClock,
      mounts: [...mounts, { id: 'reordered', film }],
    })
    const recorder = await w.recorder({
      devices: cameras.all.map(({ id, url }) => ({
        device: id,
        category: CATEGORY,
        filmingHours: 'always',
        url: () => Promise.resolve(url),
      })),
    })
    const frames = (id: string) => cameras.camera(id).stats().frames
    await until(() => cameras.all.every(({ id }) => frames(id) >= 60))
    assert.ok(
      every(recorder.status(), ({ state, tracks }) => state === 'recording' && tracks.join() === 'video'),
    )
    await recorder.close()
    const { cameras: last } = recorder.status()
    assert.ok(last.every(({ state, segments, gaps }) => state === 'waiting' && segments > 0 && gaps === 0))
    await w.register()
    await w.check()
    for (const { id } of cameras.all) {
      const segments = await w.segments(id)
      assert.ok(segments.length >= 1, `${id} has segments`)
      let pictures = 0
      for (const segment of segments) {
        assert.equal(segment.lostPackets, 0)
        assert.equal(segment.cutShort, false)
        const input = new Input({ source: new BufferSource(await w.clear(segment)), formats: [MP4] })
        const tracks = await input.getTracks()
        assert.deepEqual(
          tracks.map((track) => track.type),
          ['video'],
        )
        const video = present(await input.getPrimaryVideoTrack(), 'a video track')
        // It reads hvc1 as hev1.
        assert.equal((await video.getDecoderConfig())?.codec.replace('hev1', 'hvc1'), segment.codecString)
        for await (const packet of new EncodedPacketSink(video).packets()) {
          if (packet.sequenceNumber >= 0) pictures++
        }
        input.dispose()
      }
      assert.ok(pictures >= 45 && pictures <= frames(id), `${id}: ${pictures} of ${frames(id)} pictures`)
      assert.deepEqual(cameras.camera(id).stats().setups, { video: 1, audio: 0 })
      assert.deepEqual(await w.gaps(id), [])
    }
    // What remains in the spool is that each camera was stopped.
    const left = (await readdir(w.spoolFolder)).toSorted()
    assert.deepEqual(
      left.map((name) => name.replace(/^.*\./, '.')),
      ['.begun', '.begun', '.begun', '.begun', 'rejected'],
    )
  },
)
