/** Documents: one typed model, rendered to HTML, PDF, HWPX and plain text, and texts of others read. */

/** What a document is made of. All strings are text, never markup. */
export type { Align, Block, Cell, Document, Field, Language, ListStyle, Span, Text } from './model.ts'

/** HTML: an `<article class="document">` to put into a page, or a page that stands alone. */
export { renderHtml, renderHtmlPage } from './html.ts'

/** The style sheet of that article. */
export { documentStyle } from './htmlstyle.ts'

/** Plain text: a line a paragraph, table rows with tabs. */
export { renderText } from './plain.ts'

/** PDF/UA-1 by Typst. */
export { renderPdf } from './pdf.ts'

/** HWPX, which Korean offices edit. */
export { renderHwpx } from './hwpx.ts'

/** The text of a document that somebody else wrote. */
export { readDocument, type ReadDocument, type ReadFormat } from './read.ts'

/** Tables for spreadsheets. */
export { renderCsv, renderXlsx, type SheetValue } from './sheets.ts'
