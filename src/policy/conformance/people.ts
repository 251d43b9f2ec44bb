/**
 * Do the accounts say what the policy says of people? Named officers have accounts that are active, have their role, and
 * reach no further than their scope; nobody else sees footage. Pure, and without any person's name.
 *
 * An officer to whom no account is linked is unknown and not fail: they may act on paper, or have an account that nobody
 * has linked. An account that is linked and suspended, or never taken up, is measured, and the text is untrue: fail.
 */
import type { Millis } from '../../base/clock.ts'
import { inScope, type Officer } from '../../registry/registry.ts'
import { permits, type Role } from '../../staff/staff.ts'
import type { Context } from '../context.ts'
import { count, fail, judged, pass, unknown, unmeasured } from './evidence.ts'
import type { Evidence, MeasuredAccount, System } from './system.ts'

type Finding = Omit<Evidence, 'id' | 'claim'>

const LINK = {
  ko: '보호책임자가 계정을 현황의 담당자와 연결하면 확인됩니다.',
  en: 'It is checked once the privacy officer links an account to the officer of the registry.',
}

/** Whether the officer's account is active, has the role, and reaches no camera outside of the officer's scope. */
export function officerFinding(system: System, context: Context, officer: Officer): Finding {
  if (system.accounts === undefined)
    return unmeasured({ ko: '계정을 재지 못했습니다.', en: 'Accounts could not be measured.' })
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

/** Whether nobody sees footage whom the policy does not name. Contractors are the clause on processors' to answer for. */
export function othersFinding(system: System, context: Context): Finding {
  if (system.accounts === undefined)
    return unmeasured({ ko: '계정을 재지 못했습니다.', en: 'Accounts could not be measured.' })
  const officers = new Set(context.registry.officers.map(({ id }) => id))
  const seeing = system.accounts.filter(
    (account) => !account.roles.includes('processor') && seesAny(account, context, system.atMs),
  )
  const unlinked = seeing.filter(({ officer }) => officer === null).length
  const gone = seeing.filter(({ officer }) => officer !== null && !officers.has(officer)).length
  const numbers = { accounts: seeing.length, unlinked, gone }
  const found = {
    ko: `영상을 볼 수 있는 계정 ${count(seeing.length)}개 중 ${count(seeing.length - unlinked - gone)}개가 방침의 담당자입니다.`,
    en: `Of ${count(seeing.length)} accounts that can see footage, ${count(seeing.length - unlinked - gone)} are those of officers.`,
  }
  if (gone > 0)
    return fail(
      {
        ko: `${found.ko} ${count(gone)}개는 현황에서 빠진 담당자의 것입니다.`,
        en: `${found.en} ${count(gone)} belong to officers who are no longer in the registry.`,
      },
      numbers,
    )
  if (unlinked > 0 || seeing.length === 0) return unknown(found, LINK, numbers)
  return pass(found, numbers)
}

/** Whether an account of a contractor can see footage of the policy's devices now. */
export function processorsFinding(system: System, context: Context, hasProcessors: boolean): Finding {
  if (system.accounts === undefined)
    return unmeasured({ ko: '계정을 재지 못했습니다.', en: 'Accounts could not be measured.' })
  const seeing = system.accounts.filter(
    (account) => account.roles.includes('processor') && seesAny(account, context, system.atMs),
  ).length
  const found = {
    ko: `지금 영상을 볼 수 있는 수탁자 계정은 ${count(seeing)}개입니다.`,
    en: `${count(seeing)} accounts of processors can see footage now.`,
  }
  return judged(hasProcessors || seeing === 0, found, { accounts: seeing })
}

/** Whether those who see footage see no more than their duties need: each within grants, none of them over everything. */
export function accessFinding(system: System, context: Context): Finding {
  const seeing = (system.accounts ?? []).filter((account) => seesAny(account, context, system.atMs))
  if (system.accounts === undefined || seeing.length === 0)
    return unmeasured({
      ko: '영상을 볼 수 있는 계정이 아직 없습니다.',
      en: 'There is no account yet that can see footage.',
    })
  const officers = new Map(context.registry.officers.map((one) => [one.id, one]))
  const beyond = seeing.filter((account) => {
    const officer = officers.get(account.officer ?? '')
    return officer !== undefined && reachOf(account, context, officer, system.atMs).outside > 0
  }).length
  const roles = new Set(seeing.flatMap((account) => account.roles)).size
  return judged(
    beyond === 0,
    {
      ko: `영상을 볼 수 있는 계정 ${count(seeing.length)}개의 권한이 역할 ${roles}가지로 나뉘어 있고, 맡은 범위를 넘는 계정은 ${count(beyond)}개입니다.`,
      en: `${count(seeing.length)} accounts can see footage, in ${roles} roles; ${count(beyond)} reach beyond their duties.`,
    },
    { accounts: seeing.length, roles, beyond },
  )
}

/** Whether every account in use has a password that its person has set. */
export function passwordsFinding({ accounts }: System): Finding {
  const active = (accounts ?? []).filter(({ state }) => state === 'active')
  if (active.length === 0)
    return unmeasured({ ko: '쓰이는 계정이 아직 없습니다.', en: 'No account is in use yet.' })
  const without = active.filter(({ passwordSetAtMs }) => passwordSetAtMs === null).length
  return judged(
    without === 0,
    {
      ko: `쓰이는 계정 ${count(active.length)}개 중 ${count(active.length - without)}개에 본인이 정한 비밀번호가 있습니다.`,
      en: `Of ${count(active.length)} accounts in use, ${count(active.length - without)} have a password that its person has set.`,
    },
    { active: active.length, without },
  )
}

function seesAny(account: MeasuredAccount, { registry, devices }: Context, atMs: Millis): boolean {
  if (account.state !== 'active' || !permits(account.roles, 'viewings.open')) return false
  const grants = grantsNow(account, atMs)
  return devices.some((device) => grants.some(({ scope }) => inScope(registry, scope, device)))
}
