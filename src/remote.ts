/**
 * A recorder on another machine: asks the api what to record and for the keys of the hour, over HTTPS with its token.
 * It has no database and learns nothing else. What it seals lies on the shared data folder; manifests wait in its spool.
 */
import { defineFaults } from './base/fault.ts'
import { parseDay } from './base/day.ts'
import { isId } from './base/id.ts'
import type { AddressedCamera } from './cameras.ts'
import type { KeySource } from './recording/recording.ts'
import { type HourKey, type KeyId, wipeHourKey } from './vault/vault.ts'

const fault = defineFaults({
  'remote.unreachable': {
    kind: 'unavailable',
    ko: '관리 서버(api)에 연결할 수 없습니다({status}). 주소와 네트워크를 확인하십시오. 녹화는 지금 가진 키로 계속됩니다.',
    en: 'The api cannot be reached ({status}). Check address and network. Recording goes on with the keys at hand.',
  },
  'remote.tokenRefused': {
    kind: 'unauthenticated',
    ko: '관리 서버(api)가 이 녹화 장비의 토큰을 받아들이지 않습니다. 등록이 취소되었는지 확인하십시오.',
    en: 'The api does not accept the token of this recorder. Was it taken back?',
  },
  'remote.refused': {
    kind: 'forbidden',
    ko: '관리 서버(api)가 이 녹화 장비에 주지 않는 것을 청했습니다. 지난 시간의 키이거나 맡지 않은 기기입니다.',
    en: 'The api does not give this to this recorder: the key of a past hour, or a device of another.',
  },
  'remote.keyGone': {
    kind: 'missing',
    ko: '이미 파기된 열쇠입니다({key}).',
    en: 'That key was destroyed ({key}).',
  },
  'remote.malformed': {
    kind: 'corrupt',
    ko: '관리 서버(api)의 응답을 이해할 수 없습니다. 양쪽의 판이 같은지 확인하십시오.',
    en: 'The answer of the api cannot be understood. Are both of the same version?',
  },
})

/** What the api hands a recorder. */
export type Assignment = {
  /** The recorder's id, which names its spool. */
  readonly recorder: string
  readonly dataId: string
  readonly cameras: readonly AddressedCamera[]
}

/** Something that is wrong at this recorder. */
export type Wrong = { readonly code: string; readonly device: string }

/** The api, as a recorder sees it. Everything rejects with a Fault when it cannot be had. */
export type Remote = {
  assignment(): Promise<Assignment>
  /** Tells all that is wrong now; what is not among it is over. */
  tellWrong(incidents: readonly Wrong[]): Promise<void>
  readonly keySource: KeySource
}

/** Depth, prefix and key of a node, as the api writes them. */
const NODE_BYTES = 1 + 4 + 32
const MAX_ANSWER_BYTES = 1 << 20
const PATIENCE_MS = 20_000
/** As many as the api takes at once; beyond that, the log has them. */
const MAX_INCIDENTS = 500

export function openRemote(options: { readonly api: string; readonly token: string }): Remote {
  const ask = (path: string, body?: object, method?: 'PUT') => askApi(options, path, body, method)
  const hourKey = async (keyId: KeyId, hour: number): Promise<HourKey> => {
    const { device, category, day } = keyId
    const { bytes, headers } = await ask('/api/v1/recorder/hour-key', { device, category, day, hour })
    const generation = Number(headers.get('x-key-generation'))
    if (bytes.length === 0 || bytes.length % NODE_BYTES !== 0 || !Number.isSafeInteger(generation))
      throw fault('remote.malformed')
    const nodes = Array.from({ length: bytes.length / NODE_BYTES }, (_, i) => {
      const at = i * NODE_BYTES
      const key = Buffer.from(bytes.subarray(at + 5, at + NODE_BYTES))
      return { depth: bytes.readUInt8(at), prefix: bytes.readUInt32BE(at + 1), key }
    })
    bytes.fill(0)
    return { keyId, generation, hour, nodes }
  }
  return {
    async assignment() {
      const { bytes } = await ask('/api/v1/recorder/assignment')
      return readAssignment(bytes)
    },
    async tellWrong(incidents) {
      await ask('/api/v1/recorder/incidents', { incidents: incidents.slice(0, MAX_INCIDENTS) }, 'PUT')
    },
    keySource: {
      async hourKeys(requests) {
        const keys: HourKey[] = []
        try {
          for (const { keyId, hour } of requests) keys.push(await hourKey(keyId, hour))
          return keys
        } catch (error) {
          keys.forEach(wipeHourKey)
          throw error
        }
      },
      async hourKey(keyId, generation, hour) {
        const key = await hourKey(keyId, hour)
        if (key.generation === generation) return key
        wipeHourKey(key)
        throw fault('remote.keyGone', { key: `${keyId.device}/${parseDay(keyId.day) ?? ''}` })
      },
    },
  }
}

async function askApi(
  { api, token }: { readonly api: string; readonly token: string },
  path: string,
  body?: object,
  method = body ? 'POST' : 'GET',
) {
  const response = await fetch(new URL(path, api), {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch((error: unknown) => {
    throw fault('remote.unreachable', { status: 'network' }, error)
  })
  if (response.status === 401) throw fault('remote.tokenRefused')
  if (response.status === 403) throw fault('remote.refused')
  if (!response.ok) throw fault('remote.unreachable', { status: response.status })
  const bytes = Buffer.from(await response.arrayBuffer())
  if (bytes.length > MAX_ANSWER_BYTES) throw fault('remote.malformed')
  return { bytes, headers: response.headers }
}

function readAssignment(bytes: Buffer): Assignment {
  let value: unknown
  try {
    value = (JSON.parse(bytes.toString('utf8')) as { assignment?: unknown }).assignment
  } catch (error) {
    throw fault('remote.malformed', {}, error)
  }
  const { recorder, dataId, cameras } = (value ?? {}) as Partial<Assignment>
  // The recorder's id becomes the name of a folder.
  if (typeof recorder !== 'string' || !isId(recorder)) throw fault('remote.malformed')
  if (typeof dataId !== 'string' || !Array.isArray(cameras) || !cameras.every(isCamera))
    throw fault('remote.malformed')
  return { recorder, dataId, cameras }
}

function isCamera(each: unknown): each is AddressedCamera {
  const { device, category, filmingHours, url, certificateSha256 } = (each ?? {}) as Partial<AddressedCamera>
  const isTrust = certificateSha256 === null || typeof certificateSha256 === 'string'
  return (
    typeof device === 'string' &&
    typeof category === 'string' &&
    typeof filmingHours === 'string' &&
    /^rtsps?:\/\//.test(String(url)) &&
    isTrust
  )
}
