/** Runs once before and once after the whole test suite (node --test-global-setup). */
import { SERVER_VARIABLE, temporaryServer } from './database.ts'

let server: Awaited<ReturnType<typeof temporaryServer>> | undefined

export async function globalSetup(): Promise<void> {
  server = await temporaryServer()
  process.env[SERVER_VARIABLE] = server.host
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
}
