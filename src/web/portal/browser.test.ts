/**
 * The portal in a real browser: axe finds nothing wrong, everything works without a script and by keyboard, nothing is
 * wider than a telephone, and the font is ours.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { ADDRESSES, portalWorld } from './testing/world.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
const skip =
  CHROMIUM === undefined &&
  'no Chromium on this machine: install it (Debian and Ubuntu: apt-get install chromium) to run the browser tests'
const options = { skip, timeout: 240_000 }

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
const WIDE = { width: 1280, height: 900 }
const THIN = { width: 320, height: 640 }
const AXE = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

let browser: Browser
before(async () => {
  if (CHROMIUM !== undefined) browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
})
after(() => browser?.close())

/** A page, with everything that it complains about. */
async function openPage(given: BrowserContextOptions = {}) {
  const context = await browser.newContext({ locale: 'ko-KR', viewport: WIDE, ...given })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('requestfailed', (request) => {
    // A download is no page any more, which the browser counts as given up.
    const why = request.failure()?.errorText ?? ''
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()} ${why}`)
  })
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

type Violation = { readonly id: string; readonly impact: string; readonly nodes: readonly { html: string }[] }

/** What axe finds, in words. (As text: it runs in the browser, past the page's own policy.) */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate<Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  )
  return found.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html.slice(0, 200)}`)
}

/** By how much the page is wider than the window. */
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
const FOCUSED = 'document.activeElement'

for (const [name, viewport] of [
  ['1280 pixels wide', WIDE],
  ['320 pixels wide', THIN],
] as const)
  test(`axe finds nothing on any page in both languages, ${name}`, options, async () => {
    await using w = await portalWorld()
    await using opened = await openPage({ viewport })
    const { page, complaints } = opened
    for (const path of [...ADDRESSES, '/register?text=zzz', '/register?page=2&class=fixed']) {
      await page.goto(w.url + path)
      assert.deepEqual(await violations(page), [], path)
      assert.equal(await page.evaluate<number>(SIDEWAYS), 0, `${path} scrolls sideways`)
    }
    assert.deepEqual(complaints, [])
    for (const path of ['/nowhere', '/en/nowhere']) {
      await page.goto(w.url + path)
      assert.deepEqual(await violations(page), [], path)
    }
  })

test('an office with two policies, and with cameras that are not its own', options, async () => {
  for (const [agency, paths] of [
    ['yonghyeon-14dong.yaml', ['/', '/policy', '/truth', '/en/truth', '/verify']],
    ['jungbu-labor.yaml', ['/people', '/en/people', '/register', '/policy']],
  ] as const) {
    await using w = await portalWorld(agency)
    await using opened = await openPage({ viewport: THIN })
    for (const path of paths) {
      await opened.page.goto(w.url + path)
      assert.deepEqual(await violations(opened.page), [], `${agency} ${path}`)
      assert.equal(await opened.page.evaluate<number>(SIDEWAYS), 0, `${agency} ${path} scrolls sideways`)
    }
  }
})

test('everything can be read and found without a script', options, async () => {
  await using w = await portalWorld()
  await using opened = await openPage({ javaScriptEnabled: false })
  const { page, complaints } = opened
  await page.goto(w.url)
  await page.getByRole('link', { name: '방침 읽기' }).click()
  await page.getByRole('heading', { level: 1, name: '고정형 및 이동형' }).waitFor()
  await page.getByRole('link', { name: '무엇이 바뀌나' }).click()
  await page.getByRole('heading', { level: 1, name: '제2판에서 바뀐 것' }).waitFor()
  await page.getByRole('link', { name: 'English' }).click()
  await page.getByRole('heading', { level: 1, name: 'What changed in version 2' }).waitFor()
  await page.getByRole('link', { name: '한국어' }).click()
  await page.getByRole('navigation', { name: '주요 메뉴' }).getByRole('link', { name: '기기 현황' }).click()
  await page.getByLabel('구분', { exact: true }).selectOption('mobile')
  await page.getByRole('button', { name: '찾기' }).click()
  await page.getByText('31대 가운데 1~31번째').waitFor()
  await page.getByRole('link', { name: '조건 지우기' }).click()
  await page.getByRole('link', { name: /^2 ?페이지$/ }).click()
  await page.getByText('122대 가운데 41~80번째').waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV 기관 전체' }).click()
  assert.match((await download).suggestedFilename(), /seoul-immigration-all-devices\.ko\.csv/)
  await page.getByRole('link', { name: '직원 로그인' }).click()
  await page.getByRole('heading', { level: 1, name: '로그인' }).waitFor()
  await page.getByRole('link', { name: '공개 홈페이지' }).click()
  await page.getByRole('heading', { level: 1, name: '서울출입국·외국인청의 카메라' }).waitFor()
  assert.deepEqual(complaints, [])
})

