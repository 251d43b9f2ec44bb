import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { AgencyFile } from './shape.ts'

type Node = {
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly enum?: readonly string[]
}

/** Every key and every word of a closed list in the schema. */
function wordsOf(node: Node): string[] {
  const inside = Object.entries(node.properties ?? {}).flatMap(([key, child]) => [key, ...wordsOf(child)])
  return [...inside, ...(node.items ? wordsOf(node.items) : []), ...(node.enum ?? [])]
}

test('the reference page names every key and every word that an agency file may hold', async () => {
  const page = await readFile(new URL('../../docs/ref/agency-file.md', import.meta.url), 'utf8')
  const words = new Set(wordsOf(AgencyFile as unknown as Node))
  // ko and en are told once, in the form of a text.
  const untold = [...words].filter(
    (word) => !page.includes(`\`${word}\``) && !['ko', 'everything'].includes(word),
  )
  assert.deepEqual(untold, [])
})

test('the template shows every key of the top level', async () => {
  const template = await readFile(new URL('../../agencies/template.yaml', import.meta.url), 'utf8')
  const keys = Object.keys((AgencyFile as unknown as { properties: object }).properties)
  for (const key of keys) assert.ok(new RegExp(`^${key}:`, 'm').test(template), `${key} is in the template`)
})
