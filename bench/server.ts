/**
 * The program's own web server over a data folder, in a process of its own: argv is the folder and the clock. It tells
 * its address and the cookie of a person who may watch, and moves its clock when asked, because nobody opens viewings
 * for minutes on end as fast as a benchmark does, and the server would rightly slow them down.
 */
import { randomBytes } from 'node:crypto'
import { present } from '../src/base/assert.ts'
import { BENCH, movedClock, openScratchStore } from './agency.ts'
import { endWith, startApi } from './serving.ts'

export type Address = { readonly url: string; readonly cookie: string }

const LOGIN = 'watcher'

const [folder = '', passedMs] = process.argv.slice(2)
const clock = movedClock(Number(passedMs))
const store = await openScratchStore(folder, clock)
const app = await startApi(store, clock)
endWith(async () => {
  await app[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
})
const password = randomBytes(16).toString('base64url')
const everything = { everything: true, sites: [], zones: [], devices: [], classes: [], exceptZones: [] }
const { token } = await app.staff.createAccount(BENCH, {
  login: LOGIN,
  name: '벤치마크',
  roles: ['handler'],
  grants: [{ scope: everything, actions: ['view'], validFromMs: 0, validUntilMs: null, footageFromMs: null }],
})
await app.staff.enrol({ token, password })
const { cookies } = await app.staff.signIn({ login: LOGIN, password, origin: '127.0.0.1' })
process.on('message', ({ passMs }: { passMs: number }) => {
  clock.pass(passMs)
  process.send?.('passed')
})
process.send?.({
  url: present(app.web, 'this role has a web server').url,
  cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; '),
} satisfies Address)
