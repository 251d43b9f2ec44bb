/** `jangseung rehearse`: what an agency file promises, tried before it is promised. Leaves nothing behind. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rehearsalFilm } from '../../demo/demo.ts'
import { dayOf } from '../base/day.ts'
import { readAgencyFile } from '../registry/registry.ts'
import { isTrue, type RehearsalResult, type RehearsedPolicy, rehearse } from '../rehearse.ts'
import { type Command, jsonOption } from './command.ts'

const MOST_DAYS = 3660

export const rehearseCommand: Command = {
  name: 'rehearse',
  usage: 'AGENCY.yaml [--days N] [--json]',
  ko: '기관 파일대로 여러 날을 미리 돌려, 모든 영상이 제날에 파기되는지 확인합니다.',
  en: 'Runs days of an agency file ahead of time: is all footage destroyed on its day?',
  options: {
    days: { type: 'string', value: 'N', ko: '며칠을 돌릴지 (기본 40)', en: 'how many days (default 40)' },
    json: jsonOption,
  },
  async run(given, around) {
    const days = given.number('days', { least: 1, most: MOST_DAYS, otherwise: 40 })
    const today = dayOf(around.clock.now())
    const registry = await readAgencyFile(around.path(given.word(0, 'AGENCY.yaml')), today)
    const folder = await mkdtemp(join(tmpdir(), 'jangseung-rehearsal-'))
    try {
      const result = await rehearse({
        registry,
        days,
        folder: join(folder, 'data'),
        from: today,
        film: await rehearsalFilm(),
        stop: around.stop,
        onDay: (done) => around.progress(`\r${done} / ${days}`),
      })
      around.progress('\r\u001b[K')
      around.print(given.flag('json') ? `${JSON.stringify(result)}\n` : table(result))
      const isKept = result.destroyedEarly + result.destroyedLate === 0 && result.ledger.verified
      return isKept && result.policies.every(isTrue) ? 0 : 1
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

function table({ classes, days, destroyedEarly, destroyedLate, ledger, policies }: RehearsalResult): string {
  const rows = classes.map((each) => {
    const ages = `${each.earliestDestroyAgeDays ?? '-'} … ${each.latestDestroyAgeDays ?? '-'}`
    return [
      `${each.zone} / ${each.category}`.padEnd(36),
      `${each.retentionDays}`.padStart(6),
      `${each.captured}`.padStart(9),
      `${each.destroyed}`.padStart(10),
      `${each.alive}`.padStart(6),
      ages.padStart(12),
    ].join('')
  })
  const head = [
    'zone / category'.padEnd(36),
    '  days',
    ' captured',
    ' destroyed',
    ' alive',
    '   kept days',
  ].join('')
  const verdict = `${days}일: 이른 파기 ${destroyedEarly}, 늦은 파기 ${destroyedLate}, 장부 ${ledger.size}건 ${ledger.verified ? '검증됨' : '검증 실패'}`
  const inEnglish = `${days} days: ${destroyedEarly} early, ${destroyedLate} late, ${ledger.size} ledger entries ${ledger.verified ? 'verified' : 'NOT VERIFIED'}`
  return `${head}\n${rows.join('\n')}\n\n${policies.map(policyText).join('\n')}\n${verdict}\n${inEnglish}\n`
}

const STATES = { pass: '맞음 pass   ', fail: '다름 FAIL   ', unknown: '모름 unknown' } as const

/** What the policy could show on the last day, and what was ever untrue. */
function policyText({ policy, evidence, failed }: RehearsedPolicy): string {
  const rows = evidence.map(({ id, state, found }) => `  ${STATES[state]}  ${id}: ${found.ko}`)
  const wrong = failed.map(
    ({ id, firstOn }) => `  ${id}: ${firstOn}부터 사실과 다름 · untrue since ${firstOn}`,
  )
  return [`방침 · policy ${policy}`, ...rows, ...wrong, ''].join('\n')
}
