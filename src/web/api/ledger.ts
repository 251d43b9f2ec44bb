/**
 * The ledger's public files: checkpoint, verifier key and hash tiles for everyone, so that anybody can check that
 * nothing was changed; the entries only for auditors, because who looked at which camera is itself sensitive. Reading
 * entries is an act and recorded.
 */
import { join } from 'node:path'
import { Type } from 'typebox'
import { readIfThere } from '../../base/durable.ts'
import { parseTilePath } from '../../ledger/ledger.ts'
import type { WebDeps } from '../deps.ts'
import { webFault } from '../faults.ts'
import { BYTES, forAnyone, forStaff } from '../route.ts'
import type { Route } from '../route.ts'
import { closed } from '../schemas.ts'

const TILE_WIDTH = 256
/** A full tile never changes; a partial one and the checkpoint are soon replaced. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const BRIEFLY = 'public, max-age=1'

const TilePath = Type.String({ minLength: 1, maxLength: 64 })

export function ledgerRoutes({ ledger, ledgerFolder }: WebDeps): Route[] {
  const read = async (path: string) => {
    const bytes = await readIfThere(join(ledgerFolder, path))
    if (bytes === undefined) throw webFault('web.notFound')
    return bytes
  }
  const text = (file: string) =>
    forAnyone(
      { method: 'GET', url: `/ledger/${file}`, summary: `The ledger's ${file}`, answer: BYTES },
      async () => ({ contentType: 'text/plain; charset=utf-8', bytes: await read(file), cache: BRIEFLY }),
    )
  return [
    text('checkpoint'),
    text('vkey'),
    forAnyone(
      {
        method: 'GET',
        url: '/ledger/tile/:level/*',
        summary: 'A tile of hashes (C2SP tlog-tiles)',
        effort: 'light',
        params: closed({ level: Type.String({ pattern: '^\\d{1,2}$' }), '*': TilePath }),
        answer: BYTES,
      },
      async ({ params }) => {
        const path = `tile/${params.level}/${params['*']}`
        const tile = parseTilePath(path)
        if (tile === undefined || tile.level === 'entries') throw webFault('web.notFound')
        const cache = tile.width === TILE_WIDTH ? FOR_EVER : BRIEFLY
        return { contentType: 'application/octet-stream', bytes: await read(path), cache }
      },
    ),
    forStaff(
      'ledger.entries',
      {
        method: 'GET',
        url: '/ledger/tile/entries/*',
        summary: 'A bundle of entries, for auditors; recorded as ledger.read',
        params: closed({ '*': TilePath }),
        answer: BYTES,
      },
      async ({ params }, { account }) => {
        const path = `tile/entries/${params['*']}`
        const tile = parseTilePath(path)
        if (tile?.level !== 'entries') throw webFault('web.notFound')
        const bytes = await read(path)
        const fromLeaf = tile.index * TILE_WIDTH
        await ledger.act(
          {
            kind: 'ledger.read',
            actor: { type: 'account', id: account.id },
            fromLeaf,
            toLeaf: fromLeaf + tile.width,
          },
          () => Promise.resolve(),
        )
        return { contentType: 'application/octet-stream', bytes }
      },
    ),
  ]
}
