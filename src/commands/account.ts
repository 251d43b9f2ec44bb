/** `jangseung account …`: who may do what. One file a command in `account/`; this file lists them. */
import { accessCommand } from './account/access.ts'
import { addCommand } from './account/add.ts'
import { enrolCommand } from './account/enrol.ts'
import { listCommand } from './account/list.ts'
import { renewCommand } from './account/renew.ts'
import { restoreCommand } from './account/restore.ts'
import { setupCommand } from './account/setup.ts'
import { suspendCommand } from './account/suspend.ts'
import type { CommandGroup } from './command.ts'

export const accountCommands: CommandGroup = {
  name: 'account',
  ko: '계정을 만들고, 역할·담당자·열람 범위를 정하고, 정지합니다. 모두 장부에 남습니다.',
  en: 'Makes accounts, says what each may do and watch and whose it is, suspends them. All of it stands in the ledger.',
  commands: [
    setupCommand,
    addCommand,
    enrolCommand,
    accessCommand,
    listCommand,
    renewCommand,
    suspendCommand,
    restoreCommand,
  ],
}
