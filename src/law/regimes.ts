/**
 * Class × place: which paragraph governs a device, and which duties and rights follow. Pure data and one look-up.
 *
 * The four cells are not symmetric. 법 §25 governs fixed devices in places open to the public only, and there
 * §58② sets aside consent, breach notice and suspension; a closed room stands on 법 §15① with all of them; mobile
 * devices have 법 §25의2, which borrows only §25⑥ to ⑧, so neither the signboard (④) nor the ban on sound (⑤).
 */
import type { Day } from '../base/day.ts'
import { unreachable } from '../base/assert.ts'
import { type Basis, type BasisGroup, basis } from './bases.ts'
import { assertKnown, inForce, LAW_FROM, type Rule } from './rule.ts'

/** 고정형 or 이동형 (법 §2 7호·7의2). */
export type DeviceClass = 'fixed' | 'mobile'

/** 공개된 장소, or a room that is not open to the public. */
export type Place = 'public' | 'closed'

/** The kinds of 영 §3: 폐쇄회로 텔레비전, 네트워크 카메라, 착용형, 휴대형, 부착·거치형. */
export type DeviceKind = 'cctv' | 'network' | 'wearable' | 'handheld' | 'mounted'

/** A device is fixed or mobile by what it is, whatever it is called (영 §3). */
export function classOf(kind: DeviceKind): DeviceClass {
  switch (kind) {
    case 'cctv':
    case 'network':
      return 'fixed'
    case 'wearable':
    case 'handheld':
    case 'mounted':
      return 'mobile'
    default:
      return unreachable(kind)
  }
}

export type Regime = Rule & {
  readonly class: DeviceClass
  readonly place: Place
  /** Paragraphs of which at least one basis is needed. */
  readonly grounds: BasisGroup
  /** Further paragraphs whose bases may stand beside it. */
  readonly support: readonly BasisGroup[]
  /** `forbidden`: no switch may turn sound on. `offByDefault`: the policy may, with a stated basis. */
  readonly sound: 'forbidden' | 'offByDefault'
  /** 안내판, 법 §25④. */
  readonly signboard: boolean
  /** 의견수렴 before installing, 법 §25③. */
  readonly consultation: boolean
  /** 촬영사실 표시 with every recording, 법 §25의2③. */
  readonly filmingNotice: boolean
  /** Whether 법 §15, §22, §22의2 and §27①② (consent and its forms) apply. */
  readonly consent: boolean
  /** Whether 법 §34 (notice of a breach) applies. */
  readonly breachNotice: boolean
  /** Whether 법 §37 (right to have processing suspended) applies. */
  readonly suspension: boolean
}

const common = { from: LAW_FROM, until: null, verified: 'read' } as const
const allRights = { consent: true, breachNotice: true, suspension: true } as const

/** The four cells. */
export const regimes: readonly Regime[] = [
  {
    ...common,
    class: 'fixed',
    place: 'public',
    cite: '법 §25①',
    grounds: '25-1',
    support: [],
    sound: 'forbidden',
    signboard: true,
    consultation: true,
    filmingNotice: false,
    consent: false, // 법 §58②
    breachNotice: false,
    suspension: false,
  },
  {
    ...common,
    class: 'fixed',
    place: 'closed',
    cite: '법 §15①',
    grounds: '15-1',
    support: [],
    // 법 §25⑤ speaks of operators under §25①. A closed room is held to the same rule here: a fixed camera
    // never records sound, so that moving a wall cannot turn a lawful recording into an offence (법 §72 1호).
    sound: 'forbidden',
    signboard: false,
    consultation: false,
    filmingNotice: false,
    ...allRights,
  },
  {
    ...common,
    class: 'mobile',
    place: 'public',
    cite: '법 §25의2①',
    grounds: '25-2-1',
    support: ['15-1'],
    sound: 'offByDefault',
    signboard: false,
    consultation: false,
    filmingNotice: true,
    ...allRights,
  },
  {
    ...common,
    class: 'mobile',
    place: 'closed',
    cite: '법 §15①',
    grounds: '15-1',
    support: [],
    sound: 'offByDefault',
    signboard: false,
    consultation: false,
    filmingNotice: false,
    ...allRights,
  },
]

/** The cell for that class and place on that day. Throws `law.notKnown` for a day before the record. */
export function regime(cell: { class: DeviceClass; place: Place }, on: Day): Regime {
  assertKnown(on)
  const found = regimes.find(
    (one) => one.class === cell.class && one.place === cell.place && inForce(one, on),
  )
  if (found === undefined) throw new Error('assertion failed: the four cells cover every known day')
  return found
}

const FIXED_BY_USE: Rule = { cite: '법 §2, 영 §3', from: LAW_FROM, until: null, verified: 'read' }

/**
 * The rule by which a device that is called mobile is fixed all the same: it stays in one place and films without
 * pause (법 §2 7호: 일정한 공간에 설치되어 지속적·주기적으로 촬영). Undefined when nothing speaks for that.
 */
export function fixedByUse(
  device: { class: DeviceClass; filmsAlways: boolean; staysInPlace: boolean },
  on: Day,
): Rule | undefined {
  assertKnown(on)
  return device.class === 'mobile' && device.filmsAlways && device.staysInPlace ? FIXED_BY_USE : undefined
}

/** What is wrong with the bases stated for a device of that cell; empty when they carry it. */
export type BasisObjection =
  | { readonly why: 'unknown'; readonly code: string }
  | {
      readonly why: 'wrongParagraph'
      readonly code: string
      readonly needs: BasisGroup
      readonly cite: string
    }
  | { readonly why: 'missing'; readonly needs: BasisGroup; readonly cite: string }
  | { readonly why: 'unsupported'; readonly code: string; readonly needs: BasisGroup; readonly cite: string }

/** Checks stated basis codes against the cell: at least one of its paragraph, none of a foreign one. */
export function objections(
  codes: readonly string[],
  cell: { class: DeviceClass; place: Place },
  on: Day,
): readonly BasisObjection[] {
  const { grounds, support, cite } = regime(cell, on)
  const found: BasisObjection[] = []
  const known: Basis[] = []
  for (const code of codes) {
    const one = basis(code, on)
    if (one === undefined) found.push({ why: 'unknown', code })
    else if (one.group !== grounds && !support.includes(one.group))
      found.push({ why: 'wrongParagraph', code, needs: grounds, cite })
    else known.push(one)
  }
  if (found.length === 0 && !known.some((one) => one.group === grounds))
    found.push({ why: 'missing', needs: grounds, cite })
  // 법 §25의2①1 refers to an item of §15①; without naming it, it names nothing.
  if (known.some((one) => one.code === '25-2-1-1') && !known.some((one) => one.group === '15-1'))
    found.push({ why: 'unsupported', code: '25-2-1-1', needs: '15-1', cite: '법 §25의2①1' })
  return found
}
