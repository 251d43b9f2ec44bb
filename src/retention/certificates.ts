/**
 * Certificates as they are kept. The statement is stored in the transaction that records the destruction; the proofs
 * need the tree in which that entry is published, so they are made right after, or when a crash came between, by the
 * next sweep or by whoever asks first.
 */
import { sql } from 'kysely'
import type { Millis } from '../base/clock.ts'
import type { Db } from '../base/database.ts'
import type { Day } from '../base/day.ts'
import { isId } from '../base/id.ts'
import type { Id } from '../base/id.ts'
import type { EntryKind, Ledger } from '../ledger/ledger.ts'
import { CERTIFICATE_FORMAT, certificateBytes, parseCertificate } from './certificate.ts'
import type { Certificate, Proven, Statement } from './certificate.ts'
import { retentionFault } from './faults.ts'
import type { CertificateTable, RetentionTables } from './tables.ts'

type CertificateDeps = { readonly db: Db; readonly ledger: Pick<Ledger, 'find' | 'prove'> }

/** The certificate of that order. Throws `retention.certificateMissing`. */
export async function certificate(deps: CertificateDeps, id: string): Promise<Certificate> {
  const missing = () => retentionFault('retention.certificateMissing', { certificate: id })
  if (!isId<'order'>(id)) throw missing()
  const row = await deps.db
    .withTables<RetentionTables>()
    .selectFrom('retention_certificate')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw missing()
  return row.document === null ? issue(deps, row) : parseCertificate(row.document)
}

/** Completes the certificates that have no proofs yet. */
export async function issueCertificates(deps: CertificateDeps): Promise<void> {
  const rows = await deps.db
    .withTables<RetentionTables>()
    .selectFrom('retention_certificate')
    .selectAll()
    .where('document', 'is', null)
    .orderBy('id')
    .execute()
  for (const row of rows) await issue(deps, row)
}

async function issue(deps: CertificateDeps, row: CertificateTable): Promise<Certificate> {
  const sealed: Proven[] = []
  for (const batch of row.batches as readonly string[])
    sealed.push(await provenOf(deps, 'footage.sealed', batch))
  const issued: Certificate = {
    format: CERTIFICATE_FORMAT,
    statement: row.statement as Statement,
    ordered: await provenOf(deps, 'destruction.ordered', row.id),
    done: await provenOf(deps, 'destruction.done', row.id),
    sealed,
  }
  await deps.db
    .withTables<RetentionTables>()
    .updateTable('retention_certificate')
    .set({ document: certificateBytes(issued) })
    .where('id', '=', row.id)
    .where('document', 'is', null)
    .execute()
  return issued
}

async function provenOf({ ledger }: CertificateDeps, kind: EntryKind, subject: string): Promise<Proven> {
  const receipt = await ledger.find(kind, subject)
  if (receipt === undefined) throw retentionFault('retention.orderUnpublished', { order: subject })
  return { entry: { ...receipt.entry }, proof: await ledger.prove(receipt.leaf) }
}

/** A certificate in a list. */
export type CertificateSummary = {
  readonly id: Id<'order'>
  readonly reason: Statement['reason']
  readonly orderedAtMs: Millis
  readonly doneAtMs: Millis
  readonly dueDay: Day
  readonly lateDays: number
  readonly segments: number
  readonly bytes: number
}

/** Where the next page of a list begins. */
export type CertificateCursor = Pick<CertificateSummary, 'doneAtMs' | 'id'>

const MAX_PAGE = 1000

/** Certificates, the latest first, after `before`; at most 1,000. */
export async function certificates(
  db: Db,
  page: { readonly before?: CertificateCursor; readonly limit?: number } = {},
): Promise<CertificateSummary[]> {
  const { before, limit = 100 } = page
  const rows = await db
    .withTables<RetentionTables>()
    .selectFrom('retention_certificate')
    .select(['id', 'reason', 'ordered_at_ms', 'done_at_ms', 'due_day', 'late_days', 'segments', 'bytes'])
    .$if(before !== undefined, (query) =>
      query.where(
        sql<boolean>`(done_at_ms, id) < (${before?.doneAtMs ?? 0}::bigint, ${before?.id ?? null}::uuid)`,
      ),
    )
    .orderBy('done_at_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(Math.min(limit, MAX_PAGE))
    .execute()
  return rows.map((row) => ({
    id: row.id as Id<'order'>,
    reason: row.reason as Statement['reason'],
    orderedAtMs: row.ordered_at_ms,
    doneAtMs: row.done_at_ms,
    dueDay: row.due_day as Day,
    lateDays: row.late_days,
    segments: row.segments,
    bytes: row.bytes,
  }))
}
