/**
 * How anyone can verify the ledger without believing us: its head as it stands, the key, what the formats are, and the
 * commands. Nothing here needs our program but the first of them.
 */
import { html } from '../../page/html.ts'
import type { Html } from '../../page/html.ts'
import { filled, inBoth, pathIn } from '../language.ts'
import type { Language } from '../language.ts'
import { dayText, facts, grouped, table } from '../parts.ts'
import type { LedgerHead, Shown } from '../shown.ts'
import { addressOf } from './policy.ts'

const WORDS = inBoth({
  title: { ko: '장부 검증 방법', en: 'Verifying the ledger' },
  lead: {
    ko: '영상을 보고, 지우고, 방침을 바꾸는 일은 모두 하기 전에 장부에 남습니다. 장부는 덧붙일 수만 있고, 지난 기록을 고치면 누구나 알아챌 수 있습니다. 우리를 믿지 않아도 됩니다.',
    en: 'Viewing, destroying, changing the policy: each is entered in the ledger before it is done. The ledger can only grow, and anybody notices when the past is changed. You need not believe us.',
  },
  head: { ko: '지금의 장부', en: 'The ledger now' },
  none: { ko: '장부에 아직 기록이 없습니다.', en: 'The ledger has no entry yet.' },
  origin: { ko: '이름', en: 'Name' },
  size: { ko: '기록 수', en: 'Entries' },
  entries: { ko: '{n}건', en: '{n}' },
  vkey: { ko: '검증 키', en: 'Verifier key' },
  checkpoint: { ko: '서명된 장부 머리(checkpoint)', en: 'Signed head (checkpoint)' },
  keep: {
    ko: '이 글을 오늘 적어 두면, 나중에 그 뒤로 고쳐진 것이 없는지 확인할 수 있습니다. 검증 키는 기관이 따로 알린 것과 같은지 견주어 보십시오.',
    en: 'Keep this text today, and later you can check that nothing before it was changed. Compare the key with one that the agency has told elsewhere.',
  },
  files: { ko: '공개 파일', en: 'Public files' },
  filesCaption: { ko: '장부의 공개 파일과 형식', en: 'Public files of the ledger and their formats' },
  file: { ko: '파일', en: 'File' },
  what: { ko: '내용', en: 'Content' },
  format: { ko: '형식', en: 'Format' },
  checkpointFile: { ko: '장부 머리와 서명', en: 'Head and signature' },
  vkeyFile: { ko: '서명을 확인하는 키', en: 'The key that signatures are checked with' },
  tileFile: { ko: '기록의 해시를 256개씩 묶은 조각', en: 'Hashes of entries, 256 to a tile' },
  private: {
    ko: '기록의 내용은 누가 어느 카메라를 보았는지와 같은 것이라 점검자만 봅니다. 해시는 모두 공개됩니다.',
    en: 'Entries tell such things as who watched which camera, so only auditors read them. All hashes are public.',
  },
  whole: { ko: '장부 전체를 검증하기', en: 'Verifying the whole ledger' },
  wholeText: {
    ko: '이 시스템의 프로그램은 공개되어 있고, 계정 없이 장부 전체를 검증합니다. SITE에는 이 홈페이지의 주소를 적으십시오.',
    en: 'The program behind this site is open, and verifies the whole ledger without an account. SITE is the address of this site.',
  },
  since: {
    ko: '예전에 적어 둔 checkpoint가 있으면 그때부터 고쳐진 것이 없는지도 확인합니다.',
    en: 'With a checkpoint that you kept, it also shows that nothing before it was changed.',
  },
  other: {
    ko: '형식은 공개 규격(C2SP tlog-tiles, RFC 6962)이므로 다른 사람이 만든 검증 프로그램도 쓸 수 있습니다.',
    en: 'The formats are public (C2SP tlog-tiles, RFC 6962), so that verifiers made by others work as well.',
  },
  one: { ko: '방침 하나를 검증하기', en: 'Verifying one version of the policy' },
  steps: { ko: '차례', en: 'Steps' },
  step1: {
    ko: '방침의 JSON 파일을 받아 SHA-256 값을 구합니다. 방침 페이지에 적힌 지문과 같아야 합니다.',
    en: 'Fetch the JSON of the policy and reckon its SHA-256: it must be the fingerprint on the page of that version.',
  },
  step2: {
    ko: '시행 기록을 받습니다. 그 안의 text 값이 같은 지문이어야 합니다.',
    en: 'Fetch the entry of taking effect: its field text must be the same fingerprint.',
  },
  step3: {
    ko: '시행 증명(tlog-proof)을 받습니다. 기록 앞에 0x00 바이트를 붙여 SHA-256을 구하면 장부의 잎이 되고, 증명의 해시를 차례로 합치면 서명된 뿌리가 나옵니다.',
    en: 'Fetch the proof (tlog-proof): SHA-256 of a byte 0x00 and the entry is the leaf, and with the hashes of the proof it leads to the signed root.',
  },
  proofs: { ko: '방침의 기록과 증명', en: 'Entries and proofs of the policies' },
  proofsCaption: { ko: '방침별 장부 기록과 증명 파일', en: 'Ledger entries and proofs by version' },
  version: { ko: '판', en: 'Version' },
  effective: { ko: '시행일', en: 'Takes effect' },
  announced: { ko: '공고', en: 'Announcement' },
  published: { ko: '시행', en: 'Taking effect' },
  entry: { ko: '기록', en: 'entry' },
  proof: { ko: '증명', en: 'proof' },
  named: { ko: '{title} 제{n}판', en: '{title}, version {n}' },
})

