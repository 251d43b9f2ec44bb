/** What must hold for every rule on record, whatever it says; and what the data must say. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { addDays, type Day } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import {
  article,
  articles,
  bases,
  citation,
  classOf,
  consentItems,
  contractItems,
  deadlineRules,
  deferral,
  duties,
  dutiesOf,
  type DutyCode,
  fixedByUse,
  inForce,
  itemsOn,
  logItems,
  mustBePosted,
  notGrounds,
  noticeRule,
  noticeRules,
  parseCitation,
  policyItems,
  provisionItems,
  purposeVocabulary,
  purposeWord,
  refusalGrounds,
  refusalGroundsOf,
  regime,
  regimes,
  retentionRule,
  retentionRules,
  type Rule,
  safeguardItems,
  sanctions,
  sanctionsFor,
  signboardItems,
  staleCitations,
  staleCitationsOn,
  staleTerms,
  staleTermsOn,
  statuteOn,
  statutes,
  type Verification,
} from './law.ts'

const TODAY = '2026-11-22' as Day
const FIRST = '2023-09-15' as Day
const REVISION = '2026-09-11' as Day

const cited: Readonly<Record<string, readonly Rule[]>> = {
  bases,
  regimes,
  duties,
  policyItems,
  signboardItems,
  consentItems,
  contractItems,
  provisionItems,
  safeguardItems,
  logItems,
  refusalGrounds,
  notGrounds,
  deferral: [deferral],
  noticeRules,
  retentionRules,
  sanctions,
  staleCitations,
  purposeVocabulary,
  deadlineRules: Object.values(deadlineRules),
}

const FIRMNESS: readonly Verification[] = ['unverified', 'paraphrase', 'quoted', 'readOlder', 'read']

describe('every rule', () => {
  for (const [name, rules] of Object.entries(cited))
    test(`of ${name} cites articles on record, and is no firmer than they are`, () => {
      assert.ok(rules.length > 0)
      for (const rule of rules) {
        const places = parseCitation(rule.cite)
        assert.ok(places, `not in our notation: ${rule.cite}`)
        const asked = rule.from < FIRST ? FIRST : rule.from
        for (const on of [asked, TODAY].filter((day) => inForce(rule, day)))
          for (const place of places) {
            const found = article(`${place.statute} §${place.article}`, on)
            assert.ok(found, `${rule.cite} on ${on}: no article ${place.article}`)
            // A quotation of the press or of a guide rests on more than the article alone.
            if (rule.verified === 'quoted') continue
            assert.ok(
              FIRMNESS.indexOf(rule.verified) <= FIRMNESS.indexOf(found.verified),
              `${rule.cite} is ${rule.verified}, its article ${found.verified}`,
            )
          }
      }
    })

  test('begins before it ends', () => {
    for (const rule of [...Object.values(cited).flat(), ...articles, ...statutes, ...staleTerms])
      assert.ok(rule.until === null || rule.from < rule.until, rule.cite)
  })

  test('is said in both languages, in one line without stray spaces', () => {
    const texts = [
      ...[...duties, ...refusalGrounds, ...notGrounds, ...noticeRules, ...retentionRules, ...policyItems].map(
        ({ text }) => text,
      ),
      ...sanctions.map(({ act }) => act),
      ...articles.map(({ title }) => title),
      ...[...staleTerms, ...staleCitations].map(({ note }) => note),
      ...purposeVocabulary.map(({ word }) => word),
    ]
    for (const { ko, en } of texts) {
      assert.match(ko, /[가-힣]/)
      assert.match(en, /^[\x20-\x7e“”’]+$/, en)
      for (const text of [ko, en]) assert.equal(text, text.trim().replaceAll(/\s+/g, ' '))
    }
  })

  test('asked about a day before the record, the law says so', () => {
    const before = addDays(FIRST, -1)
    const asks = [
      () => article('법 §25', before),
      () => statuteOn('법', before),
      () => dutiesOf({ class: 'fixed', place: 'public', bases: [] }, before),
      () => refusalGroundsOf('access', before),
      () => noticeRule('access', before),
      () => retentionRule('cap', before),
      () => sanctionsFor('법 §25⑤', before),
      () => staleTermsOn(before),
      () => staleCitationsOn(before),
      () => purposeWord('생활방범', before),
      () => itemsOn(policyItems, before),
      () => fixedByUse({ class: 'mobile', filmsAlways: true, staysInPlace: true }, before),
    ]
    for (const ask of asks) assert.throws(ask, (error) => isFault(error, 'law.notKnown'))
  })

  test('what was only known by hearsay is marked', () => {
    const marks = new Map(
      [...retentionRules, ...noticeRules, ...refusalGrounds].map((rule) => [rule.code, rule.verified]),
    )
    const unread = [
      'fiveDays',
      'rightsLog',
      'provisionPosting',
      'provisionPostingPeriod',
      'selfInspection',
      'investigation',
      'alreadyDestroyed',
      'otherGrounds',
    ] as const
    for (const code of unread) assert.equal(marks.get(code), 'unverified', code)
    assert.equal(marks.get('cap'), 'quoted')
    assert.equal(marks.get('record'), 'paraphrase')
    for (const { verified } of notGrounds) assert.equal(verified, 'quoted')
  })
})

describe('citations', () => {
  test('are written out for a reader', () => {
    const written = {
      '법 §25①3': [
        '「개인정보 보호법」 제25조제1항제3호',
        'Personal Information Protection Act, Article 25(1)3',
      ],
      '법 §25의2①1': [
        '「개인정보 보호법」 제25조의2제1항제1호',
        'Personal Information Protection Act, Article 25-2(1)1',
      ],
      '법 §71(9)': [
        '「개인정보 보호법」 제71조제9호',
        'Personal Information Protection Act, Article 71 item 9',
      ],
      '법 §75②14의2': [
        '「개인정보 보호법」 제75조제2항제14호의2',
        'Personal Information Protection Act, Article 75(2)14-2',
      ],
      '법 §21②, 영 §16①': [
        '「개인정보 보호법」 제21조제2항, 「개인정보 보호법 시행령」 제16조제1항',
        'Personal Information Protection Act, Article 21(2), Enforcement Decree of the Personal Information Protection Act, Article 16(1)',
      ],
      '영 §25②, §31②': [
        '「개인정보 보호법 시행령」 제25조제2항, 제31조제2항',
        'Enforcement Decree of the Personal Information Protection Act, Article 25(2), Article 31(2)',
      ],
    }
    for (const [cite, [ko, en]] of Object.entries(written)) assert.deepEqual(citation(cite), { ko, en })
  })

  test('what is not in our notation stays as it is', () => {
    for (const text of [
      '',
      '§',
      '§25',
      '○○법 §1',
      '법 25조',
      '법 §25①3 단서',
      '법 §25⑳99999',
      '법 §25, 기타',
    ])
      assert.deepEqual(citation(text), { ko: text, en: text })
    fc.assert(fc.property(fc.string(), (text) => assert.ok(typeof citation(text).ko === 'string')))
  })

  test('an article is found by any place in it, as it stood on the day', () => {
    assert.equal(article('법 §25①3', TODAY)?.title.ko, '고정형 영상정보처리기기의 설치ㆍ운영 제한')
    assert.equal(article('법 §25의2③', TODAY)?.cite, '법 §25의2')
    assert.equal(article('법 §30의3', addDays(REVISION, -1)), undefined)
    assert.equal(article('법 §30의3', REVISION)?.verified, 'read')
    assert.equal(article('법 §34', addDays(REVISION, -1))?.title.ko, '개인정보 유출 등의 통지ㆍ신고')
    assert.equal(article('법 §34', REVISION)?.title.ko, '개인정보 유출등의 통지ㆍ신고')
    assert.equal(article('법 §999', TODAY), undefined)
  })

  test('no day has two texts of one article or statute', () => {
    for (const on of [FIRST, addDays(REVISION, -1), REVISION, TODAY]) {
      const cites = articles.filter((one) => inForce(one, on)).map(({ cite }) => cite)
      assert.equal(new Set(cites).size, cites.length)
      const codes = statutes.filter((one) => inForce(one, on)).map(({ code }) => code)
      assert.equal(new Set(codes).size, codes.length)
    }
    assert.equal(statuteOn('법', REVISION)?.verified, 'read')
    assert.equal(statuteOn('법', addDays(REVISION, -1))?.verified, 'paraphrase')
  })
})

const codes = (deviceClass: 'fixed' | 'mobile', place: 'public' | 'closed', basis: string, on = TODAY) =>
  new Set(dutiesOf({ class: deviceClass, place, bases: [basis] }, on).map(({ code }) => code))

describe('duties and rights', () => {
  test('agree with the regime of each cell', () => {
    for (const cell of regimes) {
      const found = codes(cell.class, cell.place, '15-1-1')
      const { signboard, consultation, filmingNotice, consent, breachNotice, suspension } = regime(
        cell,
        TODAY,
      )
      const switches: readonly (readonly [DutyCode, boolean])[] = [
        ['signboard', signboard],
        ['consultation', consultation],
        ['filmingNotice', filmingNotice],
        ['consent', consent],
        ['children', consent],
        ['breachNotice', breachNotice],
        ['possibleBreachNotice', breachNotice],
        ['suspension', suspension],
      ]
      for (const [code, isOn] of switches)
        assert.equal(found.has(code), isOn, `${cell.class} ${cell.place} ${code}`)
    }
  })

  test('what Article 58(2) sets aside for fixed devices in public places applies in the other cells', () => {
    const setAside: readonly DutyCode[] = ['consent', 'children', 'breachNotice', 'suspension']
    for (const code of setAside) {
      assert.equal(codes('fixed', 'public', '15-1-1').has(code), false, code)
      for (const [deviceClass, place] of [
        ['fixed', 'closed'],
        ['mobile', 'public'],
        ['mobile', 'closed'],
      ] as const)
        assert.equal(codes(deviceClass, place, '15-1-1').has(code), true, code)
    }
  })

  test('mobile devices borrow paragraphs 6 to 8 of Article 25, and not 3 to 5', () => {
    const mobile = codes('mobile', 'public', '15-1-3')
    for (const code of ['policy', 'safeguards', 'processorContract', 'filmingNotice'] as const)
      assert.ok(mobile.has(code), code)
    for (const code of ['consultation', 'signboard', 'noSound', 'noMisuse'] as const)
      assert.ok(!mobile.has(code), code)
  })

  test('a closed room owes no signboard or policy of Article 25, but safeguards, access and destruction', () => {
    const closed = codes('fixed', 'closed', '15-1-3')
    for (const code of ['signboard', 'consultation', 'policy', 'consent'] as const)
      assert.ok(!closed.has(code), code)
    for (const code of ['safeguards', 'access', 'erasure', 'destruction', 'suspension'] as const)
      assert.ok(closed.has(code), code)
    assert.ok(codes('fixed', 'closed', '15-1-1').has('consent'))
  })

  test('each code says one thing in one cell', () => {
    for (const cell of regimes) {
      const found = dutiesOf({ class: cell.class, place: cell.place, bases: ['15-1-1'] }, TODAY)
      assert.equal(new Set(found.map(({ code }) => code)).size, found.length)
    }
  })

  test('notice of a possible breach and the responsibility of the head began with the revision of 2026', () => {
    const before = codes('mobile', 'public', '15-1-3', addDays(REVISION, -1))
    const after = codes('mobile', 'public', '15-1-3', REVISION)
    for (const code of ['possibleBreachNotice', 'headResponsibility'] as const)
      assert.deepEqual([before.has(code), after.has(code)], [false, true], code)
    assert.ok(before.has('breachNotice') && after.has('breachNotice'))
  })

  test('a device that stays and films without pause is fixed, whatever it is called', () => {
    const on = TODAY
    assert.equal(
      fixedByUse({ class: 'mobile', filmsAlways: true, staysInPlace: true }, on)?.cite,
      '법 §2, 영 §3',
    )
    for (const device of [
      { class: 'mobile', filmsAlways: true, staysInPlace: false },
      { class: 'mobile', filmsAlways: false, staysInPlace: true },
      { class: classOf('cctv'), filmsAlways: true, staysInPlace: true },
    ] as const)
      assert.equal(fixedByUse(device, on), undefined)
  })
})

describe('what must be stated', () => {
  test('the policy has eight items, a consent four, a contract five, the register eight, a sign three or four', () => {
    const counts = [
      policyItems,
      consentItems,
      contractItems,
      provisionItems,
      signboardItems,
      safeguardItems,
      logItems,
    ]
    assert.deepEqual(
      counts.map((items) => items.length),
      [8, 4, 5, 8, 4, 8, 5],
    )
    for (const items of counts)
      assert.deepEqual(
        items.map(({ number }) => number),
        items.map((_, index) => index + 1),
      )
    assert.deepEqual(
      policyItems.map(({ cite }) => cite),
      [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `영 §25①${number}`),
    )
  })
})

describe('refusals', () => {
  test('access is refused on the grounds of Article 35(4) and those of the guideline, and on no other', () => {
    const found = refusalGroundsOf('access', TODAY)
    assert.deepEqual(
      found.map(({ code }) => code),
      [
        'prohibitedByLaw',
        'harmToOthers',
        'taxation',
        'schooling',
        'examination',
        'compensation',
        'audit',
        'investigation',
        'alreadyDestroyed',
        'otherGrounds',
      ],
    )
    assert.deepEqual(
      found.filter(({ verified }) => verified === 'read').map(({ cite }) => cite.slice(0, 6)),
      Array.from({ length: 7 }, () => '법 §35④'),
    )
  })

  test('an open ground needs approval, and no other does', () => {
    assert.deepEqual(
      refusalGrounds.filter(({ needsApproval }) => needsApproval).map(({ code }) => code),
      ['otherGrounds'],
    )
  })

  test('that others are in the picture, or that police are absent, is no ground', () => {
    const grounds = new Set<string>(refusalGrounds.map(({ code }) => code))
    assert.deepEqual(
      notGrounds.map(({ code, instead }) => [code, instead]),
      [
        ['othersInPicture', 'maskOthers'],
        ['policeOnly', 'showWithoutPolice'],
      ],
    )
    for (const { code } of notGrounds) assert.ok(!grounds.has(code))
  })

  test('codes fit into ledger entries', () => {
    for (const { code } of [...refusalGrounds, ...notGrounds])
      assert.match(code, /^[a-z][A-Za-z0-9.-]{0,63}$/)
  })
})

describe('notices', () => {
  test('requests are answered within ten days, breaches told within 72 hours', () => {
    for (const code of ['access', 'accessRefusal', 'erasure', 'suspension'] as const) {
      const rule = noticeRule(code, TODAY)
      assert.deepEqual([rule?.bound, rule?.amount, rule?.unit], ['within', 10, 'days'], code)
    }
    for (const code of ['breachSubjects', 'breachReport', 'possibleBreach'] as const)
      assert.deepEqual([noticeRule(code, TODAY)?.amount, noticeRule(code, TODAY)?.unit], [72, 'hours'], code)
    assert.equal(noticeRule('possibleBreach', addDays(REVISION, -1)), undefined)
    assert.equal(noticeRule('breachSubjects', addDays(REVISION, -1))?.verified, 'paraphrase')
  })

  test('no number is invented for the announcement of a changed policy', () => {
    assert.equal(noticeRule('policyChange', TODAY)?.amount, null)
  })

  test('provision is posted on every basis but consent and investigation', () => {
    const posted = bases.filter(({ group }) => group === '18-2').filter(({ code }) => mustBePosted(code))
    assert.deepEqual(
      posted.map(({ code }) => code),
      ['18-2-2', '18-2-3', '18-2-5', '18-2-6', '18-2-8', '18-2-9', '18-2-10'],
    )
    for (const code of ['18-2-1', '18-2-7', '15-1-3', '25-1-2', '18-2-11', ''])
      assert.equal(mustBePosted(code), false)
  })
})

const won = (breaks: string) => sanctionsFor(breaks, TODAY).map(({ mostWon }) => mostWon)

const percents = (on: Day) =>
  sanctions
    .filter((one) => one.kind === 'surcharge' && inForce(one, on))
    .map(({ mostPercent }) => mostPercent)

describe('sanctions', () => {
  test('sound on a fixed device is a crime, and a missing signboard is in no item', () => {
    assert.deepEqual(
      sanctionsFor('법 §25⑤', TODAY).map(({ kind, mostYears, mostWon, cite }) => [
        kind,
        mostYears,
        mostWon,
        cite,
      ]),
      [['criminal', 3, 30_000_000, '법 §72(1)']],
    )
    assert.deepEqual(sanctionsFor('법 §25④', TODAY), [])
    assert.deepEqual(sanctionsFor('법 §25⑦', TODAY), [])
  })

  test('not destroying, refusing access and not telling why', () => {
    assert.deepEqual(won('법 §21①'), [30_000_000])
    assert.deepEqual(won('법 §35③'), [30_000_000])
    assert.deepEqual(won('법 §35④'), [10_000_000])
    assert.deepEqual(won('법 §25②'), [50_000_000])
  })

  test('the surcharge of ten per cent began with the revision of 2026', () => {
    assert.deepEqual(percents(addDays(REVISION, -1)), [3])
    assert.deepEqual(percents(REVISION), [3, 10])
  })
})

const officer = (on: Day) =>
  staleCitationsOn(on)
    .filter(({ old }) => old.startsWith('법 §31'))
    .map(({ old, now }) => `${old} ${now}`)

describe('old texts', () => {
  test('the word for both sorts of device is old unless it says which', () => {
    const term = staleTermsOn(TODAY).find(({ code }) => code === 'videoDevice')
    assert.deepEqual(term?.unlessAfter, ['고정형', '이동형'])
    assert.equal(
      staleTermsOn(addDays(REVISION, -1)).some(({ code }) => code === 'leak'),
      false,
    )
    assert.equal(
      staleTermsOn(REVISION).some(({ code }) => code === 'leak'),
      true,
    )
  })

  test('every citation that moved is told with where it moved, for the day that is asked about', () => {
    assert.deepEqual(officer('2024-01-01' as Day), [])
    assert.deepEqual(officer('2025-01-01' as Day), ['법 §31② 법 §31③'])
    assert.deepEqual(officer(TODAY), ['법 §31② 법 §31④', '법 §31③ 법 §31④'])
    for (const { old, now, about } of staleCitations) {
      assert.ok(parseCitation(old) && parseCitation(now))
      assert.ok(about.length > 0)
    }
  })
})

describe('purposes', () => {
  test('the words of open data stand on a basis for fixed devices in public places', () => {
    for (const { word, also, basis } of purposeVocabulary) {
      assert.equal(bases.find(({ code }) => code === basis)?.group, '25-1')
      for (const one of [word.ko, ...also]) assert.equal(purposeWord(one, TODAY)?.basis, basis, one)
    }
    assert.equal(purposeWord('주정차 단속', TODAY)?.code, 'parking-enforcement')
    assert.equal(purposeWord('다목적', TODAY), undefined)
    assert.equal(purposeWord('기타', TODAY), undefined)
    assert.equal(purposeWord('', TODAY), undefined)
  })

  test('no word means two things', () => {
    const words = purposeVocabulary.flatMap(({ word, also }) =>
      [word.ko, ...also].map((one) => one.replaceAll(' ', '')),
    )
    const owners = new Map<string, Set<string>>()
    for (const { code, word, also } of purposeVocabulary)
      for (const one of [word.ko, ...also]) {
        const bare = one.replaceAll(' ', '')
        owners.set(bare, (owners.get(bare) ?? new Set()).add(code))
      }
    assert.ok(words.length > owners.size / 2)
    for (const [word, codes] of owners) assert.equal(codes.size, 1, word)
  })
})
