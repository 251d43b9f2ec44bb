import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { temporaryFolder, whole } from '../test/whole.ts'
import { realClock } from './base/clock.ts'
import { silentLog } from './base/log.ts'
import { openCameras } from './cameras.ts'
import { vaultKeys } from './hourkeys.ts'
import { startPages } from './pages.ts'

test(
  'closing does not wait for the verification of the ledger that is under way',
  { timeout: 60_000 },
  async () => {
    await using folder = await temporaryFolder()
    await using program = await whole({ path: folder.path, role: 'worker' })
    const { store, app } = program
    const begun = Promise.withResolvers<AbortSignal | undefined>()
    // As of a ledger so large that nobody sees the end of it.
    const verifyLedger = async (signal?: AbortSignal) => {
      begun.resolve(signal)
      if (signal !== undefined) await once(signal, 'abort')
      signal?.throwIfAborted()
    }
    const proofs = { ...app.published.proofs, verifyLedger }
    const pages = await startPages(
      store,
      { host: '127.0.0.1', port: 0, clock: realClock, log: silentLog },
      {
        staff: app.staff,
        published: { ...app.published, proofs },
        cameras: openCameras({ registry: store.registry, addressOf: () => Promise.resolve(undefined) }),
        keySource: vaultKeys(store),
        recorder: undefined,
      },
    )
    const signal = await begun.promise
    await pages.close()
    assert.equal(signal?.aborted, true)
  },
)
