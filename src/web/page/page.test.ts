/**
 * The page in a real browser: set up, sign in, choose a device, state the purpose, watch. The picture moves and is not
 * black, the ledger has the viewing before the first piece is asked for, and closing records what was seen.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { grant, PASSWORD } from '../../../test/site.ts'
import { webSite } from '../../../test/web.ts'
import { realClock } from '../../base/clock.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
const skip =
  CHROMIUM === undefined &&
  'no Chromium on this machine: install it (Debian and Ubuntu: apt-get install chromium) to run the browser tests'

/** A browser that hangs must not hang the suite. */
const TIMEOUT_MS = 120_000

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--mute-audio',
]

const LOBBY = 'main-lobby-01'
const BRANCH = 'sejong-waiting-01'

let browser: Browser
before(async () => {
  if (CHROMIUM !== undefined) browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
})
after(() => browser?.close())

/** A site whose lobby (H.264) and branch office (H.265) were recorded for the last minute. */
async function world() {
  const now = realClock.now()
  const fromMs = Math.floor(now / 1000) * 1000 - 65_000
  const w = await webSite({
    clock: realClock,
    recording: [
      { device: LOBBY, state: 'recording', sinceMs: fromMs, cause: null },
      { device: 'main-lobby-02', state: 'connecting', sinceMs: fromMs, cause: 'refused' },
      { device: BRANCH, state: 'recording', sinceMs: fromMs, cause: null },
    ],
  })
  await w.record({ device: LOBBY, startedAtMs: fromMs, segments: 6 })
  await w.record({ device: BRANCH, startedAtMs: fromMs, segments: 1, scene: 'branch.h265' })
  await w.account('handler', ['handler'], [grant({ sites: ['main', 'sejong'] })])
  return w
}

/** A page, with everything that it complains about. */
async function openPage(w: { readonly url: string }, path = '/staff') {
  const context = await browser.newContext({ locale: 'ko-KR', viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(w.url + path)
  return { page, complaints, close: () => context.close() }
}

async function signIn(page: Page) {
  await page.getByRole('textbox', { name: '아이디' }).fill('handler')
  await page.getByRole('textbox', { name: '비밀번호' }).first().fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '기기' }).waitFor()
}

/** Mean brightness of the picture that is shown, 0 to 255. (As text: these lines run in the browser.) */
const BRIGHTNESS = `(() => {
  const canvas = new OffscreenCanvas(64, 36)
  const context = canvas.getContext('2d')
  context.drawImage(document.querySelector('video'), 0, 0, 64, 36)
  const { data } = context.getImageData(0, 0, 64, 36)
  return data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) / (data.length * 3 / 4)
})()`

const TIME = "document.querySelector('video').currentTime"

/** Waits until the video has played past `seconds`. */
async function playedPast(page: Page, seconds: number) {
  while ((await page.evaluate<number>(TIME)) <= seconds) await realClock.sleep(50)
}

test('sign in, state the purpose, watch, and end the viewing', { skip, timeout: TIMEOUT_MS }, async () => {
  await using w = await world()
  const { page, complaints, close } = await openPage(w)
  await signIn(page)
  const order: string[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname === '/api/v1/viewings') order.push('recorded')
    if (pathname.includes('/segments/')) order.push('piece')
  })
  await page.getByRole('radio', { name: LOBBY }).check()
  await page.getByLabel('목적', { exact: true }).selectOption('facility-safety')
  await page.getByLabel('법적 근거').selectOption('25-1-3')
  await page.getByLabel('구체적 사유').fill('분실물 확인')
  await page.getByRole('button', { name: '기록하고 열람하기' }).click()
  await playedPast(page, 1)
  const first = await page.evaluate<number>(TIME)
  await playedPast(page, first + 1)
  assert.ok((await page.evaluate<number>(BRIGHTNESS)) > 20, 'the picture is not black')
  assert.equal(order[0], 'recorded')
  assert.ok(order.includes('piece'))
  const opened = (await w.entries()).findIndex(({ kind }) => kind === 'viewing.opened')
  assert.match((await page.locator('#leaf').textContent()) ?? '', new RegExp(`${opened}번`))
  assert.match((await page.locator('#left').textContent()) ?? '', /^(30:00|2\d:\d\d)$/)
  await page.getByRole('button', { name: '열람 끝내기' }).click()
  await page.getByText('열람을 끝냈습니다').waitFor()
  assert.equal(await page.locator('video').isVisible(), false)
  const closed = (await w.entries()).find(({ kind }) => kind === 'viewing.closed')
  assert.ok(closed?.kind === 'viewing.closed' && closed.servedMs >= 2000 && closed.reason === 'closed')
  assert.deepEqual(complaints, [])
  await close()
})

