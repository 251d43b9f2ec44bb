// The one script behind every `npm run` command. Plain JavaScript, because it must run on the machine's own Node
// (20 or newer) before anything is installed: it installs what is missing, then hands over to the Node that the
// project pins, which runs the TypeScript directly.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const stampFile = join(root, 'node_modules', '.jangseung-installed')

/** What Node keeps of compiled code: a command starts in half the time. Goes when packages are installed anew. */
const COMPILED = join(root, 'node_modules', '.cache', 'jangseung')

/**
 * How V8 is told what a recorder is. Video passes through in large buffers that the small heap V8 begins with does not
 * see; it would collect all the time. A larger first heap halves the processor time of recording, and a larger nursery
 * spares a recorder of a few cameras one collection a second. Such a recorder runs for months and works a hundredth of
 * each second; V8 would take many minutes to find that its code is worth compiling well (3000 calls is its own number).
 */
const LONG_RUN = [
  '--initial-old-space-size=200',
  '--min-semi-space-size=4',
  '--invocation-count-for-turbofan=600',
]

/** What each command runs: [program arguments], in order; the first that fails ends the command. */
const commands = {
  demo: (words) => [program('demo', ...words)],
  jangseung: (words) => [program(...words)],
  bench: (words) => [node(...LONG_RUN, 'bench/bench.ts', ...words)],
  soak: (words) => [tests(words.length > 0 ? words : ['test/soak/*.soak.ts'])],
  lint: () => checks(),
  format: () => [tool('oxfmt', 'src', 'test', 'bench', 'demo', 'tools', 'run.mjs')],
  test: (words) => (words.length > 0 ? [tests(words)] : [...checks(), tests(suites)]),
}

const suites = ['src/**/*.test.ts', 'demo/**/*.test.ts', 'test/**/*.test.ts']

function checks() {
  return [
    tool('tsc', '-p', '.'),
    tool('oxlint', '--type-aware', '--quiet', 'src', 'test', 'bench', 'demo', 'tools'),
    tool('oxfmt', '--check', 'src', 'test', 'bench', 'demo', 'tools', 'run.mjs'),
  ]
}

function tests(files) {
  return node(
    '--test',
    '--test-concurrency=2',
    '--test-timeout=600000',
    '--test-global-setup=test/setup.ts',
    '--import=./test/limit.ts',
    ...files,
  )
}

function program(...words) {
  return node(...LONG_RUN, 'src/main.ts', ...words)
}

function node(...words) {
  return [pinnedNode(), ...words]
}

function tool(name, ...words) {
  const { bin } = JSON.parse(
    readFileSync(join(root, 'node_modules', packageOf(name), 'package.json'), 'utf8'),
  )
  return node(join('node_modules', packageOf(name), typeof bin === 'string' ? bin : bin[name]), ...words)
}

function packageOf(tool) {
  return tool === 'tsc' ? 'typescript' : tool
}

/** Node 24 from npm; on a machine for which npm has none, the machine's own if it is new enough. */
function pinnedNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node')
  if (existsSync(pinned)) return pinned
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 12)) return process.execPath
  fail(
    `이 컴퓨터(${process.platform}-${process.arch})에는 Node 24.12 이상을 직접 설치해야 합니다.`,
    `Please install Node 24.12 or newer on this machine (${process.platform}-${process.arch}).`,
  )
}

/** Installs exactly what package-lock.json says, when that has not been done or the file has changed since. */
function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  process.stderr.write(
    '필요한 패키지를 설치합니다 (처음 한 번) · Installing what is needed (first time only)\n',
  )
  const npm = process.env.npm_execpath
  const [program, words] = npm ? [process.execPath, [npm]] : ['npm', []]
  const { status } = spawnSync(program, [...words, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0)
    fail('패키지 설치에 실패했습니다. 위의 메시지를 확인하십시오.', 'npm ci failed; its message is above.')
  writeFileSync(stampFile, wanted)
}

/**
 * Runs one program to its end and passes on the signals we get, so that stopping npm stops everything. The channel
 * tells the program when this script is gone, even killed outright.
 */
function run([program, ...words]) {
  return new Promise((resolve) => {
    const isOurs = words.includes('src/main.ts')
    const isTest = words.includes('--test')
    const child = spawn(program, words, {
      cwd: root,
      stdio: isOurs ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
      // Paths are meant from where the person stands. Not for the tests: they start programs that stand elsewhere.
      env: {
        NODE_COMPILE_CACHE: COMPILED,
        ...process.env,
        ...(isTest ? {} : { JANGSEUNG_CALLED_FROM: process.env.INIT_CWD ?? process.cwd() }),
      },
    })
    const pass = (name) => child.kill(name)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const name of signals) process.on(name, pass)
    child.once('error', (error) =>
      fail(`실행하지 못했습니다: ${error.message}`, `Could not run: ${error.message}`),
    )
    child.once('exit', (status, signal) => {
      for (const name of signals) process.off(name, pass)
      resolve(status ?? (signal ? 1 : 0))
    })
  })
}

function fail(ko, en) {
  process.stderr.write(`${ko}\n${en}\n`)
  process.exit(1)
}

const [command, ...words] = process.argv.slice(2)
if (!Object.hasOwn(commands, command ?? ''))
  fail('모르는 명령입니다.', `Commands: ${Object.keys(commands).join(', ')}`)
install()
for (const program of commands[command](words)) {
  const status = await run(program)
  if (status !== 0) process.exit(status)
}
