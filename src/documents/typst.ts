/**
 * The Typst program that sets a document. It is one constant text: what a document says reaches it only as JSON in
 * `sys.inputs`, as strings that are laid out as they are, so nobody's text can become markup or code.
 *
 * Levels: the title is the PDF's title element, so our headings of level 2 are its first level.
 */
import { fontList } from './pdffonts.ts'

export const typstProgram = String.raw`
#let data = json(bytes(sys.inputs.document))
#let soft = rgb("#464c53")
#let hair = 0.5pt + rgb("#8a949e")
#let pale = rgb("#f4f5f6")

#set document(
  title: data.title,
  author: if data.issuer == none { () } else { data.issuer },
  date: if data.dated == none { none } else { datetime(..data.dated) },
)
#set page(paper: "a4", margin: (x: 20mm, top: 22mm, bottom: 24mm), numbering: "1 / 1")
#set text(font: ${fontList}, fallback: false, size: 10pt, lang: data.language, fill: rgb("#1e2124"), hyphenate: false)
// A gap between Hanja and other letters would be read as a space.
#set text(cjk-latin-spacing: none)
#set par(leading: 0.7em, spacing: 1em)
#set list(marker: [•], indent: 0.3em, body-indent: 0.5em, spacing: 0.75em)
#set enum(indent: 0.3em, body-indent: 0.5em, spacing: 0.75em)
#set table(stroke: hair, inset: (x: 5pt, y: 5pt))
#show title: set text(size: 18pt, weight: "bold")
#show heading: set block(above: 1.8em, below: 0.9em, sticky: true)
#show heading: set text(weight: "bold")
#show heading.where(level: 1): set text(size: 13pt)
#show heading.where(level: 2): set text(size: 11pt)
#show heading.where(level: 3): set text(size: 10pt)
#show figure: set block(breakable: true, above: 1.2em, below: 1.4em)
#show figure: set align(start)
#set figure.caption(position: top)
#show figure.caption: set text(size: 9pt, weight: "bold", fill: soft)
#show figure.caption: set block(sticky: true)
#show link: underline

#let piece(one) = {
  let words = if type(one.words) == str { text(one.words) } else {
    one.words.map(word => if type(word) == str { text(word) } else { box(text(word.first())) }).join()
  }
  let words = if one.strong { strong(words) } else { words }
  if one.url != none { link(one.url, words) } else if one.anchor != none { link(label(one.anchor), words) } else { words }
}
#let inline(lines) = lines.map(pieces => pieces.map(piece).join()).join(linebreak())
#let bare(lines) = lines.map(text).join(linebreak())
#let side(cell) = if cell.align == "end" { end } else if cell.align == "center" { center } else { start }

#let cell(is-head, one) = table.cell(
  x: one.column, colspan: one.colspan, rowspan: one.rowspan,
  align: (if is-head { center } else { side(one) }) + horizon,
  fill: if one.header { pale },
  if one.header { strong(inline(one.text)) } else { inline(one.text) },
)

#let captioned(caption, body) = figure(
  kind: table, supplement: none, numbering: none, outlined: false, caption: text(caption), body,
)

#let tabular(one) = captioned(one.caption, {
  set text(size: 9pt)
  table(
    columns: one.columns.map(weight => weight * 1fr),
    ..if one.head.len() > 0 { (table.header(..one.head.flatten().map(cell.with(true))),) },
    ..one.rows.flatten().map(cell.with(false)),
  )
})

#let field(one) = {
  let boxes = one.choices.map(text).join(h(1.5em))
  let blank = one.value == none and one.choices.len() == 0
  (
    table.cell(fill: pale, {
      strong(text(one.label))
      if one.hint != none { linebreak(); text(size: 8pt, fill: soft, bare(one.hint)) }
    }),
    if blank { v(one.lines * 1.7em, weak: false) } else { boxes; if one.value != none { if boxes != none { h(1.5em) }; bare(one.value) } },
  )
}

#let fields(one) = captioned(one.caption, table(
  columns: (30%, 70%),
  align: start + horizon,
  ..one.fields.map(field).flatten(),
))

#let signatures(one) = block(breakable: false, width: 100%, above: 2em, {
  set par(spacing: 1.2em)
  if one.date != none { align(center, par(bare(one.date))) }
  for party in one.parties {
    align(right, par({
      text(party.role)
      h(1em)
      if party.name != none { bare(party.name) } else { h(8em) }
      h(1em)
      text(fill: soft, one.sign)
    }))
  }
  if one.to != none { par(strong(text(size: 11pt, bare(one.to)))) }
})

#let show-blocks(blocks) = for one in blocks {
  if one.type == "heading" {
    let title = heading(level: one.level, inline(one.text))
    if one.id == none { title } else [#title#label(one.id)]
  } else if one.type == "paragraph" {
    // A paragraph a line, so that a break that was written can be told from one that was needed.
    block({ set par(spacing: 0.7em); for line in one.text { par(inline((line,))) } })
  }
  else if one.type == "note" {
    set text(size: 9pt, fill: soft)
    par(hanging-indent: 1.2em, { text("※ "); inline(one.text) })
  } else if one.type == "list" {
    if one.markers == none { list(..one.items.map(show-blocks)) }
    else { enum(numbering: n => text(one.markers.at(n - 1)), number-align: start, ..one.items.map(show-blocks)) }
  } else if one.type == "table" { tabular(one) }
  else if one.type == "fields" { fields(one) }
  else if one.type == "signatures" { signatures(one) }
}

#title()
#if data.subtitle != none { par(text(size: 12pt, fill: soft, bare(data.subtitle))) }
#if data.issuer != none { par(text(fill: soft, data.issuer)) }
#block(above: 1em, below: 1.6em, line(length: 100%, stroke: 1pt + rgb("#1e2124")))
#show-blocks(data.blocks)
`
