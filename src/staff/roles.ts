/**
 * Roles and what each may do: one closed table, from which the web routes, the account administration and the test of
 * every route are fed. Pure.
 *
 * Two separations are built in. Who runs the software (administrator) and who reads the ledgers (auditor) never see
 * footage. And who may see footage is decided by the privacy officer, not by the administrator, so that no
 * administrator can promote an account of their own into it (법 §28, §31; 안전성 확보조치 기준 §5).
 *
 * A recorder is a way to footage as well: with its token come the addresses of its cameras, passwords and all, and the
 * keys of every hour they film. So registering one is the privacy officer's decision too, and its token never passes
 * through an administrator's hands; taking a token back can be urgent, and both may.
 */
import { staffFault } from './faults.ts'

export const ROLES = [
  'privacyOfficer',
  'manager',
  'handler',
  'processor',
  'auditor',
  'administrator',
] as const

/** 개인정보 보호책임자, 관리책임자, 접근권한자, 수탁자, 점검자·감사, 시스템 관리자. */
export type Role = (typeof ROLES)[number]

export type Permission =
  /** The list of devices, narrowed to the grants of whoever watches footage. */
  | 'devices.read'
  /** When a device was recorded, when not. Needs a grant for the device as well. */
  | 'timeline.read'
  /** To open a viewing. Needs a grant for the device as well. */
  | 'viewings.open'
  /** To open one beyond the purposes of the device (법 §18②). */
  | 'viewings.offPurpose'
  | 'registry.read'
  | 'recorders.read'
  /** To register a recorder and name its devices; shows its token. */
  | 'recorders.register'
  /** To take a recorder's token back. */
  | 'recorders.revoke'
  | 'incidents.read'
  /** To close an incident that tells of something past, having looked into it. */
  | 'incidents.close'
  | 'certificates.read'
  | 'staff.read'
  | 'staff.manage'
  /** To give roles that see footage, and grants. */
  | 'staff.grant'
  /** Drafts of the policy, before they are announced; what was announced is for everyone. */
  | 'policies.read'
  /** To write a draft from the registry. It binds nobody. */
  | 'policies.draft'
  /** To approve a draft, and to take over a policy that stood before. */
  | 'policies.approve'
  /** To announce what was approved, and to withdraw it before its day. */
  | 'policies.announce'
  /** The ledger's entries themselves; everyone has the checkpoint and the hashes. */
  | 'ledger.entries'

const PERMISSIONS: { readonly [R in Role]: readonly Permission[] } = {
  privacyOfficer: [
    'devices.read',
    'timeline.read',
    'viewings.open',
    'viewings.offPurpose',
    'registry.read',
    'recorders.read',
    'recorders.register',
    'recorders.revoke',
    'incidents.read',
    'incidents.close',
    'certificates.read',
    'staff.read',
    'staff.manage',
    'staff.grant',
    'policies.read',
    'policies.draft',
    'policies.approve',
    'policies.announce',
  ],
  manager: [
    'devices.read',
    'timeline.read',
    'viewings.open',
    'registry.read',
    'recorders.read',
    'incidents.read',
    'incidents.close',
    'certificates.read',
    'policies.read',
    'policies.draft',
    'policies.announce',
  ],
  handler: ['devices.read', 'timeline.read', 'viewings.open', 'registry.read', 'policies.read'],
  processor: ['devices.read', 'timeline.read', 'viewings.open'],
  auditor: [
    'devices.read',
    'registry.read',
    'recorders.read',
    'incidents.read',
    'certificates.read',
    'staff.read',
    'ledger.entries',
    'policies.read',
  ],
  administrator: [
    'devices.read',
    'registry.read',
    'recorders.read',
    'recorders.revoke',
    'incidents.read',
    'staff.read',
    'staff.manage',
    'policies.read',
    'policies.draft',
  ],
}

const FOOTAGE_ROLES: readonly Role[] = ['privacyOfficer', 'manager', 'handler', 'processor']

/** Whether an account with these roles may do it. */
export function permits(roles: readonly Role[], permission: Permission): boolean {
  return roles.some((role) => PERMISSIONS[role].includes(permission))
}

/** Whether one of the roles can see footage, given a grant. */
export function seesFootage(roles: readonly Role[]): boolean {
  return roles.some((role) => FOOTAGE_ROLES.includes(role))
}

/** Throws `staff.rolesIncompatible` for roles that would join footage with the keeping of the software or its records. */
export function checkRoles(roles: readonly Role[]): void {
  for (const apart of ['administrator', 'auditor'] as const) {
    const other = roles.find((role) => role !== apart)
    if (roles.includes(apart) && other !== undefined)
      throw staffFault('staff.rolesIncompatible', { first: apart, second: other })
  }
}
