/** The whole program killed fifty times, as in test/faults/kill.test.ts. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { killAgainAndAgain } from '../faults/kill.ts'

const KILLS = 50

test('50 kills anywhere: check is clean, the ledger whole, at most 2 s of a camera lost', async (t) => {
  const seed = Number(process.env['JANGSEUNG_KILL_SEED'] ?? randomInt(2 ** 32))
  t.diagnostic(`JANGSEUNG_KILL_SEED=${seed}`)
  const outcome = await killAgainAndAgain({ kills: KILLS, seed })
  const inOrder = outcome.lostMs.toSorted((a, b) => a - b)
  const { during, withServer, ledgerSize, segments } = outcome
  t.diagnostic(
    `${JSON.stringify(during)}, ${withServer} with PostgreSQL; lost of a camera: median ` +
      `${inOrder[inOrder.length >> 1]} ms, most ${inOrder.at(-1)} ms of ${inOrder.length}; ledger ${ledgerSize}; ` +
      `${segments.sealed} segments sealed, ${segments.destroyed} destroyed`,
  )
  assert.ok(during.opening > 0 && during.starting > 0 && during.working > 0 && during.resting > 0)
})
