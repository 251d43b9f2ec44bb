import assert from 'node:assert/strict'
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { failingDatabase, failingDisk, noFailure } from '../../test/failing.ts'
import { ledgerFixture } from '../../test/ledger.ts'
import type { LedgerFixture } from '../../test/ledger.ts'
import { realDisk } from '../base/durable.ts'
import { isFault } from '../base/fault.ts'
import { silentLog } from '../base/log.ts'
import { checkLedger, createSigner, entryBytes, newSigningKey, openLedger } from './ledger.ts'
import type { Draft, Entry, Ledger, Receipt, Tx } from './ledger.ts'
import { openCheckpoint, parseVkey } from './note.ts'
import { provesConsistency, verifyInclusion } from './verify.ts'

type CallersTables = { callers_row: { name: string } }

/** A fixture with a table of a caller, to see what becomes of the rows written beside an entry. */
async function fixtureWithRows(): Promise<LedgerFixture> {
  const fixture = await ledgerFixture()
  await sql`create table callers_row (name text primary key)`.execute(fixture.database.db)
  return fixture
}

const writeRow = (name: string) => async (tx: Tx) => {
  await tx.withTables<CallersTables>().insertInto('callers_row').values({ name }).execute()
}

async function rowNames({ database }: LedgerFixture): Promise<string[]> {
  const rows = await database.db
    .withTables<CallersTables>()
    .selectFrom('callers_row')
    .select('name')
    .orderBy('name')
    .execute()
  return rows.map(({ name }) => name)
}

async function allOf(ledger: Ledger): Promise<{ leaf: number; entry: Entry }[]> {
  const entries: { leaf: number; entry: Entry }[] = []
  for await (const entry of ledger.entries()) entries.push(entry)
  return entries
}

const holdsOf = async (ledger: Ledger) =>
  (await allOf(ledger)).map(({ entry }) => (entry.kind === 'hold.released' ? entry.hold : '')).toSorted()

const actOf = (fixture: LedgerFixture, ledger: Ledger, name: string) =>
  ledger.act(fixture.draft(name), writeRow(name))

const failsWith = (code: string) => (error: unknown) => isFault(error, code)

/** What an administrator can do to the rows behind the ledger's back. */
async function tamper({ database }: LedgerFixture, statement: ReturnType<typeof sql>): Promise<void> {
  await sql`alter table ledger_entry disable trigger ledger_entry_only_grows`.execute(database.db)
  await statement.execute(database.db)
  await sql`alter table ledger_entry enable trigger ledger_entry_only_grows`.execute(database.db)
}

test('an act does not wait for superseded files to be removed; whoever closes does', async () => {
  await using fixture = await fixtureWithRows()
  const removal = Promise.withResolvers<void>()
  let removed = 0
  const ledger = await fixture.open({
    ...realDisk,
    async removeFolder(path) {
      await removal.promise
      removed++
      return realDisk.removeFolder(path)
    },
  })
  await actOf(fixture, ledger, 'partial')
  // The tile of 256 entries is full, and what it supersedes is being removed.
  await Promise.all(Array.from({ length: 256 }, (_, index) => actOf(fixture, ledger, `a${index}`)))
  await actOf(fixture, ledger, 'next')
  assert.equal(removed, 0)
  removal.resolve()
  await ledger.close()
  assert.ok(removed > 0)
  await fixture.verifyAll(258)
})

test('an act is recorded, published, receipted and provable to a stranger', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  assert.equal(await ledger.size(), 0)
  const { receipt, value } = await ledger.act(fixture.draft('a'), async (tx) => {
    await writeRow('a')(tx)
    return 7
  })
  assert.equal(value, 7)
  assert.deepEqual([receipt.kind, receipt.leaf, receipt.entry.hold], ['hold.released', 0, 'a'])
  assert.equal(receipt.entry.at, fixture.clock.now())
  assert.match(receipt.entry.nonce, /^[0-9a-f]{32}$/)
  await ledger.confirm(receipt)
  assert.deepEqual(await ledger.receipt('hold.released', 0), receipt)
  assert.deepEqual(await ledger.find('hold.released', 'a'), receipt)
  const held = verifyInclusion({
    proof: await ledger.prove(0),
    entry: entryBytes(receipt.entry),
    vkey: fixture.signer.vkey,
  })
  assert.equal(held?.index, 0)
  assert.deepEqual(await rowNames(fixture), ['a'])
  await fixture.verifyAll(1)
})

