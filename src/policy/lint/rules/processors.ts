/** Processors (위탁): either there are some, with their tasks, or there are none. */
import type { Section } from '../structure.ts'
import type { Row } from '../tables.ts'
import { bareOf } from '../lines.ts'
import { found, type Rule } from './rule.ts'

export const processors: Rule = ({ policy }) =>
  policy.sections
    .filter(({ topics, title }) => topics.has('processors') && /위탁/.test(title))
    .flatMap((section) => [...contradiction(section), ...withoutTask(section)])

const NONE =
  /해당(?:사항)?없|해당사항이없|(?<!재)위탁하(?:지않|고있지않)|(?<!재)위탁(?:업체|사항|은|이)?(?:없|하지아니)|^없음/
const RESIDUE =
  /해당(?:하는|되는|할|시|될)(?:경우|때)?(?:에|만|에만|에한)?(?:한함|작성|기재|만)?\)|\(해당시|해당하는경우만|해당되는경우만/
const AFFIRMED = /(?<!재)위탁(?:하고있으며|하고있습니다|하여운영|운영하고|관리하고있|하였|하며)/

function contradiction(section: Section) {
  const heading = section.heading?.bare ?? ''
  const said = [
    ...section.sentences.map(({ bare, line }) => ({ bare, line })),
    ...section.lines.map((line) => ({ bare: line.bare, line })),
  ]
  const named = new Set(
    section.tables.flatMap(({ rows }) => rows.filter(namesProcessor).map(({ line }) => line)),
  )
  const denied = said.find(
    ({ bare, line }) => NONE.test(bare) && !named.has(line) && !bare.startsWith('재위탁'),
  )
  const none = NONE.test(heading) ? section.heading : denied?.line
  const affirmed = said.find(({ bare }) => AFFIRMED.test(bare) && !NONE.test(bare))
  if (none !== undefined && none !== null && affirmed !== undefined)
    return [
      found('CONSIGN_CONTRADICT', affirmed.line, {
        ko: `${none.number}행은 위탁이 없다고 하고, 여기서는 위탁하고 있다고 합니다.`,
        en: `Line ${none.number} says that there are no processors; here it says that there are.`,
      }),
    ]
  const residue = RESIDUE.test(heading) ? section.heading : undefined
  return residue === undefined
    ? []
    : [
        found(
          'CONSIGN_CONTRADICT',
          residue,
          {
            ko: '서식의 안내문("해당하는 경우만")이 남아 위탁하는지 분명하지 않습니다.',
            en: 'A note of the template ("only where applicable") is left, so it is not clear whether it applies.',
          },
          { severity: 'warning' },
        ),
      ]
}

/** A row that names somebody says "해당 없음" of something else: of handing the work on, or in a remark. */
function namesProcessor({ cells }: Row): boolean {
  return cells
    .map(bareOf)
    .some((cell) => /[가-힣A-Za-z]{2}/.test(cell) && !NONE.test(cell) && !LABEL.test(cell))
}

const LABEL = /수탁|위탁|업체|업무|내용|연락처|구분|담당/
const PROCESSOR = /수탁|업체|위탁(?:받는|기관|업체)|회사|계약상대/
const TASK = /업무|내용|범위|사무|과업|용역|위탁목적|위탁하는/

function withoutTask({ tables, statements, sentences, lines }: Section) {
  const rows = tables
    .filter(
      ({ head }) => head.some((label) => PROCESSOR.test(label)) && !head.some((label) => TASK.test(label)),
    )
    .flatMap((table) => table.rows)
    .filter(({ cells }) => cells.filter((cell) => cell !== '').length >= 2)
  if (rows.length > 0)
    return rows.map(({ line, cells }) => noTask(line, bareOf(cells.find((cell) => cell !== '') ?? '')))
  const labels = statements.filter(({ row }) => row === null)
  const named = labels.find(({ label, bare }) => PROCESSOR.test(label) && bare !== '' && !NONE.test(bare))
  const isTold =
    labels.some(({ label }) => TASK.test(label)) ||
    sentences.some(({ bare }) =>
      /(?:유지보수|유지관리|관제|경비|점검|보수|운영|관리)(?:업무|용역)/.test(bare),
    ) ||
    lines.some(({ bare }) => /위탁(?:업무|내용|사무|범위)/.test(bare))
  return named === undefined || isTold ? [] : [noTask(named.line, named.bare)]
}

function noTask(line: Section['lines'][number], name: string) {
  return found('CONSIGN_NO_TASK', line, {
    ko: `수탁자(${name.slice(0, 20)})에게 무엇을 위탁하는지 적혀 있지 않습니다.`,
    en: `Not said what the processor (${name.slice(0, 20)}) does.`,
  })
}
