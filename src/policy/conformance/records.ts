/**
 * Are the records whole, and the footage on the disk what the records say? Judged on the signed ledger and on sealed
 * files as anybody with the disk in hand would see them. Pure.
 */
import { DAY_MS, koreanTime } from '../../base/day.ts'
import { count, fail, judged, pass, unknown, unmeasured, type Finding } from './evidence.ts'
import type { System } from './system.ts'

/** The whole ledger is verified once a day; an older verification says nothing of today. */
const STALE_MS = 2 * DAY_MS

/** Files looked at in one measuring: that takes some milliseconds. The claims say that they are a sample. */
export const SAMPLE_FILES = 32

const NO_FILES = { ko: '디스크에 영상이 아직 없습니다.', en: 'There is no footage on the disk yet.' }

const VERIFY = {
  ko: '누구나 장부의 공개 파일로 직접 검증할 수 있습니다: jangseung verify',
  en: 'Anybody can verify it from its public files: jangseung verify',
}

/** Whether the ledger is whole, and today's has grown out of the one that was verified. */
export function ledgerFinding({ ledger, atMs }: System): Finding {
  const whole = ledger?.whole
  if (ledger === undefined || whole === undefined)
    return unknown(
      { ko: '장부 전체를 아직 검증하지 않았습니다.', en: 'The whole ledger has not been verified yet.' },
      VERIFY,
    )
  const numbers = { entries: ledger.size, verifiedEntries: whole.size, findings: whole.findings.length }
  const at = koreanTime(whole.atMs)
  const found = {
    ko: `기록 ${count(ledger.size)}건 중 ${count(whole.size)}건을 ${at}에 모두 검증했고, 그 뒤의 기록은 거기서 이어집니다.`,
    en: `All of ${count(whole.size)} entries were verified at ${at}; the ledger of ${count(ledger.size)} has grown out of them.`,
  }
  if (!whole.isWhole)
    return fail(
      {
        ko: `${at}의 검증에서 장부가 온전하지 않았습니다: ${whole.findings.join(', ')}`,
        en: `Verified at ${at}, the ledger was not whole: ${whole.findings.join(', ')}`,
      },
      numbers,
    )
  if (ledger.hasGrownFromIt === false)
    return fail(
      {
        ko: `지금의 장부는 ${at}에 검증한 장부에서 이어지지 않습니다.`,
        en: `The present ledger has not grown out of the one verified at ${at}.`,
      },
      numbers,
    )
  if (ledger.hasGrownFromIt === undefined || atMs - whole.atMs > STALE_MS)
    return unknown(
      { ko: `마지막으로 ${at}에 검증했습니다.`, en: `It was last verified at ${at}.` },
      VERIFY,
      numbers,
    )
  return pass(found, numbers)
}

/** Whether looking at footage left its record: purpose first, and a ground of law beyond the purposes. */
export function viewingsFinding({ viewings }: System): Finding {
  if (viewings === undefined || viewings.opened === 0)
    return unmeasured({ ko: '아직 영상을 열람한 일이 없습니다.', en: 'Nobody has looked at footage yet.' })
  const { opened, refused, offPurpose, unfounded } = viewings
  return judged(
    unfounded === 0,
    {
      ko: `열람 ${count(opened)}번이 모두 목적과 함께 기록되어 있습니다. 목적 외 이용 ${count(offPurpose)}번, 거절 ${count(refused)}번.${unfounded > 0 ? ` 근거 없는 목적 외 이용 ${count(unfounded)}번.` : ''}`,
      en: `${count(opened)} viewings, each recorded with its purpose; ${count(offPurpose)} beyond purpose, ${count(refused)} refused.${unfounded > 0 ? ` ${count(unfounded)} beyond purpose had no ground.` : ''}`,
    },
    { opened, refused, offPurpose, unfounded },
  )
}

/** Whether requests of data subjects were answered in time (법 §35③). */
export function requestsFinding({ requests }: System): Finding {
  if (requests === undefined)
    return unknown(
      {
        ko: '요구의 접수와 처리는 아직 이 시스템에서 하지 않습니다.',
        en: 'Requests are not yet handled in this system.',
      },
      {
        ko: '개인영상정보 관리대장에서 접수일과 통지일을 확인하십시오.',
        en: 'Compare the days of receipt and of answer in the agency’s ledger of requests.',
      },
    )
  const { answered, answeredLate, open, openOverdue } = requests
  if (answered + open === 0)
    return unmeasured({ ko: '접수된 요구가 아직 없습니다.', en: 'There has been no request yet.' })
  return judged(
    answeredLate + openOverdue === 0,
    {
      ko: `처리한 요구 ${count(answered)}건 중 ${count(answeredLate)}건이 늦었고, 처리 중인 ${count(open)}건 중 ${count(openOverdue)}건이 기한을 넘겼습니다.`,
      en: `Of ${count(answered)} requests answered, ${count(answeredLate)} were late; of ${count(open)} open, ${count(openOverdue)} are overdue.`,
    },
    { answered, answeredLate, open, openOverdue },
  )
}

/** Whether those sealed files that were chosen and read on the disk are encrypted. */
export function encryptionFinding({ files }: System): Finding {
  const read = files === undefined ? 0 : files.encrypted + files.clear
  if (files === undefined || read === 0) return unmeasured(NO_FILES)
  const { encrypted, clear, ciphers, total } = files
  const names = ciphers.map((cipher) => cipher.toUpperCase()).join(', ')
  return judged(
    clear === 0,
    {
      ko: `보관 중인 영상 파일 ${count(total)}개 가운데 골라 읽은 ${count(read)}개 중 ${count(encrypted)}개가 암호화되어 있습니다${names === '' ? '' : `(${names})`}.`,
      en: `Of ${count(read)} files read, a sample of the ${count(total)} that are kept, ${count(encrypted)} are encrypted${names === '' ? '' : ` (${names})`}.`,
    },
    { read, encrypted, clear },
  )
}

/** Whether what was chosen from the catalogue really lies on the disk. */
export function filesFinding({ files }: System): Finding {
  if (files === undefined || files.chosen === 0) return unmeasured(NO_FILES)
  const { chosen, missing, total } = files
  return judged(
    missing === 0,
    {
      ko: `보관 목록의 ${count(total)}건 가운데 고른 ${count(chosen)}건 중 ${count(chosen - missing)}건의 파일이 디스크에 있습니다.`,
      en: `Of ${count(chosen)} recordings chosen, a sample of the ${count(total)} in the list, ${count(chosen - missing)} have their file on the disk.`,
    },
    { chosen, missing, total },
  )
}