test('two equal acts have different leaves, so that nothing can be guessed from a leaf hash', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  const [a, b] = await Promise.all([
    ledger.act(fixture.draft('same'), () => Promise.resolve()),
    ledger.act(fixture.draft('same'), () => Promise.resolve()),
  ])
  assert.notEqual(a.receipt.entry.nonce, b.receipt.entry.nonce)
})

test('when the caller cannot write its rows, nothing is recorded', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  const refusal = new Error('no')
  await assert.rejects(
    ledger.act(fixture.draft('a'), async (tx) => {
      await writeRow('a')(tx)
      throw refusal
    }),
    refusal,
  )
  assert.deepEqual(await rowNames(fixture), [])
  await fixture.verifyAll(0)
})

test('an entry that breaks its schema is refused before the caller writes anything', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  const draft = { ...fixture.draft('a'), reason: '홍길동' } as Draft<'hold.released'>
  await assert.rejects(
    ledger.act(draft, () => assert.fail('not called')),
    failsWith('ledger.entryInvalid'),
  )
  const overwriting = { ...fixture.draft('a'), at: 5, nonce: 'mine' } as Draft<'hold.released'>
  const { receipt } = await ledger.act(overwriting, () => Promise.resolve())
  assert.equal(receipt.entry.at, fixture.clock.now())
  assert.match(receipt.entry.nonce, /^[0-9a-f]{32}$/)
})

test('acts of two processes at once get one dense order', async () => {
  await using fixture = await fixtureWithRows()
  const ledgers = [await fixture.open(), await fixture.open()] as const
  const names = Array.from({ length: 400 }, (_, i) => `act${i}`)
  const receipts = await Promise.all(
    names.map(async (name, i) => (await actOf(fixture, ledgers[i % 2 === 0 ? 0 : 1], name)).receipt),
  )
  assert.deepEqual(
    receipts.map(({ leaf }) => leaf).toSorted((a, b) => a - b),
    names.map((_, i) => i),
  )
  for (const receipt of receipts) await ledgers[0].confirm(receipt)
  assert.deepEqual(await holdsOf(ledgers[1]), names.toSorted())
  assert.deepEqual(await rowNames(fixture), names.toSorted())
  await fixture.verifyAll(400)
})

test('an act begun after another was acknowledged stands behind it', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  for (let leaf = 0; leaf < 5; leaf++)
    assert.equal((await actOf(fixture, ledger, `a${leaf}`)).receipt.leaf, leaf)
})

test('a receipt is believed only if the signed tree holds exactly that entry at that leaf', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  const { receipt } = await actOf(fixture, ledger, 'a')
  await actOf(fixture, ledger, 'b')
  for (const forged of [
    { ...receipt, leaf: 1 },
    { ...receipt, leaf: 2 },
    { ...receipt, leaf: -1 },
    { ...receipt, leaf: 0.5 },
    { ...receipt, entry: { ...receipt.entry, hold: 'c' } },
    { ...receipt, kind: 'viewing.opened' },
  ])
    await assert.rejects(ledger.confirm(forged as unknown as Receipt), failsWith('ledger.receiptUnknown'))
  await ledger.confirm({ ...receipt })
  await assert.rejects(ledger.receipt('viewing.opened', 0), failsWith('ledger.receiptUnknown'))
  await assert.rejects(ledger.receipt('hold.released', 2), failsWith('ledger.receiptUnknown'))
  assert.equal(await ledger.find('hold.released', 'nobody'), undefined)
})

