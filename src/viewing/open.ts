/** Puts the parts of this folder together, and keeps the sweep running. */
import type { Account } from '../staff/staff.ts'
import { segmentsBetween } from '../footage/footage.ts'
import { registryHistory } from '../registry/registry.ts'
import { initOf, partOf, playlistOf } from './playback.ts'
import type { Access } from './playback.ts'
import { scopeRefusal, standingOf } from './rules.ts'
import type { Question, Refusal } from './rules.ts'
import { keepSweeping, sweep } from './sweep.ts'
import { end, list, open, own, viewingDb } from './viewings.ts'
import type { Viewing, ViewingDeps } from './viewings.ts'

/** What somebody asks to see, and in their own words why. */
type OpenViewing = Question & { readonly account: Account; readonly detail?: string }

/** What is there to be seen in a viewing. */
type Contents = {
  readonly segments: number
  /** The codecs that a player must know, RFC 6381; each once. */
  readonly codecs: readonly string[]
}

export type Viewings = {
  /** Answers only once the viewing is in the ledger. A refusal is recorded too, and then thrown. */
  open(request: OpenViewing): Promise<Viewing>
  /** The account's own viewing, also after its end. Throws `viewing.unknown`. */
  get(access: Access): Promise<Viewing>
  /** The account's own viewings, the newest first. */
  list(account: string): Promise<readonly Viewing[]>
  /** What the catalogue has for it; no footage. */
  contents(viewing: Viewing): Promise<Contents>
  /**
   * Why the account may not know when the device was recorded in a range, judged as for a viewing by where it hung then
   * and hangs now; undefined when it may.
   */
  refusalToKnow(
    account: Account,
    range: Pick<Question, 'device' | 'fromMs' | 'toMs'>,
  ): Promise<Refusal | undefined>
  /** Ends the account's own viewing and records what was served. */
  close(access: Access): Promise<Viewing>
  /** Ends every open viewing of an account, as when it was suspended or its grants changed. How many. */
  revokeOf(account: string): Promise<number>
  /** HLS: the playlist, and the pieces that it lists. Each call checks everything anew. */
  playlist(access: Access): Promise<string>
  init(access: Access & { readonly segment: string }): Promise<Buffer>
  part(access: Access & { readonly segment: string; readonly fragment: number }): Promise<Buffer>
  /** Ends what is due now; how many. Runs by itself as well. */
  sweep(): Promise<number>
  /** Stops the sweep. Open viewings stay open until their time. */
  stop(): Promise<void>
}

/** Opens the viewings: ends what an earlier run left, now and ever after. */
export function openViewings(options: Omit<ViewingDeps, 'history'>): Viewings {
  const deps = { ...options, history: registryHistory(options.db) }
  const stop = keepSweeping(deps)
  return {
    open: ({ account, ...question }) => open(deps, account, question),
    get: ({ account, viewing }) => own(deps, account.id, viewing),
    list: (account) => list(deps, account),
    async contents(viewing) {
      const { segments } = await segmentsBetween(deps.db, viewing)
      const codecs = [...new Set(segments.map(({ codecString }) => codecString))]
      return { segments: segments.length, codecs }
    },
    async refusalToKnow(account, range) {
      const nowMs = deps.clock.now()
      return scopeRefusal(standingOf(await deps.history(nowMs), range), account, range, nowMs)
    },
    async close({ account, viewing }) {
      await own(deps, account.id, viewing)
      return end(deps, viewing, 'closed')
    },
    async revokeOf(account) {
      const rows = await viewingDb(deps)
        .selectFrom('viewing_viewing')
        .select('id')
        .where('account', '=', account)
        .where('recorded', '=', false)
        .execute()
      for (const { id } of rows) await end(deps, id, 'revoked')
      return rows.length
    },
    playlist: (access) => playlistOf(deps, access),
    init: (access) => initOf(deps, access),
    part: (access) => partOf(deps, access),
    sweep: () => sweep(deps),
    stop,
  }
}
