import assert from 'node:assert/strict'
import { test } from 'node:test'
import { giveBack, wipe } from './memory.ts'

test('bytes in memory of their own are empty once given back, and the memory is gone at once', () => {
  const bytes = Buffer.allocUnsafeSlow(1_000_000)
  const before = process.memoryUsage().arrayBuffers
  giveBack(bytes)
  assert.equal(bytes.length, 0)
  assert.ok(process.memoryUsage().arrayBuffers <= before - 1_000_000)
})

test('bytes that share their memory with others are left to them', () => {
  const memory = Buffer.alloc(100, 7)
  const [first, second] = [memory.subarray(0, 50), memory.subarray(50)]
  giveBack(first)
  assert.ok(memory.every((byte) => byte === 7))
  wipe(first)
  assert.deepEqual([first.length, first.every((byte) => byte === 0)], [50, true])
  assert.ok(second.every((byte) => byte === 7))
  const small = Buffer.from('in the pool that Node keeps for small buffers')
  wipe(small)
  assert.ok(small.length > 0 && small.every((byte) => byte === 0))
})

test('what was given back may be wiped or given back again', () => {
  const bytes = Buffer.alloc(100, 7)
  wipe(bytes)
  wipe(bytes)
  giveBack(bytes)
  assert.equal(bytes.length, 0)
})
