/**
 * The addresses of the portal, each in Korean (`/…`) and English (`/en/…`). All are for everyone: no handler here sees
 * a cookie. A query or a name that means nothing leads to the page all the same, or to "there is no such page".
 */
import { Type } from 'typebox'
import type { Bilingual } from '../../law/law.ts'
import { differences, draft } from '../../policy/policy.ts'
import type { PolicyVersion } from '../../policy/policy.ts'
import { webFault } from '../faults.ts'
import { BYTES, forAnyone } from '../route.ts'
import type { Bytes, Route } from '../route.ts'
import { ASSETS_PATH } from './assets.ts'
import type { PortalAssets } from './assets.ts'
import { policyFile, registerFile } from './files.ts'
import { LANGUAGES, pathIn } from './language.ts'
import type { Language } from './language.ts'
import { answered } from './packed.ts'
import { accessibilityPage } from './pages/accessibility.ts'
import { askPage } from './pages/ask.ts'
import { changesPage } from './pages/changes.ts'
import { peoplePage } from './pages/people.ts'
import { policyPage, predecessorOf } from './pages/policy.ts'
import { pagesOf, registerPage } from './pages/register.ts'
import { startPage } from './pages/start.ts'
import { truthPage } from './pages/truth.ts'
import type { ClauseTitles } from './pages/truth.ts'
import { verifyPage } from './pages/verify.ts'
import { policyIndexPage, versionsPage } from './pages/versions.ts'
import type { Made, Portal } from './portal.ts'
import { filteredRows, filterFrom } from './register.ts'
import type { PolicyShown, Shown, Tags } from './shown.ts'

/** Named by people, so anything may come; what is not found is not there. */
const Anything = Type.Object({})
type Given = Readonly<Record<string, unknown>>

const FOR_EVER = 'public, max-age=31536000, immutable'

type Context = {
  readonly shown: Shown
  readonly language: Language
  readonly params: Given
  readonly query: Given
}

type Page = {
  readonly url: string
  readonly summary: string
  readonly parts: readonly (keyof Tags)[]
  /** Whether it is made for the one who asks, and does not lie ready. */
  readonly isSearched?: boolean
  /** What of the query the page depends on, in a form that is the same for queries that mean the same. */
  readonly key?: (query: Given, shown: Shown) => string
  make(context: Context): Made | undefined | Promise<Made | undefined>
}

const POLICY_PARTS = ['registry', 'policies', 'day'] as const

const PAGES: readonly Page[] = [
  {
    url: '/',
    summary: 'The first page of the portal',
    parts: ['registry', 'policies', 'measured', 'day'],
    make: ({ shown, language }) => startPage(shown, language),
  },
  {
    url: '/policy',
    summary: 'The policy in force, or the policies',
    parts: POLICY_PARTS,
    make({ shown, language }) {
      const [only] = shown.policies
      const isOnly = shown.policies.length === 1 && shown.former.length === 0
      return isOnly && only?.inForce !== undefined
        ? versionPage(shown, only, only.inForce, language, true)
        : policyIndexPage(shown, language)
    },
  },
  {
    url: '/policy/:policy',
    summary: 'One policy as it is in force',
    parts: POLICY_PARTS,
    make({ shown, language, params }) {
      const found = policyOf(shown, params)
      if (found === undefined) return undefined
      return found.inForce === undefined
        ? policyIndexPage({ policies: [found], former: [] }, language)
        : versionPage(shown, found, found.inForce, language, true)
    },
  },
  {
    url: '/policy/:policy/versions',
    summary: 'Every version of a policy',
    parts: POLICY_PARTS,
    make({ shown, language, params }) {
      const found = policyOf(shown, params)
      return found && versionsPage(found, language)
    },
  },
  {
    url: '/policy/:policy/:version',
    summary: 'A version of a policy, at its permanent address',
    parts: POLICY_PARTS,
    make({ shown, language, params }) {
      const [found, version] = versionOf(shown, params)
      return found && version && versionPage(shown, found, version, language, false)
    },
  },
  {
    url: '/policy/:policy/:version/changes',
    summary: 'What a version states otherwise than the one before',
    parts: POLICY_PARTS,
    async make({ shown, language, params }) {
      const [found, after] = versionOf(shown, params)
      const before = found && after && predecessorOf(found, after)
      if (found === undefined || after === undefined || before === undefined) return undefined
      const texts = { before: await shown.text(before), after: await shown.text(after) }
      const changes = differences(texts.before, texts.after)
      return changesPage({ language, shown: found, before, after, texts, changes })
    },
  },
  {
    url: '/register',
    summary: 'The register of devices',
    parts: ['registry'],
    isSearched: true,
    key: (query, { registry }) => JSON.stringify([filterFrom(query, registry), pageIn(query)]),
    make({ shown, language, query }) {
      const { registry } = shown
      const rows = shown.rows(language)
      const filter = filterFrom(query, registry)
      const page = Math.min(pageIn(query), pagesOf(filteredRows(rows, filter).length))
      return registerPage({ language, registry, rows, filter, page })
    },
  },
  {
    url: '/ask',
    summary: 'How and where to ask for footage of oneself',
    parts: ['registry', 'day'],
    make: ({ shown: { registry, today }, language }) => askPage({ language, registry, today }),
  },
  {
    url: '/people',
    summary: 'Who is responsible',
    parts: ['registry', 'day'],
    make: ({ shown: { registry, today }, language }) => peoplePage({ language, registry, today }),
  },
  {
    url: '/truth',
    summary: 'The policy held against the running system',
    parts: ['registry', 'policies', 'measured', 'day'],
    make: ({ shown, language }) => truthPage(shown, clauseTitles(shown), language),
  },
  {
    url: '/verify',
    summary: 'How to verify the ledger',
    parts: ['registry', 'policies', 'ledger'],
    make: ({ shown, language }) => verifyPage(shown, language),
  },
  {
    url: '/accessibility',
    summary: 'The accessibility statement',
    parts: ['registry'],
    make: ({ shown: { registry }, language }) => accessibilityPage(registry, language),
  },
]

