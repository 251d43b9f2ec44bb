/**
 * Checks a certificate offline: with nothing but its own bytes and the ledger's verifier key. Pure. Everything in
 * the document is checked against something that the key signed, so there is no place where a change could hide:
 * the statement by its digest in `destruction.done`, the targets by their root in `destruction.ordered`, both and
 * the sealing entries by their inclusion proofs.
 *
 * What it cannot show is that nobody copied footage or a key before: no document can (docs/ref/certificate.md).
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { canonicalJson } from '../base/canonical.ts'
import type { Json } from '../base/canonical.ts'
import { dayStart, parseDay } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import type { Fault } from '../base/fault.ts'
import { isId } from '../base/id.ts'
import { verifyInclusion } from '../ledger/verify.ts'
import { parseKeyId, targetsRoot } from '../vault/vault.ts'
import type { Target } from '../vault/vault.ts'
import { linesDigest, parseCertificate, segmentLine, statementDigest } from './certificate.ts'
import type { Certificate, CertifiedTarget, FootageLine, Proven, Statement } from './certificate.ts'
import { retentionFault } from './faults.ts'
import { dueDayOf, lateDaysOf } from './schedule.ts'

export type CertificateVerification = {
  /** True when there is no finding. */
  readonly ok: boolean
  readonly certificate: Certificate
  readonly findings: readonly Fault[]
}

/**
 * Checks the certificate `json` against the ledger's verifier key string. Throws `retention.certificateMalformed`
 * for what is no certificate and `ledger.vkeyMalformed` for what is no key; whatever else is wrong is a finding.
 */
export function verifyCertificate(json: string | Uint8Array, vkey: string): CertificateVerification {
  const certificate = parseCertificate(json)
  const findings: Fault[] = []
  const expect = (holds: boolean, what: string) => {
    if (!holds) findings.push(retentionFault('retention.certificateFalse', { what }))
  }
  const { statement } = certificate
  const orderedLeaf = proven(certificate.ordered, vkey, 'ordered', findings)
  const doneLeaf = proven(certificate.done, vkey, 'done', findings)
  checkOrdered(certificate, orderedLeaf, expect)
  checkDone(certificate, expect)
  expect(orderedLeaf === undefined || doneLeaf === undefined || orderedLeaf < doneLeaf, 'order of entries')
  for (const sealed of certificate.sealed) {
    const leaf = proven(sealed, vkey, 'sealed', findings)
    expect(sealed.entry['kind'] === 'footage.sealed', 'sealed.kind')
    expect(leaf === undefined || leaf < statement.orderedLeaf, 'sealed.leaf')
  }
  checkFootage(statement, expect)
  checkListed(certificate, expect)
  return { ok: findings.length === 0, certificate, findings }
}

type Expect = (holds: boolean, what: string) => void

/** The leaf at which the signed tree holds the entry; notes a finding when it does not. */
function proven({ entry, proof }: Proven, vkey: string, what: string, findings: Fault[]): number | undefined {
  try {
    const inclusion = verifyInclusion({ proof, entry: canonicalJson(entry as Json), vkey })
    if (inclusion !== undefined) return inclusion.index
    findings.push(retentionFault('retention.certificateFalse', { what: `${what}.proof` }))
  } catch (error) {
    if (!isFault(error) || error.code === 'ledger.vkeyMalformed') throw error
    findings.push(error)
  }
  return undefined
}

/** The order names exactly these targets, for this reason, and no later than the statement says. */
function checkOrdered({ statement, ordered }: Certificate, leaf: number | undefined, expect: Expect): void {
  const { entry } = ordered
  const targets = statement.targets.map(targetOf)
  expect(entry['kind'] === 'destruction.ordered', 'ordered.kind')
  expect(entry['order'] === statement.certificate, 'ordered.order')
  expect(entry['reason'] === statement.reason, 'ordered.reason')
  expect(entry['dueDay'] === statement.dueDay, 'ordered.dueDay')
  expect(entry['keys'] === statement.targets.length, 'ordered.keys')
  expect(entry['segments'] === sum(statement.footage, ({ segments }) => segments), 'ordered.segments')
  expect(
    targets.every((target) => target !== undefined) && entry['root'] === targetsRoot(targets),
    'ordered.root',
  )
  expect(isDeepStrictEqual(entry['actor'], statement.actor), 'ordered.actor')
  expect(entry['at'] === statement.orderedAtMs, 'ordered.at')
  expect(leaf === undefined || leaf === statement.orderedLeaf, 'ordered.leaf')
}

/** The ledger holds the digest of this very statement, and the same figures. */
function checkDone({ statement, done }: Certificate, expect: Expect): void {
  const { entry } = done
  expect(entry['kind'] === 'destruction.done', 'done.kind')
  expect(entry['order'] === statement.certificate, 'done.order')
  expect(entry['orderedLeaf'] === statement.orderedLeaf, 'done.orderedLeaf')
  expect(entry['certificate'] === statementDigest(statement), 'done.certificate')
  expect(entry['epochBefore'] === statement.keys.epochBefore, 'done.epochBefore')
  expect(entry['epochAfter'] === statement.keys.epochAfter, 'done.epochAfter')
  expect(entry['files'] === statement.files.files, 'done.files')
  expect(entry['bytes'] === statement.files.bytes, 'done.bytes')
  expect(entry['lateDays'] === statement.lateDays, 'done.lateDays')
  expect(statement.keys.epochAfter > statement.keys.epochBefore, 'keys.epoch')
  expect(statement.keys.tableAfter !== statement.keys.tableBefore, 'keys.table')
}

