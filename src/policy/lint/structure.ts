/**
 * Lines into a policy: titles, sections by what they are about, tables, labelled values and whole sentences. Rules
 * look at this and never at the raw text, so that another numbering or another way to break lines changes nothing.
 */
import { bareOf, type Line } from './lines.ts'
import { type Mark, type MarkKind, markOf } from './markers.ts'
import { labelOf, type Marked, type Role, roleOf } from './roles.ts'
import { type Sentence, sentencesOf } from './sentences.ts'
import { isRuler, isSecondHead, type Row, type Table, tableOf } from './tables.ts'
import { isPrivacyTitle, type Topic, topicsOf } from './topics.ts'

/** Something said under a label: `보관기간 : 30일`, or a cell under its column's head. */
export type Statement = {
  readonly line: Line
  /** Without spaces. */
  readonly label: string
  readonly text: string
  readonly bare: string
  /** The row it stands in, when it is a cell. */
  readonly row: Row | null
}

export type Section = {
  readonly heading: Line | null
  /** The heading's words without mark and spaces; empty for what stands before the first. */
  readonly title: string
  readonly topics: ReadonlySet<Topic>
  /** Without the heading. */
  readonly lines: readonly Line[]
  readonly tables: readonly Table[]
  readonly statements: readonly Statement[]
  readonly sentences: readonly Sentence[]
}

export type Policy = {
  readonly title: Line | null
  /** `section`: a part of the agency's general privacy policy (법 §25⑦ 단서). */
  readonly form: 'standalone' | 'section'
  readonly sections: readonly Section[]
  /** Everything of it but forms to be filled in. */
  readonly lines: readonly Line[]
  /** Forms that hang on it: 청구서, 동의서. */
  readonly forms: readonly Line[]
}

export type Text = {
  readonly lines: readonly Line[]
  readonly policies: readonly Policy[]
  /** The whole text as sentences, for what may stand anywhere in it. */
  readonly sentences: readonly Sentence[]
}

/** What the lines say, as policies with sections. */
export function structureOf(lines: readonly Line[]): Text {
  const marked = lines.filter(({ bare }) => bare !== '').map((line) => ({ line, role: roleOf(line) }))
  const scopes = isGeneral(marked) ? generalScopes(marked) : ownScopes(marked)
  return {
    lines,
    policies: scopes.filter(isPolicy).map(policyOf),
    sentences: sentencesOf(marked),
  }
}

// Which lines belong to which policy

type Scope = {
  readonly title: Line | null
  readonly form: Policy['form']
  readonly marked: readonly Marked[]
}

/** Whether the text is a general privacy policy, with a part about cameras. */
function isGeneral(marked: readonly Marked[]): boolean {
  if (marked.some(({ role }) => role.is === 'title')) return false
  const isTitled = marked
    .slice(0, 60)
    .some(({ line, role }) => role.is !== 'row' && isPrivacyTitle(bareOf(markOf(line.text).rest)))
  const general = marked.filter(
    ({ role }) => role.is === 'heading' && /개인정보/.test(role.title) && !/영상/.test(role.title),
  )
  return (isTitled || general.length >= 4) && marked.some(({ role }) => isCameraPart(role))
}

function isCameraPart(role: Role): role is Extract<Role, { is: 'heading' }> {
  return (
    role.is === 'heading' &&
    role.mark.kind !== 'bullet' &&
    /영상정보|영상처리|CCTV/i.test(role.title) &&
    /설치|운영|관리/.test(role.title)
  )
}

/** The parts about cameras: from their heading to the next one of the same rank. */
function generalScopes(marked: readonly Marked[]): Scope[] {
  const scopes: Scope[] = []
  let open: { readonly mark: Mark; readonly line: Line; readonly marked: Marked[] } | undefined
  const close = () => {
    if (open !== undefined) scopes.push({ title: open.line, form: 'section', marked: open.marked })
    open = undefined
  }
  for (const one of marked) {
    const { role, line } = one
    if (open !== undefined && role.is === 'heading' && endsPart(open.mark, role.mark)) close()
    if (open === undefined && isCameraPart(role)) open = { mark: role.mark, line, marked: [] }
    else open?.marked.push(one)
  }
  close()
  return scopes
}

/** A heading of the same rank that counts on from the part's own. */
function endsPart(part: Mark, next: Mark): boolean {
  if (part.hashes > 0 && next.hashes > 0) return next.hashes <= part.hashes
  if (part.kind !== next.kind) return false
  return part.value === null || (next.value !== null && next.value > part.value)
}

