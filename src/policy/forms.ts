/** 별지 서식: how the text names a form of the agency, and the fact that there is one. */
import type { Language } from '../documents/documents.ts'
import type { Form } from '../registry/registry.ts'
import type { Context } from './context.ts'
import type { Fact } from './model.ts'
import { both, say } from './wording.ts'

/** ‘개인영상정보 관리대장’(별지 제1호서식) */
export function formText({ title, number }: Form, language: Language): string {
  return say(
    language,
    `‘${title.ko}’${number === null ? '' : `(별지 제${number}호서식)`}`,
    `“${title.en}”${number === null ? '' : ` (form ${number})`}`,
  )
}

/** The forms of that use, as facts of the clause that speaks of them. */
export function formFacts({ registry }: Context, use: Form['use']): readonly Fact[] {
  return registry.forms
    .filter((form) => form.use === use)
    .map(({ id, title, number }) => ({
      id: `form/${id}`,
      label: both((language) => say(language, `서식: ${title.ko}`, `Form: ${title.en}`)),
      value: { title, number },
      text: both((language) => formText({ id, title, number, use }, language)),
    }))
}
