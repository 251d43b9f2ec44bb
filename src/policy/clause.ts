/**
 * What a clause is: its text and what the text states. One file a clause, in `clauses/`.
 *
 * A clause looks at nothing but its context, so that the same registry and day give the same bytes.
 */
import type { Block, Language } from '../documents/documents.ts'
import type { Bilingual } from '../law/law.ts'
import type { Evidence, System } from './conformance/system.ts'
import type { Context } from './context.ts'
import type { ClauseId, Fact } from './model.ts'

export type Clause = {
  readonly id: ClauseId
  title(context: Context): Bilingual
  /** The articles that it answers to. */
  law(context: Context): readonly string[]
  /** Whether the policy needs it at all. */
  applies(context: Context): boolean
  facts(context: Context): readonly Fact[]
  write(context: Context, language: Language): readonly Block[]
  /**
   * Its claims held against the running system. Ids are stable and the clause's own (`retention/<zone>/<category>`);
   * what cannot be measured is `unknown`, never left out.
   */
  check(system: System, context: Context): readonly Evidence[]
}
