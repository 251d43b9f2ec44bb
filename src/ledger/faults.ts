/**
 * Everything that can go wrong with the ledger, as a person must be told it. No message carries an entry's content:
 * a leaf number, a file name of the public layout and a code are enough to find it.
 */
import { defineFaults } from '../base/fault.ts'

export const ledgerFault = defineFaults({
  'ledger.noteMalformed': {
    kind: 'invalid',
    ko: '서명된 노트(체크포인트)의 형식이 잘못되었습니다: {why}.',
    en: 'This is not a signed note (checkpoint): {why}.',
  },
  'ledger.noteUnverified': {
    kind: 'corrupt',
    ko: '체크포인트에 {name} 키의 올바른 서명이 없습니다. 장부 파일이나 검증키(vkey)가 바뀌었는지 확인하십시오.',
    en: 'The checkpoint bears no valid signature by {name}. Check whether the ledger files or the vkey were replaced.',
  },
  'ledger.vkeyMalformed': {
    kind: 'invalid',
    ko: '검증키(vkey)의 형식이 잘못되었습니다: {why}.',
    en: 'This is not a verifier key (vkey): {why}.',
  },
  'ledger.proofMalformed': {
    kind: 'invalid',
    ko: '포함 증명의 형식이 잘못되었습니다: {why}.',
    en: 'This is not an inclusion proof: {why}.',
  },
  'ledger.readTooLarge': {
    kind: 'invalid',
    ko: '장부 파일 {path}이(가) 허용 크기 {limit}바이트보다 큽니다.',
    en: 'The ledger file {path} is larger than the {limit} bytes its place allows.',
  },
  'ledger.readFailed': {
    kind: 'unavailable',
    ko: '장부 파일 {path}을(를) 읽지 못했습니다({reason}).',
    en: 'The ledger file {path} could not be read ({reason}).',
  },
  'ledger.tileMissing': {
    kind: 'corrupt',
    ko: '장부 파일 {path}이(가) 없거나 크기가 다릅니다. 장부 폴더를 복구하십시오.',
    en: 'The ledger file {path} is missing or of the wrong length. Restore the ledger folder.',
  },
  'ledger.checkpointMissing': {
    kind: 'missing',
    ko: '장부에 checkpoint 파일이 없습니다.',
    en: 'The ledger has no file named checkpoint.',
  },
  'ledger.tileDisagrees': {
    kind: 'corrupt',
    ko: '{path}의 {position}번째 해시가 {child}에서 계산한 값과 다릅니다. 둘 중 하나가 바뀌었습니다.',
    en: 'Hash {position} of {path} is not what {child} hashes to. One of the two was altered.',
  },
  'ledger.entryDisagrees': {
    kind: 'corrupt',
    ko: '장부 {leaf}번 항목({path})이 공개된 해시와 다릅니다. 항목이나 해시가 바뀌었습니다.',
    en: 'Entry {leaf} ({path}) does not hash to its published leaf. The entry or the hash was altered.',
  },
  'ledger.entryMalformed': {
    kind: 'corrupt',
    ko: '장부 {leaf}번 항목({path})은 장부 항목의 형식이 아닙니다.',
    en: 'Entry {leaf} ({path}) does not have the form of a ledger entry.',
  },
  'ledger.timeGoesBack': {
    kind: 'corrupt',
    ko: '장부 {leaf}번 항목({path})의 시각이 앞 항목보다 이릅니다.',
    en: 'Entry {leaf} ({path}) is dated before the entry in front of it.',
  },
  'ledger.rootDiffers': {
    kind: 'corrupt',
    ko: '장부 파일에서 계산한 루트 해시가 서명된 체크포인트({size}건)와 다릅니다.',
    en: 'The root computed from the ledger files is not the one signed in the checkpoint ({size} entries).',
  },
  'ledger.rolledBack': {
    kind: 'corrupt',
    ko: '장부가 {size}건인데, 전에 서명된 체크포인트는 {earlier}건이었습니다. 장부가 과거로 되돌려졌습니다.',
    en: 'The ledger has {size} entries, yet an earlier signed checkpoint had {earlier}. The ledger was rolled back.',
  },
  'ledger.forked': {
    kind: 'corrupt',
    ko: '장부의 앞 {earlier}건이 전에 서명된 체크포인트와 다릅니다. 장부가 다시 쓰였습니다.',
    en: 'The first {earlier} entries are not those of an earlier signed checkpoint. The ledger was rewritten.',
  },
  'ledger.rowMissing': {
    kind: 'corrupt',
    ko: '장부 {leaf}번 항목의 데이터베이스 행이 없습니다.',
    en: 'The database has no row for ledger entry {leaf}.',
  },
  'ledger.rowDisagrees': {
    kind: 'corrupt',
    ko: '장부 {leaf}번 항목의 데이터베이스 행이 공개된 해시와 다릅니다.',
    en: 'The database row of ledger entry {leaf} does not hash to its published leaf.',
  },
  'ledger.rowsUnpublished': {
    kind: 'conflict',
    ko: '데이터베이스에 아직 공개하지 않은 장부 항목이 {count}건 있습니다. 프로그램을 시작하면 공개됩니다.',
    en: 'The database holds {count} ledger entries that are not published yet. Starting the program publishes them.',
  },
  'ledger.entryInvalid': {
    kind: 'invalid',
    ko: '장부 항목 {kind}의 {field} 값이 규칙에 맞지 않습니다. 아무것도 기록하지 않았습니다.',
    en: 'The ledger entry {kind} breaks the rule for {field}. Nothing was recorded.',
  },
  'ledger.unavailable': {
    kind: 'unavailable',
    ko: '장부에 기록할 수 없어 이 행위를 시작하지 않았습니다. 아무것도 기록하지 않았습니다. 디스크와 데이터베이스를 확인하십시오.',
    en: 'The ledger cannot be written, so this act was not begun. Nothing was recorded. Check the disk and the database.',
  },
  'ledger.notPublished': {
    kind: 'unavailable',
    ko: '행위를 장부에 확정하지 못했습니다. 이 행위는 하지 않은 것으로 처리하십시오. 장부가 복구되면 시도한 기록이 남습니다.',
    en: 'The act could not be sequenced and published. Treat it as not done; its record appears once the ledger recovers.',
  },
  'ledger.stopped': {
    kind: 'unavailable',
    ko: '장부가 멈추었습니다(직전 쓰기가 보장되지 않았거나 기록이 서로 다릅니다). 디스크를 점검하고 프로그램을 다시 시작하십시오.',
    en: 'The ledger has stopped (a write was not guaranteed, or the records differ). Check the disk, then start the program again.',
  },
  'ledger.closed': {
    kind: 'unavailable',
    ko: '장부를 닫는 중이거나 이미 닫았습니다.',
    en: 'The ledger is closing or closed.',
  },
  'ledger.filesAhead': {
    kind: 'corrupt',
    ko: '장부 파일은 {files}건까지 공개했는데 데이터베이스에는 {rows}건뿐입니다. 데이터베이스가 과거로 되돌려졌습니다. 최신 백업으로 복구하십시오.',
    en: 'The ledger files show {files} entries and the database only {rows}. The database was rolled back. Restore its newest backup.',
  },
  'ledger.diverged': {
    kind: 'corrupt',
    ko: '장부 파일과 데이터베이스의 기록이 서로 다릅니다({size}건 시점). 어느 쪽이 바뀌었는지 감사를 요청하고, 장부를 다시 열기 전에 복구하십시오.',
    en: 'The ledger files and the database tell different histories (at {size} entries). Call the auditor and restore before opening again.',
  },
  'ledger.tileConflict': {
    kind: 'corrupt',
    ko: '이미 쓴 장부 파일 {path}의 내용이 지금 쓰려는 것과 다릅니다. 덮어쓰지 않았습니다.',
    en: 'The ledger file {path} already holds other bytes. It was not overwritten.',
  },
  'ledger.originDiffers': {
    kind: 'conflict',
    ko: '이 데이터베이스는 다른 장부({origin})의 것입니다.',
    en: 'This database belongs to another ledger ({origin}).',
  },
  'ledger.keyDiffers': {
    kind: 'conflict',
    ko: '장부 폴더의 vkey 파일이 지금의 서명키와 다릅니다. 다른 장부의 폴더이거나 서명키가 바뀌었습니다.',
    en: 'The vkey file of the ledger folder does not belong to this signing key: another ledger, or another key.',
  },
  'ledger.rowInvalid': {
    kind: 'corrupt',
    ko: '데이터베이스의 장부 행 {leaf}이(가) 손상되었습니다.',
    en: 'The database row of ledger entry {leaf} is damaged.',
  },
  'ledger.receiptUnknown': {
    kind: 'forbidden',
    ko: '장부의 {leaf}번 항목은 이 행위의 기록증이 아닙니다. 행위를 거절합니다.',
    en: 'Entry {leaf} of the ledger is not the record of this act. The act is refused.',
  },
})
