/**
 * The agency's policies: what was announced is for everyone, with its digest and its proofs; drafts are for the staff.
 * Who may take which step is decided by src/policy; the routes only say who may ask.
 */
import { Type } from 'typebox'
import { type Day, dayOf, parseDay } from '../../base/day.ts'
import type { Actor } from '../../ledger/ledger.ts'
import { entryBytes } from '../../ledger/ledger.ts'
import { draftBytes, MAX_REASON_CHARACTERS } from '../../policy/policy.ts'
import type { PolicyVersion } from '../../policy/policy.ts'
import type { Session } from '../../staff/staff.ts'
import type { WebDeps } from '../deps.ts'
import { webFault } from '../faults.ts'
import { BYTES, forAnyone, forStaff } from '../route.ts'
import type { Bytes, Route } from '../route.ts'
import { Bilingual, closed, Count, DayText, Ms, MsOrNull, Text, TextOrNull } from '../schemas.ts'

type PolicyDeps = Pick<WebDeps, 'policies' | 'registry' | 'clock'>

const PolicyId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' })
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' })
const OnePolicy = closed({ policy: PolicyId })
const OneVersion = closed({ policy: PolicyId, number: Type.Integer({ minimum: 1, maximum: 99_999 }) })
/** Twice as many UTF-16 units as characters; what is too long after that is refused with the reason for it. */
const ReasonText = Type.String({ maxLength: 2 * MAX_REASON_CHARACTERS })
const Reason = closed({ ko: ReasonText, en: Type.Union([ReasonText, Type.Null()]) })

const Version = Type.Object({
  id: Text,
  policy: Text,
  number: Count,
  state: Type.Enum(['drafted', 'approved', 'announced', 'inForce', 'archived', 'withdrawn'] as const),
  /** Its permanent address; null for a draft. */
  path: TextOrNull,
  digest: Text,
  draftDigest: Text,
  registryDigest: Text,
  lawOn: Text,
  draftedAtMs: Ms,
  approvedAtMs: MsOrNull,
  announcedAtMs: MsOrNull,
  announcedOn: TextOrNull,
  effectiveOn: TextOrNull,
  promisedDays: Type.Union([Count, Type.Null()]),
  established: Type.Boolean(),
  reason: Type.Union([Type.Object({ ko: Text, en: TextOrNull, salt: Text }), Type.Null()]),
  inForceOn: TextOrNull,
  lateDays: Count,
  until: TextOrNull,
  withdrawnAtMs: MsOrNull,
  withdrawnReason: Type.Union([Type.Enum(['discarded', 'withdrawn', 'overtaken'] as const), Type.Null()]),
})

const BilingualOrNull = Type.Union([Bilingual, Type.Null()])
const Difference = Type.Object({
  clause: Text,
  fact: Text,
  label: Bilingual,
  before: BilingualOrNull,
  after: BilingualOrNull,
})
const Drift = Type.Object({
  version: Text,
  sinceMs: Ms,
  registryDigest: Text,
  differences: Type.Array(Difference),
})
const Summary = Type.Object({
  id: Text,
  title: BilingualOrNull,
  inForce: Type.Union([Version, Type.Null()]),
  announced: Type.Array(Version),
  drift: Type.Union([Drift, Type.Null()]),
})
const Range = Type.Object({ from: Text, until: TextOrNull, version: TextOrNull, note: BilingualOrNull })
const RecordedDrift = Type.Object({
  id: Text,
  version: Text,
  beganAtMs: Ms,
  endedAtMs: MsOrNull,
  endedReason: Type.Union([Type.Enum(['agrees', 'replaced'] as const), Type.Null()]),
  differences: Type.Array(Difference),
})
/** `entry` is the leaf's content, byte for byte; `proof` is C2SP tlog-proof text. */
const RecordedStep = Type.Object({ kind: Text, leaf: Count, entry: Text, proof: Text })

export function policyRoutes(deps: PolicyDeps): Route[] {
  return [
    ...publicRoutes(deps),
    ...versionRoutes(deps),
    ...draftRoutes(deps),
    ...stepRoutes(deps),
    ...endRoutes(deps),
  ]
}

