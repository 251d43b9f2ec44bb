/**
 * Acts per second, each acknowledged only once its entry is committed, sequenced and published: a real PostgreSQL, real
 * tiles, a signed checkpoint every round. Beside it the floor of every durable log: the same bytes appended to one
 * file, one fdatasync for as many entries as acts are under way.
 *
 * And the whole verification of a long ledger from its files, entries included, beside the bare hashing that it cannot
 * do without (one SHA-256 for each leaf, one for each node above).
 */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { realClock } from '../src/base/clock.ts'
import { realDisk } from '../src/base/durable.ts'
import { newId } from '../src/base/id.ts'
import { silentLog } from '../src/base/log.ts'
import { createSigner, ledgerMigrations, newSigningKey, openLedger } from '../src/ledger/ledger.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { readFolder, verifyLedger } from '../src/ledger/verify.ts'
import { type Benchmark, bounded, compared, type Figure, median } from './figure.ts'
import { sealedBatch, sealedEntry, writeLedger } from './longledger.ts'
import { scratchDatabase, scratchFolder } from './scratch.ts'

const ROUNDS = 3
/** Acts under way at once, and acts a round. */
const LOADS = [
  { together: 1, acts: 100 },
  { together: 100, acts: 2_000 },
  { together: 1_000, acts: 4_000 },
] as const
const BARE_SYNCS = 200

const ENTRIES = 1_000_000
const VERIFY_ROUNDS = 3
const VERIFY_SECONDS = 5

export const ledger: Benchmark = {
  name: 'ledger',
  says: 'acts through act() beside append and fdatasync of the same bytes; verification of 1,000,000 entries',
  run: async (progress) => [...(await appends(progress)), ...(await verification(progress))],
}

async function appends(progress: (text: string) => void): Promise<Figure[]> {
  await using scratch = await scratchFolder()
  await using database = await scratchDatabase(ledgerMigrations)
  const opened = await openLedger({
    db: database.db,
    folder: join(scratch.folder, 'ledger'),
    signer: createSigner('bench.go.kr/ledger', newSigningKey()),
    clock: realClock,
    disk: realDisk,
    log: silentLog,
  })
  try {
    const figures: Figure[] = []
    await act(opened, 100, 1_000) // warms up
    for (const { together, acts } of LOADS) {
      const rates: number[] = []
      const bare: number[] = []
      for (let round = 1; round <= ROUNDS; round++) {
        progress(`${together} under way, round ${round} of ${ROUNDS}`)
        bare.push(await bareAppends(scratch.folder, together))
        rates.push(await act(opened, together, acts))
      }
      const name = `durable acts, ${together.toLocaleString('en')} under way`
      figures.push(compared(name, '/s', median(rates), median(bare), null))
    }
    return figures
  } finally {
    await opened.close()
  }
}

/** Acts per second with that many under way at once. */
async function act(opened: Ledger, together: number, acts: number): Promise<number> {
  let left = acts
  const actor = async () => {
    while (left-- > 0) await opened.act(sealedBatch(left), () => Promise.resolve())
  }
  const from = realClock.monotonic()
  await Promise.all(Array.from({ length: together }, actor))
  return acts / seconds(from)
}

/** Entries per second appended to one plain file, `together` to an fdatasync. */
async function bareAppends(folder: string, together: number): Promise<number> {
  const file = await realDisk.create(join(folder, `${newId<'bare'>()}.log`))
  const batch = Buffer.concat(Array.from({ length: together }, (_, index) => sealedEntry(index)))
  const from = realClock.monotonic()
  for (let turn = 0; turn < BARE_SYNCS; turn++) {
    await file.write(batch, turn * batch.length)
    await file.sync()
  }
  const rate = (BARE_SYNCS * together) / seconds(from)
  await file.close()
  return rate
}

async function verification(progress: (text: string) => void): Promise<Figure[]> {
  await using scratch = await scratchFolder()
  progress(`writing ${ENTRIES.toLocaleString('en')} entries`)
  const vkey = await writeLedger(scratch.folder, ENTRIES)
  const whole: number[] = []
  const bare: number[] = []
  for (let round = 1; round <= VERIFY_ROUNDS; round++) {
    progress(`verifying, round ${round} of ${VERIFY_ROUNDS}`)
    bare.push(bareHashing())
    const from = realClock.monotonic()
    const result = await verifyLedger({ read: readFolder(scratch.folder), vkey, entries: 'required' })
    whole.push(seconds(from))
    if (!result.ok || result.size !== ENTRIES || !result.entriesChecked)
      throw new Error(`the ledger does not verify: ${result.findings[0]?.message ?? 'not all was checked'}`)
  }
  const name = `verification of ${ENTRIES.toLocaleString('en')} entries`
  return [bounded(name, 's', median(whole), VERIFY_SECONDS, median(bare))]
}

/** Seconds that the hashes of the whole tree take by themselves. */
function bareHashing(): number {
  const leaf = Buffer.concat([Buffer.of(0), sealedEntry(0)])
  const node = Buffer.alloc(1 + 2 * 32)
  const from = realClock.monotonic()
  for (let index = 0; index < ENTRIES; index++) {
    hash('sha256', leaf, 'binary')
    hash('sha256', node, 'binary')
  }
  return seconds(from)
}

function seconds(from: number): number {
  return (realClock.monotonic() - from) / 1000
}