test('a format that this browser cannot play is said in words', { skip, timeout: TIMEOUT_MS }, async () => {
  await using w = await world()
  const { page, close } = await openPage(w)
  await signIn(page)
  await page.getByRole('radio', { name: BRANCH }).check()
  await page.getByRole('button', { name: '기록하고 열람하기' }).click()
  await page.getByText('재생하지 못합니다').waitFor()
  assert.equal(await page.locator('video').isVisible(), false)
  assert.match((await page.locator('#playback').textContent()) ?? '', /hvc1.*H\.265/)
  await close()
})

test('leaving the page ends the viewing', { skip, timeout: TIMEOUT_MS }, async () => {
  await using w = await world()
  const { page, close } = await openPage(w)
  await signIn(page)
  await page.getByRole('radio', { name: LOBBY }).check()
  await page.getByRole('button', { name: '기록하고 열람하기' }).click()
  await playedPast(page, 0.5)
  await page.goto('about:blank')
  while (!(await w.entries()).some(({ kind }) => kind === 'viewing.closed')) await realClock.sleep(20)
  await close()
})

test(
  'what is refused is said on the page, and the focus is where the person is',
  { skip, timeout: TIMEOUT_MS },
  async () => {
    await using w = await world()
    const { page, close } = await openPage(w, '/staff?lang=en')
    await page.getByRole('textbox', { name: 'Login' }).fill('handler')
    await page.getByRole('textbox', { name: 'Password' }).first().fill('wrong password here')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('The login or the password is wrong').waitFor()
    await page.getByRole('textbox', { name: 'Password' }).first().fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Devices' }).waitFor()
    await page.getByRole('radio', { name: LOBBY }).focus()
    await page.keyboard.press('Space')
    await page.getByText('Recorded within').waitFor()
    await page.getByLabel('To', { exact: true }).fill('2099-01-01T00:00:00')
    await page.getByRole('button', { name: 'Record and view' }).press('Enter')
    await page.getByRole('alert').getByText('future').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await close()
  },
)

test(
  'a device that was chosen before the script had come is chosen',
  { skip, timeout: TIMEOUT_MS },
  async () => {
    await using w = await world()
    const { page, close } = await openPage(w, '/staff?lang=en')
    const chosen = Promise.withResolvers<void>()
    await page.route('**/home.js*', async (route) => {
      await chosen.promise
      await route.continue()
    })
    await page.getByRole('textbox', { name: 'Login' }).fill('handler')
    await page.getByRole('textbox', { name: 'Password' }).first().fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: LOBBY }).check()
    chosen.resolve()
    await page.getByText('Recorded within').waitFor()
    await close()
  },
)

test(
  'the first start asks for the set-up code and leads into the program',
  { skip, timeout: TIMEOUT_MS },
  async () => {
    await using w = await webSite({ clock: realClock })
    const token = (await w.staff.setupToken()) ?? ''
    const { page, complaints, close } = await openPage(w)
    await page.getByRole('heading', { name: '처음 설정' }).waitFor()
    await page.getByLabel('코드').fill(token)
    await page.getByLabel('아이디').fill('admin')
    await page.getByLabel('이름').fill('김관리')
    await page.getByLabel('비밀번호').fill(PASSWORD)
    await page.getByRole('button', { name: '관리자 계정 만들기' }).click()
    await page.getByText('이 계정은 영상을 열람하지 않습니다').waitFor()
    assert.equal(await page.getByText('김관리').isVisible(), true)
    assert.deepEqual(complaints, [])
    await close()
  },
)
