/** `jangseung policy …`: what can be done with a policy. One file a command in `policy/`; this file lists them. */
import type { CommandGroup } from './command.ts'
import { announceCommand } from './policy/announce.ts'
import { approveCommand } from './policy/approve.ts'
import { checkCommand } from './policy/check.ts'
import { diffCommand } from './policy/diff.ts'
import { draftCommand } from './policy/draft.ts'
import { establishCommand } from './policy/establish.ts'
import { lintCommand } from './policy/lint.ts'
import { proposeCommand } from './policy/propose.ts'
import { publishCommand } from './policy/publish.ts'
import { renderCommand } from './policy/render.ts'
import { statusCommand } from './policy/status.ts'
import { withdrawCommand } from './policy/withdraw.ts'

export const policyCommands: CommandGroup = {
  name: 'policy',
  ko: '방침을 현황에서 만들고, 비교하고, 공고·공개하고, 사실과 맞는지 확인합니다.',
  en: 'Writes the policy from the registry, compares, announces, publishes and checks it.',
  commands: [
    draftCommand,
    diffCommand,
    checkCommand,
    lintCommand,
    renderCommand,
    establishCommand,
    proposeCommand,
    approveCommand,
    announceCommand,
    withdrawCommand,
    publishCommand,
    statusCommand,
  ],
}
