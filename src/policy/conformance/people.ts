/**
 * Do the accounts say what the policy says of people? Named officers have accounts that are active, have their role, and
 * reach no further than their scope; nobody else sees footage. Pure, and without any person's name.
 *
 * An officer to whom no account is linked is unknown and not fail: they may act on paper, or have an account that nobody
 * has linked. An account that is linked and suspended, or never taken up, is measured, and the text is untrue: fail.
 */
import type { Millis } from '../../base/clock.ts'
import { addDays, dayStart } from '../../base/day.ts'
import { inScope, type Officer, type Processor } from '../../registry/registry.ts'
import { permits, type Role } from '../../staff/staff.ts'
import type { Context } from '../context.ts'
import { count, fail, judged, pass, unknown, unmeasured, type Finding } from './evidence.ts'
import type { MeasuredAccount, System } from './system.ts'

const NO_ACCOUNTS = { ko: '계정을 재지 못했습니다.', en: 'Accounts could not be measured.' }

const LINK = {
  ko: '보호책임자가 계정을 현황의 담당자와 연결하면 확인됩니다.',
  en: 'It is checked once the privacy officer links an account to the officer of the registry.',
}

/** Whether the officer's account is active, has the role, and reaches no camera outside of the officer's scope. */
export function officerFinding(system: System, context: Context, officer: Officer): Finding {
  if (system.accounts === undefined) return unmeasured(NO_ACCOUNTS)
  const linked = system.accounts.filter((account) => account.officer === officer.id)
  if (linked.length === 0)
    return unknown({ ko: '연결된 계정이 없습니다.', en: 'No account is linked to this officer.' }, LINK, {
      accounts: 0,
    })
  const active = linked.filter(({ state }) => state === 'active')
  if (active.length === 0) return inactiveFinding(linked)
  const reaches = active.map((account) => reachOf(account, context, officer, system.atMs))
  const numbers = {
    accounts: linked.length,
    active: active.length,
    withRole: active.filter(({ roles }) => roles.includes(officer.role satisfies Role)).length,
    devices: context.devices.filter((device) => inScope(context.registry, officer.scope, device)).length,
    within: Math.max(...reaches.map(({ within }) => within)),
    outside: Math.max(...reaches.map(({ outside }) => outside)),
  }
  return scopedFinding(officer, numbers)
}

function inactiveFinding(linked: readonly MeasuredAccount[]): Finding {
  const suspended = linked.filter(({ state }) => state === 'suspended').length
  const numbers = { accounts: linked.length, active: 0, suspended, invited: linked.length - suspended }
  return suspended > 0
    ? fail({ ko: '계정이 정지되어 있습니다.', en: 'The account is suspended.' }, numbers)
    : fail(
        { ko: '계정을 만들었으나 아직 쓰지 않습니다.', en: 'The account was made and never taken up.' },
        numbers,
      )
}

function scopedFinding(
  officer: Officer,
  numbers: { active: number; withRole: number; devices: number; within: number; outside: number },
): Finding {
  const { active, withRole, devices, within, outside } = numbers
  if (withRole < active)
    return fail(
      {
        ko: `활성 계정 ${active}개 중 ${active - withRole}개에 이 역할의 권한이 없습니다.`,
        en: `Of ${active} active accounts, ${active - withRole} do not have this role.`,
      },
      numbers,
    )
  if (outside > 0)
    return fail(
      {
        ko: `담당 범위 밖의 기기 ${count(outside)}대까지 볼 수 있습니다.`,
        en: `The account reaches ${count(outside)} devices outside of its scope.`,
      },
      numbers,
    )
  const found = {
    ko: `계정이 활성이고, 담당 기기 ${count(devices)}대 중 ${count(within)}대를 볼 수 있으며 범위 밖의 기기는 볼 수 없습니다.`,
    en: `The account is active; it reaches ${count(within)} of ${count(devices)} devices in its scope, and none outside.`,
  }
  // Whose office it is to look at footage, and cannot look at any, is not who the policy says.
  return officer.role === 'handler' && devices > 0 && within === 0
    ? fail(found, numbers)
    : pass(found, numbers)
}

