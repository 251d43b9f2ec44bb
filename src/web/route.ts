/**
 * A route as a value: its address, who may use it, what it takes and gives, and the function that answers. There is no
 * other way to add one, so every route states its access, and the test of all routes reads the same list as the server.
 */
import { Type } from 'typebox'
import type { Static, TObject, TSchema } from 'typebox'
import type { Permission, Recorder, Session } from '../staff/staff.ts'

/** Who may use a route: everyone, everyone signed in, those with a permission, or recorders by their token. */
export type Access = 'anyone' | 'signedIn' | 'recorder' | Permission

/** An answer that is not JSON. */
export type Bytes = {
  readonly contentType: string
  readonly bytes: Buffer
  /** The Cache-Control header; without it nothing is kept anywhere. */
  readonly cache?: string
  /** Whether the bytes are footage or keys, and are overwritten once they are sent. */
  readonly wipe?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** The answer schema of routes that give bytes. */
export const BYTES = Type.Unsafe<Bytes>({ type: 'string', format: 'binary' })

export const NOTHING = Type.Object({})

type DeepReadonly<T> = T extends Buffer
  ? T
  : T extends readonly (infer E)[]
    ? readonly DeepReadonly<E>[]
    : T extends object
      ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
      : T

/** What a handler is given of a request. */
export type Input<P extends TSchema, Q extends TSchema, B extends TSchema> = {
  readonly params: Static<P>
  readonly query: Static<Q>
  readonly body: Static<B>
  /** The Cookie header. */
  readonly cookie: string | undefined
  /** The address it came from. */
  readonly origin: string
  readonly ifNoneMatch: string | undefined
  readonly acceptEncoding: string | undefined
  /** Adds Set-Cookie headers to the answer. */
  readonly setCookies: (cookies: readonly string[]) => void
  readonly setStatus: (status: number) => void
}

export type Caller =
  | { readonly type: 'nobody' }
  | { readonly type: 'account'; readonly session: Session }
  | { readonly type: 'recorder'; readonly recorder: Recorder }

type Spec<P extends TSchema, Q extends TSchema, B extends TSchema, A extends TSchema> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  /** One line for the OpenAPI document. */
  readonly summary: string
  /**
   * How often one origin may ask: `costly` requests (a password, a ledger entry) more seldom, `page`s that lie ready and
   * are read by many behind one address more often, and `light` ones (public files) more often still.
   */
  readonly effort?: 'costly' | 'page' | 'light'
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly answer: A
}

export type Route = Spec<TObject, TObject, TObject, TSchema> & {
  readonly access: Access
  handle(input: Input<TObject, TObject, TObject>, caller: Caller): Promise<unknown>
}

type Handle<
  P extends TSchema,
  Q extends TSchema,
  B extends TSchema,
  A extends TSchema,
  C extends unknown[],
> = (input: Input<P, Q, B>, ...caller: C) => Promise<DeepReadonly<Static<A>>>

type None = typeof NOTHING

/** A route for everyone. */
export function forAnyone<
  A extends TSchema,
  P extends TObject = None,
  Q extends TObject = None,
  B extends TObject = None,
>(spec: Spec<P, Q, B, A>, handle: Handle<P, Q, B, A, []>): Route {
  return routeOf('anyone', spec, (input) => handle(input))
}

/** A route for whoever is signed in and has the permission (`signedIn`: any account). */
export function forStaff<
  A extends TSchema,
  P extends TObject = None,
  Q extends TObject = None,
  B extends TObject = None,
>(
  access: Permission | 'signedIn',
  spec: Spec<P, Q, B, A>,
  handle: Handle<P, Q, B, A, [session: Session]>,
): Route {
  return routeOf(access, spec, (input, caller) => {
    if (caller.type !== 'account') throw new Error('assertion failed: the guard lets only accounts through')
    return handle(input, caller.session)
  })
}

/** A route for recorders. */
export function forRecorder<A extends TSchema, B extends TObject = None>(
  spec: Spec<None, None, B, A>,
  handle: Handle<None, None, B, A, [recorder: Recorder]>,
): Route {
  return routeOf('recorder', spec, (input, caller) => {
    if (caller.type !== 'recorder') throw new Error('assertion failed: the guard lets only recorders through')
    return handle(input, caller.recorder)
  })
}

function routeOf(
  access: Access,
  spec: Spec<TObject, TObject, TObject, TSchema>,
  handle: Route['handle'],
): Route {
  return { ...spec, access, handle }
}
