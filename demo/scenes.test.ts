import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { realClock } from '../src/base/clock.ts'
import { bitReader } from './camera/bits.ts'
import { demoMounts, demoScenes, readFilm, reorderedFilm, startCameras } from './cameras.ts'

const PASSWORD = 'only for play'
/** What the scenes may add to a clone of the repository. */
const SCENES_BYTES_LIMIT = 7 * 1024 * 1024

const player = spawnSync('ffmpeg', ['-version']).error
  ? 'ffmpeg is not installed (apt-get install ffmpeg)'
  : false

test('there are six scenes, one of them H.265, one behind Digest and one with sound on offer', () => {
  assert.equal(new Set(demoScenes.map(({ id }) => id)).size, 6)
  assert.equal(demoScenes.filter(({ codec }) => codec === 'h265').length, 1)
  assert.ok(demoScenes.some(({ scheme }) => scheme?.startsWith('digest')))
  assert.equal(demoScenes.filter(({ audio }) => audio).length, 1)
})

for (const scene of demoScenes)
  test(`${scene.id}: a minute of pictures, a key picture with parameter sets every two seconds`, async () => {
    const film = await readFilm(scene.file, scene.framesPerSecond)
    assert.equal(film.codec, scene.codec)
    assert.equal(film.pictures.length, scene.seconds * scene.framesPerSecond)
    for (const [i, { isKey, nals, shownAfter }] of film.pictures.entries()) {
      assert.equal(isKey, i % 30 === 0)
      assert.equal(shownAfter, 0)
      if (isKey) assert.deepEqual(nals.slice(0, film.parameterSets.length), film.parameterSets)
    }
  })

test('the end of an H.264 scene passes into its beginning: neighbouring key pictures bear different marks', async () => {
  // idr_pic_id differs between two IDR pictures in a row (H.264 section 7.4.3), also across the film's end.
  for (const { file } of demoScenes.filter(({ codec }) => codec === 'h264')) {
    const { pictures, parameterSets } = await readFilm(file)
    const bits = frameNumberBitsOf(parameterSets[0] ?? Buffer.alloc(0))
    const keys = pictures.filter(({ isKey }) => isKey)
    const marks = keys.map(({ nals }) => idrMark(nals.at(-1) ?? Buffer.alloc(0), bits))
    marks.forEach((mark, i) => assert.notEqual(mark, marks.at(i - 1)))
  }
})

/** idr_pic_id of a key picture's slice, which follows frame_num. */
function idrMark(slice: Buffer, frameNumberBits: number): number {
  const slices = bitReader(slice, 1)
  for (const _ of ['first_mb_in_slice', 'slice_type', 'pic_parameter_set_id']) slices.unsigned()
  slices.bits(frameNumberBits)
  return slices.unsigned()
}

/** Of a High profile sequence parameter set without scaling matrices (H.264 section 7.3.2.1.1). */
function frameNumberBitsOf(sps: Buffer): number {
  const set = bitReader(sps, 1)
  assert.equal(set.bits(8), 100)
  set.bits(16)
  for (const _ of ['seq_parameter_set_id', 'chroma_format_idc', 'luma depth', 'chroma depth']) set.unsigned()
  set.bits(2)
  return set.unsigned() + 4
}

test('the scenes together stay small', async () => {
  const files = [...demoScenes.map(({ file }) => file), reorderedFilm]
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= SCENES_BYTES_LIMIT)
})

test('an independent player shows every scene', { skip: player }, async () => {
  // ffmpeg 5 knows no Digest but MD5.
  const known = demoScenes.map((scene) =>
    scene.scheme === 'digest-sha256' ? { ...scene, scheme: 'digest-md5' as const } : scene,
  )
  const mounts = await demoMounts(known, PASSWORD)
  const extra = { id: 'reordered', film: await readFilm(reorderedFilm) }
  const all = [...mounts, extra].map((mount) => ({ ...mount, live: false }))
  await using cameras = await startCameras({ clock: realClock, mounts: all })
  const run = promisify(execFile)
  await Promise.all(
    cameras.all.map(async (camera) => {
      const source = ['-allowed_media_types', 'video', '-rtsp_transport', 'tcp', '-i', camera.url]
      const { stderr } = await run('ffmpeg', [
        '-hide_banner',
        '-v',
        'error',
        ...source,
        '-frames:v',
        '30',
        '-f',
        'null',
        '-',
      ])
      assert.equal(stderr, '', camera.id)
      assert.deepEqual(camera.stats().setups, { video: 1, audio: 0 })
    }),
  )
})