function publicRoutes(deps: PolicyDeps): Route[] {
  const { policies } = deps
  return [
    forAnyone(
      {
        method: 'GET',
        url: '/api/v1/policies',
        summary: 'The policies: in force, announced, and whether the text in force is still true',
        answer: Type.Object({ policies: Type.Array(Summary) }),
      },
      async () => ({
        policies: await Promise.all((await policyIds(deps)).map((id) => summaryOf(deps, id))),
      }),
    ),
    forAnyone(
      {
        method: 'GET',
        url: '/api/v1/policies/:policy',
        summary: 'One policy with its archive: which text was in force when',
        params: OnePolicy,
        answer: Type.Object({
          policy: Summary,
          archive: Type.Array(Range),
          versions: Type.Array(Version),
          drifts: Type.Array(RecordedDrift),
        }),
      },
      async ({ params: { policy } }) => {
        if (!(await policyIds(deps)).includes(policy)) throw webFault('web.notFound')
        const archive = await policies.archive(policy)
        return {
          policy: await summaryOf(deps, policy),
          archive: archive.map(({ version, ...range }) => ({ ...range, version: version?.id ?? null })),
          versions: (await policies.versions(policy)).filter(({ path }) => path !== null),
          drifts: await policies.drifts(policy),
        }
      },
    ),
  ]
}

/** Those of the registry, and those that had a version once. */
async function policyIds({ policies, registry }: PolicyDeps): Promise<readonly string[]> {
  const stated = (await registry())?.policies.map(({ id }) => id) ?? []
  const kept = (await policies.versions()).filter(({ path }) => path !== null)
  return [...new Set([...stated, ...kept.map(({ policy }) => policy)])]
}

async function summaryOf({ policies, registry }: PolicyDeps, id: string) {
  const stated = (await registry())?.policies.find((policy) => policy.id === id)
  return {
    id,
    title: stated?.title ?? null,
    inForce: (await policies.inForce(id)) ?? null,
    announced: await policies.announced(id),
    drift: (await policies.drift(id)) ?? null,
  }
}

function versionRoutes({ policies }: PolicyDeps): Route[] {
  const announced = async ({ policy, number }: { readonly policy: string; readonly number: number }) => {
    const version = (await policies.versions(policy)).find((one) => one.number === number)
    if (version === undefined || version.path === null) throw webFault('web.notFound')
    return version
  }
  return [
    forAnyone(
      {
        method: 'GET',
        url: '/api/v1/policies/:policy/versions/:number',
        summary: 'A version that was announced: what it changed, and its entries in the ledger with proofs',
        params: OneVersion,
        answer: Type.Object({
          version: Version,
          changes: Type.Array(Difference),
          record: Type.Array(RecordedStep),
        }),
      },
      async ({ params }) => {
        const version = await announced(params)
        const record = await policies.record(version.id)
        return {
          version,
          changes: await policies.changes(version.id),
          record: record
            .filter(({ kind }) => PUBLIC_STEPS.includes(kind))
            .map((step) => ({ ...step, entry: entryBytes(step.entry).toString('utf8') })),
        }
      },
    ),
    forAnyone(
      {
        method: 'GET',
        url: '/api/v1/policies/:policy/versions/:number/text.json',
        summary: 'What the version says, in canonical JSON: the SHA-256 of these bytes is its digest',
        params: OneVersion,
        answer: BYTES,
      },
      async ({ params }) => textOf(policies, await announced(params), 'public, max-age=31536000, immutable'),
    ),
  ]
}

/** The steps that everyone may check; who drafted and approved is the agency's own affair. */
const PUBLIC_STEPS: readonly string[] = ['policy.announced', 'policy.withdrawn', 'policy.published']

async function textOf(
  policies: PolicyDeps['policies'],
  { id }: PolicyVersion,
  cache: string,
): Promise<Bytes> {
  return {
    contentType: 'application/json; charset=utf-8',
    bytes: draftBytes(await policies.text(id)),
    cache,
  }
}

