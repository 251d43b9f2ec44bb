/**
 * For recorders on other machines: what to record, and the keys to do it with. A recorder proves itself with its
 * token, and is given one camera-hour at a time: this hour's, or the next one's shortly before it begins. Who steals a
 * recorder and its token opens at most what that window holds. Of its incidents it tells the whole list each time, so
 * that nothing has to be told twice, and none stays open for which the news that it is over was lost.
 *
 * Keys are written as bytes, never as text, so that they can be overwritten once sent.
 */
import { Type } from 'typebox'
import type { Millis } from '../../base/clock.ts'
import { dayStart, parseDay } from '../../base/day.ts'
import { GAP_CAUSES } from '../../footage/footage.ts'
import { KEYS_GIVEN_AFTER_MS } from '../../recording/recording.ts'
import type { HourKey } from '../../vault/vault.ts'
import { wipeHourKey } from '../../vault/vault.ts'
import type { WebDeps } from '../deps.ts'
import { webFault } from '../faults.ts'
import { BYTES, forRecorder, NOTHING } from '../route.ts'
import type { Bytes, Route } from '../route.ts'
import { closed, DayText, Slug } from '../schemas.ts'

const HOUR_MS = 3_600_000
/** How long before an hour begins its keys are given out. */
const LEAD_MS = 10 * 60_000
const MAX_INCIDENTS = 500
const INCIDENT_CODES = GAP_CAUSES.map((cause) => `recording.${cause}` as const)
/** Depth, prefix and key of one node. */
const NODE_BYTES = 1 + 4 + 32

export function recorderRoutes({ remote, clock }: WebDeps): Route[] {
  return [
    forRecorder(
      {
        method: 'GET',
        url: '/api/v1/recorder/assignment',
        summary: 'The devices that this recorder records',
        answer: Type.Object({ devices: Type.Array(Type.String()), assignment: Type.Unknown() }),
      },
      async (_, recorder) => ({
        devices: recorder.devices,
        assignment: await remote.assignment(recorder),
      }),
    ),
    forRecorder(
      {
        method: 'PUT',
        url: '/api/v1/recorder/incidents',
        summary: 'What is wrong at this recorder now, all of it',
        body: closed({
          incidents: Type.Array(closed({ code: Type.Enum(INCIDENT_CODES), device: Slug }), {
            maxItems: MAX_INCIDENTS,
          }),
        }),
        answer: NOTHING,
      },
      async ({ body: { incidents } }, { devices }) => {
        if (!incidents.every(({ device }) => devices.includes(device))) throw webFault('web.deviceForeign')
        await remote.incidents(devices, incidents)
        return {}
      },
    ),
    forRecorder(
      {
        method: 'POST',
        url: '/api/v1/recorder/hour-key',
        summary: 'The key of one camera-hour, as nodes of 1 + 4 + 32 bytes: depth, prefix, key',
        body: closed({
          device: Slug,
          category: Slug,
          day: DayText,
          hour: Type.Integer({ minimum: 0, maximum: 23 }),
        }),
        answer: BYTES,
      },
      async ({ body: { device, category, day: text, hour } }, { devices }) => {
        const day = parseDay(text)
        const startMs = day === undefined ? Number.NaN : dayStart(day) + hour * HOUR_MS
        if (day === undefined || !devices.includes(device) || !isDue(startMs, clock.now()))
          throw webFault('web.keyNotDue')
        return keyBytes(await remote.hourKey({ device, category, day, hour }))
      },
    ),
  ]
}

/** Whether the hour that begins at `startMs` is the present one, about to begin, or just over. */
function isDue(startMs: Millis, nowMs: Millis): boolean {
  return nowMs >= startMs - LEAD_MS && nowMs < startMs + HOUR_MS + KEYS_GIVEN_AFTER_MS
}

function keyBytes(hourKey: HourKey): Bytes {
  const bytes = nodesOf(hourKey)
  wipeHourKey(hourKey)
  return {
    contentType: 'application/octet-stream',
    bytes,
    wipe: true,
    headers: { 'x-key-generation': String(hourKey.generation) },
  }
}

function nodesOf({ nodes }: HourKey): Buffer {
  const bytes = Buffer.alloc(nodes.length * NODE_BYTES)
  for (const [i, { depth, prefix, key }] of nodes.entries()) {
    bytes.writeUInt8(depth, i * NODE_BYTES)
    bytes.writeUInt32BE(prefix, i * NODE_BYTES + 1)
    bytes.set(key, i * NODE_BYTES + 5)
  }
  return bytes
}
