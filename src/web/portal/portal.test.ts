/** The portal over a real socket: what it shows, what it withstands, and what it never does. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { webSite } from '../../../test/web.ts'
import type { WebSite } from '../../../test/web.ts'
import { readDocument } from '../../documents/documents.ts'
import { dayOf } from '../../base/day.ts'
import { verifyInclusion } from '../../ledger/verify.ts'
import { readAgencyFile } from '../../registry/registry.ts'
import { startWeb } from '../web.ts'
import { ADDRESSES, change, portalWorld } from './testing/world.ts'

const SEOUL = new URL('../../../agencies/seoul-immigration.yaml', import.meta.url).pathname

/** Pages are long: what is missing is told, not all that is there. */
function says(text: string, expected: RegExp, where = ''): void {
  assert.ok(expected.test(text), `${where} does not say ${expected}`)
}

function saysNot(text: string, expected: RegExp, where = ''): void {
  const found = expected.exec(text)
  assert.equal(found, null, `${where} says: ${text.slice(found?.index, (found?.index ?? 0) + 120)}`)
}

async function read(w: WebSite, path: string): Promise<string> {
  const response = await w.ask('GET', path, { headers: { accept: 'text/html' } })
  assert.equal(response.status, 200, path)
  return response.text()
}

/** The text of the policy in a page. */
function articleOf(text: string): string {
  return text.slice(text.indexOf('<article'), text.indexOf('</article>'))
}

