/**
 * Footage without a camera: pictures that are given are cut, sealed and told like any camera's, through the same
 * spool. For rehearsals of a policy, whose clock runs days in seconds, and for measuring.
 */
import { join } from 'node:path'
import { present } from '../base/assert.ts'
import type { Millis } from '../base/clock.ts'
import type { Disk } from '../base/durable.ts'
import { newId } from '../base/id.ts'
import type { Sample, VideoFormat } from '../media/media.ts'
import { wipeHourKey } from '../vault/vault.ts'
import type { Cipher, HourKey } from '../vault/vault.ts'
import { Cutter } from './cutter.ts'
import type { Piece } from './cutter.ts'
import { hourOf } from './hours.ts'
import type { KeySource, RecordedDevice } from './hours.ts'
import { leafAllocator } from './leaves.ts'
import { beginSegment } from './sealing.ts'
import type { OpenSegment, SealingOptions } from './sealing.ts'
import { openSpool } from './spool.ts'

/** One shot: what a device films from `startedAtMs` on, beginning with a key picture, within one hour. */
export type Shot = RecordedDevice & {
  readonly startedAtMs: Millis
  readonly format: VideoFormat
  readonly samples: readonly Sample[]
}

export type Rehearsal = {
  /** Seals the shots; resolves once all wait for the registrar. Keys are asked for all of them together. */
  film(shots: readonly Shot[]): Promise<void>
}

/** Opens a data folder for rehearsed footage. */
export async function openRehearsal(options: {
  readonly disk: Disk
  readonly dataFolder: string
  readonly keySource: KeySource
  readonly cipher: Cipher
}): Promise<Rehearsal> {
  const { disk, dataFolder, keySource } = options
  const mediaFolder = join(dataFolder, 'media')
  const sealing: SealingOptions = {
    ...options,
    mediaFolder,
    spool: await openSpool({ disk, folder: join(dataFolder, 'spool') }),
    leaves: leafAllocator(mediaFolder),
  }
  return {
    async film(shots) {
      const hours = shots.map((shot) => hourOf(shot, shot.startedAtMs))
      const keys = await keySource.hourKeys(hours.map(({ keyId, hour }) => ({ keyId, hour })))
      try {
        for (const [i, shot] of shots.entries())
          await sealShot(sealing, shot, present(keys[i], 'a key for each shot'))
      } finally {
        for (const key of keys) wipeHourKey(key)
      }
    },
  }
}

async function sealShot(options: SealingOptions, shot: Shot, hourKey: HourKey): Promise<void> {
  const { device, category, startedAtMs, format, samples } = shot
  const pieces: Piece[] = []
  const cutter = new Cutter({ emit: (piece) => pieces.push(piece) })
  const first90k = samples[0]?.dts90k ?? 0
  const wallMs = (dts90k: number) => startedAtMs + Math.floor((dts90k - first90k) / 90)
  cutter.run(newId(), format)
  // The same samples are shot again and again.
  for (const sample of samples)
    cutter.sample({ ...sample, bytes: Uint8Array.from(sample.bytes) }, wallMs(sample.dts90k))
  const last = samples.at(-1)
  if (last !== undefined) cutter.end(wallMs(last.dts90k + last.duration90k))
  let open: OpenSegment | undefined
  for (const piece of pieces) {
    if (piece.type === 'begin') {
      const { run } = piece
      const segment = { device, category, hourKey, run, startedAtMs: piece.startedAtMs, format }
      open = await beginSegment(options, { ...segment, sound: null, origin: 'camera' })
    } else if (piece.type === 'fragment') await open?.append(piece)
    else {
      const manifest = await present(open, 'a segment begins before it ends').seal(piece)
      await options.spool.submit(manifest.id, [manifest])
      await options.spool.forget(manifest.id)
    }
  }
}
