/**
 * What a command reads: files that are named, and secrets. Secrets come from standard input: an argument would stand in
 * the shell's history and in the list of processes.
 */
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { commandFault } from './command.ts'

/** More than any address or token; what is longer is a file given by mistake. */
const MAX_SECRET_BYTES = 4096

/**
 * The bytes of a file that was named as `name`, a pipe included, at most so many. Throws `command.fileUnreadable`, which
 * tells no more of the path than its last part.
 */
export async function fileGiven(path: string, name: string, maxBytes: number): Promise<Buffer> {
  const unreadable = (reason: string, cause?: unknown) =>
    commandFault('command.fileUnreadable', { name, file: basename(path), reason }, cause)
  const parts: Buffer[] = []
  try {
    for await (const part of createReadStream(path, { end: maxBytes })) parts.push(part as Buffer)
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error
    throw unreadable(String(error.code), error)
  }
  const bytes = Buffer.concat(parts)
  if (bytes.length > maxBytes) throw unreadable(`> ${maxBytes} bytes`)
  return bytes
}

/** All of standard input; the caller wipes it. */
export async function standardInput(): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of process.stdin) {
    length += (part as Buffer).length
    if (length > MAX_SECRET_BYTES)
      throw commandFault('command.badArgument', {
        name: 'standard input',
        value: '…',
        expected: `≤ ${MAX_SECRET_BYTES} bytes`,
      })
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}

/**
 * Secrets of one line each: asked for one after the other at a terminal, where they are not shown while they are typed,
 * else the first lines of standard input; empty for what is not there. Throws `command.cancelled` on Ctrl-C.
 */
async function secretLines(questions: readonly string[]): Promise<readonly string[]> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) {
    const lines = (await standardInput()).toString('utf8').split(/\r?\n/)
    return questions.map((_, i) => lines[i] ?? '')
  }
  const nowhere = new Writable({ write: (_bytes, _encoding, done) => done() })
  const terminal = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 })
  const closed = new AbortController()
  terminal.once('close', () => closed.abort())
  try {
    const answers: string[] = []
    for (const question of questions) {
      stderr.write(question)
      answers.push(await terminal.question('', { signal: closed.signal }))
      stderr.write('\n')
    }
    return answers
  } catch (error) {
    stderr.write('\n')
    throw commandFault('command.cancelled', {}, error)
  } finally {
    terminal.close()
  }
}

/** The password of an account that is there. Throws `command.noPassword`. */
export async function passwordInput(login: string): Promise<string> {
  const [password = ''] = await secretLines([`${login} 비밀번호 · password: `])
  if (password === '') throw commandFault('command.noPassword', { login })
  return password
}

/** A password that is chosen now; at a terminal it is typed twice. Throws `command.passwordsDiffer`. */
export async function newPasswordInput(...before: readonly string[]): Promise<readonly string[]> {
  const again = process.stdin.isTTY ? ['한 번 더 · again: '] : []
  const lines = await secretLines([...before, '새 비밀번호 · new password: ', ...again])
  if (again.length > 0 && lines.at(-1) !== lines.at(-2)) throw commandFault('command.passwordsDiffer')
  return lines
}
