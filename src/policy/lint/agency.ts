/**
 * The linter on an agency file: what is wrong in the file, each at its line; and when nothing is, what is wrong in
 * the policies that it makes.
 */
import type { Day } from '../../base/day.ts'
import { Fault } from '../../base/fault.ts'
import { renderText } from '../../documents/documents.ts'
import { readAgency, type Registry } from '../../registry/registry.ts'
import { documentOf } from '../document.ts'
import { draft } from '../draft.ts'
import { RULES } from './catalogue.ts'
import type { Finding } from './finding.ts'
import { excerptOf } from './lines.ts'
import { lint } from './lint.ts'

/** A finding in the file itself, or in the text of one of its policies, whose lines are those of that text. */
export type AgencyFinding = Finding & { readonly policy: string | null }

/** Everything found in the text of an agency file, under the law of `on`. Throws only `law.notKnown`. */
export function lintAgency(text: string, on: Day): AgencyFinding[] {
  const reading = readAgency(text, on)
  if ('registry' in reading)
    return reading.registry.policies.flatMap(({ id }) => lintPolicy(reading.registry, id, on))
  const lines = text.split('\n')
  return reading.problems.map(({ line, fault }) => problem(fault, line, lines[line - 1] ?? ''))
}

function lintPolicy(registry: Registry, policy: string, on: Day): AgencyFinding[] {
  try {
    const written = renderText(documentOf(draft({ registry, policy, on }), 'ko'))
    return lint({ lines: written.split('\n') }).map((finding) => ({ ...finding, policy }))
  } catch (error) {
    if (error instanceof Fault) return [{ ...problem(error, 0, ''), policy }]
    throw error
  }
}

function problem(fault: Fault, line: number, source: string): AgencyFinding {
  const { severity, law, verified, suggestion } = RULES.AGENCY_FILE
  return {
    rule: 'AGENCY_FILE',
    severity,
    line,
    excerpt: excerptOf(source),
    message: { ko: fault.messageKo, en: fault.message },
    suggestion,
    law,
    verified,
    policy: null,
  }
}
