/** Systems that exist only in a test: the Seoul Immigration Office, with everything as its policy says. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Day, addDays, DAY_MS, dayOf, dayStart } from '../../../base/day.ts'
import { readAgencyFile, type Registry, type Scope } from '../../../registry/registry.ts'
import type { Grant, Role } from '../../../staff/staff.ts'
import type { MeasuredAccount, MeasuredCamera, MeasuredFootage, System } from '../system.ts'

/** 2026-11-22, noon in Korea. */
export const NOW = Date.UTC(2026, 10, 22, 3)
export const TODAY = dayOf(NOW)
const AGENCIES = join(dirnameOf(import.meta.url), '../../../../agencies')

function dirnameOf(url: string): string {
  return fileURLToPath(new URL('.', url))
}

export function registry(file = 'seoul-immigration.yaml'): Promise<Registry> {
  return readAgencyFile(join(AGENCIES, file), TODAY)
}

/** Recorded a minute ago, and all of yesterday. */
export function camera(device: string): MeasuredCamera {
  const yesterday = { fromMs: 0, toMs: DAY_MS, missingMs: 0 }
  const firstFootageMs = dayStart(addDays(TODAY, -30))
  return { device, firstFootageMs, lastFootageMs: NOW - 60_000, trouble: null, yesterday }
}

/** As much footage as the period allows, and none beyond. */
export function footage(zone: string, category: string, retentionDays: number): MeasuredFootage {
  return {
    zone,
    category,
    cameras: 4,
    segments: 1440 * (retentionDays + 1),
    oldestDay: addDays(TODAY, -retentionDays),
    youngestDay: TODAY,
    overdueSegments: 0,
    mostOverdueDays: 0,
    heldSegments: 0,
    earliestOfDayMs: 0,
    latestOfDayMs: DAY_MS,
  }
}

/** An account of that officer, active, with its role and its scope. */
export function account(
  officer: string | null,
  roles: readonly Role[],
  scope: Scope | null,
): MeasuredAccount {
  const grant = (within: Scope): Grant => ({
    scope: within,
    actions: ['view'],
    validFromMs: NOW - DAY_MS,
    validUntilMs: null,
    footageFromMs: null,
  })
  return {
    id: `account-of-${officer ?? 'nobody'}`,
    state: 'active',
    roles,
    grants: scope === null ? [] : [grant(scope)],
    officer,
    createdAtMs: NOW - 30 * DAY_MS,
    passwordSetAtMs: NOW - 30 * DAY_MS,
    person: null,
  }
}

/** A system of which everything is known and everything is as the policy says. */
export function wholeSystem(of: Registry): System {
  const classOf = new Map(of.categories.map((one) => [one.id, one.class]))
  return {
    atMs: NOW,
    sinceMs: dayStart(addDays(TODAY, -60)),
    startedAtMs: undefined,
    cameras: of.devices.filter((one) => one.class === 'fixed').map(({ id }) => camera(id)),
    footage: of.zones.flatMap(({ id, recordings }) =>
      recordings
        .filter(({ category }) => classOf.has(category))
        .map(({ category, retentionDays }) => footage(id, category, retentionDays)),
    ),
    sounding: [],
    destruction: {
      sinceMs: NOW - 30 * DAY_MS,
      orders: 30,
      segments: 43_200,
      bytes: 1e9,
      lateOrders: 0,
      mostLateDays: 0,
      earlyOrders: 0,
      waitingOrders: 0,
      waitingSinceMs: null,
      lastDoneMs: NOW - DAY_MS,
    },
    files: { total: 43_200, chosen: 32, encrypted: 32, clear: 0, missing: 0, ciphers: ['aes-256-gcm'] },
    ledger: {
      origin: 'jangseung/test',
      size: 1200,
      root: '00'.repeat(32),
      whole: { atMs: NOW - 60_000, size: 1000, isWhole: true, findings: [] },
      hasGrownFromIt: true,
    },
    viewings: { opened: 12, refused: 1, offPurpose: 1, unfounded: 0 },
    accounts: of.officers.map(({ id, role, scope }) =>
      account(id, [role], role === 'handler' ? scope : null),
    ),
    holds: { living: 1, segments: 60, lapsed: 0 },
    policies: [
      {
        policy: of.policies[0]?.id ?? '',
        announcements: [
          announcement(1, '2026-09-01' as Day, '2026-09-01' as Day, {
            isEstablished: true,
            promisedDays: null,
          }),
          announcement(2, '2026-10-01' as Day, '2026-10-08' as Day, {
            isEstablished: false,
            promisedDays: 7,
          }),
        ],
        publications: [
          { version: 'main-1', inForceOn: '2026-09-01' as Day, lateDays: 0, replaced: null },
          { version: 'main-2', inForceOn: '2026-10-08' as Day, lateDays: 0, replaced: 'main-1' },
        ],
      },
    ],
    requests: { answered: 3, answeredLate: 0, open: 1, openOverdue: 0 },
  }
}

function announcement(
  number: number,
  announcedOn: Day,
  effectiveOn: Day,
  more: { readonly isEstablished: boolean; readonly promisedDays: number | null },
) {
  return { version: `main-${number}`, announcedOn, effectiveOn, ...more }
}

/** A system of which nothing is known. */
export const nothingMeasured: System = {
  atMs: NOW,
  sinceMs: undefined,
  startedAtMs: undefined,
  cameras: undefined,
  footage: undefined,
  sounding: undefined,
  destruction: undefined,
  files: undefined,
  ledger: undefined,
  viewings: undefined,
  accounts: undefined,
  holds: undefined,
  policies: undefined,
  requests: undefined,
}
