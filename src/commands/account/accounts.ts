/**
 * The accounts of a data folder, for commands; by the same functions, permissions and ledger acts as over the API. May
 * run beside the program that owns the data.
 */
import { koreanTime } from '../../base/day.ts'
import type { Actor } from '../../ledger/ledger.ts'
import type { Account, Staff } from '../../staff/staff.ts'
import type { Store } from '../../store.ts'
import { openViewings, type Viewings } from '../../viewing/viewing.ts'
import type { Arguments, Surroundings } from '../command.ts'
import { visitStore } from '../given.ts'
import { personGiven, staffOf } from '../person.ts'

export type Accounts = AsyncDisposable & {
  readonly store: Store
  readonly staff: Staff
  /** Who `--as` names, once their password was right; signed out again at the end. */
  person(): Promise<Account>
  /** The account with the login that is the first word. Throws `staff.accountUnknown`. */
  named(): Promise<Account>
  /** For ending what an account may not watch any more, at once and not at the program's next look. */
  viewings(): Viewings
}

/** Opens the data folder of `--data`. */
export async function openAccounts(given: Arguments, around: Surroundings): Promise<Accounts> {
  const closing = new AsyncDisposableStack()
  try {
    const store = closing.use(await visitStore(given, around))
    const staff = await staffOf(store, around.clock)
    const done = closing.move()
    return {
      store,
      staff,
      person: () => personGiven(staff, given, done),
      async named() {
        const word = given.word(0, 'LOGIN')
        const found = (await staff.accounts()).find(({ person }) => person?.login === word)
        return found ?? (await staff.account(word))
      },
      viewings() {
        const { ledger, vault, database } = store
        const account = (id: string) => staff.account(id)
        const { clock, log } = around
        return done.adopt(openViewings({ db: database.db, ledger, vault, clock, log, account }), (each) =>
          each.stop(),
        )
      },
      [Symbol.asyncDispose]: () => done.disposeAsync(),
    }
  } catch (error) {
    await closing.disposeAsync()
    throw error
  }
}

/** The account as who acts. */
export function actorOf({ id }: Account): Actor {
  return { type: 'account', id }
}

const STATES: { readonly [S in Account['state']]: string } = {
  invited: '등록 전 invited',
  active: '사용 중 active',
  suspended: '정지됨 suspended',
}

/** An account in a few lines. */
export function accountText({ id, state, roles, grants, officer, person }: Account): string {
  const rows = [
    `${person === null ? id : `${person.login}  ${person.name}`}  ${STATES[state]}`,
    `  역할 · roles: ${roles.join(', ') || '-'}`,
    ...(officer === null ? [] : [`  현황의 담당자 · officer of the registry: ${officer}`]),
    ...grants.map((grant) => `  열람 범위 · may watch: ${grantText(grant)}`),
  ]
  return `${rows.join('\n')}\n`
}

function grantText({ scope, validUntilMs }: Account['grants'][number]): string {
  const { everything, sites, zones, devices, classes, exceptZones } = scope
  const parts = [
    ...(everything ? ['everything'] : []),
    ...sites.map((site) => `site:${site}`),
    ...zones.map((zone) => `zone:${zone}`),
    ...devices.map((device) => `device:${device}`),
    ...classes.map((one) => `(${one})`),
    ...exceptZones.map((zone) => `-zone:${zone}`),
  ]
  return parts.join(' ') + (validUntilMs === null ? '' : ` ~ ${koreanTime(validUntilMs)}`)
}

/** Prints what an account has become. */
export function printAccount(account: Account, given: Arguments, around: Surroundings): number {
  around.print(given.flag('json') ? `${JSON.stringify(account)}\n` : accountText(account))
  return 0
}

/** Prints an enrolment code, which is shown this once. */
export function printEnrolment(
  enrolment: { readonly account: string; readonly token: string; readonly expiresAtMs: number },
  given: Arguments,
  around: Surroundings,
): number {
  const until = koreanTime(enrolment.expiresAtMs)
  around.print(
    given.flag('json')
      ? `${JSON.stringify(enrolment)}\n`
      : `등록 코드입니다. 한 번만 보이며 ${until}까지 쓸 수 있습니다. 본인에게 전하십시오.\n` +
          `The enrolment code, shown this once and good until ${until} (Korea). Hand it to the person.\n` +
          `${enrolment.token}\n` +
          '본인이 비밀번호를 정합니다: jangseung account enrol, 또는 프로그램의 /staff 화면.\n' +
          'With it they set their password: jangseung account enrol, or the page at /staff.\n',
  )
  return 0
}
