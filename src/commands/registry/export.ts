/** `jangseung registry export`: the register as a file of 전국CCTV표준데이터. */
import { renderXlsx } from '../../documents/documents.ts'
import { exportOpenData, openDataCsv } from '../../registry/registry.ts'
import { type Command, commandFault, dataOption } from '../command.ts'
import { oneOf } from '../given.ts'
import { writeForOthers } from '../output.ts'
import { asOfOption, versionOf } from './version.ts'

export const exportCommand: Command = {
  name: 'export',
  usage:
    '[AGENCY.yaml] [--data DIR] [--as-of DAY] [--columns 13|18] [--format csv|xlsx] [--encoding utf-8|cp949] [--area-code CODE] [--out FILE]',
  ko: '공개된 장소의 고정형 기기를 전국CCTV표준데이터로 내보냅니다.',
  en: 'Writes the fixed devices in public places as 전국CCTV표준데이터.',
  options: {
    data: dataOption,
    'as-of': asOfOption,
    columns: {
      type: 'string',
      value: '13|18',
      ko: '항목 수: 이전 13, 현행 18 (기본 18)',
      en: 'the older 13 columns or the newer 18 (default 18)',
    },
    format: { type: 'string', value: 'csv|xlsx', ko: '파일 형식 (기본 csv)', en: 'the format (default csv)' },
    encoding: {
      type: 'string',
      value: 'utf-8|cp949',
      ko: 'CSV의 문자 집합 (기본 utf-8, BOM 포함)',
      en: 'the encoding of CSV (default utf-8, with byte order mark)',
    },
    'area-code': {
      type: 'string',
      value: 'CODE',
      ko: '개방자치단체코드 7자리',
      en: '개방자치단체코드, 7 digits',
    },
    out: {
      type: 'string',
      value: 'FILE',
      ko: '쓸 파일 (기본은 표준 출력)',
      en: 'the file to write (default: standard output)',
    },
  },
  async run(given, around) {
    const columns = oneOf('--columns', given.text('columns') ?? '18', ['13', '18']) === '13' ? 13 : 18
    const format = oneOf('--format', given.text('format') ?? 'csv', ['csv', 'xlsx'])
    const encoding = oneOf('--encoding', given.text('encoding') ?? 'utf-8', ['utf-8', 'cp949'])
    const areaCode = given.text('area-code') ?? null
    if (areaCode !== null && !/^\d{7}$/.test(areaCode))
      throw commandFault('command.badArgument', { name: '--area-code', value: areaCode, expected: '0000000' })
    const { registry, changedAt } = await versionOf(given, around)
    const { table, cameras, leftOut } = exportOpenData(registry, { columns, areaCode, changedAt })
    const bytes =
      format === 'csv'
        ? openDataCsv(table, encoding)
        : await renderXlsx({ name: '전국CCTV표준데이터', ...table })
    const out = given.text('out')
    if (out === undefined) {
      process.stdout.write(bytes)
      return 0
    }
    await writeForOthers(around, out, bytes)
    const { length } = table.rows
    around.print(
      `${length}행, 카메라 ${cameras}대를 썼습니다. 비공개 장소·이동형·사용하지 않는 기기 ${leftOut}대는 뺐습니다.\n` +
        `Wrote ${length} rows, ${cameras} cameras. Left out: ${leftOut} devices in closed places, mobile or not in use.\n`,
    )
    return 0
  },
}