/** The lines say what the targets say, and each was destroyed no earlier than its days allow. */
function checkFootage(statement: Statement, expect: Expect): void {
  const { footage, targets, reason, lateDays, orderedAtMs, keys } = statement
  const places = new Set(footage.map((line) => `${keyOf(line)}/${line.generation}`))
  expect(places.size === footage.length, 'footage: a line twice')
  expect(
    targets.every((target) => footage.some((line) => belongsTo(line, target)) || target.kind === 'hold'),
    'footage: a target without a line',
  )
  expect(
    footage.every((line) => targets.some((target) => belongsTo(line, target))),
    'footage: a line without a target',
  )
  for (const line of footage) {
    const day = parseDay(line.day)
    const dueDay = parseDay(line.dueDay)
    if (day === undefined || dueDay === undefined) {
      expect(false, `${line.day}: not a day`)
      continue
    }
    const regularDueDay = dueDayOf({ day, retentionDays: line.retentionDays })
    const where = keyOf(line)
    expect(reason === 'holdEnded' ? dueDay >= regularDueDay : dueDay === regularDueDay, `${where}: due day`)
    if (reason !== 'requested') expect(orderedAtMs >= dayStart(dueDay), `${where}: destroyed early`)
    expect(line.lateDays === lateDaysOf(dueDay, keys.erasedAtMs), `${where}: lateness`)
  }
  expect(lateDays === footage.reduce((most, line) => Math.max(most, line.lateDays), 0), 'lateDays')
  expect(
    footage.every((line) => line.dueDay >= statement.dueDay),
    'dueDay',
  )
}

/** The segments listed one by one are those whose digests the lines hold, and each stood in a batch that is proven. */
function checkListed({ statement, sealed }: Certificate, expect: Expect): void {
  const { listed, footage, sealing } = statement
  const batches = new Map(sealed.map(({ entry }) => [entry['batch'], entry]))
  expect(batches.size === sealed.length && batches.size <= sealing.batches, 'sealed: batches')
  if (batches.size === sealing.batches)
    expect(
      linesDigest([...batches.keys()].map((batch) => `${String(batch)}\n`)) === sealing.digest,
      'sealing',
    )
  if (listed.length === 0) return
  expect(listed.length === sum(footage, ({ segments }) => segments), 'listed: not all')
  for (const line of footage) {
    const own = listed.filter(({ key, generation }) => key === keyOf(line) && generation === line.generation)
    expect(own.length === line.segments, `${keyOf(line)}: segments`)
    expect(linesDigest(own.map(segmentLine)) === line.digest, `${keyOf(line)}: digest`)
    expect(sum(own, ({ bytes }) => bytes) === line.bytes, `${keyOf(line)}: bytes`)
  }
  for (const { segment, batch, index, size, leafHash, path } of listed) {
    const hashes = path.map((hash) => Buffer.from(hash, 'hex'))
    const root = rootAlong(hashes, Buffer.from(leafHash, 'hex'), index, size)
    expect(root !== undefined && root.toString('hex') === batches.get(batch)?.['root'], `${segment}: batch`)
  }
}

/**
 * The root to which `path` leads from the hash of leaf `index` of `size` (RFC 6962 section 2.1.1), or undefined when
 * the path has another length.
 */
function rootAlong(
  path: readonly Buffer[],
  leafHash: Buffer,
  index: number,
  size: number,
): Buffer | undefined {
  if (size === 1) return index === 0 && path.length === 0 ? leafHash : undefined
  const sibling = path.at(-1)
  if (sibling === undefined || index >= size) return undefined
  let left = 1
  while (left * 2 < size) left *= 2
  const isLeft = index < left
  const below = isLeft
    ? rootAlong(path.slice(0, -1), leafHash, index, left)
    : rootAlong(path.slice(0, -1), leafHash, index - left, size - left)
  if (below === undefined) return undefined
  const pair = isLeft ? [below, sibling] : [sibling, below]
  return createHash('sha256')
    .update(Buffer.concat([Buffer.of(1), ...pair]))
    .digest()
}

/** The target that the vault was given, or undefined when its key is no camera-day. */
function targetOf(target: CertifiedTarget): Target | undefined {
  if (target.kind === 'hold') return target
  const keyId = parseKeyId(target.key)
  if (keyId === undefined) return undefined
  const { generation } = target
  if (target.kind === 'day') return { kind: 'day', keyId, generation }
  return isId<'segment'>(target.segment)
    ? { kind: 'segment', keyId, generation, leaf: target.leaf, segment: target.segment }
    : undefined
}

function belongsTo(line: FootageLine, target: CertifiedTarget): boolean {
  if (target.kind === 'hold') return line.hold === target.hold
  return line.hold === null && target.key === keyOf(line) && target.generation === line.generation
}

function keyOf({ device, day, category }: FootageLine): string {
  return `${device}/${day}/${category}`
}

function sum<T>(items: readonly T[], pick: (item: T) => number): number {
  return items.reduce((total, item) => total + pick(item), 0)
}
