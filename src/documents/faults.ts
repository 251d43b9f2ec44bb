/** What can be wrong with a document that is to be rendered, and with a file that is to be read. */
import { defineFaults } from '../base/fault.ts'

export const documentFault = defineFaults({
  'documents.tooLarge': {
    kind: 'exhausted',
    ko: '문서가 너무 큽니다. {whatKo}의 한도는 {most}입니다. 문서를 나누십시오.',
    en: 'The document is too large: at most {most} {whatEn} are allowed. Divide it.',
  },
  'documents.badCharacter': {
    kind: 'invalid',
    ko: '문서의 글 "{excerpt}"에 쓸 수 없는 문자 {character}가 있습니다. 제어 문자나 글의 방향을 바꾸는 문자를 지우십시오.',
    en: 'The text "{excerpt}" has the character {character}, which no document may hold. Remove control characters and those that change the direction of text.',
  },
  'documents.badLink': {
    kind: 'invalid',
    ko: '문서의 링크 "{href}"를 쓸 수 없습니다. http, https, mailto, tel 주소나 "/" 또는 "#"으로 시작하는 주소를 쓰십시오.',
    en: 'The link "{href}" cannot be used. Use an http, https, mailto or tel address, or one that begins with "/" or "#".',
  },
  'documents.badId': {
    kind: 'invalid',
    ko: '제목의 식별자 "{id}"를 쓸 수 없습니다. 영문 소문자, 숫자, "-"로 된, 문서에 하나뿐인 식별자를 쓰십시오.',
    en: 'The heading id "{id}" cannot be used. It must be of lower-case letters, digits and "-", and the only one in the document.',
  },
  'documents.emptyText': {
    kind: 'invalid',
    ko: '문서의 {whatKo}에 글이 없습니다. 글을 넣으십시오.',
    en: 'The document has {whatEn} without text. Give it one.',
  },
  'documents.unevenTable': {
    kind: 'invalid',
    ko: '표 "{caption}"의 {row}번째 줄이 표의 {columns}칸과 맞지 않거나, 합친 칸이 표 밖으로 나갑니다.',
    en: 'Row {row} of the table "{caption}" does not fill its {columns} columns, or a spanning cell reaches out of it.',
  },
  'documents.headingSkipped': {
    kind: 'invalid',
    ko: '제목 "{heading}"의 단계가 앞 제목보다 두 단계 이상 깊습니다. 제목은 2단계부터 한 단계씩 내려갑니다.',
    en: 'The heading "{heading}" is more than one level below the one before it. Headings begin at level 2 and go down one level at a time.',
  },
  'documents.noGlyph': {
    kind: 'invalid',
    ko: 'PDF 글꼴(나눔고딕)에 글자 "{text}"이 없습니다. 다른 글자로 바꾸거나 다른 형식으로 만드십시오.',
    en: 'The font of the PDF (NanumGothic) has no "{text}". Use other characters, or another format.',
  },
  'documents.unknownFormat': {
    kind: 'invalid',
    ko: '파일 "{name}"의 형식을 알 수 없습니다. .txt, .md, .html, .hwpx, .pdf 파일을 쓰십시오. .hwp나 .doc 파일은 HWPX나 PDF로 저장하십시오.',
    en: 'The format of the file "{name}" is not known. Use .txt, .md, .html, .hwpx or .pdf; save .hwp and .doc files as HWPX or PDF.',
  },
  'documents.fileTooLarge': {
    kind: 'exhausted',
    ko: '파일 "{name}"이 너무 큽니다. {whatKo}의 한도는 {most}입니다. 필요한 부분만 따로 저장하십시오.',
    en: 'The file "{name}" is too large: at most {most} {whatEn} are read. Save only the part that is needed.',
  },
  'documents.unreadable': {
    kind: 'invalid',
    ko: '파일 "{name}"을 읽을 수 없습니다: {whyKo}.',
    en: 'The file "{name}" cannot be read: {whyEn}.',
  },
})
