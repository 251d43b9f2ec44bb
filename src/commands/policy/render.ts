/** `jangseung policy render`: the policy of an agency file as a document. Needs no running system. */
import { unreachable } from '../../base/assert.ts'
import {
  type Document,
  renderHtmlPage,
  renderHwpx,
  renderPdf,
  renderText,
} from '../../documents/documents.ts'
import { documentOf, type Draft, draftBytes } from '../../policy/policy.ts'
import { type Arguments, type Command, commandFault, dataOption } from '../command.ts'
import { oneOf } from '../given.ts'
import { writeForOthers } from '../output.ts'
import { onOption, policyOption } from './source.ts'
import { textOf } from './texts.ts'

const FORMATS = ['html', 'pdf', 'hwpx', 'txt', 'json'] as const
type Format = (typeof FORMATS)[number]

export const renderCommand: Command = {
  name: 'render',
  usage:
    'AGENCY.yaml|VERSION --format FORMAT [--out FILE] [--policy ID] [--language ko|en] [--on DAY] [--data DIR]',
  ko: '방침을 문서로 만듭니다. 기관 파일은 운영 중인 시스템이 없어도 되며, 판은 데이터 폴더에 보관된 것입니다.',
  en: 'Makes a document of a policy: of an agency file, with nothing running, or of a version that a data folder keeps.',
  options: {
    format: {
      type: 'string',
      value: 'FORMAT',
      ko: 'html, pdf, hwpx, txt, json 가운데 하나 (생략하면 파일 이름을 따름)',
      en: 'one of html, pdf, hwpx, txt, json (default: as the name of the file ends)',
    },
    out: {
      type: 'string',
      value: 'FILE',
      ko: '쓸 파일 (html, txt, json은 생략하면 화면에 출력)',
      en: 'the file to write (html, txt and json: standard output without it)',
    },
    policy: policyOption,
    language: {
      type: 'string',
      value: 'ko|en',
      ko: '문서의 언어 (기본 ko)',
      en: 'the language of the document (default ko)',
    },
    on: onOption,
    data: dataOption,
  },
  async run(given, around) {
    const out = given.text('out')
    const format = formatOf(given, out)
    const language = oneOf('--language', given.text('language') ?? 'ko', ['ko', 'en'])
    if (out === undefined && (format === 'pdf' || format === 'hwpx'))
      throw commandFault('command.missingArgument', { name: '--out' })
    const one = await textOf(given.word(0, 'AGENCY.yaml'), given, around)
    const bytes = await render(one, documentOf(one, language), format)
    if (out === undefined) around.print(bytes.toString('utf8'))
    else await writeForOthers(around, out, bytes)
    return 0
  },
}

function formatOf(given: Arguments, out: string | undefined): Format {
  const named = given.text('format') ?? out?.split('.').at(-1)
  if (named === undefined) throw commandFault('command.missingArgument', { name: '--format' })
  return oneOf('--format', named, FORMATS)
}

async function render(one: Draft, document: Document, format: Format): Promise<Buffer> {
  switch (format) {
    case 'html':
      return Buffer.from(renderHtmlPage(document))
    case 'txt':
      return Buffer.from(renderText(document))
    case 'json':
      return draftBytes(one)
    case 'pdf':
      return await renderPdf(document)
    case 'hwpx':
      return await renderHwpx(document)
    default:
      return unreachable(format)
  }
}
