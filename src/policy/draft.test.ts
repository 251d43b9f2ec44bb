import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import type { Day } from '../base/day.ts'
import { isFault } from '../base/fault.ts'
import { renderText } from '../documents/documents.ts'
import { citation, policyItems } from '../law/law.ts'
import { readAgencyFile, type Registry } from '../registry/registry.ts'
import { documentOf } from './document.ts'
import { digestOfDraft, draft, draftBytes } from './draft.ts'
import type { ClauseId, Draft } from './model.ts'
import { CLAUSES } from './model.ts'
import { readDraft } from './read.ts'

const TODAY = '2026-11-22' as Day
const folder = new URL('../../agencies/', import.meta.url)

function agency(name: string): Promise<Registry> {
  return readAgencyFile(new URL(`${name}.yaml`, folder).pathname, TODAY)
}

const names = readdirSync(folder).map((file) => file.replace('.yaml', ''))

function clauseOf(one: Draft, id: ClauseId) {
  return one.clauses.find((clause) => clause.id === id)
}

function textOf(one: Draft, id: ClauseId, language: 'ko' | 'en' = 'ko'): string {
  const blocks = clauseOf(one, id)?.blocks[language] ?? []
  return renderText({ title: 'x', language, blocks })
}

async function mainText(id: ClauseId, name: string): Promise<string> {
  return textOf(draft({ registry: await agency(name), policy: 'main', on: TODAY }), id)
}

for (const name of names)
  describe(`the policies of ${name}`, () => {
    const registry = agency(name)
    const all = registry.then((one) =>
      one.policies.map(({ id }) => draft({ registry: one, policy: id, on: TODAY })),
    )

    test('have the eight items of the decree, in the order of the clauses', async () => {
      for (const one of await all) {
        const cites = new Set(one.clauses.flatMap(({ law }) => law))
        for (const { cite } of policyItems) assert(cites.has(cite), cite)
        for (const cite of cites) assert.notEqual(citation(cite).ko, cite, `${cite} is a citation`)
        const order = one.clauses.map(({ id }) => CLAUSES.indexOf(id))
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
        )
        assert.deepEqual(
          one.clauses.map(({ number }) => number),
          one.clauses.map((_, index) => index + 1),
        )
      }
    })

    test('state each fact once, in both languages', async () => {
      for (const one of await all) {
        const facts = one.clauses.flatMap((clause) => clause.facts)
        assert.equal(new Set(facts.map(({ id }) => id)).size, facts.length)
        for (const { id, label, text } of facts)
          for (const words of [label.ko, label.en, text.ko, text.en])
            assert(words !== '' && !/undefined|null|\[object/.test(words), `${id}: ${words}`)
      }
    })

    test('have one fact for each device in use', async () => {
      const { devices } = await registry
      const stated = (await all).flatMap((one) => clauseOf(one, 'devices')?.facts ?? [])
      const inUse = devices.filter(({ status }) => status === 'active').map(({ id }) => `device/${id}`)
      assert.deepEqual(
        stated
          .map(({ id }) => id)
          .filter((id) => id.startsWith('device/'))
          .toSorted(),
        inUse.toSorted(),
      )
    })

    test('are the same bytes whenever they are drafted, and survive being kept as JSON', async () => {
      const one = await registry
      for (const first of await all) {
        const again = draft({ registry: structuredClone(one), policy: first.policy, on: TODAY })
        assert.equal(digestOfDraft(again), digestOfDraft(first))
        const kept = readDraft(JSON.parse(draftBytes(first).toString()))
        assert.equal(digestOfDraft(kept), digestOfDraft(first))
      }
    })

    test('name nobody, publish no address of a stream, and read as sentences', async () => {
      for (const one of await all)
        for (const language of ['ko', 'en'] as const) {
          const text = renderText(documentOf(one, language))
          assert.doesNotMatch(text, /secret:|stream\.|undefined|\[object|NaN/)
          assert.doesNotMatch(text, /\(\)|\.\.|,,| ,|\( | \)|은\(는\)|을\(를\)/)
        }
    })

    test('say nothing twice', async () => {
      for (const one of await all)
        for (const language of ['ko', 'en'] as const) {
          const sentences = renderText(documentOf(one, language))
            .split(/\n|(?<=[.])\s/)
            .map((sentence) => sentence.trim())
            .filter((sentence) => sentence.length > 25 && /[.]$/.test(sentence))
          assert.deepEqual(
            sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index),
            [],
          )
        }
    })
  })