/** Policies one after the other: a second one begins where the purpose is stated again under a title. */
function ownScopes(marked: readonly Marked[]): Scope[] {
  const scopes: { title: Line | null; marked: Marked[] }[] = [{ title: null, marked: [] }]
  let lastTitle: number | undefined
  let topics = new Set<Topic>()
  for (const one of marked) {
    const open = scopes.at(-1)
    if (open === undefined) break
    if (one.role.is === 'title') {
      open.title ??= one.line
      lastTitle = open.marked.length
    }
    if (one.role.is === 'heading') {
      const starts = one.role.topics.has('purpose') && topics.has('purpose') && topics.size >= 4
      if (starts && lastTitle !== undefined && open.marked[lastTitle]?.line !== open.title) {
        const moved = open.marked.splice(lastTitle)
        scopes.push({ title: moved[0]?.line ?? null, marked: moved })
        topics = new Set()
        lastTitle = 0
      }
      for (const topic of one.role.topics) topics.add(topic)
    }
    scopes.at(-1)?.marked.push(one)
  }
  return scopes.map((scope) => ({ ...scope, form: 'standalone' as const }))
}

/** Something about cameras with a title, or with several of the items that a policy has. */
function isPolicy({ title, marked }: Scope): boolean {
  const lines = [...(title === null ? [] : [title]), ...marked.map(({ line }) => line)]
  if (!lines.some(({ bare }) => /영상정보|CCTV|카메라|바디캠|웨어러블/i.test(bare))) return false
  const topics = new Set<Topic>()
  for (const { role } of marked) {
    if (role.is === 'heading') for (const topic of role.topics) topics.add(topic)
    else if (role.is === 'text')
      for (const topic of topicsOf(bareOf(labelOf(role.mark.rest)?.label ?? ''))) topics.add(topic)
    else if (role.is === 'row')
      for (const cell of role.cells)
        if (cell.length <= 20) for (const topic of topicsOf(bareOf(cell))) topics.add(topic)
  }
  return topics.size >= (title === null ? 3 : 1) || (title !== null && marked.length > 3)
}

// Sections

function policyOf({ title, form, marked }: Scope): Policy {
  const rank = topRank(marked)
  const sections: Marked[][] = [[]]
  const forms: Line[] = []
  let isForm = false
  for (const one of marked) {
    const { role } = one
    if (role.is === 'form') isForm = true
    else if (role.is === 'title') isForm = false
    else if (role.is === 'heading' && isTop(role.mark, rank)) {
      isForm = false
      sections.push([])
    }
    if (isForm) forms.push(one.line)
    else sections.at(-1)?.push(one)
  }
  const isUndivided = headedTopics(marked).size < 3
  const found = sections.filter((lines) => lines.length > 0).map((lines) => sectionOf(lines, isUndivided))
  const inForms = new Set(forms)
  return {
    title,
    form,
    sections: found,
    lines: marked.map(({ line }) => line).filter((line) => !inForms.has(line)),
    forms,
  }
}

function headedTopics(marked: readonly Marked[]): ReadonlySet<Topic> {
  return new Set(marked.flatMap(({ role }) => (role.is === 'heading' ? [...role.topics] : [])))
}

/** How the main headings are marked: the kind that carries most topics. */
function topRank(marked: readonly Marked[]): MarkKind {
  const counts = new Map<MarkKind, Set<Topic>>()
  for (const { role } of marked)
    if (role.is === 'heading') {
      const kind = rankOf(role.mark)
      counts.set(kind, new Set([...(counts.get(kind) ?? []), ...role.topics]))
    }
  const [best] = [...counts].toSorted(([, a], [, b]) => b.size - a.size)
  return best?.[0] ?? 'number'
}

/** A Markdown heading without a number ranks as an article does. */
function rankOf(mark: Mark): MarkKind {
  return mark.hashes > 0 && (mark.kind === 'plain' || mark.kind === 'boxed') ? 'article' : mark.kind
}

function isTop(mark: Mark, rank: MarkKind): boolean {
  return rankOf(mark) === rank || mark.kind === 'article' || mark.hashes > 0
}

function sectionOf(marked: readonly Marked[], isUndivided: boolean): Section {
  const [first] = marked
  const isHeaded = first !== undefined && first.role.is === 'heading'
  const body = isHeaded ? marked.slice(1) : marked
  const topics = new Set<Topic>()
  for (const { role } of marked) if (role.is === 'heading') for (const topic of role.topics) topics.add(topic)
  const tables = tablesOf(body)
  const sentences = sentencesOf(marked)
  // A table of labels and values has its headings inside.
  for (const topic of rowTopics(tables)) topics.add(topic)
  // Without headings, the heads of tables, the labels and at last the sentences say what the text is about.
  if (!isHeaded && isUndivided)
    for (const topic of [...toldTopics(body, tables), ...saidTopics(sentences)]) topics.add(topic)
  return {
    heading: isHeaded ? first.line : null,
    title: isHeaded && first.role.is === 'heading' ? first.role.title : '',
    topics,
    lines: body.map(({ line }) => line),
    tables,
    statements: [...marked.flatMap(labelled), ...followed(marked), ...tables.flatMap(cellStatements)],
    sentences,
  }
}

