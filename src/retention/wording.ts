/**
 * The certificate as people read it: 파기확인서 in Korean, and in English. Made from the document alone, so that it
 * can be printed anywhere. It says what was erased (keys) and what was unlinked (ciphertext), and does not claim
 * more; a rule whose text was not read in the law itself is marked.
 */
import { koreanTime } from '../base/day.ts'
import type { Bilingual, Verification } from '../law/law.ts'
import type { Certificate, FootageLine, Statement } from './certificate.ts'
import { statementDigest } from './certificate.ts'

export type Language = 'ko' | 'en'

/** The rules that a destruction follows, with how far their texts were verified. */
const RULES: readonly { readonly cite: string; readonly verified: Verification; readonly text: Bilingual }[] =
  [
    {
      cite: '법 §21①',
      verified: 'read',
      text: { ko: '보유기간이 지나면 지체 없이 파기', en: 'destroyed without delay once its period is over' },
    },
    {
      cite: '법 §21②, 영 §16①',
      verified: 'read',
      text: {
        ko: '복구·재생되지 않는 방법으로 영구 삭제',
        en: 'permanently, by a method from which nothing is recovered',
      },
    },
    {
      cite: '표준지침 §41①',
      verified: 'quoted',
      text: {
        ko: '방침에 명시한 보관기간이 끝나면 지체 없이 파기',
        en: 'destroyed when the period stated in the policy ends',
      },
    },
    {
      cite: '표준지침 §42',
      verified: 'paraphrase',
      text: {
        ko: '파기하는 항목, 파기 일시(자동 파기는 주기와 확인 시기), 담당자의 기록',
        en: 'a record of what was destroyed, when (or, if automatic, how often and when checked), and who is in charge',
      },
    },
  ]

const REASONS: { readonly [R in Statement['reason']]: Bilingual } = {
  expiry: {
    ko: '보관기간 만료(자동 파기, 주기: 매일)',
    en: 'end of the retention period (automatic, every day)',
  },
  requested: { ko: '보관기간 중 파기 지시', en: 'ordered before the end of the period' },
  holdEnded: { ko: '보존조치 종료', en: 'end of a hold' },
}

const WORDS = {
  title: { ko: '개인영상정보 파기확인서', en: 'Certificate of destruction of footage' },
  agency: { ko: '기관', en: 'Agency' },
  certificate: { ko: '확인서 번호', en: 'Certificate' },
  reason: { ko: '사유', en: 'Reason' },
  basis: { ko: '근거 부호', en: 'Ground (code)' },
  responsible: { ko: '담당자(직위)', en: 'In charge (office)' },
  actor: { ko: '지시', en: 'Ordered by' },
  system: { ko: '시스템(자동)', en: 'the system (automatic)' },
  account: { ko: '취급자 계정', en: 'account' },
  ordered: { ko: '파기 지시 기록', en: 'Order recorded' },
  erased: { ko: '키 파기', en: 'Keys destroyed' },
  removed: { ko: '파일 삭제', en: 'Files removed' },
  late: { ko: '지연', en: 'Lateness' },
  none: { ko: '없음', en: 'none' },
  days: { ko: '일', en: 'day(s)' },
  items: { ko: '파기한 항목', en: 'What was destroyed' },
  files: { ko: '개 파일', en: 'file(s)' },
  kept: { ko: '촬영일로부터', en: 'kept' },
  due: { ko: '파기 기한', en: 'due' },
  whenFilmed: { ko: '촬영 당시', en: 'when filmed' },
  listed: { ko: '파일 목록', en: 'Files' },
  how: { ko: '파기 방법', en: 'How' },
  rules: { ko: '적용한 규정', en: 'Rules' },
  unverified: { ko: '원문 대조 전', en: 'not compared with the original text' },
  proof: { ko: '확인 방법', en: 'Proof' },
  hold: { ko: '보존조치', en: 'hold' },
} as const satisfies Record<string, Bilingual>

/** The certificate as plain text; not for checking, which `verifyCertificate` does. */
export function certificateText(certificate: Certificate, language: Language): string {
  const { statement } = certificate
  const word = (name: keyof typeof WORDS) => WORDS[name][language]
  const row = (name: keyof typeof WORDS, value: string) => `${word(name)}: ${value}`
  const { actor, keys, files, lateDays } = statement
  const lines = [
    word('title'),
    '',
    row('agency', statement.agency.name[language]),
    row('certificate', statement.certificate),
    row('reason', REASONS[statement.reason][language]),
    ...(statement.basis === null ? [] : [row('basis', statement.basis)]),
    row('actor', actor.type === 'system' ? word('system') : `${word('account')} ${actor.id}`),
    ...statement.responsible.map(({ department, position }) =>
      row('responsible', `${department[language]} ${position[language]}`),
    ),
    row('ordered', `${koreanTime(statement.orderedAtMs)} (#${statement.orderedLeaf})`),
    row('erased', koreanTime(keys.erasedAtMs)),
    row('removed', koreanTime(files.removedAtMs)),
    row('late', lateDays === 0 ? word('none') : `${lateDays}${word('days')}`),
    '',
    `${word('items')}: ${files.files}${word('files')}, ${bytesText(files.bytes)}`,
    ...statement.footage.map((line) => `- ${lineText(statement, line, language)}`),
    ...(statement.listed.length === 0 ? [] : ['', word('listed')]),
    ...statement.listed.map(({ segment, key, bytes }) => `- ${key}/${segment} ${bytesText(bytes)}`),
    '',
    word('how'),
    ...howText(statement, language).map((line) => `- ${line}`),
    '',
    word('rules'),
    ...RULES.map(({ cite, verified, text }) => {
      const mark = verified === 'read' ? '' : ` (${word('unverified')})`
      return `- ${cite}: ${text[language]}${mark}`
    }),
    '',
    word('proof'),
    ...proofText(certificate, language).map((line) => `- ${line}`),
  ]
  return `${lines.join('\n')}\n`
}

