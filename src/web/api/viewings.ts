/** Viewings and their playback. Every byte of footage that leaves over HTTP leaves through this file. */
import { Type } from 'typebox'
import type { Viewing } from '../../viewing/viewing.ts'
import type { WebDeps } from '../deps.ts'
import { BYTES, forStaff } from '../route.ts'
import type { Route } from '../route.ts'
import { closed, Code, Count, Ms, MsOrNull, Slug, Text, Uuid } from '../schemas.ts'

const ViewingAnswer = Type.Object({
  id: Text,
  device: Text,
  fromMs: Ms,
  toMs: Ms,
  purpose: Text,
  basis: Text,
  offPurpose: Type.Boolean(),
  openedAtMs: Ms,
  expiresAtMs: Ms,
  endedAtMs: MsOrNull,
  endReason: Type.Union([Type.Enum(['closed', 'expired', 'revoked'] as const), Type.Null()]),
  recorded: Type.Boolean(),
  servedMs: Count,
  requests: Count,
  bytes: Count,
})

const Opened = Type.Object({
  viewing: ViewingAnswer,
  /** The leaf of `viewing.opened` in the ledger: the record that came first. */
  leaf: Count,
  segments: Count,
  codecs: Type.Array(Text),
  playlist: Text,
  nowMs: Ms,
})

const OneViewing = closed({ viewing: Uuid })
const PIECE_TYPE = 'video/mp4'

export function viewingRoutes(deps: WebDeps): Route[] {
  const { viewings } = deps
  return [
    forStaff(
      'viewings.open',
      {
        method: 'POST',
        url: '/api/v1/viewings',
        summary: 'Open a viewing: device, range, purpose and basis. Answers once it is in the ledger',
        effort: 'costly',
        body: closed({
          device: Slug,
          fromMs: Ms,
          toMs: Ms,
          purpose: Slug,
          basis: Code,
          detail: Type.Optional(Type.String({ maxLength: 2000 })),
        }),
        answer: Opened,
      },
      async ({ body }, { account }) => opened(deps, await viewings.open({ ...body, account })),
    ),
    forStaff(
      'viewings.open',
      {
        method: 'GET',
        url: '/api/v1/viewings',
        summary: 'The own viewings, the newest first',
        answer: Type.Object({ viewings: Type.Array(ViewingAnswer) }),
      },
      async (_, { account }) => ({ viewings: await viewings.list(account.id) }),
    ),
    forStaff(
      'viewings.open',
      {
        method: 'GET',
        url: '/api/v1/viewings/:viewing',
        summary: 'One of the own viewings',
        params: OneViewing,
        answer: Opened,
      },
      async ({ params }, { account }) => opened(deps, await viewings.get({ account, ...params })),
    ),
    forStaff(
      'viewings.open',
      {
        method: 'POST',
        url: '/api/v1/viewings/:viewing/close',
        summary: 'End a viewing and record what was served',
        params: OneViewing,
        answer: ViewingAnswer,
      },
      ({ params }, { account }) => viewings.close({ account, ...params }),
    ),
    ...playbackRoutes(deps),
  ]
}

function playbackRoutes({ viewings }: WebDeps): Route[] {
  return [
    forStaff(
      'viewings.open',
      {
        method: 'GET',
        url: '/api/v1/viewings/:viewing/playlist.m3u8',
        summary: 'HLS playlist of an open viewing',
        params: OneViewing,
        answer: BYTES,
      },
      async ({ params }, { account }) => ({
        contentType: 'application/vnd.apple.mpegurl',
        bytes: Buffer.from(await viewings.playlist({ account, ...params })),
      }),
    ),
    forStaff(
      'viewings.open',
      {
        method: 'GET',
        url: '/api/v1/viewings/:viewing/segments/:segment/init.mp4',
        summary: 'Initialisation segment',
        params: closed({ viewing: Uuid, segment: Uuid }),
        answer: BYTES,
      },
      async ({ params }, { account }) => ({
        contentType: PIECE_TYPE,
        bytes: await viewings.init({ account, ...params }),
        wipe: true,
      }),
    ),
    forStaff(
      'viewings.open',
      {
        method: 'GET',
        url: '/api/v1/viewings/:viewing/segments/:segment/fragments/:fragment',
        summary: 'One fragment, about two seconds',
        params: closed({
          viewing: Uuid,
          segment: Uuid,
          fragment: Type.Integer({ minimum: 0, maximum: 100_000 }),
        }),
        answer: BYTES,
      },
      async ({ params }, { account }) => ({
        contentType: PIECE_TYPE,
        bytes: await viewings.part({ account, ...params }),
        wipe: true,
      }),
    ),
  ]
}

async function opened({ ledger, viewings, clock }: WebDeps, viewing: Viewing) {
  const receipt = await ledger.find('viewing.opened', viewing.id)
  return {
    viewing,
    leaf: receipt?.leaf ?? 0,
    ...(await viewings.contents(viewing)),
    playlist: `/api/v1/viewings/${viewing.id}/playlist.m3u8`,
    nowMs: clock.now(),
  }
}
