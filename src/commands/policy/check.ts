/**
 * `jangseung policy check`: every clause of the agency's policies held against the system as it is now. May run beside the
 * program that owns the data; it changes nothing, and verifies the whole ledger first.
 */
import { koreanTime } from '../../base/day.ts'
import { openPublished } from '../../policies.ts'
import type { Conformance, EvidenceState, Proof } from '../../policy/policy.ts'
import type { Store } from '../../store.ts'
import { type Command, dataOption, jsonOption, type Surroundings } from '../command.ts'
import { oneOf, visitStore } from '../given.ts'

export const checkCommand: Command = {
  name: 'check',
  usage: '[--data DIR] [--policy ID] [--json]',
  ko: '방침의 조항마다 지금 사실인지 시스템에서 잽니다: 맞음, 다름, 모름. 다른 것이 있으면 1로 끝납니다.',
  en: 'Measures for every clause of the policy whether it is true now: pass, fail or unknown. Exits 1 if anything fails.',
  options: {
    data: dataOption,
    policy: {
      type: 'string',
      value: 'ID',
      ko: '이 방침만 (기본: 모두)',
      en: 'only this policy (default: all)',
    },
    json: jsonOption,
  },
  async run(given, around) {
    await using store = await visitStore(given, around)
    const proof = await proofOf(store, around)
    const named = given.text('policy')
    const ids = proof.conformance.map(({ policy }) => policy)
    const wanted = named === undefined ? ids : [oneOf('--policy', named, ids)]
    const shown = proof.conformance.filter(({ policy }) => wanted.includes(policy))
    around.print(
      given.flag('json') ? `${JSON.stringify({ policies: shown })}\n` : shown.map(textOf).join('\n'),
    )
    return shown.some(({ counts }) => counts.fail > 0) ? 1 : 0
  },
}

async function proofOf(store: Store, { clock, stop }: Surroundings): Promise<Proof> {
  const { proofs } = openPublished({
    store,
    clock,
    // A command that only reads publishes nothing, so no time is owed to it.
    time: () => Promise.resolve({ nowMs: null, state: 'unwitnessed', aheadMs: 0 }),
    account: () => Promise.reject(new Error('assertion failed: nobody acts in a command that only reads')),
  })
  await proofs.verifyLedger(stop)
  return proofs.now()
}

const SIGNS: { readonly [S in EvidenceState]: string } = {
  pass: '맞음 pass   ',
  fail: '다름 FAIL   ',
  unknown: '모름 unknown',
}

const DRIFTED =
  '공개된 글과 현황이 어디에서 다른지는 jangseung policy status로 봅니다.\n' +
  'See with jangseung policy status where the published text is not what the registry says.'

function textOf({ policy, atMs, checkpoint, counts, results }: Conformance): string {
  const rows = results.map(({ clause, id, state, claim, found, how, numbers }) =>
    [
      `${SIGNS[state]}  ${clause} · ${id}`,
      `    ${claim.ko}`,
      `    ${claim.en}`,
      `    → ${found.ko}`,
      `    → ${found.en}`,
      ...(how === null ? [] : [`    ? ${how.ko}`, `    ? ${how.en}`]),
      ...(Object.keys(numbers).length === 0
        ? []
        : [
            `    ${Object.entries(numbers)
              .map(([name, value]) => `${name}=${value}`)
              .join(' ')}`,
          ]),
    ].join('\n'),
  )
  const isDrifted = results.some(({ id, state }) => id.startsWith('text/') && state === 'fail')
  const ledger = checkpoint === null ? '-' : `${checkpoint.origin} ${checkpoint.size} ${checkpoint.root}`
  return [
    `${policy}  ${koreanTime(atMs)} KST`,
    `장부 · ledger: ${ledger}`,
    '',
    ...rows,
    '',
    `맞음 ${counts.pass}, 다름 ${counts.fail}, 모름 ${counts.unknown} · ${counts.pass} pass, ${counts.fail} fail, ${counts.unknown} unknown`,
    ...(isDrifted ? [DRIFTED] : []),
    '',
  ].join('\n')
}
