/** Files that a command makes for others: a document, a table, an agency file. */
import { chmod, stat } from 'node:fs/promises'
import { writeFileDurably } from '../base/durable.ts'
import { commandFault, type Surroundings } from './command.ts'

/**
 * Writes a file that holds nothing secret, durably, with the permissions that any program gives its files: the data
 * folder's own are for nobody else to read, but a policy is there to be served.
 */
export async function writeForOthers(
  { disk, path }: Pick<Surroundings, 'disk' | 'path'>,
  file: string,
  bytes: Uint8Array,
): Promise<void> {
  // A file is written beside its place and moved there; a device or pipe of that name would be gone.
  const there = await stat(path(file)).catch(() => undefined)
  if (there !== undefined && !there.isFile())
    throw commandFault('command.badArgument', { name: '--out', value: file, expected: 'a file' })
  await writeFileDurably(disk, path(file), bytes)
  await chmod(path(file), 0o666 & ~process.umask())
}
