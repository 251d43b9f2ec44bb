/** Where the devices are: stated at all, and every place that footage is kept for is among them. */
import { MOBILE } from '../facts/devices.ts'
import { bareOf, type Line } from '../lines.ts'
import { found, type Rule } from './rule.ts'

export const places: Rule = (facts) => [...missing(facts), ...unlisted(facts)]

/** Words that only say what sort of device it is. */
const DEVICE_WORD =
  /^(?:고정형|이동형)?(?:쓰레기)?(?:불법)?(?:투기)?(?:방지|단속)?(?:이동형|고정형)?(?:영상정보처리기기|감시카메라|카메라|CCTV|바디캠|보디캠|웨어러블캠?|네트워크카메라)?(?:총|설치대수|대수|수량)?$/i

const missing: Rule = ({ devices: { sections, groups }, policy }) => {
  const [counted] = groups.filter(({ count }) => count !== null)
  if (counted === undefined) return []
  const lines = [...sections, ...policy.sections.filter(({ topics }) => topics.has('purpose'))].flatMap(
    ({ lines }) => lines,
  )
  const isPlaced =
    groups.some(({ places }) => places.some((place) => isPlace(place))) ||
    sections.some(({ statements }) =>
      statements.some(({ label, bare }) => /위치|장소|범위|구역/.test(label) && bare.length >= 2),
    ) ||
    lines.some(({ bare }) => /세부(?:내역|현황|파일)|별첨|붙임|별표|첨부/.test(bare))
  if (!isPlaced)
    return [
      found('LOCATION_MISSING', counted.line, {
        ko: '대수만 있고 어디에서 무엇을 촬영하는지 적혀 있지 않습니다.',
        en: 'States a number, and not where the devices film and what.',
      }),
    ]
  const speaksOfRange = sections
    .flatMap(({ heading, lines }) => [heading, ...lines])
    .some((line) => /범위|구역|방면|반경|방향|촬영/.test(line?.bare ?? ''))
  return speaksOfRange
    ? []
    : [
        found(
          'LOCATION_MISSING',
          counted.line,
          {
            ko: '설치 위치는 있으나 촬영범위가 적혀 있지 않습니다.',
            en: 'States places, and not what the devices film.',
          },
          { severity: 'warning' },
        ),
      ]
}

function isPlace(words: string): boolean {
  const word = words.replace(/[^가-힣A-Za-z]/g, '')
  return word.length >= 2 && !DEVICE_WORD.test(word)
}

/** Each room is looked for in all locations: beyond this a text is no policy. */
const MOST_COMPARED = 200

const ROOM =
  /[가-힣]{1,8}(?:실|동|관|소|센터|주차장|로비|광장|공원|창고|민원실|청사|계단|복도|승강기|엘리베이터)(?!내|의)/g

/** A place with a period of its own that no location names. */
const unlisted: Rule = ({ devices: { sections }, keeping: { set }, policy }) => {
  const listed = sections
    .flatMap(({ lines, heading }) => [heading, ...lines].map((line) => line?.bare ?? ''))
    .join(' ')
  if (!sections.some(({ tables, lines }) => tables.length > 0 || lines.length > 0)) return []
  const known = `${listed} ${policy.title?.bare ?? ''}`
  return set
    .filter(({ of }) => of !== '' && !MOBILE.test(of))
    .slice(0, MOST_COMPARED)
    .flatMap(({ of, line }) => {
      const rooms = [...bareOf(of).matchAll(ROOM)].map(([room]) => room).filter((room) => room.endsWith('실'))
      const [room] = rooms
        .filter((room) => !isKnown(room, known))
        .filter((room) => !new RegExp(`${room}(?:를|을)?제외`).test(of))
      return room === undefined
        ? []
        : [
            found('ZONE_UNLISTED', line, {
              ko: `"${asWritten(room, line)}"의 보관기간을 정하면서 설치 위치에는 그곳이 없습니다.`,
              en: `A period is set for "${asWritten(room, line)}", which is not among the locations.`,
            }),
          ]
    })
}

/** The room as the text writes it: its last word, where the spaces between words were taken out to compare. */
function asWritten(room: string, { text }: Line): string {
  const words = text.split(/[\s[\](),·]+/).filter((word) => word !== '')
  return words.findLast((word) => room.endsWith(word)) ?? room
}

/** The room by its name, or by the end of a compound: 본청민원실 is known where 민원실 is. */
function isKnown(room: string, listed: string): boolean {
  for (let from = 0; from <= Math.max(0, room.length - 3); from++)
    if (listed.includes(room.slice(from))) return true
  return false
}
