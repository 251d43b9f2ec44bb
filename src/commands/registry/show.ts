/** `jangseung registry show`: what the agency has, zone by zone, on a day. */
import { deviceCounts, type Registry } from '../../registry/registry.ts'
import { type Command, dataOption, jsonOption } from '../command.ts'
import { asOfOption, versionOf } from './version.ts'

export const showCommand: Command = {
  name: 'show',
  usage: '[AGENCY.yaml] [--data DIR] [--as-of DAY] [--json]',
  ko: '기준일의 기기 현황을 구역별로 보여 줍니다. 기관 파일이 없으면 데이터 폴더에서 봅니다.',
  en: 'Shows the register of devices zone by zone, as of a day; of a data folder when no agency file is given.',
  options: { data: dataOption, 'as-of': asOfOption, json: jsonOption },
  async run(given, around) {
    const { registry } = await versionOf(given, around)
    around.print(given.flag('json') ? `${JSON.stringify(registry)}\n` : summary(registry))
    return 0
  },
}

const CLASSES = { fixed: '고정형', mobile: '이동형' } as const
const PLACES = { public: '공개', closed: '비공개' } as const

/** How many devices in use each zone has, and how long what they film is kept. */
function summary(registry: Registry): string {
  const counts = deviceCounts(registry)
  const total = counts.reduce((sum, { devices }) => sum + devices, 0)
  const zones = new Map(registry.zones.map((zone) => [zone.id, zone]))
  const rows = counts.map(({ zone: id, class: deviceClass, place, devices }) => {
    const zone = zones.get(id)
    const kept = (zone?.recordings ?? [])
      .filter(({ category }) => registry.categories.find((one) => one.id === category)?.class === deviceClass)
      .map(({ category, retentionDays }) => `${category} ${retentionDays}`)
    const cell = `${CLASSES[deviceClass]}·${PLACES[place]}`
    return `${String(devices).padStart(7)}  ${id.padEnd(32)} ${cell}  ${kept.join(', ')}  ${zone?.name.ko ?? ''}`
  })
  const { ko, en } = registry.agency.name
  const head = `${ko}\n${en}\n기준일 · as of ${registry.asOf}: ${total}대 · devices in use\n`
  const columns = `${'대수'.padStart(5)}  ${'구역 · zone'.padEnd(30)} 구분  촬영 구분과 보관일수 · category, days kept`
  const { length } = registry.unconfirmed
  const tail = length === 0 ? '' : `\n확인되지 않은 사항 ${length}건 · ${length} matters not yet confirmed\n`
  return `${head}\n${columns}\n${rows.join('\n')}\n${tail}`
}
