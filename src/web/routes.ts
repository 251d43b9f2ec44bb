/** Every route there is. The server and the test of all routes read this one list. */
import { deviceRoutes } from './api/devices.ts'
import { ledgerRoutes } from './api/ledger.ts'
import { openapiRoutes } from './api/openapi.ts'
import { policyRoutes } from './api/policies.ts'
import { recorderRoutes } from './api/recorder.ts'
import { recordRoutes } from './api/records.ts'
import { sessionRoutes } from './api/session.ts'
import { recorderAccountRoutes, staffRoutes } from './api/staff.ts'
import { viewingRoutes } from './api/viewings.ts'
import type { WebDeps } from './deps.ts'
import type { Assets } from './page/assets.ts'
import { pageRoutes } from './page/routes.ts'
import type { PortalAssets } from './portal/assets.ts'
import type { Portal } from './portal/portal.ts'
import { portalRoutes } from './portal/routes.ts'
import type { Route } from './route.ts'

export type RouteParts = {
  readonly deps: WebDeps
  readonly assets: Assets
  readonly portal: Portal
  readonly portalAssets: PortalAssets
  /** Gives the OpenAPI document once the server is made. */
  readonly openapi: () => unknown
}

export function routesOf({ deps, assets, portal, portalAssets, openapi }: RouteParts): Route[] {
  return [
    ...portalRoutes(portal, portalAssets),
    ...pageRoutes(deps, assets),
    ...openapiRoutes(openapi),
    ...sessionRoutes(deps),
    ...deviceRoutes(deps),
    ...viewingRoutes(deps),
    ...policyRoutes(deps),
    ...staffRoutes(deps),
    ...recorderAccountRoutes(deps),
    ...recordRoutes(deps),
    ...ledgerRoutes(deps),
    ...recorderRoutes(deps),
  ]
}