test('who can write to the database still cannot make a receipt', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await actOf(fixture, ledger, 'a')
  await tamper(
    fixture,
    sql`update ledger_entry set body = convert_to(replace(convert_from(body, 'UTF8'), '"hold":"a"', '"hold":"z"'), 'UTF8'), subject = 'z'`,
  )
  await assert.rejects(ledger.receipt('hold.released', 0), failsWith('ledger.receiptUnknown'))
  await assert.rejects(ledger.find('hold.released', 'z'), failsWith('ledger.receiptUnknown'))
})

test('a row whose bytes are not exactly an entry is not read as one', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await actOf(fixture, ledger, 'a')
  for (const body of [null, '{}', 'no JSON']) {
    const changed = body === null ? sql`body || ' '` : sql`convert_to(${body}, 'UTF8')`
    await tamper(fixture, sql`update ledger_entry set body = ${changed}`)
    await assert.rejects(allOf(ledger), failsWith('ledger.rowInvalid'))
  }
})

test('rows of entries are only added, and tampering with them behind that is found by the check', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  for (const name of ['a', 'b', 'c']) await actOf(fixture, ledger, name)
  for (const statement of [
    sql`update ledger_entry set kind = 'x'`,
    sql`delete from ledger_entry`,
    sql`truncate ledger_entry`,
  ])
    await assert.rejects(statement.execute(fixture.database.db), /only ever added/)
  const findings = async () => {
    const { db } = fixture.database
    const result = await checkLedger({ db, folder: fixture.folder, vkey: fixture.signer.vkey })
    assert.equal(result.ok, result.findings.length === 0)
    return result.findings.map(({ code, values }) => [code, values['leaf'] ?? values['count']])
  }
  assert.deepEqual(await findings(), [])
  await tamper(fixture, sql`update ledger_entry set subject = 'z' where leaf = 0`)
  assert.deepEqual(await findings(), [['ledger.rowInvalid', 0]])
  await tamper(fixture, sql`update ledger_entry set body = body || ' ' where leaf = 1`)
  await tamper(fixture, sql`delete from ledger_entry where leaf = 2`)
  assert.deepEqual(await findings(), [
    ['ledger.rowInvalid', 0],
    ['ledger.rowDisagrees', 1],
    ['ledger.rowMissing', 2],
  ])
})

test('the check can be stopped wherever it looks whether it shall, in the files and in the rows', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await actOf(fixture, ledger, 'a')
  const reason = new Error('the program ends')
  /** Stopped when the check looks for the n-th time. */
  const checked = async (n: number) => {
    let looks = 0
    const throwIfAborted = () => {
      if (++looks === n) throw reason
    }
    const signal = Object.assign(new AbortController().signal, { throwIfAborted })
    const { db } = fixture.database
    return checkLedger({ db, folder: fixture.folder, vkey: fixture.signer.vkey, signal })
  }
  const inFiles = 2
  for (let n = 1; n <= inFiles + 1; n++) await assert.rejects(checked(n), reason, `look ${n}`)
  assert.equal((await checked(inFiles + 2)).ok, true)
})

test('entries are found by kind, actor, subject and place', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  for (let i = 0; i < 6; i++) {
    await actOf(fixture, ledger, `a${i}`)
    const actor = { type: 'account', id: i < 3 ? 'kim' : 'lee' } as const
    await ledger.act({ kind: 'ledger.read', actor, fromLeaf: i, toLeaf: i }, () => Promise.resolve())
  }
  const leaves = async (...filter: Parameters<Ledger['entries']>) => {
    const found: number[] = []
    for await (const { leaf } of ledger.entries(...filter)) found.push(leaf)
    return found
  }
  assert.deepEqual(await leaves({ kinds: ['ledger.read'] }), [1, 3, 5, 7, 9, 11])
  assert.deepEqual(await leaves({ actorId: 'lee' }), [7, 9, 11])
  assert.deepEqual(await leaves({ subject: 'a4' }), [8])
  assert.deepEqual(await leaves({ from: 3, to: 6 }), [3, 4, 5])
  assert.deepEqual(await leaves({ from: 12 }), [])
  assert.deepEqual(await leaves({ kinds: [] }), [])
  for await (const { entry } of ledger.entries({ kinds: ['ledger.read'] }))
    assert.equal(entry.fromLeaf, entry.toLeaf)
})

