/**
 * Every rule of the linter as data: how grave it is by default, the article it rests on, what it asks and what to
 * do. The rules themselves are in `rules/`, one file a family; `docs/ref/linter.md` lists them.
 */
import type { Bilingual, Verification } from '../../law/law.ts'

/**
 * - `error`: the law requires it and it is not there, or the text contradicts itself, or it is not finished
 * - `warning`: likely wrong, out of date, or something a reader needs and does not find
 * - `info`: worth knowing; nobody has to act
 */
export type Severity = 'error' | 'warning' | 'info'

export type RuleEntry = {
  readonly severity: Severity
  readonly law: string | null
  readonly verified: Verification
  /** What it finds. */
  readonly title: Bilingual
  readonly suggestion: Bilingual
}

function entry(
  severity: Severity,
  law: string | null,
  title: Bilingual,
  suggestion: Bilingual,
  verified: Verification = 'read',
): RuleEntry {
  return { severity, law, verified, title, suggestion }
}

export const RULES = {
  NO_POLICY: entry(
    'error',
    '법 §25⑦',
    {
      ko: '영상정보처리기기 운영·관리 방침으로 읽히지 않는 글',
      en: 'Not readable as a policy on video devices',
    },
    {
      ko: '방침의 본문이 든 한국어 파일인지 확인하십시오.',
      en: 'Check that the file holds the policy itself, in Korean.',
    },
  ),
  TOO_LONG: entry(
    'warning',
    null,
    { ko: '한도를 넘어 읽지 않은 부분', en: 'A part beyond the bound that was not read' },
    { ko: '방침만 따로 떼어 검사하십시오.', en: 'Check the policy on its own.' },
  ),
  MISSING_25_1_1: entry(
    'error',
    '영 §25①1',
    { ko: '설치 근거·목적 없음', en: 'No legal basis and purpose' },
    { ko: '설치 근거와 목적을 적으십시오.', en: 'State the legal basis and the purpose.' },
  ),
  MISSING_25_1_2: entry(
    'error',
    '영 §25①2',
    { ko: '설치 대수·위치·촬영범위 없음 또는 빠짐', en: 'Number, places or range of view missing' },
    {
      ko: '기기의 대수, 설치 위치와 촬영범위를 모두 적으십시오.',
      en: 'State how many devices there are, where, and what each films.',
    },
  ),
  MISSING_25_1_3: entry(
    'error',
    '영 §25①3',
    { ko: '관리책임자·담당부서·접근권한자 없음', en: 'No manager, department or persons with access' },
    {
      ko: '관리책임자와 접근권한자의 부서, 직위와 연락처를 적으십시오.',
      en: 'State department, position and telephone number of the manager and of those with access.',
    },
  ),
  MISSING_25_1_4: entry(
    'error',
    '영 §25①4',
    { ko: '촬영시간·보관기간·보관장소·처리방법 없음', en: 'No hours, retention, storage and handling' },
    { ko: '네 가지를 모두 적으십시오.', en: 'State all four of them.' },
  ),
  MISSING_25_1_5: entry(
    'error',
    '영 §25①5',
    { ko: '영상정보 확인 방법·장소 없음', en: 'Not said how and where footage is confirmed' },
    {
      ko: '누구에게 연락하여 어디에서 확인하는지 적으십시오.',
      en: 'State whom to contact and where to come.',
    },
  ),
  MISSING_25_1_6: entry(
    'error',
    '영 §25①6',
    { ko: '정보주체의 열람 등 요구에 대한 조치 없음', en: 'Nothing on requests of data subjects' },
    {
      ko: '열람·존재확인·삭제 요구의 방법과 처리 절차를 적으십시오.',
      en: 'State how access, confirmation and erasure are asked for and dealt with.',
    },
  ),
  MISSING_25_1_7: entry(
    'error',
    '영 §25①7',
    { ko: '기술적·관리적·물리적 보호조치 없음', en: 'No safeguards' },
    {
      ko: '접근 통제, 암호화, 기록, 잠금장치 등을 적으십시오.',
      en: 'State access control, encryption, logs, locks and the like.',
    },
  ),
  MISSING_25_1_8: entry(
    'info',
    '영 §25①8',
    { ko: '그 밖의 사항(변경 공지, 위탁 등) 없음', en: 'No other matters, such as changes and processors' },
    {
      ko: '방침의 변경을 어떻게 알리는지라도 적으십시오.',
      en: 'State at least how changes of the policy are announced.',
    },
  ),
  NO_FILMING_HOURS: entry(
    'error',
    '영 §25①4',
    { ko: '촬영시간 없음', en: 'No hours of filming' },
    { ko: '촬영시간을 적으십시오(예: 24시간).', en: 'State the hours, such as round the clock.' },
  ),
  NO_RETENTION_PERIOD: entry(
    'error',
    '영 §25①4',
    { ko: '보관기간 없음', en: 'No retention period' },
    {
      ko: '촬영일로부터 며칠 보관하는지 적으십시오.',
      en: 'State for how many days from filming footage is kept.',
    },
  ),
  NO_STORAGE_PLACE: entry(
    'error',
    '영 §25①4',
    { ko: '보관장소 없음', en: 'No place of storage' },
    { ko: '영상을 보관하는 장소를 적으십시오.', en: 'State where footage is stored.' },
  ),
  NO_DESTROY_METHOD: entry(
    'error',
    '영 §25①4',
    { ko: '처리(파기)방법 없음', en: 'No method of destruction' },
    {
      ko: '보관기간이 지난 영상을 어떻게 복원할 수 없게 파기하는지 적으십시오.',
      en: 'State how footage is destroyed beyond recovery at the end of its period.',
    },
  ),
  LOCATION_MISSING: entry(
    'error',
    '영 §25①2',
    { ko: '대수만 있고 위치·촬영범위 없음', en: 'A number, but no places or range of view' },
    { ko: '설치(운영) 위치와 촬영범위를 적으십시오.', en: 'State where the devices are and what they film.' },
  ),
  ZONE_UNLISTED: entry(
    'warning',
    '영 §25①2',
    {
      ko: '보관기간에는 있으나 설치 위치에는 없는 장소',
      en: 'A place in the retention table but not among the locations',
    },
    { ko: '그 장소를 설치 위치에 더하십시오.', en: 'Add the place to the locations.' },
  ),
  BASIS_MOBILE_25: entry(
    'error',
    '법 §25의2①',
    { ko: '이동형 기기의 근거로 법 제25조제1항', en: 'Article 25(1) cited for mobile devices' },
    {
      ko: '이동형은 제25조의2제1항과 제15조제1항의 해당 호를 근거로 적으십시오.',
      en: 'Cite Article 25-2(1), with the item of Article 15(1), for mobile devices.',
    },
  ),
  BASIS_CLOSED_25: entry(
    'error',
    '법 §15①, §25①',
    { ko: '비공개 장소의 근거로 법 제25조제1항', en: 'Article 25(1) cited for closed places' },
    {
      ko: '제25조는 공개된 장소에만 적용됩니다. 비공개 장소는 제15조제1항의 해당 호를 근거로 적으십시오.',
      en: 'Article 25 covers only places open to the public. Cite the item of Article 15(1) for closed ones.',
    },
  ),
  CLASS_MISMATCH_24H: entry(
    'error',
    '법 §2',
    { ko: '이동형이라면서 24시간 상시 촬영', en: 'Called mobile, but filming round the clock' },
    {
      ko: '한곳에 두고 계속 촬영하면 고정형입니다. 고정형으로 적고 제25조의 의무(근거, 안내판, 의견수렴)를 따르십시오.',
      en: 'What stands in a place and films all the time is fixed: describe it so, with the duties of Article 25.',
    },
  ),
  MISSING_CPO: entry(
    'warning',
    '법 §31①',
    {
      ko: '개인정보 보호책임자가 없거나, 둔다고만 하고 적지 않음',
      en: 'No privacy officer, or one claimed and not named',
    },
    {
      ko: '개인정보 보호책임자의 직위(부서)와 연락처를 적으십시오.',
      en: 'State position or department and telephone number of the privacy officer.',
    },
  ),
  ACCESS_UNCOVERED: entry(
    'warning',
    '영 §25①3',
    { ko: '접근권한자가 정해지지 않은 기기나 장소', en: 'Devices or a site for which nobody has access' },
    {
      ko: '그 기기·장소의 접근권한자를 적으십시오.',
      en: 'Name who has access to the footage of those devices.',
    },
  ),
  PERSONAL_NAME_PUBLISHED: entry(
    'info',
    '법 §30①6',
    { ko: '담당자의 성명 공개', en: 'Names of officials published' },
    {
      ko: '부서, 직위와 연락처만으로 충분합니다. 성명은 꼭 필요할 때만 적으십시오.',
      en: 'Department, position and number are enough. Publish a name only when it is needed.',
    },
  ),
  RETENTION_NOT_NUMBER: entry(
    'warning',
    '영 §25①4',
    { ko: '보관기간이 기간이 아니라 한도(이내, 이하)', en: 'A bound in place of a retention period' },
    {
      ko: '실제로 보관하는 일수를 적으십시오(예: 촬영일로부터 30일).',
      en: 'State the days for which footage really is kept, such as 30 days from filming.',
    },
  ),
  RETENTION_INCONSISTENT: entry(
    'error',
    '영 §25①4',
    { ko: '같은 영상의 보관기간이 서로 다름', en: 'Two retention periods for the same footage' },
    { ko: '보관기간을 한 가지로 맞추십시오.', en: 'Make them one.' },
  ),
  CONSIGN_CONTRADICT: entry(
    'error',
    '법 §26②',
    {
      ko: '위탁이 없다면서 위탁한다고 함, 또는 서식의 안내문이 남음',
      en: 'Says both that it does and does not use processors',
    },
    {
      ko: '위탁하면 수탁자와 위탁업무를 적고, 하지 않으면 그 문장을 지우십시오.',
      en: 'Name the processor and its task, or remove the sentence.',
    },
  ),
  CONSIGN_NO_TASK: entry(
    'warning',
    '법 §26②',
    { ko: '수탁자만 있고 위탁업무의 내용 없음', en: 'A processor without its task' },
    { ko: '수탁자마다 위탁하는 업무의 내용을 적으십시오.', en: 'State what each processor does.' },
  ),
  PLACEHOLDER: entry(
    'error',
    null,
    { ko: '채우지 않은 자리(○○○, 00대, 홍길동 등)', en: 'A placeholder that was never filled in' },
    { ko: '실제 값으로 바꾸십시오.', en: 'Put the real value.' },
  ),
  DUP_SENTENCE: entry(
    'warning',
    null,
    { ko: '같은 문장의 되풀이', en: 'The same sentence twice' },
    {
      ko: '하나만 남기고, 그 자리에 있어야 할 내용을 적으십시오.',
      en: 'Keep one, and write what should have stood there.',
    },
  ),
  DUP_SECTION: entry(
    'warning',
    null,
    { ko: '같은 제목의 방침이나 절이 둘', en: 'Two policies or sections under one title' },
    {
      ko: '제목을 달리하거나 나누어 게시하십시오.',
      en: 'Give them titles of their own, or publish them apart.',
    },
  ),
  HEADER_NOISE: entry(
    'warning',
    null,
    {
      ko: '본문에 섞인 머리글·꼬리글이나 판독되지 않은 글자',
      en: 'Page furniture or unreadable remains in the text',
    },
    { ko: '본문이 아닌 것을 지우십시오.', en: 'Remove what is not the policy.' },
  ),
  TITLE_MISMATCH: entry(
    'warning',
    '법 §25⑦',
    { ko: '운영·관리 방침 안에서 처리방침이라 부름', en: 'Calls itself the general privacy policy' },
    { ko: '"영상정보처리기기 운영·관리 방침"으로 고치십시오.', en: 'Call it the policy on video devices.' },
  ),
  SUM_MISMATCH: entry(
    'error',
    '영 §25①2',
    { ko: '합계와 부분의 합이 다름', en: 'A total that is not the sum of its parts' },
    { ko: '대수를 다시 세어 맞추십시오.', en: 'Count again, and make them agree.' },
  ),
  NOTICE_METHOD_MISSING: entry(
    'warning',
    '법 §25의2③, 영 §27의2',
    {
      ko: '이동형 기기의 촬영사실 표시 방법 없음',
      en: 'Not said how filming by mobile devices is made known',
    },
    {
      ko: '불빛, 소리, 안내판, 안내서면, 안내방송 가운데 무엇으로 알리는지 적으십시오.',
      en: 'State by which of light, sound, sign, paper or announcement people are told.',
    },
  ),
  SIGNBOARD_MISSING: entry(
    'info',
    '법 §25④',
    { ko: '안내판에 관한 내용 없음', en: 'Nothing on signboards' },
    {
      ko: '방침에 꼭 적어야 하는 것은 아니지만, 안내판을 어디에 두었는지 적으면 좋습니다.',
      en: 'The policy need not say it, but it helps to say where signboards are.',
    },
  ),
  NO_EFFECTIVE_DATE: entry(
    'warning',
    null,
    { ko: '시행일 없음', en: 'No date of effect' },
    { ko: '시행일을 적으십시오.', en: 'State from which day it applies.' },
  ),
  NO_NOTICE_DATE: entry(
    'warning',
    null,
    { ko: '공고일 없음', en: 'No date of announcement' },
    {
      ko: '공고한 날을 시행일과 함께 적으십시오.',
      en: 'State the day it was announced, beside the date of effect.',
    },
  ),
  VERSION_GAP: entry(
    'warning',
    null,
    { ko: '이전 방침들의 적용 기간 사이의 빈틈이나 겹침', en: 'A gap or overlap between versions' },
    { ko: '적용 기간이 끊기지 않게 적으십시오.', en: 'State ranges that follow one another.' },
  ),
  NOTICE_LT_PROMISED: entry(
    'error',
    null,
    { ko: '약속한 공지 기간보다 짧게 공고', en: 'Announced later than promised' },
    {
      ko: '시행일을 늦추거나 약속을 고치십시오.',
      en: 'Put the date of effect later, or change the promise.',
    },
  ),
  STALE_CITATION: entry(
    'warning',
    '표준지침 §44',
    { ko: '옛 조문의 인용', en: 'An article cited by its old number' },
    { ko: '현행 조문 번호를 확인하여 고치십시오.', en: 'Check the number in force and correct it.' },
    'paraphrase',
  ),
  TERM_PRE2023: entry(
    'warning',
    '법 §2',
    { ko: '고정형·이동형을 나누지 않은 옛 용어', en: 'Terms from before fixed and mobile were told apart' },
    {
      ko: '"고정형 영상정보처리기기", "이동형 영상정보처리기기"로 나누어 적으십시오.',
      en: 'Say fixed or mobile video devices.',
    },
  ),
  REFUSAL_OVERBROAD: entry(
    'warning',
    '법 §35④',
    { ko: '법에 없는 포괄적인 거부 사유', en: 'A refusal ground wider than the law' },
    {
      ko: '법 제35조제4항의 사유로 좁히십시오. 다른 사람이 함께 찍혔으면 가리고 열람하게 합니다.',
      en: 'Keep to Article 35(4). Where others are in the picture, mask them and give access.',
    },
  ),
  DEADLINE_MISSING: entry(
    'warning',
    '법 §35③, 영 §41④',
    { ko: '10일의 처리기한이나 이의제기 방법 없음', en: 'No 10 days, or no way to object' },
    {
      ko: '10일 이내에 처리한다는 것과 이의를 제기하는 방법을 적으십시오.',
      en: 'State that requests are dealt with in 10 days, and how to object.',
    },
  ),
  SAFEGUARD_NO_ENCRYPTION: entry(
    'warning',
    '법 §29, 영 §30①4',
    { ko: '저장·전송의 암호화에 관한 내용 없음', en: 'Nothing on encryption in storage and transmission' },
    {
      ko: '영상의 저장과 전송을 어떻게 암호화하는지 적으십시오.',
      en: 'State how stored and sent footage is encrypted.',
    },
  ),
  SAFEGUARD_IRRELEVANT: entry(
    'warning',
    '법 §29',
    { ko: '그 기기에 맞지 않는 보호조치', en: 'A safeguard that does not fit the devices' },
    { ko: '실제로 하는 조치를 적으십시오.', en: 'State what is really done.' },
  ),
  AGENCY_FILE: entry(
    'error',
    null,
    { ko: '기관 파일의 문제', en: 'A problem in an agency file' },
    { ko: '안내에 따라 기관 파일을 고치십시오.', en: 'Mend the agency file as told.' },
  ),
} as const satisfies Readonly<Record<string, RuleEntry>>

export type RuleId = keyof typeof RULES
