import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoff } from './backoff.ts'
import { mediaFault } from './faults.ts'

const broken = mediaFault('media.closed')

test('waits double up to a minute, and start again after success', () => {
  const wait = backoff(() => 1 - 1e-9)
  const waits = Array.from({ length: 9 }, () => wait.next(broken))
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000])
  wait.reset()
  assert.equal(wait.next(broken), 1000)
})

test('jitter takes off up to half, so that cameras do not all knock at once', () => {
  assert.equal(backoff(() => 0).next(broken), 500)
  assert.equal(backoff(() => 0.5).next(broken), 750)
})

test('a refused account is tried every few minutes only, before the camera locks it', () => {
  const wait = backoff(() => 0)
  assert.equal(wait.next(mediaFault('media.unauthorised', { reason: 'account not accepted' })), 150_000)
})
