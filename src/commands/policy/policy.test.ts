import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { MAIN, start } from '../../../test/program.ts'

const agencies = new URL('../../../agencies/', import.meta.url).pathname
const CUSTOMS = join(agencies, 'customs-service.yaml')
const DONG = join(agencies, 'yonghyeon-14dong.yaml')

let folder: string
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'policy-commands-'))))
after(() => rm(folder, { recursive: true, force: true }))

async function policy(...words: string[]) {
  const running = start(MAIN, ['policy', ...words], { folder })
  const { code } = await running.ended
  return { code, output: running.output(), errors: running.errors() }
}

/** The lines of a draft's summary that name a clause. */
function clauses(output: string): readonly string[] {
  return output.split('\n').filter((line) => /^ +\d+\./.test(line))
}

describe('jangseung policy', () => {
  test('lists its commands, and each tells its own usage', async () => {
    const { code, output } = await policy('--help')
    assert.equal(code, 0)
    for (const name of ['draft', 'diff', 'render']) assert.match(output, new RegExp(`^  ${name} `, 'm'))
    const help = await policy('render', '--help')
    assert.match(help.output, /Usage: jangseung policy render AGENCY\.yaml/)
    assert.equal((await policy()).code, 2)
  })

  test('says which word it does not know, and which option', async () => {
    const word = await policy('rendr')
    assert.equal(word.code, 2)
    assert.match(word.errors, /"rendr"[^]*draft, diff[^]*command\.unknownWord/)
    const option = await policy('render', CUSTOMS, '--formt', 'txt')
    assert.equal(option.code, 2)
    assert.match(option.errors, /--formt[^]*--format, --out[^]*command\.unknownOption/)
  })

  test('renders to every format, with nothing running', async () => {
    const starts = { html: '<!doctype html>', pdf: '%PDF-1.7', hwpx: 'PK', txt: '고정형', json: '{"agency"' }
    for (const [format, begins] of Object.entries(starts)) {
      const file = join(folder, `customs.${format}`)
      const { code, errors } = await policy('render', CUSTOMS, '--format', format, '--out', file)
      assert.equal(code, 0, errors)
      const bytes = await readFile(file)
      assert.equal(bytes.toString('utf8', 0, Buffer.byteLength(begins)).toLowerCase(), begins.toLowerCase())
    }
  })

  test('renders in English to standard output, and wants a file for what is not text', async () => {
    const text = await policy('render', CUSTOMS, '--format', 'txt', '--language', 'en')
    assert.match(text.output, /Why we film, and on what legal basis/)
    const pdf = await policy('render', CUSTOMS, '--format', 'pdf')
    assert.equal(pdf.code, 2)
    assert.match(pdf.errors, /--out/)
    assert.equal((await policy('render', CUSTOMS, '--format', 'txt', '--on', '2026-02-30')).code, 2)
  })

  test('asks which of several policies is meant', async () => {
    const { code, errors } = await policy('draft', DONG)
    assert.equal(code, 1)
    assert.match(errors, /wearable, dumping/)
    const one = await policy('draft', DONG, '--policy', 'dumping')
    assert.equal(one.code, 0)
    assert.match(one.output, /sha256 [0-9a-f]{64}/)
  })

  test('shows the one fact that an edited file changes, and ends with 1', async () => {
    const file = join(folder, 'edited.yaml')
    const text = await readFile(CUSTOMS, 'utf8')
    await writeFile(file, text.replaceAll('042-481-7782', '042-481-7783'))
    const { code, output } = await policy('diff', CUSTOMS, file, '--json')
    assert.equal(code, 1)
    const [{ differences }] = JSON.parse(output).policies
    assert.deepEqual(
      differences.map(({ fact }: { fact: string }) => fact),
      ['officer/surveillance-handler', 'window/surveillance-window'],
    )
    assert.equal((await policy('diff', CUSTOMS, CUSTOMS)).code, 0)
  })

  test('compares a kept draft with the file of today', async () => {
    const kept = join(folder, 'kept.json')
    const { output } = await policy('draft', CUSTOMS, '--json')
    await writeFile(kept, output)
    assert.equal((await policy('diff', kept, CUSTOMS)).code, 0)
    await writeFile(kept, '{"format":"jangseung-policy/1"')
    const broken = await policy('diff', kept, CUSTOMS)
    assert.match(broken.errors, /policy\.notADraft/)
    assert.match((await policy('diff', join(folder, 'none.json'), CUSTOMS)).errors, /command\.fileUnreadable/)
  })

  test('drafts from the registry of a data folder, and knows which versions it keeps', async () => {
    const data = join(folder, 'data')
    const made = await start(MAIN, ['init', '--agency', CUSTOMS, '--data', data], { folder }).ended
    assert.equal(made.code, 0)
    const [kept, file] = [await policy('draft', '--data', data), await policy('draft', CUSTOMS)]
    assert.equal(kept.code, 0, kept.errors)
    assert.deepEqual(clauses(kept.output), clauses(file.output))
    const unknown = await policy('diff', 'main-1', CUSTOMS, '--data', data)
    assert.equal(unknown.code, 1)
    assert.match(unknown.errors, /policy\.versionUnknown/)
  })
})
