/** `jangseung policy lint`: what is wrong in a policy, ours or any agency's, and in an agency file. */
import { basename } from 'node:path'
import { readDocument } from '../../documents/documents.ts'
import { citation } from '../../law/law.ts'
import { type AgencyFinding, lint, lintAgency, type Severity } from '../../policy/policy.ts'
import { type Arguments, type Command, jsonOption, type Surroundings } from '../command.ts'
import { fileGiven } from '../input.ts'
import { lawDay, onOption } from './source.ts'

/** More than any reader takes, so that what is too large is refused by the reader that says so. */
const MAX_BYTES = 33 * 1024 * 1024

export const lintCommand: Command = {
  name: 'lint',
  usage: 'FILE [--on DAY] [--json]',
  ko: '방침을 검사합니다: 기관 파일(.yaml), 공개한 방침, 다른 기관의 방침(.txt .md .html .hwpx .pdf). 오류가 있으면 1로 끝납니다.',
  en: 'Checks a policy: an agency file (.yaml), or any published text (.txt .md .html .hwpx .pdf). Exits 1 on errors.',
  options: { on: onOption, json: jsonOption },
  async run(given, around) {
    const word = given.word(0, 'FILE')
    const findings = await findingsOf(word, given, around)
    around.print(
      given.flag('json')
        ? `${JSON.stringify({ file: word, findings: findings.map(plain) })}\n`
        : shown(word, findings),
    )
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0
  },
}

async function findingsOf(
  word: string,
  given: Arguments,
  around: Surroundings,
): Promise<readonly AgencyFinding[]> {
  const bytes = await fileGiven(around.path(word), 'FILE', MAX_BYTES)
  if (/\.ya?ml$/i.test(word)) return lintAgency(bytes.toString('utf8'), lawDay(given, around))
  const { lines } = await readDocument({ bytes, name: basename(word) })
  return lint({ lines }).map((finding) => ({ ...finding, policy: null }))
}

/** A finding for machines. `line` counts in the file; where `policy` is named, in the text that it makes. */
function plain({ rule, severity, line, excerpt, message, suggestion, law, verified, policy }: AgencyFinding) {
  return {
    rule,
    severity,
    line,
    excerpt,
    message: message.en,
    messageKo: message.ko,
    suggestion: suggestion.en,
    suggestionKo: suggestion.ko,
    law,
    verified,
    ...(policy === null ? {} : { policy }),
  }
}

const GROUPS: readonly (readonly [severity: Severity, ko: string, en: string])[] = [
  ['error', '오류', 'Errors'],
  ['warning', '주의', 'Warnings'],
  ['info', '참고', 'Notes'],
]

function shown(file: string, findings: readonly AgencyFinding[]): string {
  const counts = GROUPS.map(([severity, ko, en]) => {
    const count = findings.filter((one) => one.severity === severity).length
    return { ko: `${ko} ${count}`, en: `${en.toLowerCase()} ${count}` }
  })
  const head = `${file}\n${counts.map(({ ko }) => ko).join(', ')} · ${counts.map(({ en }) => en).join(', ')}\n`
  const groups = GROUPS.flatMap(([severity, ko, en]) => {
    const some = findings.filter((one) => one.severity === severity)
    return some.length === 0 ? [] : [`\n${ko} · ${en}\n${some.map(row).join('')}`]
  })
  return head + groups.join('')
}

function row({ rule, line, excerpt, message, suggestion, law, verified, policy }: AgencyFinding): string {
  const where = [policy === null ? '' : `[${policy}]`, line === 0 ? '-' : `${line}:`]
    .filter(Boolean)
    .join(' ')
  const isSure = verified === 'read' || verified === 'quoted'
  const cited =
    law === null ? '' : `  ${citation(law).ko}${isSure ? '' : ' (원문 미확인 · text not verified)'}`
  return [
    `\n${where.padStart(6)} ${rule}${cited}`,
    ...(excerpt === '' ? [] : [`       | ${excerpt}`]),
    `       ${message.ko}`,
    `       ${message.en}`,
    `       → ${suggestion.ko}`,
    `         ${suggestion.en}`,
    '',
  ].join('\n')
}
