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

const ENTER = ['\r', '\n', '\u0004']
const CANCEL = '\u0003'
const ERASE = ['\u007f', '\b']

/**
 * A password: asked for at a terminal, where it is not shown while it is typed, else all of standard input but the end of
 * its line. Ctrl-C rejects.
 */
export async function passwordInput(question: string): Promise<string> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) return (await standardInput()).toString('utf8').replace(/\r?\n$/, '')
  stderr.write(question)
  stdin.setRawMode(true)
  try {
    const typed: string[] = []
    for await (const part of stdin.setEncoding('utf8'))
      for (const character of part as string) {
        if (character === CANCEL) throw commandFault('command.cancelled')
        if (ENTER.includes(character)) return typed.join('')
        if (ERASE.includes(character)) typed.pop()
        else if (typed.length < MAX_BYTES) typed.push(character)
      }
    return typed.join('')
  } finally {
    stdin.setRawMode(false)
    stderr.write('\n')
  }
}
