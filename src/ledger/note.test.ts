import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { naiveKey, naiveNote } from '../../test/tlog.ts'
import { Fault, isFault } from '../base/fault.ts'
import { formatCheckpoint, formatNote, formatVkey, openCheckpoint, openNote, parseVkey } from './note.ts'
import { createSigner, newSigningKey } from './signer.ts'

const ORIGIN = 'cctv.example.go.kr/ledger'
const pkcs8 = newSigningKey()
const signer = createSigner(ORIGIN, pkcs8)
const verifier = parseVkey(signer.vkey)
const key = naiveKey(ORIGIN, pkcs8)
const root = Buffer.alloc(32, 5)
const text = formatCheckpoint({ origin: ORIGIN, size: 12, root })
const note = naiveNote(text, key)

test('the example of the signed-note specification opens with its verifier key', () => {
  const example = parseVkey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')
  const bytes = Buffer.from(
    'This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
  )
  assert.equal(openNote(bytes, example), 'This is an example message.\n')
  assert.equal(
    formatVkey('example.com/foo', example.key),
    'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
  )
})

test('a signed checkpoint is byte for byte what an independent signer writes', async () => {
  const ours = formatNote(text, verifier, await signer.sign(Buffer.from(text)))
  assert.equal(ours, note.toString('utf8'))
  assert.deepEqual(openCheckpoint(note, verifier), { origin: ORIGIN, size: 12, root })
})

test('a vkey is read back, with or without the line break of its file', () => {
  assert.equal(formatVkey(ORIGIN, parseVkey(`${signer.vkey}\n`).key), signer.vkey)
  assert.ok(parseVkey(signer.vkey).key.equals(createPublicKey(key.privateKey)))
})

test('a vkey with any part changed is refused', () => {
  const [name = '', id = '', encoded = ''] = signer.vkey.split('+', 3)
  const rest = signer.vkey.slice(name.length + 1 + id.length + 1)
  for (const wrong of [
    '',
    name,
    `${name}+${id}`,
    `${name}x+${id}+${rest}`,
    `+${id}+${rest}`,
    `a b+${id}+${rest}`,
    `${name}+00000000+${rest}`,
    `${name}+${id.toUpperCase()}x+${rest}`,
    `${name}+${id}+${rest.slice(0, -4)}`,
    `${name}+${id}+${rest}=`,
    `${name}+${id}+A${rest}`,
    `${name}+${id}+${Buffer.concat([Buffer.of(2), Buffer.alloc(32)]).toString('base64')}`,
    `${signer.vkey}\n\n`,
    'x'.repeat(1_000),
  ])
    assert.throws(
      () => parseVkey(wrong),
      (error) => isFault(error, 'ledger.vkeyMalformed'),
      wrong,
    )
  assert.ok(encoded.length > 0)
})

const line = (bytes: Buffer) => bytes.toString('utf8').split('\n\n')[1] ?? ''

test('signatures of strangers are ignored, beside ours and in any order', () => {
  const stranger = naiveKey('witness.example', newSigningKey())
  const witnessed = `${text}\n${line(naiveNote(text, stranger))}${line(note)}`
  assert.equal(openNote(Buffer.from(witnessed), verifier), text)
  assert.throws(
    () => openNote(naiveNote(text, stranger), verifier),
    (error) => isFault(error, 'ledger.noteUnverified'),
  )
})

test('a second, wrong signature under our own key condemns the note', () => {
  const other = naiveNote(`${text}x\n`, key).toString('utf8').split('\n\n')[1] ?? ''
  assert.throws(
    () => openNote(Buffer.from(`${note.toString('utf8')}${other}`), verifier),
    (error) => isFault(error, 'ledger.noteUnverified'),
  )
})

test('another key under the same name does not open the note', () => {
  const impostor = naiveNote(text, naiveKey(ORIGIN, newSigningKey()))
  assert.throws(
    () => openNote(impostor, verifier),
    (error) => isFault(error, 'ledger.noteUnverified'),
  )
})

test('no single changed byte goes unnoticed', () => {
  for (let at = 0; at < note.length; at++)
    for (const change of [0x01, 0x20, 0x80]) {
      const bytes = Buffer.from(note)
      bytes[at] = (bytes[at] ?? 0) ^ change
      assert.throws(() => openCheckpoint(bytes, verifier), Fault, `byte ${at}`)
    }
  for (let length = 0; length < note.length; length++)
    assert.throws(() => openCheckpoint(note.subarray(0, length), verifier), Fault, `length ${length}`)
})

test('signed text that is no checkpoint is refused', () => {
  const encoded = root.toString('base64')
  for (const wrong of [
    `${ORIGIN}\n12\n`,
    `${ORIGIN}\n012\n${encoded}\n`,
    `${ORIGIN}\n-1\n${encoded}\n`,
    `${ORIGIN}\n1e3\n${encoded}\n`,
    `${ORIGIN}\n9007199254740992\n${encoded}\n`,
    `${ORIGIN}\n12\n${encoded.slice(0, -4)}\n`,
    `${ORIGIN}\n12\n${encoded.slice(0, -1)}\n`,
    `other.example/ledger\n12\n${encoded}\n`,
    `${ORIGIN}\n12\n${encoded}\n\nextension\n`,
  ])
    assert.throws(
      () => openCheckpoint(naiveNote(wrong, key), verifier),
      (error) => isFault(error, 'ledger.noteMalformed'),
    )
  assert.equal(openCheckpoint(naiveNote(`${text}an extension\n`, key), verifier).size, 12)
})

test('notes beyond the bounds are refused before anything is verified', () => {
  const stranger = naiveNote(text, naiveKey('a.example', newSigningKey()))
  const witness = line(stranger)
  const sixteen = Buffer.from(`${note.toString('utf8')}${witness.repeat(15)}`)
  assert.equal(openNote(sixteen, verifier), text)
  for (const hostile of [
    Buffer.from(`${note.toString('utf8')}${witness.repeat(64)}`),
    Buffer.concat([Buffer.alloc(300_000, 'a'), note]),
    Buffer.concat([Buffer.from('\ufeff'), note]),
    Buffer.from(note.toString('utf8').replace('\n', '\r\n')),
    Buffer.from(note.toString('utf8').replace('\u2014', '-')),
  ])
    assert.throws(() => openCheckpoint(hostile, verifier), Fault)
})

test('hostile bytes meet a Fault, never anything else', () => {
  const pieces = fc.constantFrom(
    '\n',
    '\n\n',
    '\u2014 ',
    ORIGIN,
    ' ',
    '12',
    root.toString('base64'),
    '\u0000',
    '\u2003',
  )
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    fc
      .array(fc.oneof(pieces, fc.string({ maxLength: 8 })), { maxLength: 30 })
      .map((parts) => Buffer.from(parts.join(''))),
  )
  fc.assert(
    fc.property(hostile, (bytes) => {
      assert.throws(() => openCheckpoint(bytes, verifier), Fault)
    }),
    { numRuns: 2_000 },
  )
  fc.assert(
    fc.property(fc.string({ maxLength: 450 }), (text) => {
      assert.throws(() => parseVkey(text), Fault)
    }),
    { numRuns: 1_000 },
  )
})
