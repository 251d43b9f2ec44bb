/**
 * The shape of the house, as a test. A regular expression over imports is sound because we allow only static,
 * relative imports with their file ending; the tests below hold that too.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const source = join(root, 'src')

/** A folder may import only from folders before it, and only through the file that bears the folder's name. */
const ORDER =
  'base law media documents ledger vault registry staff footage recording retention viewing policy web commands'.split(
    ' ',
  )

/** base/ has no door: its files are small and stand alone. The ledger's verifier must be usable without the ledger. */
const isDoor = (folder: string, file: string) =>
  folder === 'base' || file === `${folder}.ts` || (folder === 'ledger' && file === 'verify.ts')

type Import = { readonly from: string; readonly to: string }

function files(folder: string, ending = '.ts'): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => join(folder, name))
}

const isTest = (file: string) => /\.test\.ts$|[/\\]testing[/\\]/.test(file)
const program = files(source).filter((file) => !isTest(file))

function importsOf(file: string, text = readFileSync(file, 'utf8')): Import[] {
  return [
    ...text.matchAll(/^\s*(?:import|export)\b[^'"]*?from\s+'(\.[^']+)'|^\s*import\s+'(\.[^']+)'/gm),
  ].map((match) => ({
    from: file,
    to: resolve(dirname(file), (match[1] ?? match[2]) as string),
  }))
}

/** What breaks the order of the house, in words; empty when nothing does. */
function disorder(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const [home = '', ...inHome] = relative(source, from).split('/')
    const [host = '', ...inHost] = relative(source, to).split('/')
    if (inHome.length === 0 || host === home) return []
    const place = `${relative(root, from)} imports ${relative(root, to)}`
    if (host === '..') return home === 'commands' ? [] : [`${place}: outside src/`]
    if (inHost.length === 0) return home === 'commands' ? [] : [`${place}: only commands/ may see the wiring`]
    if (!ORDER.includes(home) || !ORDER.includes(host))
      return [`${place}: folder without a place in the order`]
    if (ORDER.indexOf(host) > ORDER.indexOf(home)) return [`${place}: ${host}/ comes after ${home}/`]
    return isDoor(host, inHost.join('/')) ? [] : [`${place}: not the door of ${host}/`]
  })
}

function cycle(imports: readonly Import[]): string[] {
  const next = Map.groupBy(imports, (each) => each.from)
  const state = new Map<string, 'open' | 'done'>()
  const walk = (file: string, path: readonly string[]): string[] => {
    if (state.get(file) === 'done') return []
    if (state.get(file) === 'open')
      return [...path.slice(path.indexOf(file)), file].map((each) => relative(root, each))
    state.set(file, 'open')
    for (const { to } of next.get(file) ?? []) {
      const found = walk(to, [...path, file])
      if (found.length > 0) return found
    }
    state.set(file, 'done')
    return []
  }
  return [...next.keys()].flatMap((file) => walk(file, [])).slice(0, 20)
}

test('folders import only from folders before them, through their doors', () => {
  assert.deepEqual(disorder(program.flatMap((file) => importsOf(file))), [])
})

test('the layering test sees a planted violation', () => {
  const from = join(source, 'ledger', 'planted.ts')
  const planted = `import { open } from '../vault/vault.ts'\nimport { read } from '../law/articles.ts'\nexport * from '../app.ts'`
  assert.equal(disorder(importsOf(from, planted)).length, 3)
})

test('no file stands in a circle of imports', () => {
  assert.deepEqual(cycle(program.flatMap((file) => importsOf(file))), [])
  const a = { from: 'a', to: 'b' }
  assert.notDeepEqual(cycle([a, { from: 'b', to: 'a' }]), [], 'a planted circle is seen')
})

/** One place per power: who may use what. */
const POWERS: readonly { readonly power: string; readonly used: RegExp; readonly by: RegExp }[] = [
  {
    power: 'the wall clock',
    used: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/,
    by: /^src\/base\/clock\.ts$/,
  },
  { power: 'timers', used: /\bset(?:Timeout|Interval)\(/, by: /^src\/base\/clock\.ts$/ },
  { power: 'Math.random', used: /\bMath\.random\b/, by: /^$/ },
  { power: 'the environment', used: /\bprocess\.env\b/, by: /^src\/main\.ts$/ },
  { power: 'the console', used: /\bconsole\./, by: /^$/ },
  { power: 'fsync', used: /\.(?:datasync|fdatasync|fsync)(?:Sync)?\(/, by: /^src\/base\/durable\.ts$/ },
  { power: 'any', used: /:\s*any\b|\bas any\b|<any>/, by: /^$/ },
  { power: 'ts-ignore', used: /@ts-(?:ignore|nocheck|expect-error)/, by: /^$/ },
]

test('each power is used in its one place', () => {
  const broken = program.flatMap((file) => {
    const name = relative(root, file)
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '')
    return POWERS.filter(({ used, by }) => used.test(code) && !by.test(name)).map(
      ({ power }) => `${name}: ${power}`,
    )
  })
  assert.deepEqual(broken, [])
})

test('every source file opens by saying what it is for', () => {
  const silent = program.filter((file) => !/^(?:#!.*\n)?\/\*\*/.test(readFileSync(file, 'utf8')))
  assert.deepEqual(
    silent.map((file) => relative(root, file)),
    [],
  )
})

test('imports are static, relative ones carry their ending, and no source file is unused', () => {
  const odd = program.filter((file) =>
    /\bimport\((?!\.meta)|from '\.[^']*(?<!\.ts|\.mjs)'/.test(readFileSync(file, 'utf8')),
  )
  assert.deepEqual(odd, [])
  const others = ['test', 'bench', 'demo']
    .filter((name) => existsSync(join(root, name)))
    .flatMap((name) => files(join(root, name)))
  const used = new Set([...program, ...others].flatMap((file) => importsOf(file)).map(({ to }) => to))
  const dead = program.filter((file) => !used.has(file) && relative(root, file) !== 'src/main.ts')
  assert.deepEqual(dead, [])
})

test('no unfinished work is marked in the tree', () => {
  const marks = /\b(?:TODO|FIXME|XXX|HACK)\b/
  const marked = [
    ...program,
    ...['demo', 'bench'].flatMap((name) => (existsSync(join(root, name)) ? files(join(root, name)) : [])),
  ]
  assert.deepEqual(
    marked.filter((file) => marks.test(readFileSync(file, 'utf8'))),
    [],
  )
})

test('links between documents lead somewhere', () => {
  const documents = [
    ...files(join(root, 'docs'), '.md'),
    ...readdirSync(root)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(root, name)),
  ]
  const broken = documents.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => match[1] as string)
      .filter((target) => !existsSync(resolve(dirname(file), target)))
      .map((target) => `${relative(root, file)} -> ${target}`),
  )
  assert.deepEqual(broken, [])
})
