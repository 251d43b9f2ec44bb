/**
 * What is measured of the running system, and what a clause may say about it. Plain values: a check of a clause is a
 * pure function of them, so every sentence can be tried against a system that exists only in a test.
 *
 * Nothing here names a person, an address or a picture, and `Evidence` names no camera: the page that proves the
 * policy must not be a map of what is not filmed. What could not be measured is undefined, and undefined is never
 * evidence for anything.
 */
import type { Millis } from '../../base/clock.ts'
import type { Day } from '../../base/day.ts'
import type { Bilingual } from '../../law/law.ts'
import type { DestructionFigures } from '../../retention/retention.ts'
import type { Account } from '../../staff/staff.ts'

/** A camera as the catalogue knows it. */
export type MeasuredCamera = {
  readonly device: string
  /** Beginning of the first footage there is of it; undefined when there is none. */
  readonly firstFootageMs: Millis | undefined
  /** End of its last sealed footage; undefined when there is none. */
  readonly lastFootageMs: Millis | undefined
  /** What is wrong with it now, as an open incident says; null when nothing is. */
  readonly trouble: string | null
  /** The last whole Korean day, when it was filmed on it. */
  readonly yesterday: MeasuredDay | undefined
}

export type MeasuredDay = {
  /** From the day's beginning to the first picture, and to the end of the last. */
  readonly fromMs: Millis
  readonly toMs: Millis
  /** Of the time between, how much is missing. */
  readonly missingMs: Millis
}

/** Footage of one zone and recording category, of all cameras that were there when it was filmed. */
export type MeasuredFootage = {
  readonly zone: string
  readonly category: string
  readonly cameras: number
  readonly segments: number
  readonly oldestDay: Day
  readonly youngestDay: Day
  /** Segments that should be gone, but for what a hold keeps. */
  readonly overdueSegments: number
  /** Since how many days the oldest of those should be gone. */
  readonly mostOverdueDays: number
  /** Segments beyond their day that a hold keeps (법 §21③). */
  readonly heldSegments: number
  /** Earliest beginning and latest end within a Korean day, in ms from its midnight. */
  readonly earliestOfDayMs: Millis
  readonly latestOfDayMs: Millis
}

/** Destructions that were finished since then, and what waits. */
export type MeasuredDestruction = DestructionFigures & { readonly sinceMs: Millis }

/** Sealed files that were chosen from the catalogue and looked at on the disk. */
export type MeasuredFiles = {
  /** Files that the catalogue has, of which so many were chosen. */
  readonly total: number
  readonly chosen: number
  /** Their header and first chunk are those of an encrypted segment. */
  readonly encrypted: number
  /** Something else lies there. */
  readonly clear: number
  /** Nothing lies there, though the catalogue says so. */
  readonly missing: number
  readonly ciphers: readonly string[]
}

export type MeasuredLedger = {
  readonly origin: string
  readonly size: number
  /** Root hash of the signed checkpoint, hex. */
  readonly root: string
  /** The last time the whole of it was verified; undefined when it was not since the program started. */
  readonly whole:
    | {
        readonly atMs: Millis
        readonly size: number
        readonly isWhole: boolean
        /** Codes of what is wrong. */
        readonly findings: readonly string[]
      }
    | undefined
  /** Whether today's checkpoint has grown out of the verified tree; undefined when nothing was verified. */
  readonly hasGrownFromIt: boolean | undefined
}

/** Viewings that the ledger tells of, since its beginning. */
export type MeasuredViewings = {
  readonly opened: number
  readonly refused: number
  /** Of those opened, beyond the purposes of their camera (목적 외 이용), and those without a ground of 법 §18②. */
  readonly offPurpose: number
  readonly unfounded: number
}

/** An account without its person: who it is plays no part. */
export type MeasuredAccount = Account & { readonly person: null }

export type MeasuredHolds = {
  readonly living: number
  readonly segments: number
  /** Holds whose time is over and that were not released. */
  readonly lapsed: number
}

/** What the ledger tells of one policy's versions, in the order of its entries. */
export type MeasuredPolicy = {
  readonly policy: string
  /** Announcements that were not withdrawn. */
  readonly announcements: readonly {
    readonly version: string
    readonly announcedOn: Day
    readonly effectiveOn: Day
    /** What the version in force promised at that time; null when it promised none. */
    readonly promisedDays: number | null
    /** The first version in the system: it was in force before, so there was nothing to give notice of. */
    readonly isEstablished: boolean
  }[]
  readonly publications: readonly {
    readonly version: string
    readonly inForceOn: Day
    /** Days after the day that was announced. */
    readonly lateDays: number
    /** The version that it took the place of, as its entry says. */
    readonly replaced: string | null
  }[]
}

/** Requests of data subjects (열람 등 요구). */
export type MeasuredRequests = {
  readonly answered: number
  readonly answeredLate: number
  readonly open: number
  readonly openOverdue: number
}

/** The system at one moment. */
export type System = {
  readonly atMs: Millis
  /** Time of the ledger's first entry: since when anything is known. */
  readonly sinceMs: Millis | undefined
  /** When the program that records was started; undefined where that is not known. */
  readonly startedAtMs: Millis | undefined
  readonly cameras: readonly MeasuredCamera[] | undefined
  readonly footage: readonly MeasuredFootage[] | undefined
  /** The devices of which there is footage with sound. */
  readonly sounding: readonly string[] | undefined
  readonly destruction: MeasuredDestruction | undefined
  readonly files: MeasuredFiles | undefined
  readonly ledger: MeasuredLedger | undefined
  readonly viewings: MeasuredViewings | undefined
  readonly accounts: readonly MeasuredAccount[] | undefined
  readonly holds: MeasuredHolds | undefined
  readonly policies: readonly MeasuredPolicy[] | undefined
  readonly requests: MeasuredRequests | undefined
}

/** `pass`: measured, and as stated. `fail`: measured, and not so. `unknown`: nobody measured it. */
export type EvidenceState = 'pass' | 'fail' | 'unknown'

/** One claim of a clause held against the system. */
export type Evidence = {
  /** Stable over versions: `retention/main-detention/continuous`, `officer/main-handler`. */
  readonly id: string
  readonly state: EvidenceState
  /** What the text says. */
  readonly claim: Bilingual
  /** What was found, with its numbers. */
  readonly found: Bilingual
  /** How a person can check what nobody measures; null where something does. */
  readonly how: Bilingual | null
  readonly numbers: Readonly<Record<string, number>>
}
