/** What stands before the first clause: whose policy this is, about what, and as of when. */
import type { Block, Language } from '../../documents/documents.ts'
import type { Context } from '../context.ts'

export function lead({ registry, asOf }: Context, language: Language): readonly Block[] {
  const { name } = registry.agency
  return [
    {
      type: 'paragraph',
      text: language === 'ko' ? `${name.ko}, ${asOf} 기준` : `${name.en}, as of ${asOf}`,
    },
  ]
}
