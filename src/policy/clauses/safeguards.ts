/** How footage is kept safe (영 §25①7, 법 §29): what the agency states, in the three groups of the law, and no more. */
import { unreachable } from '../../base/assert.ts'
import type { Bilingual } from '../../law/law.ts'
import type { Safeguard } from '../../registry/registry.ts'
import type { Clause } from '../clause.ts'
import { evidence, unseen } from '../conformance/evidence.ts'
import { accessFinding, passwordsFinding } from '../conformance/people.ts'
import { encryptionFinding, ledgerFinding, SAMPLE_FILES } from '../conformance/records.ts'
import type { System } from '../conformance/system.ts'
import type { Context } from '../context.ts'
import type { Fact } from '../model.ts'
import { processorsOf } from './processors.ts'
import { both, cited, say } from '../wording.ts'

type Group = 'technical' | 'administrative' | 'physical'

const GROUPS: { readonly [G in Group]: Bilingual } = {
  technical: { ko: '기술적 조치', en: 'Technical' },
  administrative: { ko: '관리적 조치', en: 'Administrative' },
  physical: { ko: '물리적 조치', en: 'Physical' },
}

const MEASURES: { readonly [S in Safeguard]: Bilingual & { readonly group: Group } } = {
  encryption: {
    group: 'technical',
    ko: '촬영한 영상을 암호화하여 저장합니다.',
    en: 'Footage is stored encrypted.',
  },
  passwords: {
    group: 'technical',
    ko: '사용자마다 계정과 비밀번호를 따로 두어 접근을 통제합니다.',
    en: 'Every user has an account and a password of their own.',
  },
  separateNetwork: {
    group: 'technical',
    ko: '전용회선을 써서 외부망과 분리합니다.',
    en: 'Dedicated lines keep the cameras apart from outside networks.',
  },
  differentiatedAccess: {
    group: 'administrative',
    ko: '맡은 업무에 따라 접근 권한을 다르게 줍니다.',
    en: 'What each person can see depends on their duties.',
  },
  viewingRecords: {
    group: 'administrative',
    ko: '영상의 생성 일시와, 열람할 때의 목적·열람자·일시를 기록하여 위조와 변조를 막습니다.',
    en: 'When footage was made, and who saw it when and why, is recorded, so that nothing can be altered unseen.',
  },
  restrictedArea: {
    group: 'physical',
    ko: '영상을 보관하는 곳을 제한구역으로 정하여 담당자가 아닌 사람의 출입을 막습니다.',
    en: 'Footage is kept in restricted areas, closed to whoever has no business there.',
  },
  controlledArea: {
    group: 'physical',
    ko: '기기와 영상을 통제구역에 두어 허가받은 사람만 출입하게 합니다.',
    en: 'Devices and footage are in controlled areas that only authorised people may enter.',
  },
  physicalLock: {
    group: 'physical',
    ko: '영상을 보관하는 곳에 잠금장치를 설치합니다.',
    en: 'The places where footage is kept are locked.',
  },
}

const title = { ko: '영상정보의 안전성 확보조치', en: 'How footage is kept safe' }

export const safeguards: Clause = {
  id: 'safeguards',
  title: () => title,
  law: () => ['영 §25①7', '법 §29', '영 §30①'],
  applies: ({ policy }) => policy.safeguards.length > 0,
  facts: ({ policy }) =>
    policy.safeguards.map((one): Fact => ({
      id: `safeguard/${one}`,
      label: both((language) =>
        say(
          language,
          `안전조치: ${GROUPS[MEASURES[one].group].ko}`,
          `Safeguard: ${GROUPS[MEASURES[one].group].en.toLowerCase()}`,
        ),
      ),
      value: one,
      text: { ko: MEASURES[one].ko, en: MEASURES[one].en },
    })),
  write: ({ policy }, language) => [
    {
      type: 'paragraph',
      text: say(
        language,
        `영상이 분실·도난·유출되거나 위조·변조·훼손되지 않도록 다음 조치를 합니다(${cited('법 §29', 'ko')}).`,
        `These measures keep footage from being lost, stolen, leaked, forged, altered or damaged (${cited('법 §29', 'en')}).`,
      ),
    },
    {
      type: 'list',
      style: 'bullet',
      items: (['technical', 'administrative', 'physical'] as const).flatMap((group) => {
        const measures = policy.safeguards.filter((one) => MEASURES[one].group === group)
        if (measures.length === 0) return []
        return [
          [
            { text: `${GROUPS[group][language]}: `, strong: true },
            measures.map((one) => MEASURES[one][language]).join(' '),
          ],
        ]
      }),
    },
  ],
  check: (system, context) =>
    context.policy.safeguards.map((one) =>
      evidence(`safeguard/${one}`, claimOf(one), findingOf(one, system, context)),
    ),
}

const LOOK = {
  physicalLock: { ko: '보관하는 곳의 잠금장치를 현장에서 확인하십시오.', en: 'See the locks on the spot.' },
  restrictedArea: {
    ko: '제한구역 표지와 출입 기록을 현장에서 확인하십시오.',
    en: 'See the sign of the restricted area, and the record of those who entered.',
  },
  controlledArea: {
    ko: '통제구역 표지와 출입 기록을 현장에서 확인하십시오.',
    en: 'See the sign of the controlled area, and the record of those who entered.',
  },
  separateNetwork: {
    ko: '회선 구성도와 방화벽 설정을 확인하십시오.',
    en: 'See the plan of the network, and the rules of its firewall.',
  },
} as const

/** What is held against the system: the text, or as much of it as can be measured. */
function claimOf(one: Safeguard): Bilingual {
  switch (one) {
    case 'encryption':
      return {
        ko: `보관 중인 영상에서 무작위로 고른 파일(최대 ${SAMPLE_FILES}개)은 암호화되어 있습니다.`,
        en: `Files chosen at random from the footage that is kept (at most ${SAMPLE_FILES}) are encrypted.`,
      }
    case 'viewingRecords':
      return {
        ko: '장부에 적힌 영상 생성과 열람(목적·열람자·일시)의 기록은 지워지거나 고쳐지지 않았습니다.',
        en: 'No record in the ledger, of footage made or of who saw it when and why, was removed or altered.',
      }
    case 'differentiatedAccess':
      return {
        ko: '영상을 볼 수 있는 계정은 맡은 범위의 기기까지만 볼 수 있습니다.',
        en: 'Accounts that can see footage reach no devices but those their bearers are responsible for.',
      }
    case 'passwords':
      return { ko: '쓰이는 계정마다 비밀번호가 있습니다.', en: 'Every account in use has a password.' }
    case 'physicalLock':
    case 'restrictedArea':
    case 'controlledArea':
    case 'separateNetwork':
      return { ko: MEASURES[one].ko, en: MEASURES[one].en }
    default:
      return unreachable(one)
  }
}

function findingOf(one: Safeguard, system: System, context: Context) {
  switch (one) {
    case 'encryption':
      return encryptionFinding(system)
    case 'viewingRecords':
      return ledgerFinding(system)
    case 'differentiatedAccess':
      return accessFinding(system, context, processorsOf(context))
    case 'passwords':
      return passwordsFinding(system)
    case 'physicalLock':
    case 'restrictedArea':
    case 'controlledArea':
    case 'separateNetwork':
      return unseen(LOOK[one])
    default:
      return unreachable(one)
  }
}
