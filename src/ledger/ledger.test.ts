import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ledgerFixture } from '../../test/ledger.ts'

test('an act is recorded, published, receipted and provable', async () => {
  await using fixture = await ledgerFixture()
  const ledger = await fixture.open()
  const { receipt, value } = await ledger.act(fixture.draft('a'), () => Promise.resolve(7))
  assert.equal(value, 7)
  assert.equal(receipt.leaf, 0)
  await ledger.confirm(receipt)
  await fixture.verifyAll(1)
})
