/** The page of the staff and the files it loads. */
import { Type } from 'typebox'
import type { WebDeps } from '../deps.ts'
import { devicesFor } from '../devices.ts'
import { webFault } from '../faults.ts'
import { BYTES, forAnyone } from '../route.ts'
import type { Route } from '../route.ts'
import { closed } from '../schemas.ts'
import { permits } from '../../staff/staff.ts'
import type { Assets } from './assets.ts'
import type { Html } from './html.ts'
import { entryPage, homePage } from './page.ts'

const Language = closed({ lang: Type.Optional(Type.Enum(['ko', 'en'] as const)) })

export function pageRoutes(deps: WebDeps, assets: Assets): Route[] {
  return [
    forAnyone(
      { method: 'GET', url: '/staff', summary: 'The page of the staff', query: Language, answer: BYTES },
      async ({ query, cookie }) => {
        const language = query.lang ?? 'ko'
        const session = await deps.staff.session(cookie)
        const registry = await deps.registry()
        const agency = registry?.agency.name[language]
        if (session === undefined) {
          const { hasAccounts, hasAdministrator } = await deps.staff.presence()
          const isFirstStart = !hasAccounts
          return page(entryPage({ language, agency, isFirstStart, needsAdministrator: !hasAdministrator }))
        }
        const nowMs = deps.clock.now()
        const { account } = session
        const devices =
          registry !== undefined && permits(account.roles, 'devices.read')
            ? devicesFor(registry, account, await deps.recording(), nowMs)
            : []
        return page(homePage({ language, agency, account, devices, nowMs }))
      },
    ),
    forAnyone(
      {
        method: 'GET',
        url: '/assets/:name',
        summary: 'Style sheet, script and player',
        params: closed({ name: Type.String({ pattern: '^[a-z]+\\.(css|js)$' }) }),
        answer: BYTES,
      },
      async ({ params, ifNoneMatch, setStatus }) => {
        const asset = assets.get(params.name)
        if (asset === undefined) throw webFault('web.notFound')
        const isFresh = ifNoneMatch === asset.etag
        if (isFresh) setStatus(304)
        return {
          contentType: asset.contentType,
          bytes: isFresh ? Buffer.alloc(0) : asset.bytes,
          cache: 'no-cache',
          headers: { etag: asset.etag },
        }
      },
    ),
  ]
}

function page({ html }: Html) {
  return { contentType: 'text/html; charset=utf-8', bytes: Buffer.from(html) }
}