describe('a draft', () => {
  test('of an unknown policy, or of one without devices, is refused', async () => {
    const registry = await agency('customs-service')
    assert.throws(
      () => draft({ registry, policy: 'other', on: TODAY }),
      (error) => isFault(error, 'policy.unknown'),
    )
    const devices = registry.devices.map((device) => ({ ...device, status: 'retired' as const }))
    assert.throws(
      () => draft({ registry: { ...registry, devices }, policy: 'main', on: TODAY }),
      (error) => isFault(error, 'policy.nothingToSay'),
    )
  })

  test('of a day before the law on record is refused', async () => {
    const registry = await agency('customs-service')
    assert.throws(
      () => draft({ registry, policy: 'main', on: '2020-01-01' as Day }),
      (error) => isFault(error, 'law.notKnown'),
    )
  })

  test('without dates says that it is one, and the dates alone change no fact', async () => {
    const registry = await agency('seoul-immigration')
    const options = { registry, policy: 'main', on: TODAY }
    const undated = draft({ ...options, announcedOn: null, effectiveOn: null })
    assert.match(renderText(documentOf(undated, 'ko')), /아직 공고하지 않은 초안/)
    assert.doesNotMatch(renderText(documentOf(draft(options), 'ko')), /초안/)
    assert.deepEqual(
      undated.clauses.flatMap(({ facts }) => facts),
      draft(options).clauses.flatMap(({ facts }) => facts),
    )
  })

  test('links the versions that the archive has', async () => {
    const registry = await agency('seoul-immigration')
    const past = [
      {
        from: '2024-09-13' as Day,
        until: '2026-11-30' as Day,
        note: null,
        href: '/policy/main-1',
      },
    ]
    const one = draft({ registry, policy: 'main', on: TODAY, past })
    assert.match(JSON.stringify(clauseOf(one, 'history')?.blocks.ko), /"href":"\/policy\/main-1"/)
    assert.match(textOf(one, 'history'), /2024년 9월 13일부터 2026년 11월 30일까지/)
  })

  test('for a general privacy policy says what it stands in for, and counts by letters', async () => {
    const registry = await agency('seoul-immigration')
    const policies = registry.policies.map((one) => ({ ...one, form: 'section' as const }))
    const one = draft({ registry: { ...registry, policies }, policy: 'main', on: TODAY })
    const text = renderText(documentOf(one, 'ko'))
    assert.match(text, /개인정보 처리방침에 넣어 공개하며, 법 제25조제7항 단서에 따라/)
    assert.match(text, /^가\. 설치·운영 근거 및 목적$/m)
  })
})

