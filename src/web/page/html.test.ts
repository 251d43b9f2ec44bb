/** Nothing that comes from outside becomes markup. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { Account } from '../../staff/staff.ts'
import { html } from './html.ts'
import { homePage } from './page.ts'

test('values are escaped, HTML is not, and nothing is left of false and undefined', () => {
  assert.equal(
    html`<p title="${'"\'<&>'}">${1}${false}${undefined}</p>`.html,
    '<p title="&quot;&#39;&lt;&amp;&gt;">1</p>',
  )
  const items = ['a', '<b>'].map((text) => html`<i>${text}</i>`)
  assert.equal(html`<b>${items}</b>`.html, '<b><i>a</i><i>&lt;b&gt;</i></b>')
})

test('no text can open a tag or leave an attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const out = html`<a title="${text}">${text}</a>`.html
      assert.equal(out.match(/</g)?.length, 2)
      assert.equal(out.match(/"/g)?.length, 2)
    }),
  )
})

test('a name that is a script stays a name, also in the data of the page', () => {
  const name = '</script><script>alert(1)</script>'
  const account: Account = {
    id: 'x',
    state: 'active',
    roles: ['handler'],
    grants: [],
    officer: null,
    createdAtMs: 0,
    passwordSetAtMs: 0,
    person: { login: name, name },
  }
  const page = homePage({ language: 'ko', agency: name, account, devices: [], nowMs: 0 }).html
  assert.equal(page.includes('<script>alert'), false)
  assert.equal(page.match(/<script/g)?.length, 2)
  assert.equal(page.match(/<\/script>/g)?.length, 2)
})
