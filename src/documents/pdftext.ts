/**
 * The text of a tagged PDF as its tags tell it: paragraphs whole, however they were wrapped; items with their labels;
 * rows of tables by cells. What is drawn around it on every page is not part of it.
 */
import { getDocument, type PDFPageProxy, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** A paragraph, or the cells of a row. */
export type TaggedLine = string | readonly string[]

/** The lines, none where the file is not tagged or not all of it is; or why it cannot be read. */
export type TaggedText =
  | { readonly lines: readonly TaggedLine[] }
  | { readonly trouble: 'damaged' | 'encrypted' | 'tooManyPages'; readonly detail: string }

type Node = Awaited<ReturnType<PDFPageProxy['getStructTree']>>

/** Elements within a line (ISO 32000-1, 14.8.4.4). */
const INLINE =
  /^(?:Span|Quote|Note|Reference|BibEntry|Code|Link|Annot|Ruby|RB|RT|RP|Warichu|WT|WP|Em|Strong|Sub|Lbl|Form)$/
/** Of the text that is not drawn around pages, so much must be tagged for tags to be trusted. */
const LEAST_SHARE = 0.95
const MOST_DEPTH = 60

export async function readTagged(bytes: Uint8Array, mostPages: number): Promise<TaggedText> {
  const loading = getDocument({
    data: new Uint8Array(bytes),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
  })
  try {
    const pdf = await loading.promise
    if (pdf.numPages > mostPages) return { trouble: 'tooManyPages', detail: `${pdf.numPages} pages` }
    if ((await pdf.getMarkInfo())?.Marked !== true) return { lines: [] }
    const lines: TaggedLine[] = []
    const size = { all: 0, tagged: 0 }
    for (let number = 1; number <= pdf.numPages; number++) {
      const page = await pdf.getPage(number)
      const tree = (await page.getStructTree()) as Node | null
      const { texts, characters } = await markedTexts(page)
      size.all += characters
      if (tree !== null) lines.push(...linesOf(tree, texts, 0))
      page.cleanup()
    }
    size.tagged = bare(lines.flat().join('')).length
    return { lines: size.tagged >= size.all * LEAST_SHARE ? lines : [] }
  } catch (error) {
    const isEncrypted = error instanceof Error && error.name === 'PasswordException'
    return { trouble: isEncrypted ? 'encrypted' : 'damaged', detail: String(error) }
  } finally {
    await loading.destroy()
  }
}

function linesOf(node: Node, texts: ReadonlyMap<string, string>, depth: number): TaggedLine[] {
  if (depth > MOST_DEPTH) return []
  if (node.role === 'TR') return [cellsOf(node, texts, depth)]
  const lines: TaggedLine[] = []
  let open = ''
  const flush = () => {
    const line = open.replaceAll(/\s+/g, ' ').trim()
    open = ''
    if (line !== '') lines.push(line)
  }
  for (const child of node.children) {
    if (!('role' in child)) {
      open += texts.get(child.id) ?? ''
      continue
    }
    if (INLINE.test(child.role)) {
      open += rawText(child, texts, depth + 1)
      continue
    }
    const below = linesOf(child, texts, depth + 1)
    // A label and what it labels are one line.
    const [first, ...others] = below
    if (node.role === 'LI' && child.role === 'LBody' && typeof first === 'string') {
      open += ` ${first}`
      flush()
      lines.push(...others)
      continue
    }
    flush()
    lines.push(...below)
  }
  flush()
  return lines
}

function cellsOf(row: Node, texts: ReadonlyMap<string, string>, depth: number): string[] {
  return row.children.flatMap((cell) =>
    'role' in cell
      ? [
          linesOf(cell, texts, depth + 1)
            .flat()
            .join(' '),
        ]
      : [],
  )
}

/** All text within an element, its spaces as they are. */
function rawText(node: Node, texts: ReadonlyMap<string, string>, depth: number): string {
  if (depth > MOST_DEPTH) return ''
  return node.children
    .map((child) => ('role' in child ? rawText(child, texts, depth + 1) : (texts.get(child.id) ?? '')))
    .join('')
}

/** The text of each piece of marked content by its id, and how many characters are no artifacts. */
async function markedTexts(
  page: PDFPageProxy,
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly characters: number }> {
  const { items } = await page.getTextContent({ includeMarkedContent: true })
  const texts = new Map<string, string>()
  const open: { readonly id: string | undefined; readonly isArtifact: boolean }[] = []
  let characters = 0
  for (const item of items) {
    const around = open.at(-1)
    if (!('str' in item)) {
      if (item.type === 'endMarkedContent') open.pop()
      else
        open.push({
          id: item.id ?? around?.id,
          isArtifact: around?.isArtifact === true || (item as { tag?: string }).tag === 'Artifact',
        })
      continue
    }
    if (around?.isArtifact !== true) characters += bare(item.str).length
    if (around?.id === undefined) continue
    texts.set(around.id, `${texts.get(around.id) ?? ''}${item.str}${item.hasEOL ? '\n' : ''}`)
  }
  return { texts, characters }
}

/** A text without its spaces, by which the same line of two readers is known. */
export function bare(text: string): string {
  return text.replaceAll(/\s/g, '')
}
