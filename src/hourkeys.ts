/** The keys of an hour from the vault, for whoever records in the process that has it; a recorder elsewhere asks the api. */
import { addDays } from './base/day.ts'
import type { KeySource } from './recording/recording.ts'
import { retentionDays } from './registry/registry.ts'
import type { Store } from './store.ts'

/** A camera-day's cohort is the day after the last on which it must be there, by the registry in force now. */
export function vaultKeys({ vault, registry }: Pick<Store, 'vault' | 'registry'>): KeySource {
  return {
    async hourKeys(requests) {
      const inForce = await registry()
      return vault.hourKeys(
        requests.map(({ keyId, hour }) => {
          const { device, day, category } = keyId
          return { keyId, hour, expiryDay: addDays(day, retentionDays(inForce, device, category) + 1) }
        }),
      )
    },
    hourKey: (keyId, generation, hour) => vault.hourKey(keyId, generation, hour),
  }
}
