/**
 * The policies that a data folder keeps, for commands. May run beside the program that owns the data. Each step is
 * somebody's; only publishing needs nobody, because it decides nothing.
 */
import { defineFaults } from '../../base/fault.ts'
import type { Actor } from '../../ledger/ledger.ts'
import { openPolicies, type Policies, type PolicyVersion, type Reason } from '../../policy/policy.ts'
import { glanceAtClock } from '../../retention/retention.ts'
import type { Store } from '../../store.ts'
import type { Arguments, OptionSpec, Surroundings } from '../command.ts'
import { required, visitStore } from '../given.ts'
import { personGiven, staffOf } from '../person.ts'
import { chosenPolicy } from './source.ts'

const keptFault = defineFaults({
  'policy.noDraft': {
    kind: 'missing',
    ko: '"{policy}" 방침의 초안이 없습니다. 먼저 jangseung policy propose로 초안을 만드십시오.',
    en: 'There is no draft of the policy "{policy}". Make one with jangseung policy propose first.',
  },
})

export const digestOption: OptionSpec = {
  type: 'string',
  value: 'SHA256',
  ko: '읽은 초안의 해시. 다른 초안이면 거부합니다',
  en: 'the digest of the draft that was read; any other one is refused',
}

export const reasonOption: OptionSpec = {
  type: 'string',
  value: 'TEXT',
  ko: '변경 사유 (필수, 공고됩니다)',
  en: 'the reason for the change, in Korean (required, and published)',
}

export const reasonEnOption: OptionSpec = {
  type: 'string',
  value: 'TEXT',
  ko: '변경 사유의 영문',
  en: 'the reason in English',
}

export type Kept = AsyncDisposable & {
  readonly store: Store
  readonly policies: Policies
  /** The policy that `--policy` names, or the only one. */
  policy(): Promise<string>
  /** Who `--as` names, once their password was right; signed out again at the end. */
  person(): Promise<Actor>
}

/** Opens the data folder of `--data`. */
export async function openKept(given: Arguments, around: Surroundings): Promise<Kept> {
  const closing = new AsyncDisposableStack()
  try {
    const store = closing.use(await visitStore(given, around))
    const { db } = store.database
    const staff = await staffOf(store, around.clock)
    const policies = openPolicies({
      db,
      ledger: store.ledger,
      clock: around.clock,
      time: () => glanceAtClock({ db, ledger: store.ledger, clock: around.clock }),
      account: (id) => staff.account(id),
    })
    const done = closing.move()
    return {
      store,
      policies,
      policy: async () => chosenPolicy(await store.registry(), given),
      async person() {
        const { id } = await personGiven(staff, given, done)
        return { type: 'account', id }
      },
      [Symbol.asyncDispose]: () => done.disposeAsync(),
    }
  } catch (error) {
    await closing.disposeAsync()
    throw error
  }
}

/** The working draft of a policy; with `--digest`, only if it is that one. Throws `policy.noDraft`. */
export async function workingDraft(
  { policies, policy }: Kept,
  given: Arguments,
): Promise<{ readonly version: string; readonly digest: string }> {
  const id = await policy()
  const version = await policies.working(id)
  if (version === undefined) throw keptFault('policy.noDraft', { policy: id })
  return { version: version.id, digest: given.text('digest') ?? version.draftDigest }
}

export function reasonGiven(given: Arguments): Reason {
  return { ko: required(given, 'reason'), en: given.text('reason-en') ?? null }
}

const STATES: { readonly [S in PolicyVersion['state']]: string } = {
  drafted: '초안 drafted',
  approved: '승인됨 approved',
  announced: '공고됨 announced',
  inForce: '시행 중 in force',
  archived: '지난 판 archived',
  withdrawn: '철회 withdrawn',
}

/** A version in a few lines. */
export function versionText(version: PolicyVersion): string {
  const { id, state, announcedOn, effectiveOn, inForceOn, until, lateDays, digest, path } = version
  const rows = [
    `${id}  ${STATES[state]}`,
    ...(path === null ? [] : [`  ${path}`]),
    ...(effectiveOn === null
      ? []
      : [`  공고일 ${announcedOn ?? ''}, 시행일 ${effectiveOn} · announced, effective`]),
    ...(inForceOn === null ? [] : [`  시행 ${inForceOn} ~ ${until ?? ''} · in force`]),
    ...(lateDays === 0
      ? []
      : [`  공고한 날보다 ${lateDays}일 늦게 시행 · days after the announced one: ${lateDays}`]),
    `  sha256 ${digest}`,
  ]
  return `${rows.join('\n')}\n`
}

/** Prints what a step has led to. */
export function printVersion(version: PolicyVersion, given: Arguments, around: Surroundings): number {
  around.print(given.flag('json') ? `${JSON.stringify(version)}\n` : versionText(version))
  return 0
}
