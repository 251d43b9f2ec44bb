/**
 * Which versions of the registry speak for what was filmed: those in force while the camera filmed, not the one of
 * today. A camera moved from a closed room to a hall leaves footage of the closed room behind; how long that is kept
 * and who may look at it still goes by the room. Pure.
 */
import type { Millis } from '../base/clock.ts'
import type { Registry } from './model.ts'
import type { RegistryVersion } from './versions.ts'

/**
 * Of the `adopted` versions, the earliest first, those in force at some time from `fromMs` up to `toMs` (not included)
 * for which `knows` holds, as that a device is in it. Failing those, the one nearest that does: the last before the
 * end of the range, or the first after it, as for footage older than the first version. Empty when no version does.
 */
export function versionsKnowing(
  adopted: readonly RegistryVersion[],
  { fromMs, toMs }: { readonly fromMs: Millis; readonly toMs: Millis },
  knows: (registry: Registry) => boolean,
): readonly RegistryVersion[] {
  const inForce = adopted.filter(
    ({ validFromMs }, i) =>
      validFromMs < toMs && (adopted[i + 1]?.validFromMs ?? Number.POSITIVE_INFINITY) > fromMs,
  )
  const knowing = inForce.filter(({ registry }) => knows(registry))
  if (knowing.length > 0) return knowing
  const nearest =
    adopted.findLast(({ validFromMs, registry }) => validFromMs < toMs && knows(registry)) ??
    adopted.find(({ registry }) => knows(registry))
  return nearest === undefined ? [] : [nearest]
}
