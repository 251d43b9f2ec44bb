/** Files that a command makes for others: a document, a table, an agency file. */
import { chmod } from 'node:fs/promises'
import { writeFileDurably } from '../base/durable.ts'
import type { Surroundings } from './command.ts'

/**
 * Writes a file that holds nothing secret, durably, with the permissions that any program gives its files: the data
 * folder's own are for nobody else to read, but a policy is there to be served.
 */
export async function writeForOthers(
  { disk, path }: Pick<Surroundings, 'disk' | 'path'>,
  file: string,
  bytes: Uint8Array,
): Promise<void> {
  await writeFileDurably(disk, path(file), bytes)
  await chmod(path(file), 0o666 & ~process.umask())
}