test('every page is there in both languages, for nobody in particular', async () => {
  await using w = await portalWorld()
  const account = (await w.staff.accounts())[0]
  for (const path of ADDRESSES) {
    const response = await w.ask('GET', path)
    const text = await response.text()
    assert.equal(response.status, 200, path)
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.deepEqual(response.headers.getSetCookie(), [], path)
    says(response.headers.get('cache-control') ?? '', /^public/)
    assert.ok(response.headers.get('etag'))
    says(text, path.startsWith('/en') ? /<html lang="en">/ : /<html lang="ko">/)
    assert.equal(text.match(/<h1[ >]/g)?.length, 1, `${path} has one h1`)
    saysNot(text, /<script|<style| style=| on[a-z]+=/, path)
    const csp = response.headers.get('content-security-policy') ?? ''
    says(csp, /default-src 'none'; style-src 'self'/)
    saysNot(csp, /unsafe|script-src/)
    assert.equal(text.includes(account?.person?.name ?? 'x'), false, `${path} names an account`)
    assert.equal(text.includes(account?.id ?? 'x'), false, `${path} tells an account's id`)
    saysNot(text, /undefined|\[object|NaN/, path)
  }
})

test('what somebody signed in sees is what everyone sees', async () => {
  await using w = await portalWorld()
  const cookie = await w.enter('officer')
  for (const path of ['/', '/truth', '/policy'])
    assert.equal(await (await w.ask('GET', path, { cookie })).text(), await read(w, path))
})

test('the policy in force, the one announced with its reason, and the days until it takes effect', async () => {
  await using w = await portalWorld()
  const current = await read(w, '/policy')
  says(current, /제1판/)
  says(current, /바뀔 방침이 공고되어 있습니다/)
  says(current, /카메라를 옮김/)
  const announced = await read(w, '/policy/main/2')
  says(announced, /2026년 12월 1일 \(9일 뒤\)/)
  says(await read(w, '/en/policy/main/2'), /2026-12-01 \(in 9 days\)/)
  const changes = await read(w, '/policy/main/2/changes')
  says(changes, /<ins>[^<]*북쪽/)
  assert.equal(changes.match(/<tbody>\s*<tr>/g)?.length, 1, 'one clause')
  assert.equal(changes.match(/<tr>/g)?.length, 2, 'its head and one fact')
})

test('on its day the announced version is in force, and the old one stays at its address', async () => {
  await using w = await portalWorld()
  const before = await read(w, '/policy/main/1')
  await w.clock.advance(10 * 86_400_000)
  await w.policies.publishDue()
  await w.clock.advance(60_000)
  says(await read(w, '/policy'), /제2판/)
  const after = await read(w, '/policy/main/1')
  says(before, /시행 중/)
  says(after, /지난 방침/)
  assert.equal(articleOf(after), articleOf(before))
  says(await read(w, '/policy/main/versions'), /제1판[\s\S]*이 시스템 이전/)
})

test('a policy that the registry does not have any more stays where it was', async () => {
  await using w = await portalWorld()
  await change(w, (registry) => ({
    ...registry,
    policies: registry.policies.map((policy) => ({ ...policy, id: 'other' })),
  }))
  says(await read(w, '/policy/main/1'), /02-2650-6202/)
  says(await read(w, '/policy'), /더는 쓰지 않는 방침[\s\S]*\/policy\/main\/versions/)
  assert.equal((await w.ask('GET', '/policy/main/1/policy.json')).status, 200)
})

test('a text that is not true any more is told to be so, with both values', async () => {
  await using w = await portalWorld()
  const original = await readAgencyFile(SEOUL, dayOf(w.clock.now()))
  for (const path of ['/policy', '/truth']) {
    const text = await read(w, path)
    says(text, /이 방침은 지금 현황과 다릅니다/)
    says(text, /<ins>[^<]*북쪽/)
  }
  await change(w, () => original)
  saysNot(await read(w, '/truth'), /이 방침은 지금 현황과 다릅니다/)
})

test('what was measured is told with its time, and what was not is never told to be true', async () => {
  await using w = await portalWorld()
  const text = await read(w, '/truth')
  says(text, /점검한 시각/)
  says(text, /사실로 확인/)
  says(text, /확인하지 못함/)
  await w.database.db.schema.dropTable('retention_certificate').cascade().execute()
  await w.clock.advance(120_000)
  const blind = await read(w, '/truth')
  says(blind, /지금은 점검하지 못했습니다/)
  saysNot(blind, /사실로 확인<\/span>/)
  const start = await read(w, '/')
  says(start, /확인하지 못함<\/span>/)
  saysNot(start, /사실로 확인<\/span>/)
})

test('the policy as PDF, HWPX and text says the same, and the JSON is what the ledger vouches for', async () => {
  await using w = await portalWorld()
  const fetched = async (name: string) => {
    const response = await w.ask('GET', `/policy/main/1/${name}`)
    assert.equal(response.status, 200, name)
    return Buffer.from(await response.arrayBuffer())
  }
  for (const ending of ['pdf', 'hwpx', 'txt'] as const) {
    const { lines } = await readDocument({
      bytes: await fetched(`policy.${ending}`),
      name: `policy.${ending}`,
    })
    says(lines.join(' '), /02-2650-6202/, ending)
  }
  const digest = createHash('sha256')
    .update(await fetched('policy.json'))
    .digest('hex')
  assert.ok((await read(w, '/policy/main/1')).includes(digest))
  const entry = await fetched('published.json')
  assert.equal((JSON.parse(entry.toString()) as { text: string }).text, digest)
  const proof = (await fetched('published.tlog-proof')).toString()
  assert.ok(verifyInclusion({ proof, entry, vkey: w.signer.vkey }))
  assert.equal((await w.ask('GET', '/policy/main/2/published.json')).status, 404)
  assert.equal((await w.ask('GET', '/policy/main/1/drafted.json')).status, 404)
})

test('the register as CSV and XLSX, whole and by department, has every device in use', async () => {
  await using w = await portalWorld()
  const registry = await w.registry()
  assert.ok(registry)
  const csv = async (department: string) => {
    const response = await w.ask('GET', `/register/${department}/devices.csv`)
    assert.equal(response.status, 200, department)
    return (await response.text()).trim().split('\r\n').slice(1)
  }
  const all = await csv('all')
  assert.equal(all.length, registry.devices.filter(({ status }) => status === 'active').length)
  const links = [...(await read(w, '/register')).matchAll(/\/register\/([a-z0-9-]+)\/devices\.csv/g)]
  const departments = links.map(([, id]) => id ?? '').filter((id) => id !== 'all')
  assert.ok(departments.length > 1)
  const parts = (await Promise.all(departments.map(csv))).flat()
  assert.deepEqual(parts.toSorted(), all.toSorted())
  const xlsx = await w.ask('GET', '/register/all/devices.xlsx')
  assert.equal(Buffer.from(await xlsx.arrayBuffer()).toString('latin1', 0, 2), 'PK')
  assert.equal((await w.ask('GET', '/register/all/standard.csv')).status, 200)
  assert.equal((await w.ask('GET', '/register/nowhere/devices.csv')).status, 404)
})

test('the register can be narrowed down, and a query that means nothing shows all of it', async () => {
  await using w = await portalWorld()
  const found = async (query: string) =>
    Number(/([\d,]+)대 가운데/.exec(await read(w, `/register?${query}`))?.[1] ?? 0)
  assert.equal(await found(''), 122)
  assert.equal(await found('class=mobile'), 31)
  assert.equal(await found('class=fixed&place=closed'), 51)
  assert.equal(await found('site=sejong'), 11)
  assert.equal(await found(`text=${encodeURIComponent('보호실 내부')}`), 12)
  says(await read(w, '/register?text=zzz'), /조건에 맞는 기기가 없습니다/)
  for (const query of ['class=fixed&class=mobile', 'site=%00', 'class=__proto__', 'utm_source=x', 'page=-1'])
    assert.equal(await found(query), 122, query)
  const last = await read(w, '/register?page=99999')
  says(last, /aria-current="page"\s*><span class="unseen"><\/span>4</)
  const pages = await Promise.all([1, 2, 3, 4].map((page) => read(w, `/register?page=${page}`)))
  const ids = pages.flatMap((text) => [...text.matchAll(/class="code">([a-z0-9-]+)</g)].map(([, id]) => id))
  assert.equal(new Set(ids).size, 122)
})

/** What is read of a page: markup gone, white space as one space. */
function words(text: string): string {
  return text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ')
}

test('when access may be refused is told as the policy tells it, with the grounds that the agency names', async () => {
  for (const [agency, count] of [
    ['seoul-city.yaml', 4],
    ['seoul-immigration.yaml', 7],
  ] as const) {
    await using w = await portalWorld(agency)
    for (const [prefix, heading] of [
      ['', '거절할 수 있는 경우'],
      ['/en', 'What may be refused'],
    ] as const) {
      const page = await read(w, `${prefix}/ask`)
      const section = page.split(`<h2>${heading}</h2>`)[1]?.split('</ul>')[0] ?? ''
      const policy = words(articleOf(await read(w, `${prefix}/policy`)))
      const told = [...section.matchAll(/<(?:p|li)>([\s\S]*?)<\/(?:p|li)>/g)].map(([, one]) =>
        words(one ?? '').trim(),
      )
      assert.equal(told.length, 1 + count, `${agency}: the rule and its grounds`)
      for (const one of told) assert.ok(policy.includes(one), `${agency}: the policy does not say ${one}`)
    }
  }
})

test('the head of the agency, an officer by both names, and what is not confirmed are told', async () => {
  {
    await using w = await portalWorld('seoul-city.yaml')
    const people = words(await read(w, '/people'))
    says(people, /기관의 장\(서울특별시장\)에게 있습니다\(법 제30조의3\)/)
    says(people, /접근권한자\(관리담당자\)/)
    says(await read(w, '/ask'), /인용된 글로만 확인한 내용/)
  }
  await using w = await portalWorld('yonghyeon-14dong.yaml')
  says(
    words(await read(w, '/people')),
    /등록된 수탁자가 없습니다\. 기관이 아직 확인하지 않은[\s\S]*위탁 여부/,
  )
})

test('what is Korean in an English page is marked as Korean', async () => {
  await using w = await portalWorld()
  for (const path of ADDRESSES.filter((one) => one.startsWith('/en'))) {
    const text = (await read(w, path)).replaceAll(/<(\w+)[^>]* lang="ko"[^>]*>[\s\S]*?<\/\1>/g, '')
    // The camera that was moved has a Korean name only.
    saysNot(words(text).replaceAll(/로비|북쪽/g, ''), /[가-힣]/, path)
  }
})

test('text of the registry never becomes markup, and a hostile query comes back escaped and short', async () => {
  await using w = await portalWorld()
  const evil = '<img src=x onerror=alert(1)>"\''
  await change(w, (registry) => ({
    ...registry,
    agency: { ...registry.agency, name: { ko: evil, en: evil }, homepage: 'javascript:alert(1)' },
    zones: registry.zones.map((zone) => ({ ...zone, name: { ko: evil, en: evil } })),
    officers: registry.officers.map((one) => ({ ...one, position: { ko: evil, en: evil }, phone: evil })),
    unconfirmed: registry.unconfirmed.map((one) => ({ ...one, note: { ko: evil, en: evil } })),
  }))
  for (const path of ADDRESSES) {
    const text = await read(w, path)
    saysNot(text, /<img/, path)
    saysNot(text, /href="javascript:/, path)
  }
  const query = `text=${encodeURIComponent(`"><script>${'x'.repeat(5000)}`)}`
  const text = await read(w, `/register?${query}`)
  assert.equal(text.includes('<script'), false)
  assert.equal(text.includes('x'.repeat(100)), false)
})

test('what there is not is told in a page, in the language of its address, and to programs as JSON', async () => {
  await using w = await portalWorld()
  const paths = [
    '/nowhere',
    '/policy/none',
    '/policy/main/3',
    '/policy/main/01',
    '/policy/main/1/changes',
    '/policy/main/1/..%2f..%2fsecret',
    `/policy/main/${'9'.repeat(190)}`,
    '/policy/__proto__/1',
  ]
  for (const path of paths) {
    const page = await w.ask('GET', path, { headers: { accept: 'text/html,*/*' } })
    assert.equal(page.status, 404, path)
    says(page.headers.get('content-type') ?? '', /text\/html/)
    says(await page.text(), /<html lang="ko">[\s\S]*noindex[\s\S]*찾으시는 페이지가 없습니다/)
    const english = await w.ask('GET', `/en${path}`, { headers: { accept: 'text/html' } })
    says(await english.text(), /<html lang="en">[\s\S]*There is no such page/)
    const json = await w.ask('GET', path)
    assert.equal(((await json.json()) as { code: string }).code, 'web.notFound')
  }
  const api = await w.ask('GET', '/api/v1/session', { headers: { accept: 'text/html' } })
  says(api.headers.get('content-type') ?? '', /json/)
})

test('whoever has a page is told so, and gets it packed as small as they take it', async () => {
  await using w = await portalWorld()
  const first = await w.ask('GET', '/policy')
  const etag = first.headers.get('etag') ?? ''
  const again = await w.ask('GET', '/policy', { headers: { 'if-none-match': `"other", ${etag}` } })
  assert.equal(again.status, 304)
  assert.equal(await again.text(), '')
  assert.equal((await w.ask('GET', '/policy', { headers: { 'if-none-match': '"other"' } })).status, 200)
  // Whoever checks links asks for heads, a browser with whatever cookie it has.
  for (const path of ['/policy', '/register', '/policy/main/1/policy.txt', '/register/all/devices.csv']) {
    const { status, headers } = await fetch(w.url + path, { method: 'HEAD', headers: { cookie: 'a=b' } })
    assert.equal(status, 200, path)
    assert.ok(Number(headers.get('content-length')) > 0, path)
  }
  const plain = await read(w, '/policy')
  const packed = async (encoding: string) => {
    // fetch would unpack it
    const { request } = await import('node:http')
    return new Promise<{ bytes: Buffer; encoding: string | undefined }>((resolve, reject) => {
      request(new URL('/policy', w.url), { headers: { 'accept-encoding': encoding } }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ bytes: Buffer.concat(chunks), encoding: response.headers['content-encoding'] }),
        )
      })
        .on('error', reject)
        .end()
    })
  }
  const brotli = await packed('gzip, br')
  assert.equal(brotli.encoding, 'br')
  assert.equal(brotliDecompressSync(brotli.bytes).toString(), plain)
  const gzip = await packed('gzip;q=0.5, br;q=0')
  assert.equal(gzip.encoding, 'gzip')
  assert.equal(gunzipSync(gzip.bytes).toString(), plain)
  assert.equal((await packed('identity')).encoding, undefined)
})

