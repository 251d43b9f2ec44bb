/**
 * The keys of the hour that a recorder holds. They are asked for some minutes ahead, many cameras at once, and wiped
 * soon after the hour: who steals the machine finds the keys of this hour and at most the next.
 */
import type { Cancel, Clock, Millis } from '../base/clock.ts'
import { dayOf, dayStart } from '../base/day.ts'
import type { Log } from '../base/log.ts'
import { keyIdText, wipeHourKey } from '../vault/vault.ts'
import type { HourKey, KeyId } from '../vault/vault.ts'

/** Where hour keys come from: in the same program the vault, for a recorder elsewhere the api over HTTPS. */
export type KeySource = {
  /** The keys of that hour, in the order asked, made where there are none; the caller wipes them. */
  hourKeys(requests: readonly { readonly keyId: KeyId; readonly hour: number }[]): Promise<HourKey[]>
  /**
   * The key of an hour of a camera-day that exists, to finish a segment. Rejects with a Fault of kind `missing` when
   * it was destroyed, of kind `forbidden` when it is not given to this recorder (any more); with any other when it
   * cannot be had now.
   */
  hourKey(keyId: KeyId, generation: number, hour: number): Promise<HourKey>
}

export type RecordedDevice = { readonly device: string; readonly category: string }

const HOUR_MS = 3_600_000
const AHEAD_MS = 5 * 60_000
/** A segment that began in the last second of an hour may still wait for the disk. */
const GRACE_MS = 60_000
const LOOK_MS = 5000

export class Hours {
  readonly #source: KeySource
  readonly #clock: Clock
  readonly #log: Log
  readonly #held = new Map<string, HourKey>()
  #wanted: readonly RecordedDevice[] = []
  #asking: Promise<void> | undefined
  #cancel: Cancel | undefined
  #closed = false

  constructor(options: { readonly source: KeySource; readonly clock: Clock; readonly log: Log }) {
    this.#source = options.source
    this.#clock = options.clock
    this.#log = options.log
  }

  /** The cameras whose keys to hold from now on. */
  want(devices: readonly RecordedDevice[]): void {
    this.#wanted = devices
    this.#look()
  }

  /** The key for a segment that begins then, or undefined when it is not here (it is asked for at once). */
  at(device: RecordedDevice, startedAtMs: Millis): HourKey | undefined {
    const key = this.#held.get(hourOf(device, startedAtMs).name)
    if (key === undefined && this.#asking === undefined) this.#look()
    return key
  }

  /** Resolves once the keys asked for so far have come or been refused. */
  async settled(): Promise<void> {
    await this.#asking
  }

  /** Wipes everything. */
  close(): void {
    this.#closed = true
    this.#cancel?.()
    for (const key of this.#held.values()) wipeHourKey(key)
    this.#held.clear()
  }

  #look(): void {
    this.#cancel?.()
    if (this.#closed) return
    this.#cancel = this.#clock.after(LOOK_MS, () => this.#look())
    this.#wipeOld()
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined))
  }

  /** Keys of hours that are over, or, when the clock was set back, far ahead. */
  #wipeOld(): void {
    const nowMs = this.#clock.now()
    for (const [name, key] of this.#held) {
      const startMs = dayStart(key.keyId.day) + key.hour * HOUR_MS
      if (nowMs < startMs + HOUR_MS + GRACE_MS && nowMs > startMs - 2 * AHEAD_MS) continue
      wipeHourKey(key)
      this.#held.delete(name)
    }
  }

  async #ask(): Promise<void> {
    const nowMs = this.#clock.now()
    const moments = nowMs % HOUR_MS >= HOUR_MS - AHEAD_MS ? [nowMs, nowMs + AHEAD_MS] : [nowMs]
    const missing = moments
      .flatMap((atMs) => this.#wanted.map((device) => hourOf(device, atMs)))
      .filter(({ name }) => !this.#held.has(name))
    if (missing.length === 0) return
    try {
      const keys = await this.#source.hourKeys(missing.map(({ keyId, hour }) => ({ keyId, hour })))
      keys.forEach((key, i) => {
        const name = missing[i]?.name
        if (name === undefined || this.#closed || this.#held.has(name)) wipeHourKey(key)
        else this.#held.set(name, key)
      })
    } catch (error) {
      this.#log.error('recording.keysUnavailable', error, { keys: missing.length })
    }
  }
}

/** The hour of a camera-day in which a moment lies. */
export function hourOf(
  { device, category }: RecordedDevice,
  atMs: Millis,
): { readonly keyId: KeyId; readonly hour: number; readonly name: string } {
  const day = dayOf(atMs)
  const keyId = { device, day, category }
  const hour = Math.floor((atMs - dayStart(day)) / HOUR_MS)
  return { keyId, hour, name: `${keyIdText(keyId)}/${hour}` }
}