/** How many devices of the policy the account may look at now, within the officer's scope and outside of it. */
function reachOf(account: MeasuredAccount, { registry, devices }: Context, officer: Officer, atMs: Millis) {
  const grants = grantsNow(account, atMs)
  let [within, outside] = [0, 0]
  if (permits(account.roles, 'viewings.open'))
    for (const device of devices) {
      if (!grants.some(({ scope }) => inScope(registry, scope, device))) continue
      if (inScope(registry, officer.scope, device)) within++
      else outside++
    }
  return { within, outside }
}

function grantsNow({ grants }: MeasuredAccount, atMs: Millis): MeasuredAccount['grants'] {
  return grants.filter(
    ({ validFromMs, validUntilMs }) => validFromMs <= atMs && (validUntilMs === null || atMs < validUntilMs),
  )
}

/**
 * Whether no account sees footage but those of the officers named. Contractors are the clause on processors' to answer for.
 * An officer whom this policy does not name has no more business here than one who is gone.
 */
export function othersFinding(system: System, context: Context, named: readonly Officer[]): Finding {
  if (system.accounts === undefined) return unmeasured(NO_ACCOUNTS)
  const officers = new Set(named.map(({ id }) => id))
  const seeing = system.accounts.filter(
    (account) => !isContractor(account) && seesAny(account, context, system.atMs),
  )
  const unlinked = seeing.filter(({ officer }) => officer === null).length
  const unnamed = seeing.filter(({ officer }) => officer !== null && !officers.has(officer)).length
  const ours = seeing.length - unlinked - unnamed
  const numbers = { accounts: seeing.length, unlinked, unnamed }
  const found = {
    ko: `영상을 볼 수 있는 계정 ${count(seeing.length)}개 중 ${count(ours)}개가 방침에 적힌 담당자의 것입니다.`,
    en: `Of ${count(seeing.length)} accounts that can see footage, ${count(ours)} are those of officers named in the policy.`,
  }
  if (unnamed > 0)
    return fail(
      {
        ko: `${found.ko} ${count(unnamed)}개는 이 방침에 없는 담당자의 것입니다.`,
        en: `${found.en} ${count(unnamed)} belong to officers whom it does not name.`,
      },
      numbers,
    )
  if (unlinked > 0 || seeing.length === 0) return unknown(found, LINK, numbers)
  return pass(found, numbers)
}

/**
 * Whether accounts of contractors that see footage of the policy's devices keep within the devices and the contract of a
 * processor. That no such account sees any passes; one that fits no processor fails. Of one that fits it is still not
 * known whose it is: accounts are linked to officers, and to no company.
 */
export function processorsFinding(
  system: System,
  context: Context,
  processors: readonly Processor[],
): Finding {
  if (system.accounts === undefined) return unmeasured(NO_ACCOUNTS)
  const seeing = system.accounts.filter(
    (account) => isContractor(account) && seesAny(account, context, system.atMs),
  )
  const misfits = seeing.filter(
    (account) => !processors.some((one) => isWithinContract(account, one, context, system.atMs)),
  ).length
  const numbers = { accounts: seeing.length, misfits }
  if (seeing.length === 0)
    return pass(
      {
        ko: '지금 영상을 볼 수 있는 업체 계정이 없습니다.',
        en: 'No account of a contractor can see footage now.',
      },
      numbers,
    )
  const found = {
    ko: `지금 영상을 볼 수 있는 업체 계정 ${count(seeing.length)}개 중 ${count(misfits)}개가 어느 수탁자의 대상 기기나 계약 기간에도 맞지 않습니다.`,
    en: `Of ${count(seeing.length)} accounts of contractors that can see footage now, ${count(misfits)} fit the devices and contract of no processor.`,
  }
  if (misfits > 0) return fail(found, numbers)
  return unknown(
    found,
    {
      ko: '이 계정들이 수탁자 직원의 것인지, 권한이 끝나는 날이 계약이 끝나는 날과 맞는지 계정 목록을 위탁 계약서와 대조하십시오.',
      en: 'Compare the accounts with the contracts: whether they are those of the processor’s people, and end with its contract.',
    },
    numbers,
  )
}

