import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { present } from './assert.ts'
import { simulatedClock } from './clock.ts'
import { isShared, openDataFolder, readDataId } from './datafolder.ts'
import { type Disk, diskFault, realDisk } from './durable.ts'
import { isFault } from './fault.ts'

const LOCK = 'lock'
const here = (name: string) => new URL(name, import.meta.url).href

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'jangseung-datafolder-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Takes the folder, in this process. */
function take(path: string, given: { readonly disk?: Disk; readonly stays?: boolean } = {}) {
  const clock = simulatedClock(0)
  return openDataFolder({ path, disk: realDisk, clock, create: true, lock: LOCK, ...given })
}

/** 'won', or the code of the fault. */
function outcome(taking: Promise<unknown>): Promise<string> {
  return taking.then(
    () => 'won',
    (error: unknown) => (isFault(error) ? error.code : String(error)),
  )
}

/** A program that takes the folder when it is told `take`, and gives it back when it is told `release`. */
const PROGRAM = `
import { createInterface } from 'node:readline'
import { openDataFolder } from '${here('./datafolder.ts')}'
import { realClock } from '${here('./clock.ts')}'
import { realDisk } from '${here('./durable.ts')}'
let held
const acts = {
  take: async () => {
    const options = { disk: realDisk, clock: realClock, create: true, lock: '${LOCK}', stays: true }
    held = await openDataFolder({ path: process.argv[1], ...options })
    return 'won ' + held.dataId
  },
  release: async () => {
    await held?.release()
    return 'released'
  },
}
console.log('ready')
for await (const word of createInterface({ input: process.stdin }))
  console.log(await acts[word]().catch((error) => error.code ?? String(error)))
`

async function program(path: string) {
  const words = ['--input-type=module', '--eval', PROGRAM, path]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => (await lines.next()).value
  assert.equal(await line(), 'ready')
  return {
    async ask(word: 'take' | 'release') {
      child.stdin.write(`${word}\n`)
      return present(await line(), 'the program answers')
    },
    /** As a power cut would end it. */
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await ended
    },
  }
}

type Program = Awaited<ReturnType<typeof program>>

const ROUNDS = 40
const PROGRAMS = 8

test(
  'of many programs started on one folder at once, one has it, new or left by one that died',
  { timeout: 120_000 },
  async () => {
    await using folder = await temporaryFolder()
    await using closing = new AsyncDisposableStack()
    const start = async () => closing.use(await program(folder.path))
    const programs = await Promise.all(Array.from({ length: PROGRAMS }, start))
    for (let round = 0; round < ROUNDS; round++) {
      const answers = await Promise.all(programs.map((each) => each.ask('take')))
      const won = answers.flatMap((answer, i) => (answer.startsWith('won') ? [i] : []))
      assert.equal(won.length, 1, answers.join())
      assert.equal(answers.filter((answer) => answer === 'data.inUse').length, PROGRAMS - 1, answers.join())
      const winner = present(won[0], 'one has it')
      assert.equal(answers[winner], `won ${await readDataId(folder.path)}`)
      assert.equal(await isShared(folder.path, LOCK), true)
      const held: Program = present(programs[winner], 'one of them')
      // Now with nobody in it, now with one that was killed, now with a folder that is new.
      if (round % 4 === 3) {
        await held.kill()
        programs[winner] = await start()
      } else await held.ask('release')
      if (round % 4 === 1) await rm(folder.path, { recursive: true })
    }
    assert.deepEqual((await readdir(folder.path)).toSorted(), ['identity.json', 'lock'])
  },
)

/** What may lie there when a program comes. */
const LEFT: Readonly<Record<string, (lock: string) => Promise<void>>> = {
  nothing: () => Promise.resolve(),
  'a lock given back': async (lock) => mkdir(lock),
  'a dead holder': async (lock) => {
    await mkdir(lock)
    await writeFile(join(lock, 'd51cd8f4'), JSON.stringify(await deadHolder()))
  },
  'a lock cut short': async (lock) => {
    await mkdir(lock)
    await writeFile(join(lock, 'd51cd8f4'), '{"pid":')
  },
  'a dead holder of an earlier version': async (lock) => writeFile(lock, JSON.stringify(await deadHolder())),
}

/** Of a process that has ended; another may bear its number by now. */
async function deadHolder() {
  const child = spawn(process.execPath, ['--eval', ''])
  await once(child, 'exit')
  return { pid: child.pid, born: 'before', stays: true }
}

type Step = (operation: string) => Promise<void>

/** The real disk, before whose every act `step` is called. */
function stepping(step: Step): Disk {
  return {
    ...realDisk,
    create: async (path) => (await step('create'), realDisk.create(path)),
    makeFolder: async (path) => (await step('makeFolder'), realDisk.makeFolder(path)),
    rename: async (from, to) => (await step('rename'), realDisk.rename(from, to)),
    remove: async (path) => (await step('remove'), realDisk.remove(path)),
    removeFolder: async (path) => (await step('removeFolder'), realDisk.removeFolder(path)),
  }
}

/** Runs `between` once, before the given step, counted from 1. */
function interrupted(at: number, between: () => Promise<void>) {
  let steps = 0
  const disk = stepping(async () => {
    if (++steps === at) await between()
  })
  return { disk, steps: () => steps }
}

