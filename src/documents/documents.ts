/** Documents: one typed model, rendered to HTML, PDF, HWPX and plain text, and texts of others read. */

/** What a document is made of. All strings are text, never markup. */
export type { Block, Document, Language } from './model.ts'

/** HTML: an `<article class="document">` to put into a page, or a page that stands alone. */
export { renderHtml, renderHtmlPage } from './html.ts'

/** The style sheet of that article. */
export { documentStyle } from './htmlstyle.ts'

/** Text in which nothing can be markup of HTML or XML. */
export { escaped } from './escape.ts'

/** Plain text: a line a paragraph, table rows with tabs. */
export { renderText } from './plain.ts'

/** PDF/UA-1 by Typst. */
export { renderPdf } from './pdf.ts'

/** HWPX, which Korean offices edit. */
export { renderHwpx } from './hwpx.ts'

/** The text of a document that somebody else wrote. */
export { readDocument } from './read.ts'

/** Tables for spreadsheets. */
export { renderCsv, renderXlsx } from './sheets.ts'