test('growth is provable from every earlier checkpoint', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  const checkpoints = [await ledger.checkpoint()]
  for (let i = 0; i < 9; i++) {
    await actOf(fixture, ledger, `a${i}`)
    checkpoints.push(await ledger.checkpoint())
  }
  const verifier = parseVkey(fixture.signer.vkey)
  const heads = checkpoints.map((note) => openCheckpoint(Buffer.from(note), verifier))
  const newest = heads.at(-1)
  for (const old of heads) {
    const path = await ledger.proveGrowth(old.size)
    assert.ok(
      newest &&
        provesConsistency({
          oldSize: old.size,
          newSize: newest.size,
          oldRoot: old.root,
          newRoot: newest.root,
          path,
        }),
    )
  }
  await assert.rejects(ledger.proveGrowth(10), failsWith('ledger.rolledBack'))
  await assert.rejects(ledger.prove(9), failsWith('ledger.receiptUnknown'))
})

test('times stand still while the wall clock is behind, and the order of leaves stays the order of acts', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  const startMs = fixture.clock.now()
  const at = async (name: string) => (await actOf(fixture, ledger, name)).receipt.entry.at - startMs
  assert.equal(await at('a'), 0)
  fixture.clock.step(-3_600_000)
  assert.equal(await at('b'), 0)
  await fixture.clock.advance(3_600_000 - 1)
  assert.equal(await at('c'), 0)
  await fixture.clock.advance(2)
  assert.equal(await at('d'), 1)
  fixture.clock.step(3_600_000)
  assert.equal(await at('e'), 3_600_001)
  await fixture.verifyAll(5)
})

test('a closed ledger refuses acts, after finishing those under way', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  const done: string[] = []
  const acting = actOf(fixture, ledger, 'a').then(() => done.push('act'))
  await ledger.close()
  done.push('close')
  await acting
  assert.deepEqual(done, ['act', 'close'])
  await assert.rejects(actOf(fixture, ledger, 'b'), failsWith('ledger.closed'))
  assert.deepEqual(await rowNames(fixture), ['a'])
})

test('each step of the disk fails both ways: nothing acknowledged is lost, and the ledger recovers', async (t) => {
  for (const way of ['notDone', 'doneButReported'] as const)
    for (const kind of ['disk.failed', 'disk.full'] as const)
      await t.test(`${kind}, ${way}`, async () => {
        await using fixture = await fixtureWithRows()
        const acknowledged: string[] = []
        let size = 0
        for (let at = 1; ; at++) {
          const failure = { ...noFailure(), kind, way }
          const ledger = await fixture.open(failingDisk(failure))
          Object.assign(failure, { steps: 0, at })
          const name = `a${String(at).padStart(4, '0')}`
          const error: unknown = await actOf(fixture, ledger, name).then(
            () => acknowledged.push(name) && undefined,
            (reason: unknown) => reason,
          )
          const failed = failure.steps >= at
          failure.at = 0
          size++
          if (error !== undefined) {
            assert.ok(isFault(error, 'ledger.notPublished'))
            const stopped = isFault(error.cause, 'disk.syncFailed')
            const next = actOf(fixture, ledger, `${name}-next`)
            if (stopped) await assert.rejects(next, failsWith('ledger.stopped'))
            else {
              assert.equal((await next).receipt.leaf, size++)
              acknowledged.push(`${name}-next`)
            }
          }
          await ledger.close()
          const reopened = await fixture.open()
          await fixture.verifyAll(size)
          assert.deepEqual(await holdsOf(reopened), await rowNames(fixture))
          await reopened.close()
          if (!failed) break
        }
        assert.ok(size > 15, `${size} acts`)
        const names = new Set(await rowNames(fixture))
        for (const name of acknowledged) assert.ok(names.has(name), name)
      })
})

