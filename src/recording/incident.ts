/** What goes wrong in recording and must be seen by somebody: told once when it begins and once when it is over. */
import type { Clock, Millis } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { GapCause } from '../footage/footage.ts'

/** A cause of gaps, or a manifest that could not be accepted. */
export type IncidentCause = GapCause | 'manifestRejected'

export type Incident = {
  readonly code: `recording.${IncidentCause}`
  /** The camera, or null when it is about the whole program. */
  readonly device: string | null
  readonly atMs: Millis
  readonly state: 'raised' | 'closed'
}

export type Incidents = {
  /** Begins an incident; again while it lasts changes nothing. */
  raise(cause: IncidentCause, device: string | null): void
  /** Ends it; nothing when there is none. */
  close(cause: IncidentCause, device: string | null): void
}

export function openIncidents(options: {
  readonly clock: Pick<Clock, 'now'>
  readonly log: Log
  readonly told: (incident: Incident) => void
}): Incidents {
  const { clock, log, told } = options
  const open = new Set<string>()
  const tell = (cause: IncidentCause, device: string | null, state: Incident['state']) => {
    const code = `recording.${cause}` as const
    log.warn(`incident.${state}`, { code, ...(device === null ? {} : { device }) })
    told({ code, device, atMs: clock.now(), state })
  }
  return {
    raise(cause, device) {
      const name = `${cause}/${device ?? ''}`
      if (open.has(name)) return
      open.add(name)
      tell(cause, device, 'raised')
    },
    close(cause, device) {
      if (open.delete(`${cause}/${device ?? ''}`)) tell(cause, device, 'closed')
    },
  }
}
