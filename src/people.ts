/** The agency's accounts over an open store: what staff/ is given of the agency. */
import { openStaff, type Staff, type StaffOptions } from './staff/staff.ts'
import type { Store } from './store.ts'

/** Opens the accounts. Throws `store.noRegistry`. */
export async function openPeople(
  { database: { db }, ledger, registry }: Store,
  options: Pick<StaffOptions, 'clock' | 'sessionSecret' | 'address'>,
): Promise<Staff> {
  const { agency } = await registry()
  const agencyWords = [agency.id, agency.name.ko, agency.name.en]
  return openStaff({ ...options, db, ledger, agencyWords })
}
