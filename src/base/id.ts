/** Identifiers. Each kind of thing has its own type, so that one cannot stand where another is meant. */
import { randomUUID } from 'node:crypto'

export type Id<Kind extends string> = string & { readonly __id: Kind }

/** A new random identifier (UUID version 4, RFC 9562 section 5.4). */
export function newId<Kind extends string>(): Id<Kind> {
  return randomUUID() as string as Id<Kind>
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether `text` has the form of an identifier made by `newId`. */
export function isId<Kind extends string>(text: string): text is Id<Kind> {
  return UUID.test(text)
}

/** The 16 bytes of an identifier. */
export function idBytes(id: Id<string>): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** The identifier written in 16 bytes. */
export function idFromBytes<Kind extends string>(bytes: Uint8Array): Id<Kind> {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id<Kind>
}