/** Whether all that the account may see is the processor's to work on, and no longer than its contract, where one is known. */
function isWithinContract(
  account: MeasuredAccount,
  { scope, contract }: Processor,
  { registry, devices }: Context,
  atMs: Millis,
): boolean {
  const endMs = contract === null ? Infinity : dayStart(addDays(contract.until, 1))
  const grants = grantsNow(account, atMs)
  return devices.every((device) => {
    const reaching = grants.filter((grant) => inScope(registry, grant.scope, device))
    return (
      reaching.length === 0 ||
      (inScope(registry, scope, device) &&
        reaching.every(({ validUntilMs }) => (validUntilMs ?? Infinity) <= endMs))
    )
  })
}

/**
 * Whether those who see footage see no more than they are responsible for. Whoever is responsible for nothing here goes
 * beyond; whose account it is nobody has said leaves it unknown.
 */
export function accessFinding(system: System, context: Context, processors: readonly Processor[]): Finding {
  const seeing = (system.accounts ?? []).filter((account) => seesAny(account, context, system.atMs))
  if (system.accounts === undefined || seeing.length === 0)
    return unmeasured({
      ko: '영상을 볼 수 있는 계정이 아직 없습니다.',
      en: 'There is no account yet that can see footage.',
    })
  const held = seeing.map((account) => measureOf(account, context, processors, system.atMs))
  const beyond = held.filter((one) => one === 'beyond').length
  const unlinked = held.filter((one) => one === 'unlinked').length
  const roles = new Set(seeing.flatMap((account) => account.roles)).size
  const numbers = { accounts: seeing.length, roles, beyond, unlinked }
  const found = {
    ko: `영상을 볼 수 있는 계정 ${count(seeing.length)}개의 권한이 역할 ${roles}가지로 나뉘어 있고, 맡은 범위를 넘는 계정은 ${count(beyond)}개입니다.${unlinked > 0 ? ` ${count(unlinked)}개는 누구의 것인지 연결되지 않아 맡은 범위를 알 수 없습니다.` : ''}`,
    en: `${count(seeing.length)} accounts can see footage, in ${roles} roles; ${count(beyond)} reach beyond their duties.${unlinked > 0 ? ` ${count(unlinked)} are linked to nobody, so that their duties are not known.` : ''}`,
  }
  if (beyond > 0) return fail(found, numbers)
  return unlinked > 0 ? unknown(found, LINK, numbers) : pass(found, numbers)
}

/** What the account may see, measured by what its bearer is responsible for. */
function measureOf(
  account: MeasuredAccount,
  context: Context,
  processors: readonly Processor[],
  atMs: Millis,
): 'within' | 'beyond' | 'unlinked' {
  if (isContractor(account))
    return processors.some((one) => isWithinContract(account, one, context, atMs)) ? 'unlinked' : 'beyond'
  if (account.officer === null) return 'unlinked'
  const officer = context.registry.officers.find(({ id }) => id === account.officer)
  if (officer === undefined) return 'beyond'
  return reachOf(account, context, officer, atMs).outside > 0 ? 'beyond' : 'within'
}

/** Whether every account in use has a password. Whether one person alone knows it, nobody measures. */
export function passwordsFinding({ accounts }: System): Finding {
  const active = (accounts ?? []).filter(({ state }) => state === 'active')
  if (active.length === 0)
    return unmeasured({ ko: '쓰이는 계정이 아직 없습니다.', en: 'No account is in use yet.' })
  const without = active.filter(({ passwordSetAtMs }) => passwordSetAtMs === null).length
  return judged(
    without === 0,
    {
      ko: `쓰이는 계정 ${count(active.length)}개 중 ${count(active.length - without)}개에 비밀번호가 있습니다. 한 계정을 한 사람만 쓰는지는 시스템이 볼 수 없습니다.`,
      en: `Of ${count(active.length)} accounts in use, ${count(active.length - without)} have a password. Whether each is used by one person only, the system cannot see.`,
    },
    { active: active.length, without },
  )
}

function isContractor({ roles }: MeasuredAccount): boolean {
  return roles.includes('processor')
}

function seesAny(account: MeasuredAccount, { registry, devices }: Context, atMs: Millis): boolean {
  if (account.state !== 'active' || !permits(account.roles, 'viewings.open')) return false
  const grants = grantsNow(account, atMs)
  return devices.some((device) => grants.some(({ scope }) => inScope(registry, scope, device)))
}
