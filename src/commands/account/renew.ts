/** `jangseung account renew`: a new enrolment code, for someone who lost their password or their code. */
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOption } from '../person.ts'
import { actorOf, openAccounts, printEnrolment } from './accounts.ts'

export const renewCommand: Command = {
  name: 'renew',
  usage: 'LOGIN --as LOGIN [--data DIR] [--json] < PASSWORD',
  ko: '계정의 비밀번호를 없애고 새 등록 코드를 보입니다. 접속과 열람은 바로 끝납니다.',
  en: 'Takes the password of an account away and shows a new enrolment code; its sessions and viewings end at once.',
  options: { as: asOption, data: dataOption, json: jsonOption },
  async run(given, around) {
    await using accounts = await openAccounts(given, around)
    const by = actorOf(await accounts.person())
    const { id } = await accounts.named()
    const enrolment = await accounts.staff.renewEnrolment(by, id)
    await accounts.viewings().revokeOf(id)
    return printEnrolment(enrolment, given, around)
  },
}
