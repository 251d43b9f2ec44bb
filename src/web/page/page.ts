/**
 * The two pages: who are you (sign-in, enrolment, first set-up), and what do you want to see (devices, purpose, range,
 * player). Plain, keyboard first, Korean first; the staff console will take their place.
 */
import type { Account } from '../../staff/staff.ts'
import { permits } from '../../staff/staff.ts'
import type { DeviceView } from '../devices.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { wordsIn } from './words.ts'
import type { Language } from './words.ts'

type Frame = { readonly language: Language; readonly agency: string | undefined }
type Words = ReturnType<typeof wordsIn>

function frame(
  { language, agency }: Frame,
  words: Words,
  part: {
    readonly script: 'entry.js' | 'home.js'
    readonly bar: Html
    readonly main: Html
    readonly data: object
  },
): Html {
  const other = language === 'ko' ? 'en' : 'ko'
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${words.title} | ${agency ?? words.product}</title>
        <link rel="stylesheet" href="/assets/page.css" />
        <link rel="icon" href="data:," />
        <script type="module" src="/assets/${part.script}"></script>
        <script type="application/json" id="data">
          ${dataBlock({ language, words, ...part.data })}
        </script>
      </head>
      <body>
        <a class="skip" href="#main">${words.skip}</a>
        <header class="top">
          <p class="brand"><strong>${agency ?? words.product}</strong> <span>${words.title}</span></p>
          <div class="tools">
            <a href="${language === 'ko' ? '/' : '/en'}">${words.portal}</a>${part.bar}<a
              lang="${other}"
              hreflang="${other}"
              href="/staff?lang=${other}"
              >${words.otherLanguage}</a
            >
          </div>
        </header>
        <noscript><p class="alert">${words.needsScript}</p></noscript>
        <main id="main" tabindex="-1">${part.main}</main>
      </body>
    </html> `
}

/** JSON inside a script element must not be able to end it. */
function dataBlock(data: object): Html {
  return { html: JSON.stringify(data).replaceAll('<', '\\u003c') }
}

function field(
  name: string,
  label: string,
  options: {
    /** Its own on the page, where another form has a field of that name. */
    readonly id?: string
    readonly type?: string
    readonly autocomplete?: string
    readonly note?: string
  } = {},
): Html {
  const { id = name, type = 'text', autocomplete = 'off', note } = options
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${note !== undefined && html`<p class="note" id="${id}-note">${note}</p>`}
    <input
      id="${id}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      required
      ${note !== undefined && html`aria-describedby="${id}-note"`}
    />
  </div>`
}

type Entry = Frame & {
  /** Nobody can sign in yet. */
  readonly isFirstStart: boolean
  /** The set-up code of the first start has not been used. */
  readonly needsAdministrator: boolean
}

/** Sign-in; at the first start set-up in its place, and later beside it for as long as there is no administrator. */
export function entryPage(page: Entry): Html {
  const words = wordsIn(page.language)
  const setUp = html`<details>
    <summary>${words.setUpTitle}</summary>
    ${setUpForm(words)}
  </details>`
  const main = page.isFirstStart
    ? html`<h1>${words.setUpTitle}</h1>
        ${setUpForm(words)}`
    : html`${signInForms(words)} ${page.needsAdministrator && setUp}`
  return frame(page, words, {
    script: 'entry.js',
    bar: html``,
    main: html`<div class="narrow">
      <p id="message" class="alert" role="alert" hidden></p>
      ${main}
    </div>`,
    data: {},
  })
}

function setUpForm(words: Words): Html {
  return html`<p>${words.setUpNote}</p>
    <form data-url="/api/v1/setup" data-then="sign-in" class="card">
      ${field('token', words.code, { id: 'set-up-token' })}
      ${field('login', words.login, { id: 'set-up-login', autocomplete: 'username' })}
      ${field('name', words.name, { autocomplete: 'name' })}
      ${field('password', words.password, {
        id: 'set-up-password',
        type: 'password',
        autocomplete: 'new-password',
        note: words.passwordNote,
      })}
      <button type="submit">${words.setUp}</button>
    </form>`
}

function signInForms(words: Words): Html {
  return html`<h1>${words.signIn}</h1>
    <form data-url="/api/v1/session" data-then="home" class="card">
      ${field('login', words.login, { autocomplete: 'username' })}
      ${field('password', words.password, { type: 'password', autocomplete: 'current-password' })}
      <p class="note">${words.signInNote}</p>
      <button type="submit">${words.signIn}</button>
    </form>
    <details>
      <summary>${words.enrolTitle}</summary>
      <form data-url="/api/v1/enrolment" data-then="enrolled" class="card">
        ${field('token', words.code)}
        <div class="field">
          <label for="newPassword">${words.password}</label>
          <p class="note" id="new-note">${words.passwordNote}</p>
          <input
            id="newPassword"
            name="password"
            type="password"
            autocomplete="new-password"
            required
            aria-describedby="new-note"
          />
        </div>
        <button type="submit">${words.enrol}</button>
      </form>
    </details>`
}

type Home = Frame & {
  readonly account: Account
  readonly devices: readonly DeviceView[]
  readonly nowMs: number
}

