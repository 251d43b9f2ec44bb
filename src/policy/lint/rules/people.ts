/** Who is responsible, who has access, and what is published of them. */
import { MOBILE } from '../facts/devices.ts'
import type { Facts } from '../facts/facts.ts'
import type { Officer } from '../facts/officers.ts'
import { placeholdersIn } from '../facts/placeholders.ts'
import { bareOf } from '../lines.ts'
import { found, type Rule } from './rule.ts'

export const people: Rule = (facts) => [...privacyOfficer(facts), ...access(facts), ...names(facts)]

const privacyOfficer: Rule = ({ policy, officers, text }) => {
  if (officers.some(({ role, isNamed }) => role === 'privacyOfficer' && isNamed)) return []
  // A general policy has the officer in a part of its own.
  if (policy.form === 'section' && text.lines.some(({ bare }) => /보호책임자/.test(bare))) return []
  const isNamedInWords = policy.sections.some(({ sentences }) =>
    sentences.some(({ bare }) =>
      /보호책임자[는은를을]?[:(]?[^다]{0,20}(?:과장|국장|실장|부장|처장|장)/.test(bare),
    ),
  )
  if (isNamedInWords) return []
  const claim = policy.lines.find(({ bare }) => /보호책임자/.test(bare))
  const section = policy.sections.find(
    ({ topics, title }) => topics.has('privacyOfficer') && /보호책임자/.test(title),
  )
  const isEmpty =
    section !== undefined &&
    section.tables.length === 0 &&
    section.statements.length === 0 &&
    !officers.some(({ line }) => section.lines.includes(line))
  const anchor =
    claim ?? policy.sections.find(({ topics }) => topics.has('officers'))?.heading ?? policy.title
  if (isEmpty)
    return [
      found(
        'MISSING_CPO',
        section.heading,
        {
          ko: '개인정보 보호책임자의 절에 아무도 적혀 있지 않습니다.',
          en: 'The section on the privacy officer names nobody.',
        },
        { severity: 'error' },
      ),
    ]
  return [
    found(
      'MISSING_CPO',
      anchor,
      claim === undefined
        ? { ko: '개인정보 보호책임자가 적혀 있지 않습니다.', en: 'No privacy officer is stated.' }
        : {
            ko: '개인정보 보호책임자를 둔다고 하고 누구인지 적지 않았습니다.',
            en: 'Claims to have a privacy officer and does not say who.',
          },
    ),
  ]
}

const access: Rule = (facts) => {
  const handlers = facts.officers.filter(({ role }) => role === 'handler')
  if (handlers.length === 0) return []
  return [...sitesWithoutAccess(facts, handlers), ...mobileWithoutAccess(facts, handlers)]
}

/** Rows are compared with rows: beyond this a text is no policy. */
const MOST_COMPARED = 200

/** A site that has its own manager needs somebody with access of its own. */
function sitesWithoutAccess({ devices, officers }: Facts, handlers: readonly Officer[]) {
  const sites = new Map(
    devices.groups
      .filter(({ isMobile }) => !isMobile)
      .flatMap((group) =>
        group.words
          .split('|')
          .slice(0, 1)
          .map((site) => [site, group.line] as const),
      )
      .toReversed() // the first line of a site counts
      .filter(([site]) => site.length >= 3 && /[가-힣]{3}/.test(site) && !/^\d/.test(site)),
  )
  return [...sites].slice(0, MOST_COMPARED).flatMap(([site, line]) => {
    const isOwn = officers.some(({ role, words }) => role === 'manager' && words.includes(site))
    const isCovered = handlers.some(({ words }) => words.includes(site))
    return isOwn && !isCovered
      ? [
          found('ACCESS_UNCOVERED', line, {
            ko: `${site}에는 관리책임자만 있고 접근권한자가 없습니다.`,
            en: `${site} has a manager and nobody with access.`,
          }),
        ]
      : []
  })
}

/** Footage of mobile devices that is kept apart needs somebody with access to it. */
function mobileWithoutAccess({ devices, policy }: Facts, handlers: readonly Officer[]) {
  if (!devices.hasMobile || !devices.hasFixed) return []
  const group = devices.groups.find(({ isMobile, count }) => isMobile && count !== null)
  if (group === undefined || handlers.some(({ words }) => MOBILE.test(words))) return []
  const places = policy.sections
    .flatMap(({ statements }) => statements)
    .filter(
      ({ label, row }) =>
        row !== null && /보관장소|저장장소|보관위치/.test(label) && MOBILE.test(bareOf(row.filled.join(''))),
    )
    .slice(0, MOST_COMPARED)
  const isApart = places.some(({ bare, label, row }) => {
    const others = policy.sections
      .flatMap(({ statements }) => statements)
      .filter((one) => one.label === label && one.row !== row && one.bare === bare)
    const isCovered = handlers.some(({ words }) =>
      words.split('|').some((word) => word.length >= 2 && bare.includes(word)),
    )
    return others.length === 0 && !isCovered
  })
  const areAllFixed = handlers.every(({ words }) => /고정형|CCTV/i.test(words))
  return isApart || areAllFixed
    ? [
        found('ACCESS_UNCOVERED', group.line, {
          ko: '이동형 기기의 영상에 접근할 수 있는 사람이 적혀 있지 않습니다.',
          en: 'Nobody is named who has access to the footage of mobile devices.',
        }),
      ]
    : []
}

const names: Rule = ({ officers }) => {
  const seen = new Set<string>()
  return officers.flatMap(({ name, line }) => {
    if (name === null || !/^[가-힣]{2,4}$/.test(name) || placeholdersIn(name).length > 0 || seen.has(name))
      return []
    if (/장$|과$|팀$|담당|주무관|직원|책임|관리/.test(name)) return []
    seen.add(name)
    return [
      found('PERSONAL_NAME_PUBLISHED', line, {
        ko: '담당자의 성명이 공개되어 있습니다. 법은 성명 또는 부서와 연락처를 요구합니다.',
        en: "An official's name is published. The law asks for a name or for department and number.",
      }),
    ]
  })
}
