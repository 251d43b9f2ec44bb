/** Everything that is wrong with a registry that did not come from a file: after an edit, before it is adopted. */
import type { Day } from '../base/day.ts'
import type { Registry } from './model.ts'
import { MAX_PROBLEMS, pathText, type Problem, type Report } from './problem.ts'
import { checkReferences } from './references.ts'
import { checkRules } from './rules.ts'

/**
 * References that lead nowhere, and what the law of `on` does not allow; at most 100 problems, empty when sound.
 * Their line and column are 0: there is no file. Throws `law.notKnown`.
 */
export function checkRegistry(registry: Registry, on: Day): readonly Problem[] {
  const problems: Problem[] = []
  const report: Report = (path, make) => {
    const text = pathText(path)
    if (problems.length < MAX_PROBLEMS) problems.push({ path: text, line: 0, column: 0, fault: make(text) })
  }
  checkReferences(registry, report)
  checkRules(registry, on, report)
  return problems
}