/** How to verify the ledger. */
export function verifyPage(shown: Shown, language: Language): { title: string; main: Html } {
  const words = WORDS[language]
  return {
    title: words.title,
    main: html`<h1>${words.title}</h1>
      <p class="lead">${words.lead}</p>
      <h2>${words.head}</h2>
      ${shown.ledger === undefined ? html`<p>${words.none}</p>` : headOf(shown.ledger, language)}
      <h2>${words.whole}</h2>
      <p>${words.wholeText}</p>
      ${command(words.whole, 'SITE=https://…\ncurl -s $SITE/ledger/vkey > vkey\nnpm run jangseung -- verify --url $SITE/ledger/ --vkey vkey')}
      <p>${words.since}</p>
      ${command(words.since, 'npm run jangseung -- verify --url $SITE/ledger/ --vkey vkey --since checkpoint.txt')}
      <p>${words.other}</p>
      <h2>${words.one}</h2>
      <ol>
        <li>${words.step1}</li>
        <li>${words.step2}</li>
        <li>${words.step3}</li>
      </ol>
      ${oneVersion(shown, language)}
      <h2>${words.files}</h2>
      ${fileTable(language)}
      <p>${words.private}</p>`,
  }
}

function headOf({ origin, size, vkey, checkpoint }: LedgerHead, language: Language): Html {
  const words = WORDS[language]
  return html`${facts([
      [words.origin, html`<span class="code">${origin}</span>`],
      [words.size, filled(words.entries, { n: grouped(size) })],
      [words.vkey, html`<span class="code">${vkey}</span>`],
    ])}
    <h3>${words.checkpoint}</h3>
    ${command(words.checkpoint, checkpoint.trimEnd())}
    <p>${words.keep}</p>`
}

function command(label: string, text: string): Html {
  return html`<pre role="group" tabindex="0" aria-label="${label}">${text}</pre>`
}

function oneVersion(shown: Shown, language: Language): Html {
  const words = WORDS[language]
  const versions = shown.policies.flatMap(({ policy, versions: all }) =>
    all.toReversed().map((version) => ({ policy, version })),
  )
  const example = versions.find(({ version }) => version.inForceOn !== null) ?? versions[0]
  if (example === undefined) return html``
  const address = addressOf(example.version)
  const file = (name: string, of: string, label: string) =>
    html`<a href="${pathIn(language, name)}">${label}<span class="unseen"> ${of}</span></a>`
  return html`${command(
      words.one,
      `curl -s $SITE${address}/policy.json | sha256sum\ncurl -s $SITE${address}/published.json\ncurl -s $SITE${address}/published.tlog-proof`,
    )}
    <h3>${words.proofs}</h3>
    ${table({
      caption: words.proofsCaption,
      width: 'narrow',
      head: [words.version, words.announced, words.published],
      rows: versions.map(({ policy, version }) => {
        const name = filled(words.named, { title: policy.title[language], n: version.number })
        const links = (act: string, of: string) =>
          html`${file(`${addressOf(version)}/${act}.json`, `${of}, ${name}`, words.entry)},
          ${file(`${addressOf(version)}/${act}.tlog-proof`, `${of}, ${name}`, words.proof)}`
        return [
          html`<a href="${pathIn(language, addressOf(version))}">${name}</a> ${
              version.effectiveOn !== null &&
              html`(${words.effective} ${dayText(version.effectiveOn, language)})`
            }`,
          links('announced', words.announced),
          version.inForceOn === null ? '' : links('published', words.published),
        ]
      }),
    })}`
}

function fileTable(language: Language): Html {
  const words = WORDS[language]
  return table({
    caption: words.filesCaption,
    head: [words.file, words.what, words.format],
    rows: [
      [
        link('/ledger/checkpoint', '/ledger/checkpoint'),
        words.checkpointFile,
        html`${link('https://c2sp.org/tlog-checkpoint', 'C2SP tlog-checkpoint')},
        ${link('https://c2sp.org/signed-note', 'signed-note')} (Ed25519)`,
      ],
      [
        link('/ledger/vkey', '/ledger/vkey'),
        words.vkeyFile,
        link('https://c2sp.org/signed-note', 'C2SP signed-note'),
      ],
      [
        html`<span class="code">/ledger/tile/…</span>`,
        words.tileFile,
        html`${link('https://c2sp.org/tlog-tiles', 'C2SP tlog-tiles')},
        ${link('https://www.rfc-editor.org/rfc/rfc6962', 'RFC 6962')}`,
      ],
      [
        html`<span class="code">….tlog-proof</span>`,
        words.proof,
        link('https://c2sp.org/tlog-proof', 'C2SP tlog-proof'),
      ],
    ],
  })
}

function link(href: string, name: string): Html {
  return html`<a href="${href}">${name}</a>`
}