test('each step of recovery fails both ways, and the next opening makes it good', async (t) => {
  for (const way of ['notDone', 'doneButReported'] as const)
    await t.test(way, async () => {
      await using fixture = await fixtureWithRows()
      const first = await fixture.open()
      for (const name of ['a', 'b', 'c']) await actOf(fixture, first, name)
      for (let at = 1; ; at++) {
        await rm(fixture.folder, { recursive: true })
        const failure = { ...noFailure(), kind: 'disk.failed' as const, way, at }
        const opening = fixture.open(failingDisk(failure))
        if (
          await opening.then(
            () => true,
            () => false,
          )
        )
          break
        await fixture.open()
        await fixture.verifyAll(3)
      }
    })
})

test('each query fails both ways: entry and rows stand or fall together, and what was acknowledged stands', async (t) => {
  for (const way of ['notDone', 'doneButReported'] as const)
    await t.test(way, async () => {
      await using fixture = await fixtureWithRows()
      const failure = { ...noFailure(), way }
      const db = failingDatabase(fixture.database.pool, failure)
      const acknowledged: string[] = []
      const ledger = await openLedger({ ...fixture, db, disk: realDisk, log: silentLog })
      for (let at = 1; ; at++) {
        const name = `a${at}`
        Object.assign(failure, { steps: 0, at })
        const error: unknown = await actOf(fixture, ledger, name).then(
          () => acknowledged.push(name) && undefined,
          (reason: unknown) => reason,
        )
        const failed = failure.steps >= at
        failure.at = 0
        const reopened = await fixture.open()
        const holds = await holdsOf(reopened)
        assert.deepEqual(holds, await rowNames(fixture), `step ${at}`)
        if (isFault(error, 'ledger.unavailable'))
          assert.ok(!holds.includes(name), `step ${at} recorded nothing`)
        await fixture.verifyAll(holds.length)
        await reopened.close()
        if (!failed) break
        assert.ok(error instanceof Error, `step ${at} is told`)
      }
      assert.ok(failure.steps > 12)
      const names = new Set(await rowNames(fixture))
      for (const name of acknowledged) assert.ok(names.has(name), name)
      await ledger.close()
    })
})

test('a full disk refuses acts without recording them, and the ledger resumes by itself', async () => {
  await using fixture = await fixtureWithRows()
  const failure = { ...noFailure(), kind: 'disk.full' as const, length: Infinity }
  const ledger = await fixture.open(failingDisk(failure))
  failure.at = 1
  await assert.rejects(actOf(fixture, ledger, 'a'), failsWith('ledger.notPublished'))
  await assert.rejects(actOf(fixture, ledger, 'b'), failsWith('ledger.unavailable'))
  await assert.rejects(actOf(fixture, ledger, 'c'), failsWith('ledger.unavailable'))
  assert.deepEqual(await rowNames(fixture), ['a'])
  failure.at = 0
  assert.equal((await actOf(fixture, ledger, 'd')).receipt.leaf, 1)
  assert.deepEqual(await holdsOf(ledger), ['a', 'd'])
  await fixture.verifyAll(2)
})

