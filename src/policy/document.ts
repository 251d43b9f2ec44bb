/** A draft as a document of one language: title, lead, clauses in order. Adds no words but the numbers. */
import type { Block, Document, Language } from '../documents/documents.ts'
import type { ClauseId, Draft } from './model.ts'

/** The Korean letters by which a section of a larger text counts its parts. */
const LETTERS = '가나다라마바사아자차카타파하'

/** The policy as people read it. */
export function documentOf(draft: Draft, language: Language): Document {
  return {
    title: draft.title[language],
    language,
    issuer: draft.agency.name[language],
    blocks: [
      ...draft.lead[language],
      ...draft.clauses.flatMap((clause): Block[] => [
        {
          type: 'heading',
          level: 2,
          text: `${numbering(draft, clause.number, language)} ${clause.title[language]}`,
          id: anchorOf(clause.id),
        },
        ...clause.blocks[language],
      ]),
    ],
  }
}

/** The clause's place in an address: notOurs is #not-ours. */
export function anchorOf(clause: ClauseId): string {
  return clause.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function numbering(draft: Draft, number: number, language: Language): string {
  if (draft.form === 'section' && language === 'ko') return `${LETTERS[number - 1] ?? number}.`
  return `${number}.`
}
