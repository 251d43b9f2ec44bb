/**
 * The web (화면과 API): a JSON API with its OpenAPI document, the ledger's public files, and a first plain page to sign
 * in, state a purpose and watch. It decides nothing: who may do what is decided by the folders it asks.
 */

/** Starts the server. */
export { startWeb } from './start.ts'
export type { Web, WebOptions } from './start.ts'

/** How a device is recorded, as whoever wires the program tells it. */
export type { RecordingState } from './deps.ts'
