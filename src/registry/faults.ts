/**
 * What can be wrong with an agency file or with a change of the registry.
 *
 * The codes up to `registry.fileRefused` describe one place in a file (`{at}` = line:column and path). Values
 * quoted from a file pass through `shown()` (see problem.ts), so that no address with a password is ever echoed.
 */
import { defineFaults } from '../base/fault.ts'

export const registryFault = defineFaults({
  'registry.tooLarge': {
    kind: 'exhausted',
    ko: '{at}: 기관 파일의 {whatKo} 한도는 {limit}입니다. 파일을 줄이거나 여러 대를 count로 묶으십시오.',
    en: '{at}: an agency file may have at most {limit} {whatEn}. Shorten it, or group alike devices with count.',
  },
  'registry.notYaml': {
    kind: 'invalid',
    ko: '{at}: YAML 문법에 맞지 않습니다({reason}). 들여쓰기, 따옴표, 괄호를 확인하십시오.',
    en: '{at}: not valid YAML ({reason}). Check indentation, quotes and brackets.',
  },
  'registry.notPlain': {
    kind: 'invalid',
    ko: '{at}: 기관 파일에서는 {whatKo} 쓸 수 없습니다. 값을 그대로 적으십시오.',
    en: '{at}: an agency file may not use {whatEn}. Write the value out.',
  },
  'registry.duplicateKey': {
    kind: 'invalid',
    ko: '{at}: "{key}" 항목이 두 번 적혀 있습니다(처음: {first}행). 하나만 남기십시오.',
    en: '{at}: the key "{key}" is written twice (first on line {first}). Keep one.',
  },
  'registry.unknownKey': {
    kind: 'invalid',
    ko: '{at}: "{key}" 항목은 정해진 항목이 아닙니다.{hintKo}',
    en: '{at}: "{key}" is not a known key.{hintEn}',
  },
  'registry.personalName': {
    kind: 'invalid',
    ko: '{at}: 담당자는 성명 없이 부서와 직위로만 적습니다. "{key}" 항목을 지우십시오.',
    en: '{at}: officers are stated by department and position, without a name. Remove the key "{key}".',
  },
  'registry.missingKey': {
    kind: 'invalid',
    ko: '{at}: "{key}" 항목이 빠졌습니다. {expectedKo} 값을 적으십시오.',
    en: '{at}: the key "{key}" is missing. Give {expectedEn}.',
  },
  'registry.wrongValue': {
    kind: 'invalid',
    ko: '{at}: {expectedKo} 값이어야 하는데 {received} 값이 있습니다.{hintKo}',
    en: '{at}: expected {expectedEn}, received {received}.{hintEn}',
  },
  'registry.clearAddress': {
    kind: 'invalid',
    ko: '{at}: 영상 주소를 파일에 그대로 적을 수 없습니다. "secret:이름"으로 적고 주소는 비밀 저장소에 넣으십시오. 적혀 있던 비밀번호는 바꾸십시오.',
    en: '{at}: a stream address may not stand in the file. Write "secret:NAME", put the address in the secret store, and change the password that stood here.',
  },
  'registry.duplicateId': {
    kind: 'invalid',
    ko: '{at}: "{id}" 식별자가 이미 쓰였습니다({first}). 다른 식별자를 쓰십시오.',
    en: '{at}: the id "{id}" is already taken ({first}). Use another.',
  },
  'registry.dangling': {
    kind: 'invalid',
    ko: '{at}: {kindKo} 목록에 "{id}" 식별자가 없습니다.{hintKo}',
    en: '{at}: there is no {kindEn} with the id "{id}".{hintEn}',
  },
  'registry.scopeEmpty': {
    kind: 'invalid',
    ko: '{at}: 범위가 비어 있습니다. everything: true, 또는 sites·zones·devices 가운데 하나를 적으십시오.',
    en: '{at}: the scope covers nothing. Write everything: true, or one of sites, zones, devices.',
  },
  'registry.soundForbidden': {
    kind: 'invalid',
    ko: '{at}: 고정형 기기는 녹음 기능을 사용할 수 없습니다(법 §25⑤, 위반 시 법 §72 1호). audio 항목을 지우십시오.',
    en: '{at}: a fixed device may not record sound (법 §25⑤; an offence under 법 §72 1). Remove audio.',
  },
  'registry.soundBasisMissing': {
    kind: 'invalid',
    ko: '{at}: 이동형 기기에서 녹음하려면 그 근거를 audioBasis에 적어야 합니다.',
    en: '{at}: a mobile device that records sound must state why in audioBasis.',
  },
  'registry.basisUnknown': {
    kind: 'invalid',
    ko: '{at}: "{code}"는 {day} 현재 수록된 법적 근거 부호가 아닙니다. 예: 25-1-3 = 법 §25①3.',
    en: '{at}: "{code}" is not a basis on record for {day}. Example: 25-1-3 = 법 §25①3.',
  },
  'registry.basisWrongParagraph': {
    kind: 'invalid',
    ko: '{at}: {cellKo} 기기의 근거로 "{code}"를 쓸 수 없습니다. {cite}에 따라 {needs}-n 근거가 필요합니다.',
    en: '{at}: "{code}" cannot carry a {cellEn} device. Under {cite} it needs a basis {needs}-n.',
  },
  'registry.basisMissing': {
    kind: 'invalid',
    ko: '{at}: {cellKo} 기기에는 {cite}에 따라 {needs}-n 근거가 하나 이상 필요합니다.',
    en: '{at}: a {cellEn} device needs at least one basis {needs}-n under {cite}.',
  },
  'registry.basisUnsupported': {
    kind: 'invalid',
    ko: '{at}: "{code}"는 {needs}-n 가운데 어느 호인지 함께 적어야 합니다({cite}).',
    en: '{at}: "{code}" must name the item {needs}-n that it refers to ({cite}).',
  },
  'registry.purposeMismatch': {
    kind: 'invalid',
    ko: '{at}: "{purpose}" 목적은 {cellKo} 기기에 쓸 수 있는 근거가 없습니다(기기 {device}). 목적의 class와 bases.{place}를 확인하십시오.',
    en: '{at}: the purpose "{purpose}" has no basis for a {cellEn} device (device {device}). Check its class and bases.{place}.',
  },
  'registry.noPurpose': {
    kind: 'invalid',
    ko: '{at}: 기기 {device}에 설치 목적이 없습니다. 구역이나 기기의 purposes에 {cellKo} 목적을 적으십시오.',
    en: '{at}: the device {device} has no purpose. State a {cellEn} purpose in purposes of its zone or its own.',
  },
  'registry.noCategory': {
    kind: 'invalid',
    ko: '{at}: 구역 {zone}의 recordings에 {cellKo} 기기({device})가 쓸 촬영 구분이 없습니다.',
    en: '{at}: recordings of the zone {zone} has no category for a {cellEn} device ({device}).',
  },
  'registry.categoryUnfit': {
    kind: 'invalid',
    ko: '{at}: 촬영 구분 "{category}"이(가) 이 구역에 두 번 있습니다.',
    en: '{at}: the category "{category}" stands twice in this zone.',
  },
  'registry.storageForbidden': {
    kind: 'invalid',
    ko: '{at}: 법 §25①6(25-1-6)에 따른 기기는 촬영 영상을 저장할 수 없습니다(기기 {device}). recording: false로 적으십시오.',
    en: '{at}: a device under 법 §25①6 (25-1-6) may not store what it films (device {device}). Write recording: false.',
  },
  'registry.placeForbidden': {
    kind: 'invalid',
    ko: '{at}: 사생활을 현저히 침해할 우려가 있는 장소에는 기기를 둘 수 없습니다({cite}, 기기 {device}).',
    en: '{at}: no device may film the inside of such a private place ({cite}, device {device}).',
  },
  'registry.justificationMissing': {
    kind: 'invalid',
    ko: '{at}: 보관기간 {days}일은 {cap}일을 넘으므로 justification에 사유를 적어야 합니다({cite}).',
    en: '{at}: keeping footage {days} days, longer than {cap}, needs a written justification ({cite}).',
  },
  'registry.privacyOfficers': {
    kind: 'invalid',
    ko: '{at}: 개인정보 보호책임자(privacyOfficer)는 한 명이어야 하는데 {count}명입니다(법 §31①).',
    en: '{at}: there must be one privacy officer (privacyOfficer); there are {count} (법 §31①).',
  },
  'registry.datesOutOfOrder': {
    kind: 'invalid',
    ko: '{at}: {earlier}은(는) {later}보다 늦을 수 없습니다({earlierDay} > {laterDay}).',
    en: '{at}: {earlier} may not be after {later} ({earlierDay} > {laterDay}).',
  },
  'registry.mobileAlways': {
    kind: 'invalid',
    ko: '{at}: 한곳을 24시간 찍는 기기는 옮길 수 있어도 고정형입니다({cite}). 이동형의 촬영시간은 onDemand나 정해진 시간으로 적거나, 기기를 고정형(cctv, network)으로 적으십시오.',
    en: '{at}: what films one place round the clock is a fixed device even when it can be moved ({cite}). State other hours for the mobile category, or make the device fixed (cctv, network).',
  },
  'registry.signboardMissing': {
    kind: 'invalid',
    ko: '{at}: 구역 {zone}에는 공개된 장소의 고정형 기기({device})가 있으므로 안내판이 있어야 합니다(법 §25④). signboard에 installed: true, 또는 exception(영 §24)을 적으십시오.',
    en: '{at}: the zone {zone} is a public place with a fixed device ({device}), so a signboard is due (법 §25④). State signboard with installed: true, or an exception (영 §24).',
  },
  'registry.filmingNoticeMissing': {
    kind: 'invalid',
    ko: '{at}: 구역 {zone}의 이동형 기기({device})로 촬영하는 사실을 어떻게 알리는지 filmingNotice에 적어야 합니다(법 §25의2③).',
    en: '{at}: state in filmingNotice how filming with mobile devices ({device}) is made known in the zone {zone} (법 §25의2③).',
  },
  'registry.consultationMissing': {
    kind: 'invalid',
    ko: '{at}: 공개된 장소의 고정형 기기({device})는 설치 전에 의견수렴을 거쳐야 합니다(법 §25③). consultations에 그 기록을 적으십시오. 기록을 찾지 못했으면 state: notOnRecord로 적습니다.',
    en: '{at}: a fixed device in a public place ({device}) needs a consultation before it is put up (법 §25③). State its record in consultations; where none is found, state: notOnRecord.',
  },
  'registry.consultationLate': {
    kind: 'invalid',
    ko: '{at}: 기기 {device}의 의견수렴이 설치한 날보다 늦습니다(법 §25③).',
    en: '{at}: the consultation about the device {device} came after it was put up (법 §25③).',
  },
  'registry.consultationEmpty': {
    kind: 'invalid',
    ko: '{at}: 거친 의견수렴에는 방법(methods)과 시작한 날(from)을 적어야 합니다(영 §23).',
    en: '{at}: a consultation that was held needs its methods and the day it began (from) (영 §23).',
  },
  'registry.consentMissing': {
    kind: 'invalid',
    ko: '{at}: 구역 {zone}의 "{purpose}" 목적은 동의(15-1-1)에 따르므로, 동의를 받을 때 알리는 사항을 consents에 적어야 합니다(법 §15②, 기기 {device}).',
    en: '{at}: in the zone {zone} the purpose "{purpose}" stands on consent (15-1-1), so consents must state what people are told when asked (법 §15②, device {device}).',
  },
  'registry.policyMissing': {
    kind: 'invalid',
    ko: '{at}: 기기 {device}을(를) 다루는 운영·관리 방침이 없습니다(법 §25⑦, §25의2④). policies의 scope를 넓히십시오.',
    en: '{at}: no policy covers the device {device} (법 §25⑦, §25의2④). Widen the scope of one in policies.',
  },
  'registry.provisionBasis': {
    kind: 'invalid',
    ko: '{at}: 목적 외 이용·제3자 제공의 근거는 18-2-n이어야 하는데 "{code}"가 있습니다(법 §18②).',
    en: '{at}: use or provision beyond the purpose stands on a basis 18-2-n, not "{code}" (법 §18②).',
  },
  'registry.contractIncomplete': {
    kind: 'invalid',
    ko: '{at}: 위탁 문서에 정하지 않은 사항이 있습니다: {missing} (영 §26①).',
    en: '{at}: the contract does not settle: {missing} (영 §26①).',
  },
  'registry.refusalUnknown': {
    kind: 'invalid',
    ko: '{at}: "{code}"는 {day} 현재 열람 요구를 거부할 수 있는 사유가 아닙니다.{hintKo}',
    en: '{at}: "{code}" is no ground on which a request to see footage may be refused on {day}.{hintEn}',
  },
  'registry.rangesOverlap': {
    kind: 'invalid',
    ko: '{at}: 방침이 시행된 기간이 겹치거나 순서가 바뀌었습니다({earlierDay}까지, 다음은 {laterDay}부터).',
    en: '{at}: the days in force of two versions overlap or stand out of order (until {earlierDay}, then from {laterDay}).',
  },
  'registry.monthDiffers': {
    kind: 'invalid',
    ko: '{at}: installedMonth({month})가 installedOn({day})의 연월과 다릅니다. 하나만 적으십시오.',
    en: '{at}: installedMonth ({month}) is not the month of installedOn ({day}). State only one.',
  },
  'registry.fileRefused': {
    kind: 'invalid',
    ko: '기관 파일을 받아들일 수 없습니다({file}): 잘못된 곳 {count}. 처음: {firstKo}',
    en: 'The agency file is refused ({file}): {count} problem(s). First: {first}',
  },
  'registry.fileUnreadable': {
    kind: 'missing',
    ko: '기관 파일을 읽을 수 없습니다({file}: {reason}). 경로와 권한을 확인하십시오.',
    en: 'The agency file cannot be read ({file}: {reason}). Check the path and its permissions.',
  },
  'registry.unlawful': {
    kind: 'invalid',
    ko: '현황을 바꿀 수 없습니다: 규칙에 어긋난 곳 {count}. 처음: {firstKo}',
    en: 'The registry cannot be changed: {count} rule(s) broken. First: {first}',
  },
  'registry.deviceMissing': {
    kind: 'missing',
    ko: '현황에 기기 "{device}"이(가) 없습니다.',
    en: 'The registry has no device "{device}".',
  },
  'registry.zoneMissing': {
    kind: 'missing',
    ko: '현황에 구역 "{zone}"이(가) 없습니다.',
    en: 'The registry has no zone "{zone}".',
  },
  'registry.categoryMissing': {
    kind: 'invalid',
    ko: '기기 "{device}"은(는) 촬영 구분 "{category}"을(를) 쓰지 않습니다.',
    en: 'The device "{device}" does not record in the category "{category}".',
  },
  'registry.anotherAgency': {
    kind: 'conflict',
    ko: '이 데이터는 기관 "{present}"의 것입니다. 기관 "{given}"의 현황은 다른 데이터 폴더에 두십시오.',
    en: 'This data belongs to the agency "{present}". Keep the registry of "{given}" in another data folder.',
  },
  'registry.notLater': {
    kind: 'conflict',
    ko: '새 현황의 적용 시점({given})은 마지막 현황({latest})보다 뒤여야 합니다. 시계를 확인하십시오.',
    en: 'A new version must apply ({given}) after the latest one ({latest}). Check the clock.',
  },
  'registry.asOfAhead': {
    kind: 'invalid',
    ko: '현황 기준일({asOf})이 적용되는 날({day})보다 늦습니다. 아직 오지 않은 날의 현황은 적용할 수 없습니다.',
    en: 'The facts are as of {asOf}, later than the day they apply from ({day}). State a day that has come.',
  },
  'registry.asOfBack': {
    kind: 'conflict',
    ko: '새 현황의 기준일({asOf})이 지금 현황의 기준일({present})보다 앞섭니다. 기준일을 고치십시오.',
    en: 'The new version is as of {asOf}, earlier than the present one ({present}). Correct its day of reference.',
  },
  'registry.changedMeanwhile': {
    kind: 'conflict',
    ko: '그사이 다른 변경이 먼저 기록되었습니다. 최신 현황에서 다시 시도하십시오.',
    en: 'Another change was recorded first. Try again from the latest version.',
  },
  'registry.versionCorrupt': {
    kind: 'corrupt',
    ko: '저장된 현황({version})의 내용이 기록된 해시와 다릅니다. 프로그램을 거치지 않고 바뀐 것입니다. 데이터베이스를 증거로 보존하고, 백업에서 복구하십시오.',
    en: 'The stored registry version ({version}) does not match its digest: it was changed past the program. Keep the database as evidence, and restore it from a backup.',
  },
})
