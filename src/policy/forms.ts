/** 별지 서식: how the text names a form of the agency. */
import type { Language } from '../documents/documents.ts'
import type { Form } from '../registry/registry.ts'
import { say } from './wording.ts'

/** ‘개인영상정보 관리대장’(별지 제1호서식) */
export function formText({ title, number }: Form, language: Language): string {
  return say(
    language,
    `‘${title.ko}’${number === null ? '' : `(별지 제${number}호서식)`}`,
    `“${title.en}”${number === null ? '' : ` (form ${number})`}`,
  )
}
