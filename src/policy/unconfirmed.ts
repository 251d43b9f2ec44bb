/**
 * What the registry has yet to confirm. It is told twice: as a remark where such a thing is shown, and in full at the
 * end, so that nobody takes for settled what is not, and no sentence is said twice.
 */
import type { Block, Language } from '../documents/documents.ts'
import type { Bilingual } from '../law/law.ts'
import type { Context } from './context.ts'
import { concerns } from './scope.ts'
import { say } from './wording.ts'

type Unconfirmed = Context['registry']['unconfirmed'][number]

/** What is unconfirmed of anything that the policy is about; another policy's purposes, officers and windows are not. */
export function unconfirmed(context: Context): readonly Unconfirmed[] {
  const { registry, policy, zones, devices } = context
  const scoped = [
    ...registry.officers,
    ...registry.processors,
    ...registry.consultations,
    ...registry.requests.windows,
  ]
  const elsewhere = idsOf([
    ...registry.zones,
    ...registry.devices,
    ...registry.policies,
    ...registry.purposes,
    ...scoped,
  ])
  const here = idsOf([
    ...zones,
    ...devices,
    policy,
    ...devices.flatMap(({ purposes }) => purposes.map((id) => ({ id }))),
    ...scoped.filter(({ scope }) => concerns(context, scope)),
  ])
  return registry.unconfirmed.filter(({ about }) => about.some((id) => here.has(id) || !elsewhere.has(id)))
}

/** The remark of a clause that shows things with these ids; empty when all of them are confirmed. */
export function remark(
  context: Context,
  shown: Iterable<string>,
  title: Bilingual,
  language: Language,
): readonly Block[] {
  const ids = new Set(shown)
  if (!unconfirmed(context).some(({ about }) => about.some((id) => ids.has(id)))) return []
  return [
    {
      type: 'note',
      text: say(
        language,
        `‘${title.ko}’ 가운데 아직 확인 중인 내용은 맨 뒤에 적었습니다.`,
        `Parts of “${title.en}” are still being confirmed; they are listed at the end.`,
      ),
    },
  ]
}

function idsOf(things: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(things.map(({ id }) => id))
}
