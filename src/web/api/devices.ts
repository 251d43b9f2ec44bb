/** Devices, when they were recorded, and the registry they come from. */
import { Type } from 'typebox'
import { dayOf } from '../../base/day.ts'
import { timeline } from '../../footage/footage.ts'
import { bases } from '../../law/law.ts'
import { deviceCounts } from '../../registry/registry.ts'
import type { WebDeps } from '../deps.ts'
import { basisView, devicesFor } from '../devices.ts'
import { webFault } from '../faults.ts'
import { forStaff } from '../route.ts'
import type { Route } from '../route.ts'
import { Bilingual, Count, Ms, Slug, Text, TextOrNull, closed } from '../schemas.ts'

const Place = Type.Enum(['public', 'closed'] as const)
const DeviceClass = Type.Enum(['fixed', 'mobile'] as const)
const Named = Type.Object({ id: Text, name: Bilingual })
const Basis = Type.Object({ code: Text, cite: Text, text: Bilingual })

const RecordingState = Type.Object({
  device: Text,
  state: Type.Enum(['recording', 'connecting', 'stopped'] as const),
  sinceMs: Ms,
  cause: TextOrNull,
})

const Device = Type.Object({
  id: Text,
  name: Bilingual,
  site: Named,
  zone: Type.Object({ id: Text, name: Bilingual, place: Place }),
  class: DeviceClass,
  isRecorded: Type.Boolean(),
  mayView: Type.Boolean(),
  state: Type.Union([RecordingState, Type.Null()]),
  purposes: Type.Array(Type.Object({ id: Text, name: Bilingual, bases: Type.Array(Basis) })),
})

const Timeline = Type.Object({
  device: Text,
  footage: Type.Array(Type.Object({ fromMs: Ms, toMs: Ms })),
  gaps: Type.Array(Type.Object({ fromMs: Ms, toMs: Ms, cause: Text, lastCause: Text })),
})

const Summary = Type.Object({
  agency: Type.Union([Named, Type.Null()]),
  asOf: TextOrNull,
  counts: Type.Array(
    Type.Object({ site: Text, class: DeviceClass, place: Place, zone: Text, devices: Count }),
  ),
  zones: Type.Array(
    Type.Object({
      id: Text,
      name: Bilingual,
      site: Text,
      place: Place,
      recordings: Type.Array(Type.Object({ category: Text, retentionDays: Count })),
    }),
  ),
})

export function deviceRoutes(deps: WebDeps): Route[] {
  return [...watchingRoutes(deps), ...stateRoutes(deps)]
}

/** What somebody needs to know before they open a viewing. */
function watchingRoutes(deps: WebDeps): Route[] {
  const { clock, db } = deps
  return [
    forStaff(
      'devices.read',
      {
        method: 'GET',
        url: '/api/v1/devices',
        summary: 'Devices: for who watches footage those of their grants, else all',
        answer: Type.Object({ devices: Type.Array(Device), nowMs: Ms }),
      },
      async (_, { account }) => {
        const registry = await deps.registry()
        const nowMs = clock.now()
        if (registry === undefined) return { devices: [], nowMs }
        return { devices: devicesFor(registry, account, await deps.recording(), nowMs), nowMs }
      },
    ),
    forStaff(
      'viewings.offPurpose',
      {
        method: 'GET',
        url: '/api/v1/bases',
        summary: 'The grounds for use beyond purpose (법 §18②) in force',
        answer: Type.Object({ bases: Type.Array(Basis) }),
      },
      async () => {
        const today = dayOf(clock.now())
        const inForce = bases.filter(
          (one) => one.group === '18-2' && one.from <= today && (one.until === null || today < one.until),
        )
        return { bases: inForce.map(({ code }) => basisView(code, clock.now())) }
      },
    ),
    forStaff(
      'timeline.read',
      {
        method: 'GET',
        url: '/api/v1/devices/:device/timeline',
        summary: 'When a device was recorded, and why not',
        params: closed({ device: Slug }),
        query: closed({ fromMs: Ms, toMs: Ms }),
        answer: Timeline,
      },
      async ({ params: { device }, query }, { account }) => {
        const refusal = await deps.viewings.refusalToKnow(account, { ...query, device })
        if (refusal !== undefined) throw webFault('web.outOfScope')
        const [line] = await timeline(db, { ...query, devices: [device] })
        return line ?? { device, footage: [], gaps: [] }
      },
    ),
  ]
}

function stateRoutes(deps: WebDeps): Route[] {
  return [
    forStaff(
      'recorders.read',
      {
        method: 'GET',
        url: '/api/v1/recording',
        summary: 'How each device is being recorded at this moment',
        answer: Type.Object({ devices: Type.Array(RecordingState), nowMs: Ms }),
      },
      async () => ({ devices: await deps.recording(), nowMs: deps.clock.now() }),
    ),
    forStaff(
      'registry.read',
      {
        method: 'GET',
        url: '/api/v1/registry',
        summary: 'The registry in force, in numbers',
        answer: Summary,
      },
      async () => {
        const registry = await deps.registry()
        if (registry === undefined) return { agency: null, asOf: null, counts: [], zones: [] }
        const { agency, asOf, zones } = registry
        return { agency, asOf, counts: deviceCounts(registry), zones }
      },
    ),
  ]
}