test('after a write that was not guaranteed the ledger refuses everything until it is opened again', async () => {
  await using fixture = await fixtureWithRows()
  const failure = {
    ...noFailure(),
    kind: 'disk.failed' as const,
    length: Infinity,
    way: 'doneButReported' as const,
  }
  const disk = failingDisk(failure)
  const ledger = await fixture.open({ ...realDisk, syncFolder: (path) => disk.syncFolder(path) })
  failure.at = 1
  await assert.rejects(
    actOf(fixture, ledger, 'a'),
    (error) => isFault(error, 'ledger.notPublished') && isFault(error.cause, 'disk.syncFailed'),
  )
  failure.at = 0
  await assert.rejects(actOf(fixture, ledger, 'b'), failsWith('ledger.stopped'))
  await assert.rejects(actOf(fixture, ledger, 'b'), failsWith('ledger.stopped'))
  assert.deepEqual(await rowNames(fixture), ['a'])
  const reopened = await fixture.open()
  assert.equal((await actOf(fixture, reopened, 'b')).receipt.leaf, 1)
  await fixture.verifyAll(2)
})

test('without the database every act is refused', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await actOf(fixture, ledger, 'a')
  await fixture.database.close()
  await assert.rejects(actOf(fixture, ledger, 'b'), failsWith('ledger.unavailable'))
  assert.equal(await ledger.size(), 1)
})

/** Lets the pool find that its idle connections are dead, and make new ones. */
async function replacedConnections({ database }: LedgerFixture): Promise<void> {
  for (let answered = 0; answered < 20;)
    answered = await sql`select 1`.execute(database.db).then(
      () => answered + 1,
      () => 0,
    )
}

/**
 * A connection that breaks while nothing is asked of it says so by an event, which ends a program that does not
 * listen. Whoever makes the pool must listen (base/database.ts); these tests are about what the ledger does then.
 */
function listenToConnections({ database }: LedgerFixture): void {
  const heard = new WeakSet<object>()
  database.pool.on('acquire', (client) => {
    if (!heard.has(client)) client.on('error', () => {})
    heard.add(client)
  })
}

test('acts under way when the database cuts its connections stand or fall whole', async () => {
  await using fixture = await fixtureWithRows()
  listenToConnections(fixture)
  const ledger = await fixture.open()
  const acknowledged: string[] = []
  const acts: Promise<unknown>[] = []
  const cut = sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 30; i++) {
      const name = `a${round}-${i}`
      acts.push(
        actOf(fixture, ledger, name).then(
          () => acknowledged.push(name),
          () => {},
        ),
      )
    }
    await Promise.race(acts.slice(-30))
    await cut.execute(fixture.database.db).catch(() => {})
  }
  await Promise.all(acts)
  await replacedConnections(fixture)
  const reopened = await fixture.open()
  const holds = await holdsOf(reopened)
  assert.deepEqual(holds, await rowNames(fixture))
  const found = new Set(holds)
  for (const name of acknowledged) assert.ok(found.has(name), name)
  await fixture.verifyAll(holds.length)
})

test('the database going away while files are written ends neither the program nor the ledger', async () => {
  await using fixture = await fixtureWithRows()
  listenToConnections(fixture)
  let cut = false
  const ledger = await fixture.open({
    ...realDisk,
    async syncFolder(path) {
      await realDisk.syncFolder(path)
      if (!cut) return
      cut = false
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(fixture.database.db)
      await replacedConnections(fixture) // meanwhile the program hears that its connection is gone
    },
  })
  await actOf(fixture, ledger, 'a')
  cut = true
  await assert.rejects(actOf(fixture, ledger, 'b'), failsWith('ledger.notPublished'))
  assert.equal((await actOf(fixture, ledger, 'c')).receipt.leaf, 2)
  await fixture.verifyAll(3)
})

test('a lost folder is published again, byte for byte', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await Promise.all(Array.from({ length: 300 }, (_, i) => actOf(fixture, ledger, `a${i}`)))
  await ledger.close()
  const before = await readFile(join(fixture.folder, 'checkpoint'))
  await rm(fixture.folder, { recursive: true })
  await fixture.open()
  assert.deepEqual(await readFile(join(fixture.folder, 'checkpoint')), before)
  await fixture.verifyAll(300)
})

