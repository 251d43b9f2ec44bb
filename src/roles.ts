/** Role -> what a process starts. The same program runs whole at a small agency and in parts at a large one. */

export type Role = 'all' | 'api' | 'recorder' | 'worker'

/** A part of the running program. */
export type Part = 'web' | 'registrar' | 'recorder' | 'jobs'

export const roles: { readonly [R in Role]: readonly Part[] } = {
  all: ['registrar', 'recorder', 'jobs', 'web'],
  api: ['registrar', 'web'],
  worker: ['jobs'],
  // No database: it asks the api for cameras and the keys of the hour, and leaves sealed files and manifests.
  recorder: ['recorder'],
}
