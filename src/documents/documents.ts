/** Documents: one typed model, rendered to HTML, PDF, HWPX and plain text, and texts of others read. */

/** What a document is made of. All strings are text, never markup. */
export type { Align, Block, Cell, Document, Field, Language, ListStyle, Span, Text } from './model.ts'
