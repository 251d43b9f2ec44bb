/** One sweep of the retention in a process of its own, which the benchmark kills in the middle: argv is data folder and clock. */
import { silentLog } from '../src/base/log.ts'
import { openRetention } from '../src/retention/retention.ts'
import { movedClock, openScratchStore } from './agency.ts'

const [folder = '', passedMs] = process.argv.slice(2)
const clock = movedClock(Number(passedMs))
await using store = await openScratchStore(folder, clock)
const { ledger, vault, reserve } = store
const retention = openRetention({
  db: store.database.db,
  ledger,
  vault,
  clock,
  log: silentLog,
  reserve,
})
process.send?.('sweeping')
await retention.sweep()
process.send?.('done')
process.disconnect()
