/**
 * The sign-in library (better-auth), set up to be as small as it can be: password sign-in by login, sessions in a
 * signed cookie, nothing else. Its own HTTP routes are never mounted; only the three functions below are called, so
 * there is no sign-up, no reset, no outside call. It writes bookkeeping rows only.
 *
 * How long a session lasts is decided in session.ts by the clock; the library's own expiry is merely the outer bound.
 */
import { betterAuth } from 'better-auth'
import { username } from 'better-auth/plugins'
import type { Millis } from '../base/clock.ts'
import type { PasswordHasher } from './password.ts'
import type { StaffDb } from './tables.ts'

/** An account signs in with its login; the address is the library's own requirement and leads nowhere (RFC 2606). */
export function emailOf(login: string): string {
  return `${login}@staff.invalid`
}

export const LOGIN = /^[a-z][a-z0-9._]{2,31}$/

export type Authentication = {
  /** The new login's id, its account and the cookies to set; undefined when login and password do not match. */
  signIn(
    login: string,
    password: string,
  ): Promise<{ login: string; account: string; cookies: string[] } | undefined>
  /** The login and account of the cookie, if its signature and the library's own expiry hold. */
  session(cookie: string): Promise<{ login: string; account: string } | undefined>
  /** Ends the login of the cookie. Returns the cookies that take it back. */
  signOut(cookie: string): Promise<string[]>
}

type AuthenticationOptions = {
  readonly db: StaffDb
  readonly hasher: PasswordHasher
  /** Signs cookies; at least 32 random bytes as text, kept in the vault. */
  readonly sessionSecret: string
  /** Where people reach the program, e.g. https://cctv.example.go.kr. Cookies are Secure when it begins with https. */
  readonly address: string
  readonly absoluteMs: Millis
}

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const auth = libraryFor(options)
  return {
    async signIn(login, password) {
      try {
        const { headers, response } = await auth.api.signInUsername({
          body: { username: login, password },
          headers: new Headers(),
          returnHeaders: true,
        })
        const cookies = headers.getSetCookie()
        const session = await auth.api.getSession({ headers: new Headers({ cookie: pairsOf(cookies) }) })
        if (session === null) return undefined
        return { login: session.session.id, account: response.user.id, cookies }
      } catch (error) {
        if (isRefusal(error)) return undefined
        throw error
      }
    },
    async session(cookie) {
      const session = await auth.api.getSession({ headers: new Headers({ cookie }) })
      return session === null ? undefined : { login: session.session.id, account: session.user.id }
    },
    async signOut(cookie) {
      const { headers } = await auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true })
      return headers.getSetCookie()
    },
  }
}

function libraryFor({ db, hasher, sessionSecret, address, absoluteMs }: AuthenticationOptions) {
  return betterAuth({
    appName: 'jangseung',
    baseURL: address,
    basePath: '/none',
    secrets: [{ version: 1, value: sessionSecret }],
    database: { db, type: 'postgres' },
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false }, // attempts.ts counts, by our clock
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      password: {
        hash: (password) => hasher.hash(password),
        verify: ({ hash, password }) => hasher.verify(password, hash),
      },
    },
    ...tablesOf(absoluteMs),
    plugins: [
      username({
        displayUsername: false,
        minUsernameLength: 3,
        maxUsernameLength: 32,
        usernameValidator: (login) => LOGIN.test(login),
      }),
    ],
    advanced: {
      useSecureCookies: address.startsWith('https:'),
      cookiePrefix: 'jangseung',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      ipAddress: { disableIpTracking: true },
    },
  })
}

/** The library's names for our tables and columns, and how it keeps sessions. */
function tablesOf(absoluteMs: Millis) {
  const created = { createdAt: 'created_at', updatedAt: 'updated_at' }
  return {
    user: { modelName: 'staff_user', fields: { emailVerified: 'email_verified', ...created } },
    account: {
      modelName: 'staff_credential',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...created,
      },
    },
    session: {
      modelName: 'staff_login',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...created,
      },
      expiresIn: Math.ceil(absoluteMs / 1000),
      disableSessionRefresh: true,
      cookieCache: { enabled: false }, // a session that was ended must be ended now
    },
    verification: { modelName: 'staff_verification', fields: { expiresAt: 'expires_at', ...created } },
  }
}

/** The library answers a wrong login or password with an error that bears a 4xx status. */
function isRefusal(error: unknown): boolean {
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  return typeof status === 'number' && status >= 400 && status < 500
}

/** What a browser would send back after these Set-Cookie headers. */
function pairsOf(cookies: readonly string[]): string {
  return cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ')
}