test('no page with all that it loads, but the font, weighs more than 60 kB', async () => {
  await using w = await portalWorld()
  const weight = async (path: string) => {
    const response = await w.ask('GET', path, { headers: { 'accept-encoding': 'gzip' } })
    await response.arrayBuffer()
    assert.equal(response.status, 200, path)
    return Number(response.headers.get('content-length'))
  }
  for (const path of ADDRESSES) {
    const text = await read(w, path)
    const loaded = [...text.matchAll(/(?:stylesheet"|svg\+xml") href="([^"]+)"/g)].map(
      ([, href]) => href ?? '',
    )
    assert.equal(loaded.length, 3)
    let total = await weight(path)
    for (const href of loaded) total += await weight(href)
    assert.ok(total <= 60 * 1024, `${path}: ${total}`)
  }
})

test('before an agency file is adopted the portal says that there is nothing yet', async () => {
  await using w = await webSite()
  const web = await startWeb({ ...w.options, registry: () => Promise.resolve(undefined) })
  const response = await fetch(web.url, { headers: { accept: 'text/html' } })
  assert.equal(response.status, 503)
  says(await response.text(), /아직 기관의 현황이 등록되지 않아/)
  await web.close()
})

test('style and font are kept for ever under an address of their own content', async () => {
  await using w = await portalWorld()
  const [style = '', fonts = ''] = [...(await read(w, '/')).matchAll(/stylesheet" href="([^"]+)"/g)].map(
    ([, href]) => href ?? '',
  )
  const css = await w.ask('GET', fonts)
  says(css.headers.get('cache-control') ?? '', /immutable/)
  const faces = [...(await css.text()).matchAll(/url\(([^)]+)\)/g)].map(([, name]) => name ?? '')
  assert.ok(faces.length > 100)
  for (const name of faces.slice(0, 5)) {
    const font = await w.ask('GET', new URL(name, new URL(fonts, w.url)).pathname)
    assert.equal(font.headers.get('content-type'), 'font/woff2')
    assert.equal(Buffer.from(await font.arrayBuffer()).toString('latin1', 0, 4), 'wOF2')
  }
  assert.equal((await w.ask('GET', style.replace(/[0-9a-f]{16}/, '0'.repeat(16)))).status, 404)
})

test('what was read stays readable when the database is gone, but is not told to be true now', async () => {
  await using w = await portalWorld()
  const text = await read(w, '/policy')
  saysNot(await read(w, '/truth'), /이 점검은 오래되었습니다/)
  await w.database.db.schema.dropTable('registry_version').cascade().execute()
  await w.clock.advance(60_000)
  assert.equal(await read(w, '/policy'), text)
  says(await read(w, '/truth'), /이 점검은 오래되었습니다/)
})

test(
  'what was read stays readable while the database does not answer at all',
  { timeout: 60_000 },
  async () => {
    await using w = await portalWorld()
    const text = await read(w, '/policy')
    const measuredAt = (page: string) => /<dt>점검한 시각<\/dt>\s*<dd>([\s\S]*?)<\/dd>/.exec(page)?.[1]
    for (const outage of ['the first', 'another, with another measurement before it']) {
      await w.clock.advance(600_000)
      await read(w, '/truth')
      await w.clock.advance(60_000)
      const before = await read(w, '/truth')
      saysNot(before, /이 점검은 오래되었습니다/)
      await w.clock.advance(60_000)
      await w.database.db.transaction().execute(async (tx) => {
        await sql`lock table registry_version in access exclusive mode`.execute(tx)
        const answers = Promise.all([read(w, '/policy'), read(w, '/truth')])
        // Time passes for as long as they wait.
        while (await Promise.race([answers.then(() => false), setImmediate(true)])) await w.clock.advance(100)
        const [policy, truth] = await answers
        assert.equal(policy, text, outage)
        says(truth, /이 점검은 오래되었습니다/, outage)
        assert.ok(measuredAt(before))
        assert.equal(measuredAt(truth), measuredAt(before), outage)
      })
    }
    await w.clock.advance(60_000)
    saysNot(await read(w, '/truth'), /이 점검은 오래되었습니다/)
  },
)

test('a school or an office behind one address is let through, and a flood is not', async () => {
  await using w = await portalWorld()
  const seen = new Set<number>()
  for (let i = 0; i < 400; i++) seen.add((await w.ask('GET', '/people')).status)
  assert.deepEqual([...seen], [200])
  const statuses = await Promise.all(
    Array.from({ length: 2500 }, async () => (await w.ask('GET', '/ask')).status),
  )
  assert.deepEqual(
    [...new Set(statuses)].toSorted((a, b) => a - b),
    [200, 429],
  )
  // What is searched for is made for the one who asks, so that of it much less is a flood.
  const searches = await Promise.all(
    Array.from({ length: 400 }, async (_, i) => (await w.ask('GET', `/register?text=${i}`)).status),
  )
  assert.ok(searches.includes(200) && searches.includes(429))
})
