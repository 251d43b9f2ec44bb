/**
 * Are the cameras that the policy counts really recording? What counts is sealed footage that has arrived, not a picture
 * on a screen: a stream that is watched and not kept is no recording. Pure.
 */
import { isFilming, recordableDevices } from '../../registry/registry.ts'
import type { Context } from '../context.ts'
import { count, fail, judged, pass, unknown, unmeasured, type Finding } from './evidence.ts'
import type { MeasuredCamera, System } from './system.ts'

type Device = Context['devices'][number]

/** A camera's last sealed footage is a minute or two old; a longer silence is one. */
const SILENT_MS = 5 * 60_000

/** Whether these devices are recorded now. Hours of each: `always`, `onDemand`, or `HH:MM-HH:MM`. */
export function presenceFinding(
  system: System,
  devices: readonly Device[],
  hoursOf: (device: Device) => string,
): Finding {
  if (system.cameras === undefined)
    return unmeasured({ ko: '카메라를 아직 재지 못했습니다.', en: 'Cameras could not be measured yet.' })
  const measured = new Map(system.cameras.map((camera) => [camera.device, camera]))
  const tally = { recording: 0, silent: 0, starting: 0, unseen: 0, unstored: 0, resting: 0 }
  for (const device of devices)
    tally[device.recording ? stateOf(measured.get(device.id), hoursOf(device), system) : 'unstored']++
  const { recording, silent, starting, unseen, unstored, resting } = tally
  const numbers = { registered: devices.length, ...tally }
  const all = count(devices.length)
  const found = {
    ko: `현황 ${all}대 중 ${count(recording)}대를 녹화하고 있습니다.${silent > 0 ? ` ${count(silent)}대의 영상이 끊겼습니다.` : ''}${starting > 0 ? ` 프로그램을 시작한 지 얼마 되지 않아 ${count(starting)}대의 첫 영상을 기다립니다.` : ''}${resting > 0 ? ` ${count(resting)}대는 지금 촬영할 때가 아닙니다.` : ''}${unseen > 0 ? ` ${count(unseen)}대는 보관 중인 영상이 없습니다.` : ''}${unstored > 0 ? ` ${count(unstored)}대는 영상을 저장하지 않습니다.` : ''}`,
    en: `Of ${all} in the registry, ${count(recording)} are being recorded.${silent > 0 ? ` ${count(silent)} have fallen silent.` : ''}${starting > 0 ? ` The program was started a moment ago; ${count(starting)} have yet to send their first footage.` : ''}${resting > 0 ? ` ${count(resting)} need not film now.` : ''}${unseen > 0 ? ` There is no footage of ${count(unseen)}.` : ''}${unstored > 0 ? ` ${count(unstored)} store nothing.` : ''}`,
  }
  if (silent > 0) return fail(found, numbers)
  const invisible = unseen + unstored
  if (invisible === 0 && starting === 0 && recording > 0) return pass(found, numbers)
  if (starting > 0 && invisible === 0) return unmeasured(found, numbers)
  return unknown(
    found,
    {
      ko: '영상이 없는 기기는 주소를 등록해 연결한 뒤 확인하거나, 현장에서 현황과 맞는지 확인하십시오.',
      en: 'Connect the devices without footage, or compare them with the register on the spot.',
    },
    numbers,
  )
}

function stateOf(
  camera: MeasuredCamera | undefined,
  hours: string,
  { atMs: nowMs, startedAtMs }: System,
): 'recording' | 'silent' | 'starting' | 'unseen' | 'resting' {
  if (camera !== undefined && camera.trouble !== null) return 'silent'
  if (camera?.lastFootageMs === undefined) return 'unseen'
  if (nowMs - camera.lastFootageMs <= SILENT_MS) return 'recording'
  // Segments are sealed when they end: in the first minutes of its hours a camera has none, however well it records.
  if (!isFilming(hours, nowMs) || !isFilming(hours, nowMs - SILENT_MS)) return 'resting'
  // Nor has a program that was just started.
  return startedAtMs !== undefined && nowMs - startedAtMs < SILENT_MS ? 'starting' : 'silent'
}

/** Whether nothing else is recorded: cameras that send footage now, and by the registry are not in use or store nothing. */
export function strangersFinding(system: System, { registry }: Context): Finding {
  if (
    system.cameras === undefined ||
    system.cameras.every(({ lastFootageMs }) => lastFootageMs === undefined)
  )
    return unmeasured({ ko: '들어온 영상이 아직 없습니다.', en: 'No footage has been received yet.' })
  const known = new Set(recordableDevices(registry).map(({ id }) => id))
  const recording = system.cameras.filter(
    ({ lastFootageMs }) => lastFootageMs !== undefined && system.atMs - lastFootageMs <= SILENT_MS,
  )
  const strangers = recording.filter(({ device }) => !known.has(device)).length
  return judged(
    strangers === 0,
    {
      ko: `녹화 중인 ${count(recording.length)}대 가운데 현황에서 녹화한다고 하지 않은 기기는 ${count(strangers)}대입니다.`,
      en: `Of ${count(recording.length)} devices being recorded, ${count(strangers)} are not said to be recorded by the registry.`,
    },
    { recording: recording.length, strangers },
  )
}