function draftRoutes({ policies, clock }: PolicyDeps): Route[] {
  return [
    forStaff(
      'policies.read',
      {
        method: 'GET',
        url: '/api/v1/policies/:policy/draft',
        summary: 'The working draft: what it would change, and from which day it could',
        params: OnePolicy,
        answer: Type.Object({
          version: Version,
          changes: Type.Array(Difference),
          earliest: Text,
          promisedDays: Type.Union([Count, Type.Null()]),
        }),
      },
      async ({ params: { policy } }) => {
        const version = await workingOf(policies, policy)
        const { day, promisedDays } = await policies.earliest(version.id, dayOf(clock.now()))
        return { version, changes: await policies.changes(version.id), earliest: day, promisedDays }
      },
    ),
    forStaff(
      'policies.read',
      {
        method: 'GET',
        url: '/api/v1/policies/:policy/draft/text.json',
        summary: 'What the working draft says, in canonical JSON',
        params: OnePolicy,
        answer: BYTES,
      },
      async ({ params }) => textOf(policies, await workingOf(policies, params.policy), 'no-store'),
    ),
    forStaff(
      'policies.draft',
      {
        method: 'POST',
        url: '/api/v1/policies/:policy/draft',
        summary:
          'Draft the policy from the registry and the law of a day (today), in place of the working draft',
        effort: 'costly',
        params: OnePolicy,
        body: closed({ on: Type.Optional(DayText) }),
        answer: Version,
      },
      ({ params, body }, session) =>
        policies.draft(actorOf(session), {
          ...params,
          ...(body.on === undefined ? {} : { on: realDay(body.on, 'on') }),
        }),
    ),
  ]
}

function stepRoutes({ policies }: PolicyDeps): Route[] {
  return [
    forStaff(
      'policies.approve',
      {
        method: 'POST',
        url: '/api/v1/policies/:policy/approve',
        summary: 'Approve the working draft of this digest. The privacy officer alone',
        effort: 'costly',
        params: OnePolicy,
        body: closed({ digest: Digest }),
        answer: Version,
      },
      async ({ params, body }, session) =>
        policies.approve(actorOf(session), {
          ...body,
          version: (await workingOf(policies, params.policy)).id,
        }),
    ),
    forStaff(
      'policies.announce',
      {
        method: 'POST',
        url: '/api/v1/policies/:policy/announce',
        summary: 'Announce the approved draft: the day of effect and the reason for the change',
        effort: 'costly',
        params: OnePolicy,
        body: closed({ digest: Digest, effectiveOn: DayText, reason: Reason }),
        answer: Version,
      },
      async ({ params, body }, session) =>
        policies.announce(actorOf(session), {
          ...body,
          effectiveOn: realDay(body.effectiveOn, 'effectiveOn'),
          version: (await workingOf(policies, params.policy)).id,
        }),
    ),
  ]
}

/** The first step of all, and the steps that lead nowhere. */
function endRoutes({ policies }: PolicyDeps): Route[] {
  return [
    forStaff(
      'policies.draft',
      {
        method: 'POST',
        url: '/api/v1/policies/:policy/versions/:number/withdraw',
        summary: 'Discard a draft, or withdraw what was announced before its day (needs policies.announce)',
        effort: 'costly',
        params: OneVersion,
        body: closed({}),
        answer: Version,
      },
      ({ params }, session) =>
        policies.withdraw(actorOf(session), { version: `${params.policy}-${params.number}` }),
    ),
    forStaff(
      'policies.approve',
      {
        method: 'POST',
        url: '/api/v1/policies/:policy/establish',
        summary:
          'Take over a policy that stands already, as its first version: in force at once, nothing changed',
        effort: 'costly',
        params: OnePolicy,
        body: closed({ reason: Reason }),
        answer: Version,
      },
      ({ params, body }, session) => policies.establish(actorOf(session), { ...params, ...body }),
    ),
  ]
}

async function workingOf(policies: PolicyDeps['policies'], policy: string): Promise<PolicyVersion> {
  const version = await policies.working(policy)
  if (version === undefined) throw webFault('web.noDraft', { policy })
  return version
}

/** A day that is in the calendar; the schema knows only its form. */
function realDay(text: string, where: string): Day {
  const day = parseDay(text)
  if (day === undefined) throw webFault('web.requestInvalid', { where: `body/${where}`, why: 'no such day' })
  return day
}

function actorOf({ account }: Session): Actor {
  return { type: 'account', id: account.id }
}
