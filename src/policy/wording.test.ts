import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as forAll, constantFrom, integer, property } from 'fast-check'
import type { Day } from '../base/day.ts'
import {
  cited,
  counted,
  dayText,
  definite,
  floorsText,
  floorText,
  hoursText,
  listed,
  lowered,
  namesOf,
  particle,
  rangeOfDays,
  retentionText,
} from './wording.ts'

test('particles follow the last sound that is spoken', () => {
  for (const [word, expected] of [
    ['본청', '본청은'],
    ['관세청(본청)', '관세청(본청)은'],
    ['서울특별시(이하 ‘본 기관’)', '서울특별시(이하 ‘본 기관’)는'],
    ['인천고용복지+센터', '인천고용복지+센터는'],
    ['CCTV 3', 'CCTV 3은'],
    ['CCTV 2', 'CCTV 2는'],
    ['‘동의서’', '‘동의서’는'],
    ['', '는'],
  ] as const)
    assert.equal(particle(word, '은', '는'), expected)
})

test('after every syllable of Korean the particle is the one that its last sound asks for', () => {
  forAll(
    property(integer({ min: 0xac00, max: 0xd7a3 }), constantFrom('', '’', '(별지)', '」'), (code, end) => {
      const word = `가${String.fromCodePoint(code)}${end}`
      // Taken apart, a syllable has two letters or, when it ends in a consonant, three.
      const [, , final] = String.fromCodePoint(code).normalize('NFD')
      const isClosed = final !== undefined
      const isLiquid = final === '\u11af'
      assert.equal(particle(word, '은', '는'), `${word}${isClosed ? '은' : '는'}`)
      assert.equal(particle(word, '이', '가'), `${word}${isClosed ? '이' : '가'}`)
      assert.equal(particle(word, '을', '를'), `${word}${isClosed ? '을' : '를'}`)
      assert.equal(particle(word, '과', '와'), `${word}${isClosed ? '과' : '와'}`)
      assert.equal(particle(word, '으로', '로'), `${word}${isClosed && !isLiquid ? '으로' : '로'}`)
    }),
  )
  for (const [word, expected] of [
    ['불빛', '불빛으로'],
    ['불빛, 소리', '불빛, 소리로'],
    ['서울', '서울로'],
    ['CCTV 1', 'CCTV 1로'],
    ['CCTV 3', 'CCTV 3으로'],
    ['‘수집 동의 대장’(별지 제3호서식)', '‘수집 동의 대장’(별지 제3호서식)으로'],
  ] as const)
    assert.equal(particle(word, '으로', '로'), expected)
})

test('citations are written with the short names of the lead', () => {
  for (const [cite, ko, en] of [
    ['법 §25①3', '법 제25조제1항제3호', 'Article 25(1)3 of the Act'],
    ['법 §25의2①1', '법 제25조의2제1항제1호', 'Article 25-2(1)1 of the Act'],
    ['영 §25①', '시행령 제25조제1항', 'Article 25(1) of the Decree'],
    ['법 §21①, §21②', '법 제21조제1항·제2항', 'Articles 21(1) and 21(2) of the Act'],
    ['법 §35①, §36①', '법 제35조제1항, 제36조제1항', 'Articles 35(1) and 36(1) of the Act'],
    [
      '법 §35④, 영 §42①',
      '법 제35조제4항, 시행령 제42조제1항',
      'Article 35(4) of the Act, Article 42(1) of the Decree',
    ],
  ] as const) {
    assert.equal(cited(cite, 'ko'), ko)
    assert.equal(cited(cite, 'en'), en)
  }
  assert.equal(cited('주차장법 시행규칙 §6①', 'ko'), '「주차장법 시행규칙」 제6조제1항')
})

test('days, hours, floors and periods read as people say them', () => {
  assert.equal(dayText('2024-09-05' as Day, 'ko'), '2024년 9월 5일')
  assert.equal(dayText('2024-09-05' as Day, 'en'), '5 September 2024')
  assert.equal(hoursText('always', 'ko'), '24시간')
  assert.equal(hoursText('onDemand', 'ko'), '필요 시')
  assert.equal(hoursText('09:00-18:00', 'ko'), '09:00부터 18:00까지')
  assert.equal(retentionText(30, 'ko'), '촬영일로부터 30일')
  assert.equal(retentionText(1, 'en'), '1 day from the day of filming')
  assert.deepEqual(
    ['1F', '2F', '3F', '11F', '21F', 'B2F', 'RF'].map((floor) => floorText(floor, 'en')),
    ['1st floor', '2nd floor', '3rd floor', '11th floor', '21st floor', '2nd basement floor', 'roof'],
  )
  assert.equal(floorsText(['1F', '2F', '3F', '5F', 'RF'], 'ko'), '1층~3층, 5층, 옥상')
  assert.equal(floorsText(['B2F', 'B1F', '1F'], 'ko'), '지하 2층, 지하 1층, 1층')
  assert.equal(floorsText([], 'ko'), '')
})

test('an agency has its article in an English sentence, and one only', () => {
  assert.equal(definite('Seoul Immigration Office'), 'the Seoul Immigration Office')
  assert.equal(definite('The Board of Audit'), 'the Board of Audit')
  assert.equal(lowered('Main entrance'), 'main entrance')
  assert.equal(
    rangeOfDays('2019-08-14' as Day, '2021-03-29' as Day, 'ko'),
    '2019년 8월 14일부터 2021년 3월 29일까지',
  )
})

test('lists are joined as each language does, and apart where words have commas', () => {
  assert.equal(listed(['가', '나', '다'], 'ko'), '가, 나, 다')
  assert.equal(listed(['a', 'b', 'c'], 'en'), 'a, b and c')
  assert.equal(listed(['a'], 'en'), 'a')
  assert.equal(listed(['Lobby, 1st floor', 'Stairs'], 'en'), 'Lobby, 1st floor; Stairs')
  assert.equal(listed(['Lobby and entrances', 'Stairs'], 'en'), 'Lobby and entrances; Stairs')
  assert.equal(counted('로비', 1_200, 'ko'), '로비(1,200대)')
  assert.equal(counted('Lobby', 3, 'en'), 'Lobby (3)')
})

test('more names than anybody reads are counted', () => {
  const places = Array.from({ length: 16 }, (_, index) => ({ name: { ko: `${index}`, en: `${index}` } }))
  assert.equal(namesOf(places, 'ko'), '16곳')
  assert.equal(namesOf(places.slice(0, 2), 'ko'), '0, 1')
})
