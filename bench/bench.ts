/**
 * `npm run bench -- [NAME…] [--json FILE]`: speed and memory, each figure beside its baseline in the same run. Figures
 * of different machines do not compare; ratios do. These are not tests: nothing fails here, it is shown.
 */
import { writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { destroy } from './destroy.ts'
import { documents } from './documents.ts'
import type { Benchmark, Figure } from './figure.ts'
import { ingest } from './ingest.ts'
import { ledger } from './ledger.ts'
import { portal } from './portal.ts'
import { proof } from './proof.ts'
import { register } from './register.ts'
import { endAll } from './scratch.ts'
import { seal } from './seal.ts'
import { seek } from './seek.ts'

const benchmarks: readonly Benchmark[] = [
  ingest,
  seal,
  ledger,
  destroy,
  seek,
  documents,
  portal,
  register,
  proof,
]

const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true })
const unknown = positionals.filter((name) => !benchmarks.some((each) => each.name === name))
if (unknown.length > 0) {
  process.stderr.write(
    `Unknown: ${unknown.join(', ')}. There are: ${benchmarks.map(({ name }) => name).join(', ')}\n`,
  )
  process.exit(2)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void endAll().finally(() => process.exit(130)))
const chosen = benchmarks.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
process.stdout.write(
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}\n`,
)
const figures: Figure[] = []
for (const benchmark of chosen) {
  process.stdout.write(`\n${benchmark.name}: ${benchmark.says}\n`)
  const found = await benchmark.run((text) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
  })
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  for (const figure of found) process.stdout.write(`${row(figure)}\n`)
  figures.push(...found)
}
if (values.json !== undefined) {
  const file = resolve(process.env.JANGSEUNG_CALLED_FROM ?? process.cwd(), values.json)
  await writeFile(file, `${figures.map((figure) => JSON.stringify(figure)).join('\n')}\n`)
}

function row({ name, value, unit, baseline, ratio, reach, met }: Figure): string {
  const columns = [
    `  ${name}`.padEnd(52),
    `${short(value)} ${unit}`.padStart(18),
    (baseline === null ? '' : `baseline ${short(baseline)}`).padStart(20),
    (ratio === null ? '' : `ratio ${short(ratio)}`).padStart(14),
    `  ${reach ?? ''}${met === null ? '' : met ? '  met' : '  NOT MET'}`,
  ]
  return columns.join('').trimEnd()
}

function short(value: number): string {
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
