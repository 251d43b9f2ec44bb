/**
 * The agency's policies over an open store: published on their day, watched for whether they stay true, and proven from
 * the system. What is kept and decided is in policy/; here is only what it is given.
 */
import type { Clock, Millis } from './base/clock.ts'
import { type LifecycleDeps, openPolicies, openProofs, type Policies, type Proofs } from './policy/policy.ts'
import type { Registry } from './registry/registry.ts'
import type { Store } from './store.ts'

export type Published = {
  readonly policies: Policies
  readonly proofs: Proofs
  /** Puts in force what is due, and records where the text in force began or ceased to be true. */
  follow(): Promise<void>
}

/** What of the store it takes. */
type PublishedStore = Pick<Store, 'ledger'> & {
  readonly database: Pick<Store['database'], 'db'>
  readonly folders: Pick<Store['folders'], 'media' | 'held' | 'ledger'>
  readonly signer: Pick<Store['signer'], 'vkey'>
  /** The registry in force; undefined when none was adopted. */
  readonly registry: () => Promise<Registry | undefined>
}

export function openPublished(options: {
  readonly store: PublishedStore
  readonly clock: Clock
  readonly time: LifecycleDeps['time']
  readonly account: LifecycleDeps['account']
  /** When the program that records was started, where that is this one. */
  readonly startedAtMs?: Millis
}): Published {
  const { store, clock, time, account, startedAtMs } = options
  const { ledger, folders, registry } = store
  const { db } = store.database
  const policies = openPolicies({ db, ledger, clock, time, account })
  const proofs = openProofs({
    db,
    ledger,
    ledgerFolder: folders.ledger,
    vkey: store.signer.vkey,
    folders,
    clock,
    registry,
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    async published(policy) {
      const version = await policies.inForce(policy)
      return version === undefined ? null : policies.text(version.id)
    },
  })
  return {
    policies,
    proofs,
    async follow() {
      try {
        await policies.publishDue()
      } finally {
        // A text that cannot be published is no reason to be silent about another that is not true any more.
        await policies.followDrift()
      }
    },
  }
}
