/** From access units to samples: a unit lasts until the next one is decoded, so each sample is one unit late. */
import type { AccessUnit, Sample } from './video.ts'

export type Sampler = {
  /** Takes the next unit in decoding order; gives the sample of the one before. */
  add(unit: AccessUnit): Sample | undefined
  /** The sample of the last unit, which lasts as long as the one before it, or as told. */
  end(duration90k?: number): Sample | undefined
}

/** One picture at 15 a second, for a stream that ends after its first. */
const LONE_90K = 6000

export function sampler(): Sampler {
  let held: AccessUnit | undefined
  let last90k = LONE_90K

  return {
    add(unit) {
      const before = held
      held = unit
      if (before === undefined) return undefined
      last90k = unit.dts90k - before.dts90k
      return sample(before, last90k)
    },
    end(duration90k = last90k) {
      const before = held
      held = undefined
      return before && sample(before, duration90k)
    },
  }
}

function sample(unit: AccessUnit, duration90k: number): Sample {
  const { dts90k, pts90k, isKey, bytes } = unit
  return { dts90k, pts90k, duration90k, isKey, bytes }
}
