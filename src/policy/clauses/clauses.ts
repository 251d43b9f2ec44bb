/** Every clause, in the order in which they stand (`CLAUSES` in model.ts). */
import type { Clause } from '../clause.ts'

export const clauses: readonly Clause[] = []
