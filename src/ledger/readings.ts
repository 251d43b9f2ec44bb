/**
 * All that is read from the ledger: from the files where it must be proven, from the rows where something has to be
 * found. What a receipt says is always checked against the signed tree, never against a row, so that whoever can
 * write to the database still cannot make a receipt.
 */
import type { Entry, EntryKind, EntryOf } from './entries.ts'
import { entryBytes } from './entries.ts'
import { ledgerFault } from './faults.ts'
import type { LedgerFiles, SignedCheckpoint } from './files.ts'
import { leafHash, provesInclusion } from './merkle.ts'
import type { Checkpoint } from './note.ts'
import { consistencyPath, formatProof, inclusionPath } from './proof.ts'
import { receiptOf } from './receipt.ts'
import type { Receipt } from './receipt.ts'
import { newestOf, pageOfEntries } from './rows.ts'
import type { EntryFilter, LedgerDb } from './rows.ts'

export type Readings = {
  /** Checks at run time that the published tree holds exactly this entry there. Throws `ledger.receiptUnknown`. */
  confirm(receipt: Receipt): Promise<void>
  /** The receipt of an act recorded before, to resume it. Throws `ledger.receiptUnknown` when `leaf` is no such act. */
  receipt<K extends EntryKind>(kind: K, leaf: number): Promise<Receipt<K>>
  /** The newest published act of that kind about `subject` (an order, a hold, a viewing …), if any. */
  find<K extends EntryKind>(kind: K, subject: string): Promise<Receipt<K> | undefined>
  /** The published entries that match, in order of leaf, from the database's rows. */
  entries<K extends EntryKind = EntryKind>(
    filter?: EntryFilter & { readonly kinds?: readonly K[] },
  ): AsyncIterable<{ readonly leaf: number; readonly entry: EntryOf<K> }>
  /** The signed checkpoint, a C2SP note. */
  checkpoint(): Promise<string>
  /** How many entries are published. */
  size(): Promise<number>
  /** The proof that leaf `leaf` is in the published tree, as C2SP tlog-proof text (see `verifyInclusion`). */
  prove(leaf: number): Promise<string>
  /** The RFC 6962 proof that the published tree has grown out of its first `size` entries. */
  proveGrowth(size: number): Promise<Buffer[]>
}

export function readings(db: LedgerDb, files: LedgerFiles): Readings {
  async function* entries(filter: EntryFilter = {}): AsyncGenerator<{ leaf: number; entry: Entry }> {
    const { size } = (await head(files)).checkpoint
    const to = Math.min(filter.to ?? size, size)
    let from = filter.from ?? 0
    for (;;) {
      const page = await pageOfEntries(db, { ...filter, from, to })
      const last = page.at(-1)
      if (!last) return
      yield* page
      from = last.leaf + 1
    }
  }

  return {
    async confirm({ leaf, entry, kind }) {
      if (kind !== entry.kind) throw ledgerFault('ledger.receiptUnknown', { leaf })
      await confirmed(files, (await head(files)).checkpoint, leaf, entry)
    },
    async receipt<K extends EntryKind>(kind: K, leaf: number) {
      for await (const { entry } of entries({ from: leaf, to: leaf + 1, kinds: [kind] }))
        return confirmed(files, (await head(files)).checkpoint, leaf, entry as EntryOf<K>)
      throw ledgerFault('ledger.receiptUnknown', { leaf })
    },
    async find<K extends EntryKind>(kind: K, subject: string) {
      const { checkpoint } = await head(files)
      const found = await newestOf(db, { kind, subject, to: checkpoint.size })
      return found && confirmed(files, checkpoint, found.leaf, found.entry as EntryOf<K>)
    },
    entries: entries as Readings['entries'],
    checkpoint: async () => (await head(files)).note,
    size: async () => (await head(files)).checkpoint.size,
    async prove(leaf) {
      const { checkpoint, note } = await head(files)
      if (!isLeaf(leaf, checkpoint.size)) throw ledgerFault('ledger.receiptUnknown', { leaf })
      return formatProof(leaf, await inclusionPath(files.tile, leaf, checkpoint.size), note)
    },
    async proveGrowth(earlier) {
      const { size } = (await head(files)).checkpoint
      if (!isLeaf(earlier, size + 1)) throw ledgerFault('ledger.rolledBack', { size, earlier })
      return consistencyPath(files.tile, earlier, size)
    },
  }
}

async function head(files: LedgerFiles): Promise<SignedCheckpoint> {
  const published = await files.published()
  if (!published) throw ledgerFault('ledger.checkpointMissing')
  return published
}

function isLeaf(leaf: number, size: number): boolean {
  return Number.isSafeInteger(leaf) && leaf >= 0 && leaf < size
}

/** The receipt, if the tree of a signed checkpoint holds the entry at that leaf; the database is not asked. */
async function confirmed<K extends EntryKind>(
  files: LedgerFiles,
  { size, root }: Checkpoint,
  leaf: number,
  entry: EntryOf<K>,
): Promise<Receipt<K>> {
  if (!isLeaf(leaf, size)) throw ledgerFault('ledger.receiptUnknown', { leaf })
  const path = await inclusionPath(files.tile, leaf, size)
  if (!provesInclusion({ index: leaf, size, leaf: leafHash(entryBytes(entry)), path, root }))
    throw ledgerFault('ledger.receiptUnknown', { leaf })
  return receiptOf(leaf, entry)
}
