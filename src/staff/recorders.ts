/**
 * Recorders as machine accounts: which devices a recorder serves, and the token with which it proves itself. A token
 * is 256 random bits, shown once, stored as a digest, and can be taken back at any moment; with it a recorder gets the
 * addresses of its own devices and their keys for the coming hour, and nothing else. That is footage all the same, hour
 * after hour: only a privacy officer registers one (roles.ts).
 */
import { createHash, randomBytes } from 'node:crypto'
import { canonicalJson } from '../base/canonical.ts'
import type { Clock, Millis } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import type { Actor, Ledger } from '../ledger/ledger.ts'
import { readAccount } from './accounts.ts'
import { lockAccounts } from './change.ts'
import { staffFault } from './faults.ts'
import { permits } from './roles.ts'
import type { Permission } from './roles.ts'
import type { StaffDb, StaffTables, StaffTx } from './tables.ts'

const TOKEN_BYTES = 32
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export type Recorder = {
  readonly id: string
  readonly devices: readonly string[]
  readonly createdAtMs: Millis
  /** False once its token was taken back. */
  readonly active: boolean
}

export type Recorders = {
  /** Makes a recorder for these devices. The token is shown once. Throws `staff.notPermitted`. */
  register(
    by: Actor,
    devices: readonly string[],
  ): Promise<{ readonly recorder: Recorder; readonly token: string }>
  /** Takes the token back. Throws `staff.recorderUnknown` or `staff.notPermitted`. */
  revoke(by: Actor, id: string): Promise<Recorder>
  /** The recorder whose token this is. */
  authenticate(token: string): Promise<Recorder | undefined>
  list(): Promise<readonly Recorder[]>
}

type RecordersDeps = {
  readonly db: StaffDb
  readonly ledger: Ledger
  readonly clock: Pick<Clock, 'now'>
}

export function createRecorders(deps: RecordersDeps): Recorders {
  const { db, clock } = deps
  return {
    async register(by, devices) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url')
      const recorder = {
        id: newId<'recorder'>(),
        devices: [...new Set(devices)].sort(),
        createdAtMs: clock.now(),
        active: true,
      }
      await record(deps, { by, needs: 'recorders.register' }, recorder, sha256(token))
      return { recorder, token }
    },
    async revoke(by, id) {
      const recorder = (await readRecorders(db)).find((one) => one.id === id)
      if (recorder === undefined) throw staffFault('staff.recorderUnknown')
      return record(deps, { by, needs: 'recorders.revoke' }, { ...recorder, active: false }, null)
    },
    async authenticate(token) {
      if (!TOKEN.test(token)) return undefined
      const row = await db
        .selectFrom('staff_recorder')
        .selectAll()
        .where('token_digest', '=', sha256(token))
        .executeTakeFirst()
      return row && fromRow(row)
    },
    list: () => readRecorders(db),
  }
}

/** Records what a recorder is from now on; without a token it is nothing any more. Throws `staff.notPermitted`. */
async function record(
  { ledger }: RecordersDeps,
  { by, needs }: { readonly by: Actor; readonly needs: Permission },
  recorder: Recorder,
  tokenDigest: Buffer | null,
): Promise<Recorder> {
  const { id, devices, createdAtMs, active } = recorder
  const after = sha256(canonicalJson({ id, devices, createdAtMs, active })).toString('hex')
  const change = active ? 'created' : 'suspended'
  await ledger.act({ kind: 'staff.changed', actor: by, account: id, change, after }, async (tx) => {
    const staff = await lockAccounts(tx)
    await authorise(staff, by, needs)
    await staff
      .insertInto('staff_recorder')
      .values({ id, token_digest: tokenDigest, devices: [...devices], created_at_ms: createdAtMs })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ token_digest: tokenDigest }))
      .execute()
  })
  return recorder
}

async function authorise(tx: StaffTx, by: Actor, permission: Permission): Promise<void> {
  if (by.type === 'system') return
  const { roles, state } = await readAccount(tx, by.id)
  if (state !== 'active' || !permits(roles, permission))
    throw staffFault('staff.notPermitted', { permission })
}

async function readRecorders(db: StaffDb): Promise<readonly Recorder[]> {
  const rows = await db
    .selectFrom('staff_recorder')
    .selectAll()
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

function fromRow(row: StaffTables['staff_recorder']): Recorder {
  return {
    id: row.id,
    devices: row.devices,
    createdAtMs: row.created_at_ms,
    active: row.token_digest !== null,
  }
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
