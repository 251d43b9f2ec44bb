/** `jangseung registry …`: the register of cameras. One file a command in `registry/`; this file lists them. */
import type { CommandGroup } from './command.ts'
import { exportCommand } from './registry/export.ts'
import { importCommand } from './registry/import.ts'
import { showCommand } from './registry/show.ts'

export const registryCommands: CommandGroup = {
  name: 'registry',
  ko: '기기 현황을 보여 주고, 전국CCTV표준데이터를 가져오거나 내보냅니다.',
  en: 'Shows the register of devices, and takes in or gives out 전국CCTV표준데이터 (open data on cameras).',
  commands: [showCommand, importCommand, exportCommand],
}
