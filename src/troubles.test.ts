import assert from 'node:assert/strict'
import { test } from 'node:test'
import { site } from '../test/site.ts'
import { silentLog } from './base/log.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { RecordingIncident } from './recording/recording.ts'
import { incidents } from './retention/retention.ts'
import type { Store } from './store.ts'
import { openTroubles } from './troubles.ts'

test('what is told at the very moment in which the one before is done is recorded too', async () => {
  await using w = await site()
  const { clock, database } = w
  const raised = (device: string): RecordingIncident => ({
    code: 'recording.silent',
    device,
    atMs: clock.now(),
    state: 'raised',
  })
  for (let hops = 0; hops < 24; hops++) {
    const told = Promise.withResolvers<void>()
    const act: Ledger['act'] = async (draft, write) => {
      const done = await w.ledger.act(draft, write)
      void (async () => {
        for (let i = 0; i < hops; i++) await Promise.resolve()
        troubles.tell(raised(`second-${hops}`)) // a second time when that one is recorded, which changes nothing
        told.resolve()
      })()
      return done
    }
    // Of the store only what is used here.
    const store = { database, ledger: { ...w.ledger, act } } as unknown as Store
    const troubles = openTroubles({ store, clock, log: silentLog })
    troubles.tell(raised(`first-${hops}`))
    await told.promise
    await troubles.close()
  }
  assert.equal((await incidents(database.db)).length, 48)
})
