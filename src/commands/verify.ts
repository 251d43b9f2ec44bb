/**
 * `jangseung verify`: the whole ledger from its public files alone, as a stranger would. Needs no database, no
 * account and nothing of ours but this program.
 */
import { join } from 'node:path'
import { isFault } from '../base/fault.ts'
import { readFolder, readUrl, verifyLedger } from '../ledger/verify.ts'
import { type Command, commandFault, dataOption, jsonOption } from './command.ts'
import { fileGiven } from './input.ts'

/** Longest a distant server may take to answer all. */
const PATIENCE_MS = 3_600_000
const MAX_KEY_BYTES = 4096
const MAX_CHECKPOINT_BYTES = 1 << 16

export const verifyCommand: Command = {
  name: 'verify',
  usage: '(--data DIR | --url URL) [--vkey FILE] [--since FILE] [--json]',
  ko: '장부 전체를 공개 파일만으로 검증합니다.',
  en: 'Verifies the whole ledger from its public files alone.',
  options: {
    data: dataOption,
    url: {
      type: 'string',
      value: 'URL',
      ko: '장부가 공개된 주소 (…/ledger/)',
      en: 'where the ledger is published (…/ledger/)',
    },
    vkey: {
      type: 'string',
      value: 'FILE',
      ko: '검증 키 파일. 다른 경로로 받은 것을 쓰십시오 (기본: 장부 폴더의 vkey)',
      en: 'the verifier key, best obtained elsewhere (default: vkey in the ledger folder)',
    },
    since: {
      type: 'string',
      value: 'FILE',
      ko: '예전에 받아 둔 checkpoint. 그 뒤로 고쳐진 것이 없음을 함께 검증',
      en: 'an earlier checkpoint; also proves that nothing before it was changed',
    },
    json: jsonOption,
  },
  async run(given, { path, print, progress, stop }) {
    const url = given.text('url')
    const folder = join(path(given.text('data') ?? 'data'), 'ledger')
    const vkeyFile = given.text('vkey')
    if (url !== undefined && !/^https?:\/\//.test(url))
      throw commandFault('command.badArgument', {
        name: '--url',
        value: url,
        expected: 'http(s)://…/ledger/',
      })
    const read =
      url === undefined
        ? readFolder(folder)
        : readUrl(url, AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]))
    const vkey = vkeyFile
      ? (await fileGiven(path(vkeyFile), '--vkey', MAX_KEY_BYTES)).toString('utf8')
      : await publishedVkey(read)
    const since = given.text('since')
    const result = await verifyLedger({
      read,
      vkey: vkey.trim(),
      ...(since === undefined
        ? {}
        : { earlier: [await fileGiven(path(since), '--since', MAX_CHECKPOINT_BYTES)] }),
      onProgress: (done, size) => progress(`\r${done} / ${size}`),
      signal: stop,
    })
    progress('\r\u001b[K')
    const findings = result.findings.map(({ code, message, messageKo }) => ({ code, message, messageKo }))
    if (given.flag('json')) {
      const { ok, size, root, entriesChecked } = result
      print(`${JSON.stringify({ ok, size, root, entriesChecked, findings })}\n`)
    } else {
      const what = result.entriesChecked ? '기록 내용까지 · entries included' : '해시만 · hashes only'
      print(
        result.ok
          ? `정상: 장부 ${result.size}건이 서명된 그대로입니다 (${what}).\nOK: ${result.size} entries are as signed.\n${result.root}\n`
          : `${findings.map((each) => `${each.messageKo}\n  ${each.message} [${each.code}]`).join('\n')}\n`,
      )
      if (vkeyFile === undefined)
        print(
          '참고: 장부와 함께 놓인 검증 키를 썼습니다. 다른 경로로 받은 키로도 확인하십시오 (--vkey).\nNote: the key was the one beside the ledger. Check with a key obtained elsewhere, too (--vkey).\n',
        )
    }
    return result.ok ? 0 : 1
  },
}

async function publishedVkey(read: ReturnType<typeof readFolder>): Promise<string> {
  const bytes = await read('vkey', MAX_KEY_BYTES).catch((error) => {
    if (isFault(error)) throw error
    throw commandFault('command.missingArgument', { name: '--vkey FILE' }, error)
  })
  if (!bytes) throw commandFault('command.missingArgument', { name: '--vkey FILE' })
  return Buffer.from(bytes).toString('utf8')
}
