/** The devices as somebody sees them: what they may watch, or for those who watch nothing, what there is. */
import { dayOf } from '../base/day.ts'
import { basis } from '../law/law.ts'
import { basesOf, purposesOf, zoneById } from '../registry/registry.ts'
import type { Device, Registry } from '../registry/registry.ts'
import { permits, refusalOf } from '../staff/staff.ts'
import type { Account } from '../staff/staff.ts'
import type { RecordingState } from './deps.ts'

/** The devices in use that the account may know of, in the order of the registry, with whether it may watch them now. */
export function devicesFor(
  registry: Registry,
  account: Account,
  recording: readonly RecordingState[],
  nowMs: number,
) {
  const isViewer = permits(account.roles, 'viewings.open')
  const states = new Map(recording.map((one) => [one.device, one]))
  return registry.devices
    .filter(({ status }) => status === 'active')
    .map((device) => ({ device, refusal: refusalNow(registry, account, device, nowMs) }))
    .filter(({ refusal }) => !isViewer || refusal !== 'outOfScope')
    .map(({ device, refusal }) =>
      describe(registry, device, {
        mayView: isViewer && refusal === undefined,
        state: states.get(device.id) ?? null,
        nowMs,
      }),
    )
}

export type DeviceView = ReturnType<typeof devicesFor>[number]

function refusalNow(registry: Registry, account: Account, device: Device, nowMs: number) {
  const now = { device: device.id, action: 'view', atMs: nowMs, fromMs: nowMs, toMs: nowMs } as const
  return refusalOf(registry, account.grants, now)
}

function describe(
  registry: Registry,
  device: Device,
  given: { readonly mayView: boolean; readonly state: RecordingState | null; readonly nowMs: number },
) {
  const zone = zoneById(registry, device.zone)
  const site = registry.sites.find(({ id }) => id === zone.site)
  return {
    id: device.id,
    name: device.name,
    site: { id: zone.site, name: site?.name ?? { ko: zone.site, en: zone.site } },
    zone: { id: zone.id, name: zone.name, place: zone.place },
    class: device.class,
    isRecorded: device.recording,
    mayView: given.mayView,
    state: given.state,
    purposes: purposesOf(registry, device.id).map(({ id, name }) => ({
      id,
      name,
      bases: basesOf(registry, device.id, id).map((code) => basisView(code, given.nowMs)),
    })),
  }
}

/** A basis with its citation, as a person reads it. */
export function basisView(code: string, nowMs: number) {
  const found = basis(code, dayOf(nowMs))
  return { code, cite: found?.cite ?? code, text: found?.text ?? { ko: code, en: code } }
}
