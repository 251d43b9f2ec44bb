/** Every route there is. The server and the test of all routes read this one list. */
import { deviceRoutes } from './api/devices.ts'
import { ledgerRoutes } from './api/ledger.ts'
import { openapiRoutes } from './api/openapi.ts'
import { recorderRoutes } from './api/recorder.ts'
import { recordRoutes } from './api/records.ts'
import { sessionRoutes } from './api/session.ts'
import { recorderAccountRoutes, staffRoutes } from './api/staff.ts'
import { viewingRoutes } from './api/viewings.ts'
import type { WebDeps } from './deps.ts'
import type { Assets } from './page/assets.ts'
import { pageRoutes } from './page/routes.ts'
import type { Route } from './route.ts'

/** `openapi` gives the OpenAPI document once the server is made. */
export function routesOf(deps: WebDeps, assets: Assets, openapi: () => unknown): Route[] {
  return [
    ...pageRoutes(deps, assets),
    ...openapiRoutes(openapi),
    ...sessionRoutes(deps),
    ...deviceRoutes(deps),
    ...viewingRoutes(deps),
    ...staffRoutes(deps),
    ...recorderAccountRoutes(deps),
    ...recordRoutes(deps),
    ...ledgerRoutes(deps),
    ...recorderRoutes(deps),
  ]
}
