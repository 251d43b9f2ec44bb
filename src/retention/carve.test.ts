/**
 * After a destruction the whole data folder is searched: files, database, its log, the root file. Nothing that was
 * destroyed may be found in it, in the clear or as a key. The negative control shows that the search would find it.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { FIRST_DAY, retentionWorld } from '../../test/retention.ts'
import { realClock } from '../base/clock.ts'
import { openDatabase } from '../base/database.ts'
import { silentLog } from '../base/log.ts'
import { startPostgres } from '../base/postgres.ts'

const DAY = 86_400_000

type Wanted = Readonly<Record<string, Buffer>>

/** What of `wanted` is found in any file under `folder`: as bytes, or written in hexadecimal or base64. */
async function found(folder: string, wanted: Wanted): Promise<Set<string>> {
  const names = new Set<string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch((error: NodeJS.ErrnoException) => {
      // PostgreSQL removes files of its own meanwhile.
      if (error.code !== 'ENOENT') throw error
      return Buffer.alloc(0)
    })
    for (const [name, value] of Object.entries(wanted))
      if (
        [value, value.toString('hex'), value.toString('base64').slice(0, -4)].some((form) =>
          bytes.includes(form),
        )
      )
        names.add(name)
  }
  return names
}

/** A database server in a folder of its own, so that its files can be searched too. */
async function ownServer(folder: string) {
  const server = await startPostgres({ folder: join(folder, 'postgres'), clock: realClock, log: silentLog })
  const source = { host: server.host, user: server.user, database: 'postgres' }
  return { database: openDatabase(source), stop: () => server.stop() }
}

test('of destroyed footage nothing is found in the whole data folder; of living footage neither', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jangseung-carve-'))
  const { stop, database } = await ownServer(folder)
  try {
    const world = await retentionWorld({ own: { home: folder, database } })
    const clear = randomBytes(300)
    const canaries: Wanted = { destroyed: clear.subarray(50, 98), living: randomBytes(300) }
    const [dying] = await world.record(
      { device: 'main-lobby-01', day: FIRST_DAY, clear },
      { device: 'main-detention-01', day: FIRST_DAY, clear: canaries['living'] as Buffer },
    )
    assert.ok(dying)
    const hourKey = await world.vault.hourKey(dying.keyId, dying.generation, 9)
    const keys: Wanted = { hourKey: Buffer.from(hourKey.nodes[0]?.key ?? '') }
    await world.clock.advance(15 * DAY)
    const sweep = await world.retention.sweep()
    assert.equal(sweep.destroyedSegments, 1)
    await sql`checkpoint`.execute(database.db)
    assert.deepEqual(await found(folder, { ...canaries, ...keys }), new Set())
    await assert.rejects(world.vault.hourKey(dying.keyId, dying.generation, 9), { code: 'vault.keyMissing' })

    // The control: what is written and deleted the usual way is still there.
    await writeFile(join(folder, 'preview'), clear)
    await sql`create table careless (key bytea)`.execute(database.db)
    await sql`insert into careless (key) values (${keys['hourKey']})`.execute(database.db)
    await sql`delete from careless`.execute(database.db)
    await sql`vacuum full careless`.execute(database.db)
    await sql`checkpoint`.execute(database.db)
    assert.deepEqual(await found(folder, { ...canaries, ...keys }), new Set(['destroyed', 'hourKey']))
    await world[Symbol.asyncDispose]()
  } finally {
    await database.close().catch(() => undefined)
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
})
