/**
 * Which lines of a tagged PDF belong to one paragraph. A reader that goes by where words stand cannot know it; the tags
 * do, where there are any.
 */
import { getDocument, type PDFPageProxy, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** The lines of each paragraph that has several, in order; or why the file cannot be read. */
export type Paragraphs =
  | { readonly paragraphs: readonly (readonly string[])[] }
  | { readonly trouble: 'damaged' | 'encrypted' | 'tooManyPages'; readonly detail: string }

type Node = Awaited<ReturnType<PDFPageProxy['getStructTree']>>

/** Elements that hold a paragraph of their own (ISO 32000-1, 14.8.4). */
const OWN = /^(?:H[1-6]?|LI|TD|TH|Caption|Note|Figure|BlockQuote|TOCI|Title)$/

export async function taggedParagraphs(bytes: Uint8Array, mostPages: number): Promise<Paragraphs> {
  const loading = getDocument({
    data: bytes.slice(),
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
  })
  try {
    const pdf = await loading.promise
    if (pdf.numPages > mostPages) return { trouble: 'tooManyPages', detail: `${pdf.numPages} pages` }
    const isTagged = (await pdf.getMarkInfo())?.Marked === true
    const paragraphs: string[][] = []
    const pages = isTagged ? pdf.numPages : 0
    for (let number = 1; number <= pages; number++) {
      const page = await pdf.getPage(number)
      paragraphs.push(...(await pageParagraphs(page)))
      page.cleanup()
    }
    return { paragraphs }
  } catch (error) {
    const isEncrypted = error instanceof Error && error.name === 'PasswordException'
    return { trouble: isEncrypted ? 'encrypted' : 'damaged', detail: String(error) }
  } finally {
    await loading.destroy()
  }
}

async function pageParagraphs(page: PDFPageProxy): Promise<string[][]> {
  const tree = (await page.getStructTree()) as Node | null
  if (tree === null) return []
  const texts = await markedTexts(page)
  const found: string[][] = []
  let lines: string[] = ['']
  let isLabel = false
  const flush = () => {
    const full = lines.map((line) => line.trim()).filter((line) => line !== '')
    if (full.length > 1) found.push(full)
    lines = ['']
  }
  const walk = (node: Node) => {
    if (OWN.test(node.role) || (node.role === 'P' && !isLabel)) flush()
    for (const child of node.children)
      if ('role' in child) walk(child)
      else
        for (const [index, line] of (texts.get(child.id) ?? []).entries())
          if (index === 0) lines[lines.length - 1] += line
          else lines.push(line)
    if (OWN.test(node.role) || node.role === 'P') flush()
    isLabel = node.role === 'Lbl'
  }
  walk(tree)
  return found
}

/** The lines of each piece of marked content, by its id. */
async function markedTexts(page: PDFPageProxy): Promise<Map<string, string[]>> {
  const { items } = await page.getTextContent({ includeMarkedContent: true })
  const texts = new Map<string, string[]>()
  const open: (string | undefined)[] = []
  for (const item of items) {
    if (!('str' in item)) {
      if (item.type === 'endMarkedContent') open.pop()
      else open.push(item.id ?? open.at(-1))
      continue
    }
    const id = open.at(-1)
    if (id === undefined) continue
    const lines = texts.get(id) ?? ['']
    lines[lines.length - 1] += item.str
    if (item.hasEOL) lines.push('')
    texts.set(id, lines)
  }
  return texts
}