type FileAt = {
  readonly url: string
  readonly summary: string
  parts(params: Given): readonly (keyof Tags)[]
  make(context: Omit<Context, 'query'>): ReturnType<typeof policyFile> | undefined
}

const FILES: readonly FileAt[] = [
  {
    url: '/policy/:policy/:version/:file',
    summary: 'A version of a policy as a file, or its ledger entry or proof',
    // A text never changes; a proof leads to the ledger's head, which does.
    parts: ({ file }) => (String(file).endsWith('.tlog-proof') ? ['policies', 'ledger'] : ['policies']),
    make({ shown, language, params }) {
      const [, version] = versionOf(shown, params)
      return version && policyFile(shown, version, String(params.file), language)
    },
  },
  {
    url: '/register/:department/:file',
    summary: 'The register as CSV or XLSX, of all or of one department',
    parts: () => ['registry'],
    make: ({ shown, language, params: { department, file } }) =>
      registerFile(shown, String(department), String(file), language),
  },
]

/** Every route of the portal. */
export function portalRoutes(portal: Portal, assets: PortalAssets): Route[] {
  return [
    assetRoute(assets),
    ...LANGUAGES.flatMap((language) => [
      ...PAGES.map((page) => pageRoute(portal, page, language)),
      ...FILES.map((file) => fileRoute(portal, file, language)),
    ]),
  ]
}

function pageRoute(portal: Portal, page: Page, language: Language): Route {
  const { url, summary, parts, key, isSearched = false, make } = page
  return forAnyone(
    {
      method: 'GET',
      url: pathIn(language, url),
      summary,
      ...(isSearched ? {} : { effort: 'page' }),
      params: Anything,
      query: Anything,
      answer: BYTES,
    },
    async (input): Promise<Bytes> => {
      const { params, query } = input as { params: Given; query: Given }
      const shown = await portal.shown()
      return portal.page(
        {
          ...input,
          language,
          page: addressOf(url, params),
          key: key?.(query, shown) ?? '',
          parts,
        },
        async (now) => make({ shown: now, language, params, query }),
      )
    },
  )
}

function versionPage(
  shown: Shown,
  found: PolicyShown,
  version: PolicyVersion,
  language: Language,
  isCurrent: boolean,
): Promise<Made> {
  return shown
    .text(version)
    .then((text) => policyPage({ language, shown: found, version, text, today: shown.today, isCurrent }))
}

function policyOf({ policies, former }: Shown, { policy: id }: Given): PolicyShown | undefined {
  return [...policies, ...former].find(({ policy }) => policy.id === id)
}

function versionOf(
  shown: Shown,
  params: Given,
): readonly [policy: PolicyShown | undefined, version: PolicyVersion | undefined] {
  const found = policyOf(shown, params)
  return [found, found?.versions.find(({ number }) => String(number) === params.version)]
}

/** The page in a query string; the first for whatever is no page. */
function pageIn({ page }: Given): number {
  return typeof page === 'string' && /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1
}

/** What the clauses are called, of every policy that was measured. */
function clauseTitles({ registry, policies, today }: Shown): ClauseTitles {
  return new Map(
    policies
      .filter(({ conformance }) => conformance !== undefined)
      .map(({ policy }) => {
        const { clauses } = draft({ registry, policy: policy.id, on: today })
        return [policy.id, new Map<string, Bilingual>(clauses.map(({ id, title }) => [id, title]))]
      }),
  )
}

function fileRoute(portal: Portal, { url, summary, parts, make }: FileAt, language: Language): Route {
  return forAnyone(
    { method: 'GET', url: pathIn(language, url), summary, params: Anything, query: Anything, answer: BYTES },
    async (input): Promise<Bytes> => {
      const { params } = input as { params: Given }
      return portal.file(
        { ...input, language, page: addressOf(url, params), key: '', parts: parts(params) },
        async (shown) => make({ shown, language, params }),
      )
    },
  )
}

/** A route's address with what was given for its parts. */
function addressOf(url: string, params: Given): string {
  return url.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
}

function assetRoute({ files }: PortalAssets): Route {
  return forAnyone(
    {
      method: 'GET',
      url: `${ASSETS_PATH}:digest/:name`,
      summary: 'Style, font and picture of the portal',
      effort: 'light',
      params: Anything,
      query: Anything,
      answer: BYTES,
    },
    async (input): Promise<Bytes> => {
      const { digest, name } = (input as { params: Given }).params
      const file = files.get(`${String(digest)}/${String(name)}`)
      if (file === undefined) throw webFault('web.notFound')
      return answered(file, input, FOR_EVER)
    },
  )
}