test('the keyboard reaches everything, and one sees where it is', options, async () => {
  await using w = await portalWorld()
  await using opened = await openPage()
  const { page } = opened
  await page.goto(`${w.url}/register`)
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(`${FOCUSED}.textContent`), '본문 바로가기')
  assert.equal(await page.getByText('본문 바로가기').isVisible(), true)
  const box = await page.getByText('본문 바로가기').boundingBox()
  assert.ok(box !== null && box.x >= 0 && box.y >= 0)
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(`${FOCUSED}.id`), 'main')
  // From here on every stop is visible and has an outline; the tables that scroll are stops as well.
  const stops: string[] = []
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate<{ name: string; outline: string; seen: boolean }>(
      `(() => {
        const one = document.activeElement
        const style = getComputedStyle(one)
        const box = one.getBoundingClientRect()
        return { name: one.tagName + ' ' + (one.getAttribute('aria-label') ?? one.name ?? ''),
          outline: style.outlineStyle + ' ' + style.outlineWidth, seen: box.width > 0 && box.bottom > 0 }
      })()`,
    )
    assert.equal(stop.outline, 'solid 3px', stop.name)
    assert.ok(stop.seen, stop.name)
    stops.push(stop.name)
  }
  assert.ok(stops.includes('DIV 기기 목록'), stops.join())
  assert.deepEqual(
    stops.filter((name) => /SELECT|INPUT|BUTTON/.test(name)),
    [
      'SELECT site',
      'SELECT department',
      'SELECT class',
      'SELECT place',
      'SELECT purpose',
      'INPUT text',
      'BUTTON ',
    ],
  )
})

test('twice as large, on paper, in forced colours and without motion it stays whole', options, async () => {
  await using w = await portalWorld()
  await using opened = await openPage({ viewport: { width: 640, height: 450 } })
  const { page } = opened
  for (const path of ['/', '/policy', '/register', '/truth']) {
    await page.goto(w.url + path)
    assert.equal(await page.evaluate<number>(SIDEWAYS), 0, path)
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.getByRole('navigation', { name: '주요 메뉴' }).isVisible(), false)
    assert.equal(await page.getByRole('heading', { level: 1 }).isVisible(), true)
    await page.emulateMedia({ media: 'screen', forcedColors: 'active', reducedMotion: 'reduce' })
    assert.deepEqual(await violations(page), [], `${path} in forced colours`)
    assert.equal(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior'), 'auto')
    await page.emulateMedia({ forcedColors: 'none', reducedMotion: null })
  }
  await page.goto(`${w.url}/policy`)
  const paper = await page.pdf({ format: 'A4' })
  assert.equal(paper.toString('latin1', 0, 5), '%PDF-')
})

test('text is set in our own font, of which only the pieces in use are fetched', options, async () => {
  await using w = await portalWorld()
  await using opened = await openPage()
  const { page } = opened
  const fonts: string[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('.woff2')) fonts.push(response.url())
  })
  await page.goto(`${w.url}/policy`)
  await page.evaluate('document.fonts.ready.then(() => true)')
  const loaded = await page.evaluate<number>(
    "[...document.fonts].filter(({ family, status }) => family.includes('Noto Sans KR Portal') && status === 'loaded').length",
  )
  assert.ok(loaded > 3)
  assert.ok(fonts.length < 60, `${fonts.length} of more than a hundred pieces`)
  assert.ok(fonts.every((address) => address.startsWith(w.url)))
})
