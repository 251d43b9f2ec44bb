/** What can go wrong between a camera and the catalogue. No message holds an address, a key or a picture. */
import { defineFaults } from '../base/fault.ts'

export const recordingFault = defineFaults({
  'recording.diskWrong': {
    kind: 'unavailable',
    ko: '데이터 폴더가 없거나 다른 디스크입니다(identity.json이 다름). 디스크 연결을 확인하십시오. 그동안 녹화하지 않습니다.',
    en: 'The data folder is missing or is another disk (identity.json differs). Check the mount; nothing is recorded until then.',
  },
  'recording.keysUnavailable': {
    kind: 'unavailable',
    ko: '이 시간의 녹화 키를 받지 못했습니다({device}). 보관소에 연결되면 자동으로 다시 녹화합니다.',
    en: 'The recording key of this hour is not here ({device}). Recording resumes once the vault answers.',
  },
  'recording.keyPicturesMissing': {
    kind: 'unavailable',
    ko: '카메라가 {seconds}초 동안 키 프레임을 보내지 않았습니다. 카메라의 키 프레임 간격을 줄이십시오.',
    en: 'The camera sent no key frame for {seconds} s. Shorten the key frame interval of the camera.',
  },
  'recording.clockDrifted': {
    kind: 'unavailable',
    ko: '카메라의 시계가 너무 빠르거나 느려서 따라갈 수 없습니다({device}). 새 연결에서 다시 시작합니다.',
    en: 'The clock of the camera runs too fast or too slow to be followed ({device}). A new connection starts afresh.',
  },
  'recording.leavesTaken': {
    kind: 'exhausted',
    ko: '이 시각 근처의 키를 이미 모두 썼습니다({key}). 시계가 되돌려졌는지 확인하십시오.',
    en: 'All keys around this moment are used ({key}). Check whether the clock was set back.',
  },
  'recording.manifestInvalid': {
    kind: 'invalid',
    ko: '대기 중인 녹화 기록의 형식이 올바르지 않습니다({name}: {what}). spool/rejected 폴더로 옮겼습니다.',
    en: 'A waiting manifest is not well formed ({name}: {what}). It was set aside in spool/rejected.',
  },
  'recording.sealedFileDiffers': {
    kind: 'corrupt',
    ko: '녹화 기록이 말하는 영상 파일이 없거나 길이가 다릅니다({name}).',
    en: 'The sealed file that a manifest names is missing or has another length ({name}).',
  },
  'recording.notMobile': {
    kind: 'invalid',
    ko: '고정형 기기({device})의 영상은 파일로 가져올 수 없습니다. 이동형 기기를 지정하십시오.',
    en: 'Footage of a fixed device ({device}) is not taken in from files. Name a mobile device.',
  },
  'recording.notRecorded': {
    kind: 'invalid',
    ko: '이 기기({device})는 사용 중이 아니거나 저장하지 않는 기기입니다.',
    en: 'The device {device} is not in use, or its footage is never stored.',
  },
  'recording.tooOld': {
    kind: 'conflict',
    ko: '{day} 촬영분은 보관기간({days}일)이 이미 지나 가져올 수 없습니다. 원본 파일도 파기 대상입니다.',
    en: 'Footage of {day} is past its retention of {days} days and is not taken in. The original must be destroyed too.',
  },
  'recording.startInvalid': {
    kind: 'invalid',
    ko: '촬영 시작 시각이 올바르지 않습니다({startedAt}). 미래 시각이거나 형식이 잘못되었습니다.',
    en: 'The time when filming started is not valid ({startedAt}): it is in the future, or not a time.',
  },
  'recording.importedBefore': {
    kind: 'conflict',
    ko: '이 파일은 이미 가져왔습니다({device}, {startedAt}부터 {segments}개 구간).',
    en: 'This file was taken in before ({device}, {segments} segments from {startedAt}).',
  },
  'recording.fileEmpty': {
    kind: 'invalid',
    ko: '이 파일에는 재생할 수 있는 영상이 없습니다.',
    en: 'The file holds no video that could be played.',
  },
  'recording.fileMissing': {
    kind: 'missing',
    ko: '가져올 파일을 읽을 수 없습니다. 경로와 권한을 확인하십시오.',
    en: 'The file to take in cannot be read. Check its path and permissions.',
  },
  'recording.formatChanges': {
    kind: 'invalid',
    ko: '파일 중간에 영상 형식이 바뀝니다. 형식이 바뀌는 곳에서 파일을 나누어 가져오십시오.',
    en: 'The format of the video changes within the file. Split the file there and take in the parts.',
  },
  'recording.importCut': {
    kind: 'conflict',
    ko: '가져오는 동안 녹화기가 다시 시작되어 중단되었습니다. 다시 시도하십시오.',
    en: 'The recorder was restarted while the file was being taken in. Try again.',
  },
  'recording.fileChanged': {
    kind: 'conflict',
    ko: '가져오는 동안 파일이 바뀌었습니다. 복사가 끝난 뒤 다시 시도하십시오.',
    en: 'The file changed while it was being taken in. Try again once it is copied.',
  },
  'recording.spaceShort': {
    kind: 'exhausted',
    ko: '디스크의 빈 공간이 예비분보다 적어 가져올 수 없습니다. 공간을 확보하십시오.',
    en: 'Free space is below the reserve, so nothing is taken in. Free some space.',
  },
})
