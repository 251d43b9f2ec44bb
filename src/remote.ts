/**
 * A recorder on another machine: asks the api what to record and for the keys of the hour, over HTTPS with its token.
 * It has no database and learns nothing else. What it seals lies on the shared data folder; manifests wait in its spool.
 */
import { defineFaults } from './base/fault.ts'
import { parseDay } from './base/day.ts'
import type { KeySource } from './recording/recording.ts'
import type { HourKey, KeyId } from './vault/vault.ts'

const fault = defineFaults({
  'remote.unreachable': {
    kind: 'unavailable',
    ko: '관리 서버(api)에 연결할 수 없습니다({status}). 주소와 네트워크를 확인하십시오. 녹화는 지금 가진 키로 계속됩니다.',
    en: 'The api cannot be reached ({status}). Check address and network. Recording goes on with the keys at hand.',
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

export type RemoteCamera = { readonly device: string; readonly category: string; readonly url: string }
/** What the api hands a recorder; made by `assignmentOf` in app.ts. */
export type Assignment = { readonly dataId: string; readonly cameras: readonly RemoteCamera[] }

export type Remote = { assignment(): Promise<Assignment>; readonly keySource: KeySource }

/** Depth, prefix and key of a node, as the api writes them. */
const NODE_BYTES = 1 + 4 + 32
const MAX_ANSWER_BYTES = 1 << 20
const PATIENCE_MS = 20_000

export function openRemote(options: { readonly api: string; readonly token: string }): Remote {
  const ask = async (path: string, body?: object) => {
    const response = await fetch(new URL(path, options.api), {
      method: body ? 'POST' : 'GET',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        authorization: `Bearer ${options.token}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }).catch((error: unknown) => {
      throw fault('remote.unreachable', { status: 'network' }, error)
    })
    if (!response.ok) throw fault('remote.unreachable', { status: response.status })
    const bytes = Buffer.from(await response.arrayBuffer())
    if (bytes.length > MAX_ANSWER_BYTES) throw fault('remote.malformed')
    return { bytes, headers: response.headers }
  }
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
    keySource: {
      async hourKeys(requests) {
        const keys: HourKey[] = []
        for (const { keyId, hour } of requests) keys.push(await hourKey(keyId, hour))
        return keys
      },
      async hourKey(keyId, generation, hour) {
        const key = await hourKey(keyId, hour)
        if (key.generation === generation) return key
        for (const node of key.nodes) node.key.fill(0)
        throw fault('remote.keyGone', { key: `${keyId.device}/${parseDay(keyId.day) ?? ''}` })
      },
    },
  }
}

function readAssignment(bytes: Buffer): Assignment {
  let value: unknown
  try {
    value = (JSON.parse(bytes.toString('utf8')) as { assignment?: unknown }).assignment
  } catch (error) {
    throw fault('remote.malformed', {}, error)
  }
  const { dataId, cameras } = (value ?? {}) as Partial<Assignment>
  const isCamera = (each: unknown): each is RemoteCamera => {
    const { device, category, url } = (each ?? {}) as Partial<RemoteCamera>
    return typeof device === 'string' && typeof category === 'string' && /^rtsps?:\/\//.test(String(url))
  }
  if (typeof dataId !== 'string' || !Array.isArray(cameras) || !cameras.every(isCamera))
    throw fault('remote.malformed')
  return { dataId, cameras }
}