/** Devices, the request and the player; for accounts that watch nothing, only that. */
export function homePage(page: Home): Html {
  const words = wordsIn(page.language)
  const { account, language } = page
  const devices = page.devices.filter(({ mayView }) => mayView)
  const isViewer = permits(account.roles, 'viewings.open')
  return frame(page, words, {
    script: 'home.js',
    bar: html`<span class="who">${account.person?.name ?? account.id}</span
      ><button type="button" id="sign-out" class="plain">${words.signOut}</button>`,
    main: isViewer
      ? html`<h1 class="quiet">${words.title}</h1>
          <div class="columns">
            ${deviceList(devices, language, words)}
            <div class="work">${requestForm(words)}${player(words)}</div>
          </div>`
      : html`<div class="narrow">
          <h1>${words.title}</h1>
          <p>${words.administration}</p>
        </div>`,
    data: {
      viewer: account.person?.login ?? account.id,
      nowMs: page.nowMs,
      mayGoBeyond: permits(account.roles, 'viewings.offPurpose'),
      devices: devices.map(({ id, name, zone, site, purposes }) => ({
        id,
        name: `${name[language]} (${id})`,
        place: `${site.name[language]} · ${zone.name[language]}`,
        purposes: purposes.map((purpose) => ({
          id: purpose.id,
          name: purpose.name[language],
          bases: purpose.bases.map(({ code, cite, text }) => ({ code, text: `${cite} ${text[language]}` })),
        })),
      })),
    },
  })
}

function deviceList(devices: readonly DeviceView[], language: Language, words: Words): Html {
  const zones = Map.groupBy(devices, ({ zone, site }) => `${site.id} ${zone.id}`)
  const groups = [...zones.values()].map((inZone) => zoneGroup(inZone, language, words))
  return html`<section class="devices" aria-labelledby="devices-title">
    <h2 id="devices-title">${words.cameras}</h2>
    ${
      devices.length === 0
        ? html`<p>${words.noCameras}</p>`
        : html`<p class="note">${words.camerasNote}</p>
            ${groups}`
    }
  </section>`
}

function zoneGroup(devices: readonly DeviceView[], language: Language, words: Words): Html {
  const [first] = devices
  if (first === undefined) return html``
  const { site, zone } = first
  const isOpen = devices.some(({ state }) => state !== null)
  return html`<details class="zone" ${isOpen && html`open`}>
    <summary>
      <span>${site.name[language]} · ${zone.name[language]}</span>
      <span class="count">${words[zone.place]} ${devices.length}</span>
    </summary>
    <ul>
      ${devices.map((device) => deviceItem(device, language, words))}
    </ul>
  </details>`
}

function deviceItem({ id, name, state }: DeviceView, language: Language, words: Words): Html {
  const kind = state?.state ?? 'noState'
  return html`<li>
    <input type="radio" name="device" id="device-${id}" value="${id}" />
    <label for="device-${id}"
      ><span class="name">${name[language]} <span class="id">${id}</span></span>
      <span class="state ${kind}">${words[kind]}</span></label
    >
  </li>`
}

function requestForm(words: Words): Html {
  return html`<section aria-labelledby="request-title">
    <h2 id="request-title">${words.request}</h2>
    <p id="message" class="alert" role="alert" hidden></p>
    <form id="request" class="card">
      <p class="chosen">
        <span class="caption">${words.chosen}</span> <output id="chosen">${words.chooseFirst}</output>
      </p>
      <p class="note" id="recorded" aria-live="polite"></p>
      <div class="pair">
        <div class="field">
          <label for="from">${words.from}</label
          ><input
            id="from"
            name="from"
            type="datetime-local"
            step="1"
            required
            aria-describedby="time-note"
          />
        </div>
        <div class="field">
          <label for="to">${words.to}</label
          ><input id="to" name="to" type="datetime-local" step="1" required aria-describedby="time-note" />
        </div>
      </div>
      <p class="note" id="time-note">${words.koreanTime}</p>
      <div class="pair">
        <div class="field">
          <label for="purpose">${words.purpose}</label
          ><select id="purpose" name="purpose" required disabled></select>
        </div>
        <div class="field">
          <label for="basis">${words.basis}</label
          ><select id="basis" name="basis" required disabled></select>
        </div>
      </div>
      <div class="field">
        <label for="detail">${words.detail}</label>
        <p class="note" id="detail-note">${words.detailNote}</p>
        <input
          id="detail"
          name="detail"
          type="text"
          maxlength="500"
          autocomplete="off"
          aria-describedby="detail-note"
        />
      </div>
      <p class="note">${words.recordNote}</p>
      <button type="submit" id="open" disabled>${words.open}</button>
    </form>
  </section>`
}

function player(words: Words): Html {
  return html`<section id="viewing" aria-labelledby="viewing-title" hidden>
      <h2 id="viewing-title" tabindex="-1">${words.viewing}</h2>
      <div class="card">
        <p class="record"><strong>${words.recorded}</strong> <span id="leaf"></span></p>
        <dl>
          <div>
            <dt>${words.chosen}</dt>
            <dd id="shown-device"></dd>
          </div>
          <div>
            <dt>${words.range}</dt>
            <dd id="shown-range"></dd>
          </div>
          <div>
            <dt>${words.why}</dt>
            <dd id="shown-why"></dd>
          </div>
          <div>
            <dt>${words.who}</dt>
            <dd id="shown-who"></dd>
          </div>
        </dl>
        <div class="screen" id="screen">
          <video
            id="video"
            controls
            autoplay
            muted
            playsinline
            disablepictureinpicture
            controlslist="nodownload noremoteplayback"
          ></video>
          <span id="mark" aria-hidden="true"></span>
        </div>
        <p class="alert" id="playback" role="alert" hidden></p>
        <div class="foot">
          <p><span class="caption">${words.until}</span> <time id="left" role="timer"></time></p>
          <button type="button" id="close" class="secondary">${words.close}</button>
        </div>
      </div>
    </section>
    <p id="done" class="done" role="status" hidden></p>`
}
