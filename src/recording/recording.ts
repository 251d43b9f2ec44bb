/**
 * Recording: camera → sealed file and manifest in a spool (recorder), spool → ledger leaf and catalogue rows
 * (registrar), and files of mobile devices taken in the same way (import). What it promises is in
 * docs/design/recording-path.md, what lies in the spool in docs/ref/spool.md.
 */

/** Records cameras until closed. Needs no database. */
export { startRecorder } from './recorder.ts'
export type { Recorder, RecorderStatus } from './recorder.ts'
export type { CameraSettings, CameraStatus } from './camera.ts'

/** Where a recorder has the keys of the hour from. */
export type { KeySource } from './hours.ts'

/** Registers what waits in the spool. */
export { startRegistrar } from './registrar.ts'
export type { Registered } from './registrar.ts'

/** Finishes what recorders elsewhere left, once its hour is long over. */
export { finishAbandoned, KEYS_GIVEN_AFTER_MS } from './abandoned.ts'

/** Takes in a file of a mobile device. */
export { importFile } from './import.ts'

/** Footage without a camera, for rehearsals. */
export { openRehearsal } from './rehearsal.ts'

/** What went wrong and must be seen. */
export type { Incident as RecordingIncident } from './incident.ts'

/** Segments whose manifests or notes wait in the spools, for `jangseung check`. */
export { waitingSegments } from './waiting.ts'

/** A segment's manifest as it was sealed: what an inclusion proof in its batch is about. */
export { manifestBytes, manifestOf } from './manifest.ts'
