/**
 * The public portal: what it knows at this moment, pages made of it, and the pages kept. A page is a pure function of
 * what it shows, and is kept under all that it shows; so hundreds of readers a second cost what one does.
 *
 * It knows no session and no cookie, and what it shows is for everyone. What was read once stays readable when the
 * database does not answer: a policy must be public without interruption (영 §25②, §31②).
 */
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import type { ErrorPage } from '../errors.ts'
import type { Html } from '../page/html.ts'
import type { Bytes, Input } from '../route.ts'
import { webFault } from '../faults.ts'
import type { PortalAssets } from './assets.ts'
import { createCache } from './cache.ts'
import { framed } from './frame.ts'
import { languageOf } from './language.ts'
import type { Language } from './language.ts'
import { packed, answered } from './packed.ts'
import type { Packed } from './packed.ts'
import { errorContent } from './pages/error.ts'
import { outdated } from './shown.ts'
import type { Shown, Tags } from './shown.ts'

/** For how long what was read is shown without being read again; and for how long while it is read again. */
const FRESH_MS = 1000
const FAIR_MS = 5000
/** For how long a reading is waited for before what was read last is shown in its place. */
const PATIENCE_MS = 3000
/** Everyone may keep a page, and asks each time whether it is still the same. */
const ASK_AGAIN = 'public, no-cache'
/** Nothing runs on these pages. */
const POLICY =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

export type Made = {
  readonly title: string
  readonly main: Html
  readonly trail?: readonly { readonly page: string; readonly name: string }[]
}

export type Asked = Pick<Input<never, never, never>, 'acceptEncoding' | 'ifNoneMatch' | 'setStatus'> & {
  readonly language: Language
  /** The page without its language, as in the menu. */
  readonly page: string
  /** All else that the page depends on: a filter, a number. Short and from a bounded set, or it costs memory. */
  readonly key: string
  /** What of the things shown it is made of. */
  readonly parts: readonly (keyof Tags)[]
}

export type Portal = {
  shown(): Promise<Shown>
  /** Answers with a page; `make` gives undefined for what there is not (`web.notFound`). */
  page(asked: Asked, make: (shown: Shown) => Promise<Made | undefined>): Promise<Bytes>
  /** Answers with a file. */
  file(
    asked: Asked,
    make: (shown: Shown) => Promise<Parameters<typeof packed>[0] | undefined>,
  ): Promise<Bytes>
  readonly errorPage: ErrorPage
}

export type PortalOptions = {
  readonly clock: Pick<Clock, 'monotonic' | 'after'>
  readonly log: Log
  readonly assets: PortalAssets
  /** Reads what is shown. */
  readonly read: () => Promise<Shown>
}

/** A portal that has read nothing yet. */
export function createPortal({ clock, log, assets, read }: PortalOptions): Portal {
  const cache = createCache()
  const { shown, last } = remembered(read, clock, log)

  const answer = async (asked: Asked, make: (shown: Shown) => Promise<Packed>) => {
    const now = await shown()
    const tags = asked.parts.map((part) => now.tags[part]).join(' ')
    const page = await cache.get([asked.language, asked.page, asked.key, tags].join('\n'), () => make(now))
    return answered(page, asked, ASK_AGAIN)
  }

  const written = (
    language: Language,
    page: string | undefined,
    made: Made,
    agency: Shown['registry']['agency'] | undefined,
    isIndexed: boolean,
  ) => Buffer.from(framed({ language, agency, linked: assets }, { ...made, page, isIndexed }).html)

  return {
    shown,
    page: (asked, make) =>
      answer(asked, async (now) => {
        const made = await make(now)
        if (made === undefined) throw webFault('web.notFound')
        const bytes = written(asked.language, asked.page, made, now.registry.agency, true)
        const headers = { 'content-security-policy': POLICY, 'content-language': asked.language }
        return packed({ contentType: 'text/html; charset=utf-8', bytes, headers })
      }),
    file: (asked, make) =>
      answer(asked, async (now) => {
        const made = await make(now)
        if (made === undefined) throw webFault('web.notFound')
        return packed(made)
      }),
    errorPage(failure) {
      if (/^\/(?:api|ledger|assets|staff)(?:\/|$)/.test(failure.path)) return undefined
      const { language } = languageOf(failure.path)
      const content = errorContent(failure, language)
      return written(language, undefined, content, last()?.registry.agency, false)
    },
  }
}

/** Reads at most once a second, and once for all who ask meanwhile. */
function remembered(read: () => Promise<Shown>, clock: PortalOptions['clock'], log: Log) {
  let last: Shown | undefined
  let atMs = -Infinity
  let reading: Promise<Shown> | undefined
  const keep = (now: Shown) => {
    atMs = clock.monotonic()
    last = now
    return now
  }
  const again = async () => {
    try {
      return keep(await read())
    } catch (error) {
      if (last === undefined) throw error
      log.error('web.portalStale', error)
      return keep(outdated(last))
    } finally {
      reading = undefined
    }
  }
  return {
    last: () => last,
    async shown(): Promise<Shown> {
      const known = last
      const age = clock.monotonic() - atMs
      if (known !== undefined && age < FRESH_MS) return known
      reading ??= again()
      if (known === undefined) return reading
      return age < FAIR_MS ? known : soon(clock, reading, () => keep(outdated(known)))
    },
  }
}

/** What is read, or something else when that takes too long. The reading goes on: there is never a second beside it. */
function soon<T>(clock: Pick<Clock, 'after'>, reading: Promise<T>, otherwise: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(PATIENCE_MS, () => resolve(otherwise()))
    void reading.then(resolve, reject).finally(cancel)
  })
}
