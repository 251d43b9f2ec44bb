/**
 * The look of a document in a browser and on paper, after KRDS (the design system of Korean public services): its
 * colours, sizes and spacing. Everything is under `.document`, so that a page can take the style in beside its own.
 */

/** CSS for what `renderHtml` makes. It loads nothing; the font is whatever the page brings, else the system's. */
export const documentStyle = `
.document {
  --text: #1e2124; --soft: #464c53; --line: #b1b8be; --pale-line: #cdd1d5; --pale: #f4f5f6; --link: #0b50d0; --strong-line: #1e2124;
  max-width: 60rem; margin: 0 auto; padding: 0; color: var(--text); background: #fff;
  font-family: "Noto Sans KR Variable", "Pretendard GOV", Pretendard, "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif;
  font-size: 1.0625rem; line-height: 1.6; word-break: keep-all; overflow-wrap: anywhere;
}
.document > header { margin: 0 0 2.5rem; padding: 0 0 1.5rem; border-bottom: 2px solid var(--strong-line); }
.document h1 { margin: 0; font-size: 2rem; line-height: 1.4; }
.document .subtitle { margin: .5rem 0 0; font-size: 1.1875rem; color: var(--soft); }
.document .issuer { margin: .5rem 0 0; color: var(--soft); }
.document h2 { margin: 2.5rem 0 1rem; font-size: 1.5rem; line-height: 1.5; }
.document h3 { margin: 2rem 0 .75rem; font-size: 1.1875rem; line-height: 1.5; }
.document h4 { margin: 1.5rem 0 .5rem; font-size: 1.0625rem; line-height: 1.5; }
.document p { margin: 0 0 1rem; }
.document a { color: var(--link); text-underline-offset: .2em; }
.document a:focus-visible, .document .table:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.document ul, .document ol { margin: 0 0 1rem; padding: 0 0 0 1.5rem; }
.document li { margin: 0 0 .375rem; }
.document li > p:last-child, .document li > div > p:last-child { margin-bottom: 0; }
.document li ul, .document li ol { margin: .375rem 0 0; }
.document ol.marked { list-style: none; padding: 0; }
.document ol.marked > li { display: flex; gap: .5rem; }
.document ol.marked > li > div { flex: 1; min-width: 0; }
.document .note { display: flex; gap: .375rem; color: var(--soft); }
.document .note, .document caption { font-size: .9375rem; }
.document .note > .mark { flex: none; }
.document .table { margin: 0 0 1.5rem; overflow-x: auto; }
.document table { width: 100%; border-collapse: collapse; border-top: 2px solid var(--soft); font-size: 1rem; }
.document caption { padding: 0 0 .5rem; text-align: start; font-weight: 700; color: var(--soft); }
.document th, .document td { padding: .625rem .75rem; border: 1px solid var(--pale-line); text-align: start; vertical-align: middle; min-width: 3.5rem; }
.document th { background: var(--pale); font-weight: 700; }
.document thead th { text-align: center; }
.document th:first-child, .document td:first-child { border-inline-start: 0; }
.document th:last-child, .document td:last-child { border-inline-end: 0; }
.document td.center, .document th.center { text-align: center; }
.document td.end, .document th.end { text-align: end; font-variant-numeric: tabular-nums; }
.document .fields { margin: 0 0 1.5rem; }
.document .fields th { width: 30%; }
.document .fields small { display: block; font-size: .875rem; font-weight: 400; color: var(--soft); }
.document .choices { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
.document .choices li { margin: 0; }
.document .signatures { margin: 2.5rem 0 1.5rem; break-inside: avoid; }
.document .signatures ul { margin: 0; padding: 0; list-style: none; }
.document .signatures li { display: flex; justify-content: flex-end; gap: .75rem; margin: 0 0 .75rem; }
.document .signatures .name { min-width: 8rem; border-bottom: 1px solid var(--line); text-align: center; }
.document .signatures .sign { color: var(--soft); }
.document .date { margin: 0 0 1.5rem; text-align: center; }
.document .to { margin: 1.5rem 0 0; font-size: 1.1875rem; font-weight: 700; }
.document .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
main:has(> .document) { padding: 2rem 1rem; }
@media (max-width: 640px) {
  .document .table table { min-width: 42rem; font-size: .9375rem; }
  .document th, .document td { padding: .5rem; }
}
@media print {
  @page { size: A4; margin: 20mm; }
  main:has(> .document) { padding: 0; }
  .document { max-width: none; font-size: 10.5pt; }
  .document h1 { font-size: 18pt; }
  .document h2 { font-size: 13pt; }
  .document h3, .document h4, .document .subtitle, .document .to { font-size: 11pt; }
  .document table { font-size: 9.5pt; }
  .document h2, .document h3, .document h4, .document caption { break-after: avoid; }
  .document tr { break-inside: avoid; }
  .document thead { display: table-header-group; }
  .document .table { overflow: visible; }
  .document a { color: inherit; }
}
`
