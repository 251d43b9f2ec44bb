/** The OpenAPI document of the routes. */
import { Type } from 'typebox'
import { BYTES, forAnyone } from '../route.ts'
import type { Route } from '../route.ts'

/** `document` is asked once the server has all its routes. */
export function openapiRoutes(document: () => unknown): Route[] {
  return [
    forAnyone(
      {
        method: 'GET',
        url: '/api/openapi.json',
        summary: 'This document',
        query: Type.Object({}),
        answer: BYTES,
      },
      async () => ({
        contentType: 'application/json; charset=utf-8',
        bytes: Buffer.from(JSON.stringify(document())),
        cache: 'no-cache',
      }),
    ),
  ]
}
