/** Secrets come from standard input: an argument would stand in the shell's history and in the list of processes. */
import { commandFault } from './command.ts'

/** More than any address or token; what is longer is a file given by mistake. */
const MAX_BYTES = 4096

/** All of standard input; the caller wipes it. */
export async function standardInput(): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of process.stdin) {
    length += (part as Buffer).length
    if (length > MAX_BYTES)
      throw commandFault('command.badArgument', {
        name: 'standard input',
        value: '…',
        expected: `≤ ${MAX_BYTES} bytes`,
      })
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}