function lineText(statement: Statement, line: FootageLine, language: Language): string {
  const { device, zone, category, day, segments, bytes, retentionDays, retentionDaysWhenFilmed } = line
  const { devices, zones, categories } = statement.names
  const name = (names: typeof devices, id: string) => names.find((one) => one.id === id)?.[language] ?? id
  const days = WORDS.days[language]
  const changed =
    retentionDays === retentionDaysWhenFilmed
      ? ''
      : ` (${WORDS.whenFilmed[language]} ${retentionDaysWhenFilmed}${days})`
  return [
    `${day} ${name(devices, device)} (${device})`,
    name(zones, zone),
    name(categories, category),
    `${segments}${WORDS.files[language]} ${bytesText(bytes)}`,
    `${WORDS.kept[language]} ${retentionDays}${days}${changed}`,
    `${WORDS.due[language]} ${line.dueDay}`,
    ...(line.lateDays === 0 ? [] : [`${WORDS.late[language]} ${line.lateDays}${days}`]),
    ...(line.hold === null ? [] : [`${WORDS.hold[language]} ${line.hold}`]),
  ].join(' · ')
}

function howText({ keys }: Statement, language: Language): string[] {
  const { epochBefore, epochAfter, tableBefore, tableAfter, erasure } = keys
  const copying = erasure === 'overwrittenOnCopyingFileSystem'
  const ko = [
    `키를 파기하였음: 최상위 키를 새 키로 바꾸고(${epochBefore} → ${epochAfter}) 남는 키만 새 키로 다시 감싼 뒤 옛 키를 덮어씀.`,
    `키 표의 해시: 전 ${tableBefore}, 후 ${tableAfter}`,
    '암호화된 파일은 폴더에서 삭제하였음(디스크의 해당 영역을 덮어쓰지는 않음). 키 없이는 열 수 없음.',
    ...(copying
      ? [
          '주의: 최상위 키가 놓인 파일 시스템은 옛 내용을 따로 남길 수 있어, 덮어쓰기가 그 사본까지 미쳤다고 할 수 없음.',
        ]
      : []),
    '파기 전에 정당하게 반출되었거나 몰래 복사된 사본이 없음을 뜻하지는 않음.',
  ]
  const en = [
    `Keys were destroyed: the root key was replaced (${epochBefore} → ${epochAfter}), the surviving keys wrapped anew, and the old root overwritten.`,
    `Digests of the key table: before ${tableBefore}, after ${tableAfter}`,
    'The encrypted files were unlinked (their place on the disk was not overwritten). Without keys they cannot be opened.',
    ...(copying
      ? [
          'Note: the file system that holds the root may keep old contents, so overwriting may not have reached every copy of it.',
        ]
      : []),
    'This does not say that no copy was exported with right, or taken in secret, before.',
  ]
  return language === 'ko' ? ko : en
}

function proofText({ statement, sealed }: Certificate, language: Language): string[] {
  const digest = statementDigest(statement)
  const { batches } = statement.sealing
  return language === 'ko'
    ? [
        `이 내용의 해시 ${digest}가 장부의 파기 완료 기록에 있음.`,
        `촬영분을 봉인한 기록 ${batches}건 가운데 ${sealed.length}건의 포함 증명이 함께 있음.`,
        '장부의 서명(Ed25519)이 곧 이 확인서의 서명이며, JSON 파일과 장부의 공개키만으로 확인할 수 있음.',
      ]
    : [
        `The digest of this statement, ${digest}, stands in the ledger's record that the destruction is done.`,
        `Of the ${batches} record(s) that sealed the footage, ${sealed.length} are proven with it.`,
        "The ledger's signature (Ed25519) is the certificate's; the JSON file and the ledger's public key are enough to check it.",
      ]
}

function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let value = bytes
  let unit = -1
  while (value >= 1024 && unit < units.length - 1) [value, unit] = [value / 1024, unit + 1]
  return `${value.toFixed(1)} ${units[unit]}`
}
