/** The whole program killed while it records, rotates, destroys and appends; at length in test/soak/kill.soak.ts. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { killAgainAndAgain } from './kill.ts'

const KILLS = 8

test('killed anywhere: check is clean, the ledger whole, at most 2 s of a camera lost', async (t) => {
  const seed = Number(process.env['JANGSEUNG_KILL_SEED'] ?? randomInt(2 ** 32))
  t.diagnostic(`JANGSEUNG_KILL_SEED=${seed}`)
  const { kills, during, lostMs, ledgerSize, segments, withServer } = await killAgainAndAgain({
    kills: KILLS,
    seed,
  })
  const most = Math.max(...lostMs)
  t.diagnostic(
    `${kills} kills ${JSON.stringify(during)}, ${withServer} with PostgreSQL; most lost ${most} ms of ${lostMs.length}; ` +
      `ledger ${ledgerSize}; ${segments.sealed} segments sealed, ${segments.destroyed} destroyed`,
  )
  assert.ok(lostMs.length > 0 && segments.destroyed > 0 && ledgerSize > 50, 'there was something to lose')
})