/** Puts the tables back to where they were, as restoring an old backup does. */
async function rolledBack(fixture: LedgerFixture, size: number, change: () => Promise<void>): Promise<void> {
  const { db } = fixture.database
  await sql`create table kept_head as select * from ledger_head`.execute(db)
  await change()
  await tamper(fixture, sql`delete from ledger_entry where leaf >= ${size}`)
  await sql`delete from ledger_head`.execute(db)
  await sql`insert into ledger_head select * from kept_head`.execute(db)
  await sql`drop table kept_head`.execute(db)
}

test('a database rolled back behind the published files is refused, by who is running and by who opens', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await actOf(fixture, ledger, 'a')
  await rolledBack(fixture, 1, async () => {
    for (const name of ['b', 'c']) await actOf(fixture, ledger, name)
  })
  await assert.rejects(
    actOf(fixture, ledger, 'd'),
    (error) => isFault(error, 'ledger.notPublished') && isFault(error.cause, 'ledger.filesAhead'),
  )
  await assert.rejects(actOf(fixture, ledger, 'e'), failsWith('ledger.stopped'))
  await assert.rejects(fixture.open(), (error) => {
    assert.ok(isFault(error, 'ledger.filesAhead'))
    assert.deepEqual(error.values, { files: 3, rows: 1 })
    return true
  })
})

test('a database that was rolled back and went on by another way is refused, and no file is touched', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await actOf(fixture, ledger, 'a')
  await rolledBack(fixture, 1, async () => {
    await actOf(fixture, ledger, 'b')
  })
  await ledger.close()
  const kept = `${fixture.folder}-kept`
  await rename(fixture.folder, kept)
  const other = await fixture.open()
  for (const name of ['x', 'y', 'z']) await actOf(fixture, other, name)
  await other.close()
  await rm(fixture.folder, { recursive: true })
  await mkdir(fixture.folder)
  await cp(kept, fixture.folder, { recursive: true })
  await assert.rejects(fixture.open(), failsWith('ledger.diverged'))
  const checkpoint = await readFile(join(fixture.folder, 'checkpoint'))
  assert.deepEqual(checkpoint, await readFile(join(kept, 'checkpoint')))
})

test('a tree head changed in the database is refused', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await actOf(fixture, ledger, 'a')
  await sql`update ledger_head set frontier = sha256('other')`.execute(fixture.database.db)
  await assert.rejects(fixture.open(), failsWith('ledger.diverged'))
})

test('a waiting entry changed in the database is never published', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await sql`insert into ledger_pending (act_id, at_ms, draft) values (gen_random_uuid(), 0, '{"kind":"x"}')`.execute(
    fixture.database.db,
  )
  await assert.rejects(actOf(fixture, ledger, 'a'), failsWith('ledger.notPublished'))
  assert.equal(await ledger.size(), 0)
  await assert.rejects(fixture.open(), failsWith('ledger.entryInvalid'))
})

test('a checkpoint that was changed, another key and another ledger are refused', async () => {
  await using fixture = await fixtureWithRows()
  const ledger = await fixture.open()
  await actOf(fixture, ledger, 'a')
  await ledger.close()
  const path = join(fixture.folder, 'checkpoint')
  const checkpoint = await readFile(path, 'utf8')
  await writeFile(path, checkpoint.replace('\n1\n', '\n0\n'))
  await assert.rejects(fixture.open(), failsWith('ledger.noteUnverified'))
  await writeFile(path, checkpoint)
  const options = { ...fixture, db: fixture.database.db, disk: realDisk, log: silentLog }
  const otherKey = createSigner(fixture.signer.origin, newSigningKey())
  await assert.rejects(openLedger({ ...options, signer: otherKey }), failsWith('ledger.keyDiffers'))
  const other = createSigner('other.example/ledger', newSigningKey())
  const folder = `${fixture.folder}-other`
  await assert.rejects(openLedger({ ...options, folder, signer: other }), failsWith('ledger.originDiffers'))
  await (await openLedger(options)).close()
})
