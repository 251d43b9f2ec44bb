/** What can be looked up: incidents, certificates of destruction, and whether the program is well. */
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Id } from '../../base/id.ts'
import type { WebDeps } from '../deps.ts'
import { webFault } from '../faults.ts'
import { BYTES, forAnyone, forStaff, NOTHING } from '../route.ts'
import type { Route } from '../route.ts'
import { closed, Count, Ms, MsOrNull, Text, TextOrNull, Uuid } from '../schemas.ts'

const Incident = Type.Object({
  id: Text,
  code: Text,
  device: TextOrNull,
  detail: Type.Record(Type.String(), Type.Integer()),
  raisedAtMs: Ms,
  closedAtMs: MsOrNull,
})

const Certificate = Type.Object({
  id: Text,
  reason: Text,
  orderedAtMs: Ms,
  doneAtMs: Ms,
  dueDay: Text,
  lateDays: Count,
  segments: Count,
  bytes: Count,
})

const OneCertificate = closed({ certificate: Uuid })

export function recordRoutes(deps: WebDeps): Route[] {
  return [...incidentRoutes(deps), ...certificateRoutes(deps), healthRoute(deps)]
}

function incidentRoutes(deps: WebDeps): Route[] {
  return [
    forStaff(
      'incidents.read',
      {
        method: 'GET',
        url: '/api/v1/incidents',
        summary: 'Incidents, the newest first',
        answer: Type.Object({ incidents: Type.Array(Incident) }),
      },
      async () => ({ incidents: await deps.incidents() }),
    ),
    forStaff(
      'incidents.close',
      {
        method: 'POST',
        url: '/api/v1/incidents/:incident/close',
        summary: 'Close an incident that tells of something past, such as a late destruction',
        params: closed({ incident: Uuid }),
        answer: NOTHING,
      },
      async ({ params }, { account }) => {
        await deps.acknowledge(account.id, params.incident as Id<'incident'>)
        return {}
      },
    ),
  ]
}

function certificateRoutes({ certificates }: WebDeps): Route[] {
  const document = async (id: string) => {
    const found = await certificates.read(id)
    if (found === undefined) throw webFault('web.certificateUnknown')
    return found
  }
  return [
    forStaff(
      'certificates.read',
      {
        method: 'GET',
        url: '/api/v1/certificates',
        summary: 'Certificates of destruction, the newest first',
        answer: Type.Object({ certificates: Type.Array(Certificate) }),
      },
      async () => ({ certificates: await certificates.list() }),
    ),
    forStaff(
      'certificates.read',
      {
        method: 'GET',
        url: '/api/v1/certificates/:certificate/document.json',
        summary: 'A certificate with its proofs, for machines',
        params: OneCertificate,
        answer: BYTES,
      },
      async ({ params }) => ({
        contentType: 'application/json; charset=utf-8',
        bytes: (await document(params.certificate)).json,
      }),
    ),
    forStaff(
      'certificates.read',
      {
        method: 'GET',
        url: '/api/v1/certificates/:certificate/document.txt',
        summary: 'A certificate, for people',
        params: OneCertificate,
        answer: BYTES,
      },
      async ({ params }) => ({
        contentType: 'text/plain; charset=utf-8',
        bytes: Buffer.from((await document(params.certificate)).text),
      }),
    ),
  ]
}

function healthRoute(deps: WebDeps): Route {
  return forAnyone(
    {
      method: 'GET',
      url: '/api/v1/health',
      summary: 'Whether database and ledger answer; nothing about anyone or anything',
      answer: Type.Object({ ok: Type.Boolean(), database: Type.Boolean(), ledger: Type.Boolean() }),
    },
    async ({ setStatus }) => {
      const database = await answers(() => sql`select 1`.execute(deps.db))
      const ledger = await answers(() => deps.ledger.size())
      const ok = database && ledger
      if (!ok) setStatus(503)
      return { ok, database, ledger }
    },
  )
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask()
    return true
  } catch {
    return false // which is the answer
  }
}
