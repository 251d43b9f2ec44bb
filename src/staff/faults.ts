/**
 * Everything that can go wrong with accounts, as a person must be told it. A message never says whether an account
 * exists to somebody who has not signed in, and never holds a name, a login, a token or a password.
 */
import { defineFaults } from '../base/fault.ts'

export const staffFault = defineFaults({
  'staff.signInRefused': {
    kind: 'unauthenticated',
    ko: '아이디 또는 비밀번호가 맞지 않거나 사용할 수 없는 계정입니다.',
    en: 'The login or the password is wrong, or the account cannot be used.',
  },
  'staff.lockedOut': {
    kind: 'exhausted',
    ko: '인증에 여러 번 실패하여 잠겼습니다. {minutes}분 뒤에 다시 시도하십시오.',
    en: 'Locked after too many failed attempts. Try again in {minutes} minutes.',
  },
  'staff.busy': {
    kind: 'exhausted',
    ko: '지금 인증 요청이 너무 많습니다. 잠시 뒤에 다시 시도하십시오.',
    en: 'Too many sign-ins at this moment. Try again shortly.',
  },
  'staff.passwordTooShort': {
    kind: 'invalid',
    ko: '비밀번호는 {minimum}자 이상이어야 합니다. 띄어쓰기를 포함한 문장을 권합니다.',
    en: 'A password needs at least {minimum} characters. A sentence with spaces is a good one.',
  },
  'staff.passwordTooLong': {
    kind: 'invalid',
    ko: '비밀번호는 UTF-8로 {maximum}바이트까지 쓸 수 있습니다.',
    en: 'A password may have at most {maximum} bytes of UTF-8.',
  },
  'staff.passwordGuessable': {
    kind: 'invalid',
    ko: '비밀번호가 아이디나 기관 이름에서 왔거나 같은 글자의 반복입니다. 다른 비밀번호를 쓰십시오.',
    en: 'The password is made of the login, the name of the agency or one repeated pattern. Choose another.',
  },
  'staff.passwordUnchanged': {
    kind: 'invalid',
    ko: '새 비밀번호가 지금의 비밀번호와 같습니다.',
    en: 'The new password is the present one.',
  },
  'staff.loginInvalid': {
    kind: 'invalid',
    ko: '아이디는 영문 소문자로 시작하는 3~32자의 영문 소문자, 숫자, 점, 밑줄입니다.',
    en: 'A login has 3 to 32 lower-case letters, digits, dots and underscores, and begins with a letter.',
  },
  'staff.nameInvalid': {
    kind: 'invalid',
    ko: '이름은 1~{maximum}자이고 제어 문자를 쓸 수 없습니다.',
    en: 'A name has 1 to {maximum} characters and no control characters.',
  },
  'staff.loginTaken': {
    kind: 'conflict',
    ko: '이미 쓰이는 아이디입니다. 한 사람이 한 계정을 쓰며 아이디는 다시 쓰지 않습니다.',
    en: 'That login is taken. One person has one account, and logins are not used again.',
  },
  'staff.tokenRefused': {
    kind: 'unauthenticated',
    ko: '등록 코드가 맞지 않거나, 이미 쓰였거나, 기한이 지났습니다. 새 코드를 받으십시오.',
    en: 'The code is wrong, used already, or expired. Ask for a new one.',
  },
  'staff.alreadySetUp': {
    kind: 'conflict',
    ko: '이미 관리자 계정이 있습니다. 로그인하십시오.',
    en: 'There is an administrator already. Sign in.',
  },
  'staff.accountUnknown': {
    kind: 'missing',
    ko: '그런 계정이 없습니다.',
    en: 'There is no such account.',
  },
  'staff.notPermitted': {
    kind: 'forbidden',
    ko: '이 계정의 역할로는 할 수 없는 일입니다({permission}).',
    en: 'The roles of this account do not permit this ({permission}).',
  },
  'staff.notOneself': {
    kind: 'forbidden',
    ko: '자기 계정의 역할·범위·상태는 스스로 바꿀 수 없습니다. 다른 담당자에게 요청하십시오.',
    en: 'Nobody changes the roles, grants or state of their own account. Ask another person.',
  },
  'staff.rolesIncompatible': {
    kind: 'invalid',
    ko: '{first} 역할과 {second} 역할은 한 계정이 함께 가질 수 없습니다.',
    en: 'One account cannot hold the roles {first} and {second} together.',
  },
  'staff.grantInvalid': {
    kind: 'invalid',
    ko: '열람 범위({field})가 올바르지 않습니다.',
    en: 'The grant is not valid ({field}).',
  },
  'staff.officerInvalid': {
    kind: 'invalid',
    ko: '담당자는 현황에 적힌 담당자의 식별자(영문 소문자, 숫자, 붙임표)로 지정해야 합니다.',
    en: 'An officer is named by the id that the registry has for them: lower-case letters, digits and hyphens.',
  },
  'staff.grantUnbounded': {
    kind: 'invalid',
    ko: '수탁자 계정의 범위에는 종료 시점이 있어야 합니다(계약 기간).',
    en: 'A grant to a processor needs an end (the term of the contract).',
  },
  'staff.lastOfRole': {
    kind: 'conflict',
    ko: '마지막 {role} 계정입니다. 다른 계정에 먼저 역할을 주십시오.',
    en: 'This is the last account with the role {role}. Give it to another first.',
  },
  'staff.wrongState': {
    kind: 'conflict',
    ko: '계정의 지금 상태({state})에서는 할 수 없습니다.',
    en: 'The account is {state}; this cannot be done now.',
  },
  'staff.changedMeanwhile': {
    kind: 'conflict',
    ko: '같은 순간에 이 계정이 달리 바뀌었습니다. 지금 상태를 확인하고 다시 하십시오.',
    en: 'The account was changed at the same moment. See how it is now and try again.',
  },
  'staff.recorderUnknown': {
    kind: 'missing',
    ko: '그런 녹화 장비가 없습니다.',
    en: 'There is no such recorder.',
  },
})