describe('class and place decide the wording', () => {
  test('each kind of device stands on its own article', async () => {
    const one = draft({ registry: await agency('seoul-immigration'), policy: 'main', on: TODAY })
    const rows = textOf(one, 'purpose').split('\n')
    const basesOf = (start: string) => rows.filter((row) => row.startsWith(start)).join(' ')
    assert.match(basesOf('고정형, 공개된 장소'), /법 제25조제1항제3호/)
    assert.doesNotMatch(basesOf('고정형, 공개된 장소'), /제15조/)
    assert.match(basesOf('고정형, 비공개 장소'), /법 제15조제1항제3호/)
    assert.doesNotMatch(basesOf('고정형, 비공개 장소'), /제25조/)
    assert.match(basesOf('이동형, 공개된 장소'), /법 제25조의2제1항제1호/)
    assert.deepEqual(clauseOf(one, 'purpose')?.law, ['영 §25①1', '법 §25①', '법 §15①', '법 §25의2①'])
  })

  test('fixed devices in public places alone leave no right of suspension', async () => {
    const registry = await agency('seoul-city')
    const one = draft({ registry, policy: 'main', on: TODAY })
    assert.doesNotMatch(textOf(one, 'requests'), /처리를 멈출|제37조/)
    const closed = draft({ registry: await agency('customs-service'), policy: 'main', on: TODAY })
    assert.match(textOf(closed, 'requests'), /처리를 멈출 것을 요구하실 수 있으며[^]*동의를 철회하시면/)
    assert.doesNotMatch(textOf(closed, 'requests'), /제58조/)
    assert.doesNotMatch(textOf(closed, 'keeping'), /제25조/)
    const both = draft({ registry: await agency('seoul-immigration'), policy: 'main', on: TODAY })
    assert.match(
      textOf(both, 'requests'),
      /공개된 장소의 고정형 기기에는 적용되지 않습니다\(법 제58조제2항\)/,
    )
  })

  test('signs are for fixed devices, making filming known for mobile ones', async () => {
    const registry = await agency('yonghyeon-14dong')
    const wearable = draft({ registry, policy: 'wearable', on: TODAY })
    assert.equal(clauseOf(wearable, 'signs')?.title.ko, '촬영 사실의 표시')
    assert.match(textOf(wearable, 'signs'), /법 제25조의2제3항/)
    const dumping = draft({ registry, policy: 'dumping', on: TODAY })
    assert.equal(clauseOf(dumping, 'signs')?.title.ko, '안내판 설치')
    assert.match(textOf(dumping, 'signs'), /법 제25조제4항/)
  })

  test('the ban on turning cameras and on sound is cited where it governs, and nowhere else', async () => {
    const open = await mainText('keeping', 'seoul-city')
    assert.match(open, /다른 곳을 비추지 않으며, 소리를 녹음하지 않습니다\(법 제25조제5항\)/)
    const closed = await mainText('keeping', 'customs-service')
    assert.match(closed, /고정형 기기는 소리를 녹음하지 않습니다\./)
    assert.doesNotMatch(closed, /비추지|제25조/)
    const mixed = await mainText('keeping', 'jungbu-labor')
    assert.match(mixed, /공개된 장소의 기기는 .*비추지 않습니다\(공개된 장소: 법 제25조제5항\)/)
  })

  test('suspension reaches as far as the Act lets it, and a refusal is told with how to object', async () => {
    const one = draft({ registry: await agency('seoul-immigration'), policy: 'main', on: TODAY })
    const text = textOf(one, 'requests')
    assert.match(text, /등록 대상이 되는 개인정보파일.*처리를 멈출.*법 제32조제1항, 제37조제1항/)
    assert.equal(text.match(/이의제기 방법/g)?.length, 4)
    assert.doesNotMatch(text, /동의를 철회/)
  })

  test('a ground whose article was not read is not put under the Act', async () => {
    const registry = await agency('seoul-city')
    const text = textOf(draft({ registry, policy: 'main', on: TODAY }), 'requests')
    assert.match(text, /나머지 부분은 열람하시게 합니다\(시행령 제42조제1항\)\. 조문을 적지 않은 경우는/)
    assert.doesNotMatch(text, /법 제35조제4항,/)
  })

  test('a signboard is promised for the places listed, and for no other', async () => {
    for (const name of ['seoul-city', 'jungbu-labor', 'seoul-immigration']) {
      const one = draft({ registry: await agency(name), policy: 'main', on: TODAY })
      assert.match(textOf(one, 'signs'), /아래 장소에는 .*안내판을 둡니다\(법 제25조제4항\)/)
    }
  })

  test('what one policy has to confirm is not told in another of the same agency', async () => {
    const registry = await agency('yonghyeon-14dong')
    const [wearable, dumping] = ['wearable', 'dumping'].map((policy) =>
      draft({ registry, policy, on: TODAY }),
    )
    assert(wearable && dumping)
    assert.doesNotMatch(textOf(wearable, 'confirming'), /범죄의 예방|감시카메라/)
    assert.match(textOf(dumping, 'confirming'), /범죄의 예방/)
    assert.match(textOf(dumping, 'purpose'), /아직 확인 중인 내용/)
    assert.doesNotMatch(textOf(dumping, 'confirming'), /웨어러블/)
  })

  test('the head of the institution answers for it from the day the law says so', async () => {
    const registry = await agency('seoul-immigration')
    const before = draft({ registry, policy: 'main', on: '2026-09-10' as Day })
    const after = draft({ registry, policy: 'main', on: '2026-09-11' as Day })
    assert.doesNotMatch(textOf(before, 'officers'), /최종 책임/)
    assert.match(textOf(after, 'officers'), /최종적인 책임은 본 기관의 장.*법 제30조의3/)
  })
})

