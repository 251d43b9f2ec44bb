/**
 * Accounts over a real database and a real ledger, for the tests of this folder. Only the clock is not real.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { testDatabase } from '../../../test/database.ts'
import { simulatedClock } from '../../base/clock.ts'
import { realDisk } from '../../base/durable.ts'
import { silentLog } from '../../base/log.ts'
import { createSigner, ledgerMigrations, newSigningKey, openLedger } from '../../ledger/ledger.ts'
import type { Actor, Entry } from '../../ledger/ledger.ts'
import type { Scope } from '../../registry/registry.ts'
import { openStaff, staffMigrations } from '../staff.ts'
import type { Grant, Role } from '../staff.ts'

export const PASSWORD = 'a quiet gate post in the rain'
export const START = Date.UTC(2026, 10, 22, 0, 0, 0)
export const SYSTEM: Actor = { type: 'system', id: 'test' }

const EVERYTHING: Scope = {
  everything: true,
  sites: [],
  zones: [],
  devices: [],
  classes: [],
  exceptZones: [],
}

export function grant(changes: Partial<Grant> = {}): Grant {
  return {
    scope: EVERYTHING,
    actions: ['view'],
    validFromMs: START,
    validUntilMs: null,
    footageFromMs: null,
    ...changes,
  }
}

/** Opens accounts whose clock stands still at START; `address` is where people reach them. */
export async function world(address = 'http://127.0.0.1:8080') {
  const database = await testDatabase({ ...ledgerMigrations, ...staffMigrations })
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-staff-'))
  const clock = simulatedClock(START)
  const signer = createSigner('cctv.example.go.kr/ledger', newSigningKey())
  const ledger = await openLedger({
    db: database.db,
    folder: join(folder, 'ledger'),
    signer,
    clock,
    disk: realDisk,
    log: silentLog,
  })
  const staff = openStaff({
    db: database.db,
    ledger,
    clock,
    sessionSecret: 'e'.repeat(16) + '9f86d081884c7d659a2feaa0c55ad015',
    address,
    agencyWords: ['Seoul Immigration Office', '서울출입국'],
  })
  return {
    clock,
    ledger,
    staff,
    database,
    /** An account with a password, made by the system as a demo would. */
    async account(login: string, roles: readonly Role[], grants: readonly Grant[] = []) {
      const { account, token } = await staff.createAccount(SYSTEM, { login, name: '홍길동', roles, grants })
      await staff.enrol({ token, password: PASSWORD })
      return account
    },
    async signIn(login: string, password = PASSWORD, origin = '192.0.2.7') {
      const { cookies, session } = await staff.signIn({ login, password, origin })
      return { cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; '), cookies, session }
    },
    async entries(): Promise<Entry[]> {
      const entries = []
      for await (const { entry } of ledger.entries({})) entries.push(entry)
      return entries
    },
    /** Everything in the database as text. */
    async dump(tables: readonly string[]) {
      let text = ''
      for (const table of tables) {
        const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(database.db)
        text += JSON.stringify(rows)
      }
      return text
    },
    async [Symbol.asyncDispose]() {
      await ledger.close()
      await database[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
