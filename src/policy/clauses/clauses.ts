/** Every clause, in the order in which they stand (`CLAUSES` in model.ts). */
import type { Clause } from '../clause.ts'
import { change } from './change.ts'
import { confirmation } from './confirmation.ts'
import { confirming } from './confirming.ts'
import { consent } from './consent.ts'
import { devices } from './devices.ts'
import { history } from './history.ts'
import { keeping } from './keeping.ts'
import { notOurs } from './not-ours.ts'
import { officers } from './officers.ts'
import { processors } from './processors.ts'
import { provision } from './provision.ts'
import { purpose } from './purpose.ts'
import { requests } from './requests.ts'
import { safeguards } from './safeguards.ts'
import { signs } from './signs.ts'

export const clauses: readonly Clause[] = [
  purpose,
  devices,
  officers,
  keeping,
  processors,
  provision,
  confirmation,
  requests,
  consent,
  safeguards,
  signs,
  notOurs,
  change,
  history,
  confirming,
]
