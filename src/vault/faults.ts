/** What can go wrong with sealed footage and its keys. No message ever holds a key, a path with a person's name, or footage. */
import { defineFaults } from '../base/fault.ts'

export const vaultFault = defineFaults({
  'vault.segmentMalformed': {
    kind: 'corrupt',
    ko: '영상 파일의 구조가 올바르지 않습니다({name}: {reason}). 파일이 손상되었거나 이 프로그램의 파일이 아닙니다.',
    en: 'The segment file is malformed ({name}: {reason}). It is damaged, or not a file of this program.',
  },
  'vault.segmentForged': {
    kind: 'corrupt',
    ko: '영상 파일의 인증 검사에 실패했습니다({name}, 조각 {chunk}). 내용이 바뀌었거나 다른 키로 암호화된 파일입니다.',
    en: 'The segment file failed authentication ({name}, chunk {chunk}). It was altered, or sealed with another key.',
  },
  'vault.segmentFull': {
    kind: 'exhausted',
    ko: '영상 파일 하나에 담을 수 있는 조각 수({limit})를 넘었습니다. 새 파일을 시작하십시오.',
    en: 'The segment has reached its bound of {limit} chunks. Begin a new segment.',
  },
  'vault.segmentBroken': {
    kind: 'conflict',
    ko: '앞선 쓰기가 실패하여 이 영상 파일에는 더 쓸 수 없습니다({name}). 이미 보장된 부분은 복구할 수 있습니다.',
    en: 'An earlier write failed, so nothing more is written to this segment ({name}). What was synced can be recovered.',
  },
  'vault.segmentMissing': {
    kind: 'missing',
    ko: '영상 파일이 없습니다({name}). 이미 파기되었거나 저장 폴더가 바뀌었습니다.',
    en: 'The segment file is missing ({name}). It was destroyed, or the media folder is not the right one.',
  },
  'vault.leafErased': {
    kind: 'missing',
    ko: '이 영상의 키는 이미 파기되었습니다({key}, {leaf}).',
    en: 'The key of this footage has been destroyed ({key}, leaf {leaf}).',
  },
  'vault.rootMissing': {
    kind: 'missing',
    ko: '최상위 키 파일({name})이 없습니다. 이 데이터베이스의 영상은 그 파일 없이는 열 수 없습니다. 데이터 폴더의 위치를 확인하십시오.',
    en: 'The root key file ({name}) is missing. Without it no footage of this database can be opened. Check that this is the right data folder.',
  },
  'vault.rootMalformed': {
    kind: 'corrupt',
    ko: '최상위 키 파일({name})이 손상되었습니다({reason}).',
    en: 'The root key file ({name}) is damaged ({reason}).',
  },
  'vault.rootExposed': {
    kind: 'conflict',
    ko: '최상위 키 파일({name})을 다른 사용자가 읽을 수 있습니다. 소유자만 읽도록 권한을 0600으로 바꾸십시오.',
    en: 'The root key file ({name}) can be read by other users. Set its permissions to 0600.',
  },
  'vault.rootForeign': {
    kind: 'conflict',
    ko: '최상위 키 파일({name})이 이 데이터베이스의 것이 아닙니다. 데이터 폴더와 데이터베이스가 짝이 맞는지 확인하십시오.',
    en: 'The root key file ({name}) does not belong to this database. Check that data folder and database belong together.',
  },
  'vault.rootOlder': {
    kind: 'conflict',
    ko: '최상위 키 파일({name})이 데이터베이스보다 오래되었습니다({root} < {table}). 옛 사본을 되돌려 놓은 것이라면 현재 파일을 다시 놓아야 합니다.',
    en: 'The root key file ({name}) is older than the database ({root} < {table}). If an old copy was put back, the current file is needed.',
  },
  'vault.tableOlder': {
    kind: 'conflict',
    ko: '데이터베이스의 키 표가 최상위 키보다 오래되었습니다({table} < {root}). 옛 백업을 복원한 데이터베이스로는 그 뒤의 영상을 열 수 없습니다.',
    en: 'The key table of the database is older than the root key ({table} < {root}). A database restored from an old backup cannot open footage: the root it was wrapped with has been erased.',
  },
  'vault.wrapForged': {
    kind: 'corrupt',
    ko: '키 표의 인증 검사에 실패했습니다({what}). 데이터베이스의 내용이 바뀌었습니다.',
    en: 'The key table failed authentication ({what}). The database was altered.',
  },
  'vault.secretName': {
    kind: 'invalid',
    ko: '비밀 값의 이름이나 길이가 올바르지 않습니다({name}).',
    en: 'The name or the length of the secret is not allowed ({name}).',
  },
  'vault.keyMissing': {
    kind: 'missing',
    ko: '이 촬영일의 키가 없습니다({key}, {generation}세대). 파기되었거나 만들어진 적이 없습니다.',
    en: 'There is no key for this camera-day ({key}, generation {generation}). It was destroyed, or never made.',
  },
  'vault.hourErased': {
    kind: 'conflict',
    ko: '이 시각의 키는 파기되어 더 녹화할 수 없습니다({key}, {hour}시).',
    en: 'The key of this hour was destroyed, so nothing more can be recorded in it ({key}, hour {hour}).',
  },
  'vault.hourNotOver': {
    kind: 'conflict',
    ko: '아직 녹화 중일 수 있는 시간의 영상은 파기할 수 없습니다({key}). {until} 이후에 다시 시도하십시오.',
    en: 'Footage of an hour that may still be recording cannot be destroyed ({key}). Try again after {until}.',
  },
  'vault.targetsMismatch': {
    kind: 'forbidden',
    ko: '기록된 지시와 대상 목록이 다릅니다({kind}). 기록에 없는 것은 보존하거나 파기하지 않습니다.',
    en: 'The list given is not the one that was recorded ({kind}). What is not in the record is neither held nor destroyed.',
  },
  'vault.holdActive': {
    kind: 'conflict',
    ko: '보존조치({hold})가 해제되지 않아 파기할 수 없습니다.',
    en: 'The hold ({hold}) has not been released, so what it holds cannot be destroyed.',
  },
  'vault.notViewable': {
    kind: 'forbidden',
    ko: '이 열람으로는 이 영상을 볼 수 없습니다({reason}).',
    en: 'This viewing does not allow this footage ({reason}).',
  },
  'vault.viewingExpired': {
    kind: 'forbidden',
    ko: '열람 시간이 끝났습니다. 목적을 다시 적고 새로 시작하십시오.',
    en: 'The viewing has expired. State the purpose again to begin a new one.',
  },
  'vault.unsettled': {
    kind: 'unavailable',
    ko: '키 교체가 끝나지 않은 상태였습니다. 마무리한 뒤 다시 시도하십시오.',
    en: 'A change of keys had not been finished. Try again; it is finished first.',
  },
  'vault.holdReleased': {
    kind: 'conflict',
    ko: '이미 해제된 보존조치({hold})에는 영상을 더할 수 없습니다. 새 보존조치를 하십시오.',
    en: 'The hold ({hold}) has been released, so nothing can be added to it. Place a new one.',
  },
})
