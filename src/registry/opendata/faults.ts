/**
 * What can be wrong with a file of 전국CCTV표준데이터, and what is told about one of its rows. Values of the file are
 * quoted short; `Fault` makes control characters visible.
 */
import { defineFaults } from '../../base/fault.ts'

export const openDataFault = defineFaults({
  'opendata.unreadable': {
    kind: 'invalid',
    ko: '{file} 파일을 읽을 수 없습니다({reason}).',
    en: '{file} cannot be read ({reason}).',
  },
  'opendata.notCsv': {
    kind: 'invalid',
    ko: '{file}은(는) CSV가 아닙니다({found}). 엑셀에서 "CSV UTF-8(쉼표로 분리)"로 저장한 뒤 다시 하십시오.',
    en: '{file} is not CSV ({found}). Save it as “CSV UTF-8 (comma delimited)” and try again.',
  },
  'opendata.tooLarge': {
    kind: 'exhausted',
    ko: '{whatKo}이(가) 한도 {limit}을(를) 넘습니다. 기관별로 나누거나 --owner로 한 기관의 행만 넣으십시오.',
    en: '{whatEn}: more than the limit of {limit}. Split the file by agency, or take one agency’s rows with --owner.',
  },
  'opendata.columnsMissing': {
    kind: 'invalid',
    ko: '첫 행에 다음 항목이 없습니다: {missing}. 전국CCTV표준데이터의 항목명을 그대로 쓰십시오.',
    en: 'The first row lacks these columns: {missing}. Use the names of 전국CCTV표준데이터.',
  },
  'opendata.ownerMissing': {
    kind: 'missing',
    ko: '관리기관명이 "{owner}"인 행이 없습니다. 파일에 있는 기관: {owners}. --owner NAME으로 우리 기관의 이름을 지정하십시오.',
    en: 'No row has the 관리기관명 “{owner}”. The file has: {owners}. Name ours with --owner NAME.',
  },
  'opendata.refused': {
    kind: 'invalid',
    ko: '가져온 현황을 등록할 수 없습니다(문제 {count}건). 첫 번째: {firstKo}',
    en: 'What was imported cannot be adopted ({count} problems). The first: {first}',
  },
  'opendata.notInEncoding': {
    kind: 'invalid',
    ko: '"{character}" 글자는 CP949로 쓸 수 없습니다. UTF-8로 내보내십시오.',
    en: 'The character “{character}” cannot be written in CP949. Export in UTF-8.',
  },
  'opendata.quote': {
    kind: 'invalid',
    ko: '{row}행: 따옴표의 짝이 맞지 않거나 한 행이 너무 깁니다.',
    en: 'Row {row}: quotes do not match, or the row is too long.',
  },
  'opendata.cells': {
    kind: 'invalid',
    ko: '{row}행: 칸이 {count}개입니다. 첫 행에는 {expected}개가 있습니다.',
    en: 'Row {row}: {count} cells, where the first row has {expected}.',
  },
  'opendata.cell': {
    kind: 'invalid',
    ko: '{row}행 {column}: "{value}" 값은 쓸 수 없습니다. 쓸 수 있는 값: {expectedKo}.',
    en: 'Row {row}, {column}: “{value}” cannot be used. Expected {expectedEn}.',
  },
  'opendata.broken': {
    kind: 'corrupt',
    ko: '{row}행 {column}: 글자가 깨져 있습니다. 파일의 문자 집합을 확인하십시오.',
    en: 'Row {row}, {column}: broken characters. Check the encoding of the file.',
  },
  'opendata.addressMissing': {
    kind: 'invalid',
    ko: '{row}행: 소재지도로명주소와 소재지지번주소가 모두 비어 있습니다.',
    en: 'Row {row}: neither 소재지도로명주소 nor 소재지지번주소 is given.',
  },
  'opendata.positionHalf': {
    kind: 'invalid',
    ko: '{row}행: 위도와 경도 가운데 하나만 있습니다.',
    en: 'Row {row}: only one of latitude and longitude is given.',
  },
  'opendata.numberTwice': {
    kind: 'conflict',
    ko: '{row}행: 관리번호 "{value}"가 {first}행에 이미 있습니다.',
    en: 'Row {row}: the 관리번호 “{value}” already stands in row {first}.',
  },
  'opendata.purposeUnknown': {
    kind: 'missing',
    ko: '{row}행: 설치목적구분 "{value}"에 해당하는 법적 근거를 알 수 없습니다. 기관 파일의 목적에 standardName: {value} 를 적으십시오.',
    en: 'Row {row}: no legal basis is known for the 설치목적구분 “{value}”. Give a purpose of the agency file standardName: {value}.',
  },
  'opendata.retentionUnstated': {
    kind: 'invalid',
    ko: '{row}행: 보관일수가 없거나 0입니다. {days}일로 두고 확인할 사항에 적습니다.',
    en: 'Row {row}: the 보관일수 is missing or 0. Taken as {days} days, to be confirmed.',
  },
  'opendata.retentionLong': {
    kind: 'invalid',
    ko: '{row}행: 보관일수 {days}일은 {cap}일을 넘습니다({cite}). 사유를 기관이 적어야 합니다.',
    en: 'Row {row}: 보관일수 of {days} days is more than {cap} ({cite}). The agency must write down why.',
  },
  'opendata.cellDropped': {
    kind: 'invalid',
    ko: '{row}행 {column}: "{value}" 값을 알 수 없어 비워 둡니다.',
    en: 'Row {row}, {column}: “{value}” is not understood and is left empty.',
  },
  'opendata.rowTwice': {
    kind: 'conflict',
    ko: '{row}행: {first}행과 같은 내용입니다. 따로 센 카메라로 넣습니다.',
    en: 'Row {row}: the same as row {first}. Taken in as cameras of their own.',
  },
  'opendata.differs': {
    kind: 'conflict',
    ko: '{row}행: 이미 있는 기기 {device}의 {column}이(가) 다릅니다(파일 "{given}", 현황 "{present}"). 현황을 그대로 둡니다.',
    en: 'Row {row}: {column} of the known device {device} differs (file “{given}”, register “{present}”). The register stays as it is.',
  },
})