/** A data folder in which that was left. */
async function folderWith(left: string) {
  const folder = await temporaryFolder()
  await openDataFolder({ path: folder.path, disk: realDisk, clock: simulatedClock(0), create: true })
  await present(LEFT[left], 'one of the above')(join(folder.path, LOCK))
  return folder
}

/** Calls it with 1, 2, … until the program under test took fewer steps than that. */
async function atEachStep(act: (at: number) => Promise<number>): Promise<void> {
  for (let at = 1; at <= (await act(at)); at++);
}

for (const left of Object.keys(LEFT)) {
  test(`${left}: who was overtaken between any two steps does not have the folder`, async () => {
    await atEachStep(async (at) => {
      await using folder = await folderWith(left)
      const seen: string[] = []
      const { disk, steps } = interrupted(at, async () => void seen.push(await outcome(take(folder.path))))
      seen.push(await outcome(take(folder.path, { disk })))
      const expected = steps() < at ? ['won'] : ['data.inUse', 'won']
      assert.deepEqual(seen.toSorted(), expected, `step ${at}`)
      assert.equal(await outcome(take(folder.path)), 'data.inUse', `step ${at}`)
      return steps()
    })
  })

  test(`${left}: who comes after a whole other run, or two at once, does not harm the one who has it`, async () => {
    await atEachStep(async (at) => {
      await using folder = await folderWith(left)
      const seen: string[] = []
      const { disk, steps } = interrupted(at, async () => {
        // One has come and gone, and while the next takes it, a third does.
        const gone = await take(folder.path).catch(() => undefined)
        await gone?.release()
        const inner = interrupted(2, async () => void seen.push(await outcome(take(folder.path))))
        seen.push(await outcome(take(folder.path, { disk: inner.disk })))
      })
      seen.push(await outcome(take(folder.path, { disk })))
      assert.equal(seen.filter((one) => one === 'won').length, 1, `step ${at}: ${seen.join()}`)
      assert.ok(
        seen.every((one) => one === 'won' || one === 'data.inUse'),
        seen.join(),
      )
      return steps()
    })
  })

  test(`${left}: whoever dies between any two steps leaves a folder that the next can have`, async () => {
    await atEachStep(async (at) => {
      await using folder = await folderWith(left)
      let steps = 0
      const dying = stepping(async (operation) => {
        if (++steps >= at) throw diskFault('disk.failed', { operation, name: 'test', reason: 'EIO' })
      })
      const first = await take(folder.path, { disk: dying }).catch(() => undefined)
      const taken = steps
      await first?.release().catch(() => undefined)
      // Once it has the lock, what it dies of must be told: the process of this test lives on.
      if (first !== undefined) await holderDies(folder.path)
      assert.equal(await outcome(take(folder.path)), 'won', `step ${at}`)
      return taken
    })
  })
}

async function holderDies(path: string): Promise<void> {
  for (const name of await readdir(join(path, LOCK)))
    await writeFile(join(path, LOCK, name), JSON.stringify(await deadHolder()))
}

test('what a program left that died before it had the lock is removed by the next who has it', async () => {
  await using folder = await folderWith('nothing')
  const { pid } = await deadHolder()
  const mine = `.${LOCK}.${process.pid}-of-a-program-that-lives`
  for (const name of [`.${LOCK}.${pid}-of-a-program-that-died`, mine, '.lock.notes', 'lock.worker'])
    await mkdir(join(folder.path, name))
  await take(folder.path)
  assert.deepEqual((await readdir(folder.path)).toSorted(), [
    mine,
    '.lock.notes',
    'identity.json',
    'lock',
    'lock.worker',
  ])
})

test('the lock says who has it, and whether others may work beside it', async () => {
  await using folder = await folderWith('nothing')
  assert.equal(await isShared(folder.path, LOCK), false)
  for (const stays of [true, false]) {
    const held = await take(folder.path, { stays })
    assert.equal(await isShared(folder.path, LOCK), stays)
    await assert.rejects(take(folder.path), new RegExp(`process ${process.pid}`))
    await held.release()
    assert.equal(await isShared(folder.path, LOCK), false)
  }
})

test('a program that an earlier version runs keeps its lock', async () => {
  await using folder = await folderWith('nothing')
  await using other = await program(folder.path)
  assert.match(await other.ask('take'), /^won/)
  const lock = join(folder.path, LOCK)
  const [name] = await readdir(lock)
  const holder = await readFile(join(lock, present(name, 'who has it')))
  await rm(lock, { recursive: true })
  await writeFile(lock, holder)
  assert.equal(await isShared(folder.path, LOCK), true)
  assert.equal(await outcome(take(folder.path)), 'data.inUse')
  assert.deepEqual(await readFile(lock), holder)
})

test('a disk on which nothing can be moved into place is told as such, and left as it was', async () => {
  await using folder = await folderWith('nothing')
  const cause = Object.assign(new Error(), { code: 'EEXIST' })
  const disk: Disk = {
    ...realDisk,
    rename: () =>
      Promise.reject(diskFault('disk.failed', { operation: 'rename', name: LOCK, reason: 'EEXIST' }, cause)),
  }
  assert.equal(await outcome(take(folder.path, { disk })), 'disk.failed')
  assert.deepEqual(await readdir(folder.path), ['identity.json'])
})
