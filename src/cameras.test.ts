import assert from 'node:assert/strict'
import { test } from 'node:test'
import { present } from './base/assert.ts'
import { realClock } from './base/clock.ts'
import type { Day } from './base/day.ts'
import { isFault } from './base/fault.ts'
import { openCameras, settingsOf } from './cameras.ts'
import { receiveStream } from './media/media.ts'
import { readAgencyFile, type Registry } from './registry/registry.ts'

const AGENCY = new URL('../agencies/seoul-immigration.yaml', import.meta.url).pathname
const registry = await readAgencyFile(AGENCY, '2026-11-27' as Day)
const [LOBBY, OTHER, ...MORE] = ['main-lobby-01', 'main-lobby-02', 'main-detention-01'] as const
const PIN = '0123456789abcdef'.repeat(4)

/** The agency's cameras with addresses for some of them, by device, which may be changed. */
function camerasWith(addresses: Readonly<Record<string, string>>, from: Registry = registry) {
  const known = new Map(Object.entries(addresses).map(([device, address]) => [streamOf(device), address]))
  const asked: string[] = []
  const addressOf = (secret: string) => {
    asked.push(secret)
    return Promise.resolve(known.get(secret))
  }
  return { ...openCameras({ registry: () => Promise.resolve(from), addressOf }), known, asked }
}

function streamOf(device: string): string {
  return present(registry.devices.find(({ id }) => id === device)?.stream, `${device} has an address`)
}

test('what is recorded are the devices in use that have an address, each under its usual category', async () => {
  const addresses = Object.fromEntries([LOBBY, OTHER, ...MORE].map((id) => [id, `rtsp://192.0.2.1/${id}`]))
  const retired: Registry = {
    ...registry,
    devices: registry.devices.map((each) => (each.id === OTHER ? { ...each, status: 'retired' } : each)),
  }
  const settings = await camerasWith(addresses, retired).settings()
  assert.deepEqual(
    settings.map(({ device, category }) => `${device}/${category}`),
    [LOBBY, ...MORE].map((id) => `${id}/continuous`),
  )
})

test('a recorder elsewhere is told of its own cameras, and no other address is even read', async () => {
  const cameras = camerasWith({ [LOBBY]: 'rtsp://192.0.2.1/a', [OTHER]: 'rtsp://192.0.2.1/b' })
  const told = await cameras.among([LOBBY])
  const url = 'rtsp://192.0.2.1/a'
  const filmingHours = told[0]?.filmingHours
  assert.deepEqual(told, [
    { device: LOBBY, category: 'continuous', filmingHours, url, certificateSha256: null },
  ])
  assert.deepEqual(cameras.asked, [streamOf(LOBBY)])
})

test('an address that ends in a fingerprint trusts that certificate alone, here and elsewhere', async () => {
  const cameras = camerasWith({
    [LOBBY]: `rtsps://192.0.2.1/a#sha256=${PIN}`,
    [OTHER]: 'rtsps://192.0.2.1/b',
  })
  const [pinned, plain] = await cameras.settings()
  assert.deepEqual([await pinned?.url(), pinned?.tls], ['rtsps://192.0.2.1/a', { certificateSha256: PIN }])
  assert.deepEqual([await plain?.url(), plain?.tls], ['rtsps://192.0.2.1/b', undefined])
  const elsewhere = (await cameras.among([LOBBY])).map((one) => settingsOf(one))
  assert.deepEqual([await elsewhere[0]?.url(), elsewhere[0]?.tls], [await pinned?.url(), pinned?.tls])
})

test('a camera with a mistyped fingerprint is not connected to, rather than trusted otherwise', async () => {
  for (const mistyped of [PIN.slice(1), `${PIN}0`, PIN.replace('a', 'g'), '', 'x']) {
    const cameras = camerasWith({ [LOBBY]: `rtsps://192.0.2.1/a#sha256=${mistyped}` })
    const [camera] = await cameras.settings()
    const url = (await camera?.url()) ?? ''
    const { signal } = new AbortController()
    await assert.rejects(
      receiveStream({ url, signal, clock: realClock, receive: () => {} }),
      (error) => isFault(error, 'media.addressInvalid') && error.values.what === 'fingerprint',
    )
  }
})

test('a camera is connected to at its address of that moment, and at its last one while there is none', async () => {
  const cameras = camerasWith({ [LOBBY]: 'rtsp://192.0.2.1/a' })
  const [camera] = await cameras.settings()
  cameras.known.set(streamOf(LOBBY), `rtsp://192.0.2.9/moved#sha256=${PIN}`)
  assert.equal(await camera?.url(), 'rtsp://192.0.2.9/moved')
  cameras.known.clear()
  assert.equal(await camera?.url(), 'rtsp://192.0.2.1/a')
})

test('a vault out of reach keeps no camera from being connected to again', async () => {
  let isThere = true
  const addressOf = () =>
    isThere ? Promise.resolve('rtsp://192.0.2.1/a') : Promise.reject(new Error('out of reach'))
  const [camera] = await openCameras({ registry: () => Promise.resolve(registry), addressOf }).settings()
  isThere = false
  assert.equal(await camera?.url(), 'rtsp://192.0.2.1/a')
})
