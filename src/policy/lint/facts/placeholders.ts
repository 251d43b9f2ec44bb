/** Blanks that a template leaves to be filled in, and that were not. */

const PLACEHOLDERS: readonly RegExp[] = [
  /[○◯〇]{2,}/, // ○○○
  /(?:^|[^A-Za-z])(?:O{2,}|X{2,}|x{2,})(?![A-Za-z0-9])/, // letters in place of circles
  /□{2,}|_{3,}|\?{3,}|…{2,}/,
  /(?<![\d,.~/년월-]|\d:)0{2,4}(?=대|명|개|실|과|팀|층|부서|시스템|업체|기관|동|호|일(?!로)|년|월)/, // 00대, 000실
  /^0{2,}$/, // a cell of noughts
  /\(?0(?:2|\d{2})\)?[-·)]?0{3,4}-0{4}/, // 02-000-0000
  /홍길동|김철수|아무개/,
  /(?:기관|부서|담당자|수탁자|업체|회사)명(?:기재|입력)|\[(?:기관명|부서명|성명|연락처|주소|업체명)\]|\{[가-힣A-Za-z_ ]{1,20}\}|<(?:기관명|부서명|성명|회사명)>/,
]

/** What is left of a text without spaces when its placeholders are taken out. */
export function withoutPlaceholders(bare: string): string {
  return PLACEHOLDERS.reduce((text, pattern) => text.replace(pattern, ''), bare)
}

/** The placeholders in a text without spaces. */
export function placeholdersIn(bare: string): string[] {
  return PLACEHOLDERS.flatMap((pattern) => pattern.exec(bare)?.[0] ?? [])
}