describe('the text is never more than the registry knows', () => {
  test('"none" is said of processors exactly when there is none', async () => {
    const registry = await agency('jungbu-labor')
    const withOne = draft({ registry, policy: 'main', on: TODAY })
    assert.doesNotMatch(textOf(withOne, 'processors'), /해당 없음/)
    assert.match(textOf(withOne, 'processors'), /ADT캡스/)
    const ended = registry.processors.map((one) => ({
      ...one,
      contract: { from: '2024-01-01' as Day, until: '2025-12-31' as Day, clauses: [] },
    }))
    for (const processors of [[], ended]) {
      const none = draft({ registry: { ...registry, processors }, policy: 'main', on: TODAY })
      assert.match(textOf(none, 'processors'), /^해당 없음/m)
      assert.doesNotMatch(textOf(none, 'processors'), /위탁하고 있습니다|ADT/)
      assert.deepEqual(clauseOf(none, 'processors')?.facts, [])
    }
  })

  test('safeguards that the agency does not state are not in the text', async () => {
    const registry = await agency('yonghyeon-14dong')
    assert.match(textOf(draft({ registry, policy: 'dumping', on: TODAY }), 'safeguards'), /전용회선/)
    assert.doesNotMatch(textOf(draft({ registry, policy: 'wearable', on: TODAY }), 'safeguards'), /전용회선/)
  })

  test('law that nobody read is said to be in doubt, and not cited as a ground of refusal', async () => {
    const one = draft({ registry: await agency('seoul-immigration'), policy: 'main', on: TODAY })
    assert.match(textOf(one, 'purpose'), /주차장법 시행규칙.*현행 내용은 확인하고 있습니다/)
    const city = draft({ registry: await agency('seoul-city'), policy: 'main', on: TODAY })
    assert.doesNotMatch(renderText(documentOf(city, 'ko')), /표준/)
  })

  test('what is unconfirmed is told once in full and marked where it is shown', async () => {
    const registry = await agency('seoul-immigration')
    const one = draft({ registry, policy: 'main', on: TODAY })
    for (const { note } of registry.unconfirmed)
      assert.equal(renderText(documentOf(one, 'ko')).split(note.ko).length, 2, note.ko)
    assert.match(textOf(one, 'devices'), /아직 확인 중인 내용은 맨 뒤에/)
    const sure = draft({ registry: { ...registry, unconfirmed: [] }, policy: 'main', on: TODAY })
    assert.equal(clauseOf(sure, 'confirming'), undefined)
    assert.doesNotMatch(renderText(documentOf(sure, 'ko')), /확인 중/)
  })

  test('one policy does not tell of the devices of another', async () => {
    const registry = await agency('yonghyeon-14dong')
    const wearable = renderText(documentOf(draft({ registry, policy: 'wearable', on: TODAY }), 'ko'))
    assert.doesNotMatch(wearable, /쓰레기|032-728-6164/)
    const dumping = renderText(documentOf(draft({ registry, policy: 'dumping', on: TODAY }), 'ko'))
    assert.doesNotMatch(dumping, /웨어러블|032-728-6175/)
  })
})

test('five thousand devices still make a text that a person can read, and quickly', async () => {
  const registry = await agency('jungbu-labor')
  const [zone] = registry.zones
  const [device] = registry.devices
  assert(zone !== undefined && device !== undefined)
  const zones = Array.from({ length: 100 }, (_, index) => ({
    ...zone,
    id: `zone-${index}`,
    name: { ko: `구역 ${index}`, en: `Zone ${index}` },
    location: { ko: `구역 ${index}`, en: `Zone ${index}` },
  }))
  const devices = Array.from({ length: 5_000 }, (_, index) => ({
    ...device,
    id: `camera-${index}`,
    zone: `zone-${index % 100}`,
    name: { ko: `기기 이름 ${String.fromCodePoint(0xac00 + index)}`, en: `Camera ${index}` },
    view: { ko: `${index}번 거리`, en: `Street ${index}` },
  }))
  const one = draft({ registry: { ...registry, zones, devices }, policy: 'main', on: TODAY })
  const text = renderText(documentOf(one, 'ko'))
  assert.equal(clauseOf(one, 'devices')?.facts.filter(({ id }) => id.startsWith('device/')).length, 5_000)
  assert(text.length < 30_000, `${text.length} characters`)
  assert.match(text, /모두 5,000대/)
  assert(Math.max(...text.split('\n').map(({ length }) => length)) < 700)
})
