/** What is wrong with a request as such, before any part of the program has looked at it. */
import { defineFaults } from '../base/fault.ts'

export const webFault = defineFaults({
  'web.requestInvalid': {
    kind: 'invalid',
    ko: '요청의 {where} 값이 올바르지 않습니다({why}).',
    en: 'The request is not valid at {where} ({why}).',
  },
  'web.requestMalformed': {
    kind: 'invalid',
    ko: '요청을 읽을 수 없습니다({reason}).',
    en: 'The request cannot be read ({reason}).',
  },
  'web.notFound': {
    kind: 'missing',
    ko: '그런 주소가 없습니다.',
    en: 'There is nothing at this address.',
  },
  'web.signInNeeded': {
    kind: 'unauthenticated',
    ko: '로그인이 필요합니다. 세션이 끝났다면 다시 로그인하십시오.',
    en: 'Sign in first. If you were signed in, the session has ended.',
  },
  'web.notPermitted': {
    kind: 'forbidden',
    ko: '이 계정의 역할로는 할 수 없는 일입니다({permission}).',
    en: 'The roles of this account do not permit this ({permission}).',
  },
  'web.outOfScope': {
    kind: 'forbidden',
    ko: '열람 범위에 들어 있지 않은 기기 또는 기간입니다.',
    en: 'This device or time is outside your grants.',
  },
  'web.recorderUnknown': {
    kind: 'unauthenticated',
    ko: '등록된 녹화 장비의 토큰이 아닙니다.',
    en: 'This is not the token of a registered recorder.',
  },
  'web.keyNotDue': {
    kind: 'forbidden',
    ko: '녹화 장비는 맡은 기기의 지금 시간대와 곧 시작할 시간대의 키만 받을 수 있습니다.',
    en: 'A recorder is given the keys of its own devices for this hour and the one about to begin, and no others.',
  },
  'web.deviceForeign': {
    kind: 'forbidden',
    ko: '녹화 장비는 맡은 기기의 일만 알릴 수 있습니다.',
    en: 'A recorder may tell of its own devices only.',
  },
  'web.foreignHost': {
    kind: 'forbidden',
    ko: '이 서버의 주소가 아닌 이름으로 온 요청입니다.',
    en: 'The request names a host that is not this server.',
  },
  'web.foreignOrigin': {
    kind: 'forbidden',
    ko: '다른 사이트에서 보낸 요청은 받지 않습니다.',
    en: 'Requests from other sites are not accepted.',
  },
  'web.notJson': {
    kind: 'invalid',
    ko: '본문은 application/json 이어야 합니다.',
    en: 'A body must be application/json.',
  },
  'web.tooManyRequests': {
    kind: 'exhausted',
    ko: '요청이 너무 많습니다. {seconds}초 뒤에 다시 시도하십시오.',
    en: 'Too many requests. Try again in {seconds} seconds.',
  },
  'web.certificateUnknown': {
    kind: 'missing',
    ko: '그런 파기확인서가 없습니다.',
    en: 'There is no such certificate of destruction.',
  },
  'web.portalEmpty': {
    kind: 'unavailable',
    ko: '아직 기관의 현황이 등록되지 않아 보여 드릴 것이 없습니다.',
    en: 'The registry of the agency has not been adopted yet, so there is nothing to show.',
  },
  'web.noDraft': {
    kind: 'missing',
    ko: '"{policy}" 방침에는 작업 중인 초안이 없습니다. 먼저 초안을 만드십시오.',
    en: 'There is no working draft of the policy "{policy}". Draft it first.',
  },
  'web.plaintext': {
    kind: 'invalid',
    ko: '다른 컴퓨터에서 접속하게 하려면(host {host}) TLS 인증서를 주거나, https 주소를 가진 앞단 서버 뒤에 두십시오.',
    en: 'To be reached from other machines (host {host}), give a TLS certificate, or stand behind a proxy with an https address.',
  },
  'web.portsTaken': {
    kind: 'conflict',
    ko: '포트 {first}부터 {last}까지 모두 쓰이고 있습니다. --port로 다른 포트를 지정하십시오.',
    en: 'The ports {first} to {last} are all taken. Choose another with --port.',
  },
})