function rowTopics(tables: readonly Table[]): Topic[] {
  return tables
    .filter(({ head }) => head.length === 0)
    .flatMap(({ rows }) => rows)
    .flatMap(({ cells }) =>
      cells.length >= 2 && (cells[0] ?? '').length <= 20 ? [...topicsOf(bareOf(cells[0] ?? ''))] : [],
    )
}

/** What sentences are about, where nothing else says it. */
const SAID: readonly (readonly [topic: Topic, wording: RegExp])[] = [
  ['purpose', /(?:위하여|위해|목적으로).{0,60}(?:설치|운영)/],
  ['devices', /\d대/],
  ['officers', /책임자|접근권한자/],
  ['privacyOfficer', /보호책임자/],
  ['keeping', /(?:촬영|영상).{0,40}보관|24시간/],
  ['confirmation', /확인(?:하|이가능)/],
  ['requests', /열람/],
  ['safeguards', /암호화|잠금장치|접근권한을/],
  ['change', /시행합니다|시행한다|공지합니다|공지한다/],
]

function saidTopics(sentences: readonly Sentence[]): Topic[] {
  return SAID.filter(([, wording]) => sentences.some(({ bare }) => wording.test(bare))).map(
    ([topic]) => topic,
  )
}

function toldTopics(body: readonly Marked[], tables: readonly Table[]): Topic[] {
  const labels = body.flatMap(({ role }) =>
    role.is === 'text' ? [bareOf(labelOf(role.mark.rest)?.label ?? '')] : [],
  )
  return [...tables.flatMap(({ head }) => head), ...labels]
    .filter((label) => label !== '' && label.length <= 20)
    .flatMap((label) => [...topicsOf(label)])
}

function tablesOf(marked: readonly Marked[]): Table[] {
  const tables: Table[] = []
  let rows: { line: Line; cells: readonly string[] }[] = []
  let last = 0
  const close = () => {
    if (rows.length > 0) tables.push(tableOf(rows))
    rows = []
  }
  for (const { line, role } of marked) {
    if (role.is !== 'row') {
      close()
      continue
    }
    // Between the rows of one table there is nothing; a blank line or a second head begins another.
    if (!isRuler(line)) {
      // Under the head there may be a line that was only a rule of dashes.
      const gap = rows.length === 1 ? 2 : 1
      if (line.number - last > gap || (rows.length > 1 && isSecondHead(role.cells))) close()
      rows.push({ line, cells: role.cells })
    }
    last = line.number
  }
  close()
  return tables
}

// Statements

function labelled({ line, role }: Marked): Statement[] {
  if (role.is === 'row' || role.is === 'form' || role.is === 'title') return []
  const found = labelOf(role.mark.rest)
  if (found === undefined) return []
  return [statement(line, found.label, found.value)]
}

function statement(line: Line, label: string, text: string, row: Row | null = null): Statement {
  return { line, label: bareOf(label), text: text.trim(), bare: bareOf(text), row }
}

/** A longer line under a label is a sentence, not its value. */
const LONGEST_VALUE = 40

function valueOf({ line, role }: Marked): string | undefined {
  const isValue =
    role.is === 'text' &&
    role.mark.kind === 'plain' &&
    line.bare.length <= LONGEST_VALUE &&
    !/[다요]\.?$/.test(line.bare)
  return isValue ? role.mark.rest : undefined
}

/** A label alone on its line, its value on the next. */
function followed(marked: readonly Marked[]): Statement[] {
  return marked.flatMap(({ role }, index) => {
    if (role.is === 'row' || role.is === 'form' || role.is === 'title') return []
    const found = labelOf(role.mark.rest)
    const isLabel = found === undefined ? role.mark.rest.length <= 16 : found.value === ''
    const next = marked[index + 1]
    const value = next === undefined ? undefined : valueOf(next)
    if (!isLabel || next === undefined || value === undefined) return []
    return [statement(next.line, found?.label ?? role.mark.rest, value)]
  })
}

function cellStatements({ head, rows }: Table): Statement[] {
  return rows.flatMap((row) => {
    if (head.length > 0)
      return row.filled.map((cell, column) => statement(row.line, head[column] ?? '', cell, row))
    // Without a head, cells stand in pairs: a label and its value.
    return row.cells.flatMap((cell, column) => {
      const value = row.cells[column + 1]
      return value !== undefined && cell !== '' && cell.length <= 20 && !/\d/.test(cell)
        ? [statement(row.line, cell, value, row)]
        : []
    })
  })
}
