/** Rounds of destruction, each killed at another step; the same walk for the test and for the soak. */
import { keyIdText } from '../../src/vault/vault.ts'
import type { Target } from '../../src/vault/vault.ts'
import type { Footage } from '../vault.ts'
import type { Proof } from './proof.ts'
import type { Task } from './victim.ts'

/**
 * The steps on the disk of one destruction: 1 to 6 erase what a crash may have left, 7 to 10 stage the next root, 11 to
 * 14 flip the header, 15 to 20 erase the root before (docs/design/key-tree.md). The first six are the last six again.
 */
const FIRST_STEP = 7
const LAST_STEP = 20
/** Rounds that meet every step once, and a few moments within the database's transaction. */
export const ROUNDS = 18
/** How many backups there are at most, one of them at the end. */
const BACKUPS = 20
/** A generator that gives the same walk every time. */
function walk(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const segment = ({ keyId, generation, leaf, id }: Footage): Target => ({
  kind: 'segment',
  keyId,
  generation,
  leaf,
  segment: id,
})

const day = ({ keyId, generation }: Footage): Target => ({ kind: 'day', keyId, generation })

/** Runs `rounds` destructions; returns how many processes were killed. Leaves at least a third alive. */
export async function destroyAll(proof: Proof, rounds: number): Promise<number> {
  const pick = walk(20_261_122)
  const holds: string[] = []
  const held = new Set<string>()
  const backupEvery = Math.max(5, Math.ceil(rounds / BACKUPS))
  const enough = Math.ceil(proof.footage.length / 3)
  for (let round = 0; round < rounds; round++) {
    const restart = round % 2 === 1
    // Every step in turn, then moments of the database's own work; after that, any of them.
    const step = FIRST_STEP + round
    const atRandom: Task['die'] = pick(2) === 0 ? { step: 1 + pick(LAST_STEP) } : { afterStageMs: pick(40) }
    const inTurn: Task['die'] =
      step <= LAST_STEP ? { step } : { afterStageMs: (round - LAST_STEP + FIRST_STEP) * 4 }
    const die = round < ROUNDS ? inTurn : atRandom
    const loose = proof.footage.filter(({ id }) => !proof.dead.has(id) && !held.has(id))
    const few = loose.length <= enough
    if (round % backupEvery === 0) await proof.backUp()
    const chosen = loose[pick(loose.length)]
    if (round % 6 === 2 && chosen !== undefined) {
      holds.push(await proof.hold([chosen], { step: 1 + pick(5) }, restart))
      held.add(chosen.id)
      // The camera-day it was taken from dies; what is held stays.
      await proof.destroy([day(chosen)], die, restart)
    } else if (round % 6 === 5 && holds.length > 1)
      await proof.endHold(holds.shift() ?? '', { step: 1 + pick(5) }, restart)
    else if (chosen === undefined || few) await proof.destroy([unused(round)], die, restart)
    else if (round % 2 === 0) await proof.destroy([segment(chosen)], die, restart)
    else await proof.destroy(cohort(loose, chosen, pick(3)), die, restart)
    await proof.verify(proof.footage.filter((_, i) => i % 5 === round % 5))
  }
  await proof.backUp()
  return rounds
}

/** One camera-day or, one time in three, all that expire on the same day. */
function cohort(loose: readonly Footage[], chosen: Footage, luck: number): Target[] {
  if (luck !== 0) return [day(chosen)]
  const days = new Map(
    loose
      .filter(({ keyId }) => keyId.day === chosen.keyId.day)
      .map((each) => [keyIdText(each.keyId), day(each)]),
  )
  return [...days.values()].slice(0, 3)
}

/** A camera-day that never existed: the root is replaced all the same. */
function unused(round: number): Target {
  return {
    kind: 'day',
    keyId: { device: `none-${round}`, day: '2026-11-01' as never, category: 'x' },
    generation: 1,
  }
}
