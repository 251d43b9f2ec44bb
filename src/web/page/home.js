/** Choose a device, state the purpose, watch. Nothing is loaded before the viewing is in the ledger. */
import Hls from './player.js'
import { ask, page, show } from './ask.js'

const { words } = page
const by = (id) => document.getElementById(id)
const DAY_MS = 86_400_000
const KOREA_MS = 9 * 3_600_000
/** The clock of the server, whatever this computer's says. */
let ahead = page.nowMs - Date.now()
const now = () => Date.now() + ahead

/** The viewing that is open: its answer, its player, its timer. */
let open

/** The fields in which the person wrote a time of their own since the device was chosen. */
const typed = new Set()

/** A moment as the form's fields write it, in Korean time. */
const local = (ms) => new Date(ms + KOREA_MS).toISOString().slice(0, 19)
const moment = (text) => Date.parse(`${text.length === 16 ? `${text}:00` : text}+09:00`)
const readable = (ms) => local(ms).replace('T', ' ')

by('sign-out').addEventListener('click', () => void signOut())

if (by('request')) prepare()

async function signOut() {
  await leave()
  await ask('DELETE', '/api/v1/session').catch(() => {}) // a session that has ended needs no end
  location.assign(`/staff?lang=${page.language}`)
}

function prepare() {
  for (const radio of document.querySelectorAll('input[name=device]'))
    radio.addEventListener('change', () => void choose(radio.value))
  // Chosen before this script had come, or kept by the browser when the page was loaded again.
  if (device()) void choose(device().id)
  for (const id of ['from', 'to']) by(id).addEventListener('input', () => typed.add(id))
  by('purpose').addEventListener('change', () => void fillBases())
  by('request').addEventListener('submit', (event) => {
    event.preventDefault()
    void start()
  })
  by('close').addEventListener('click', () => void finish())
  // Leaving the page ends the viewing; what was missed here ends by its time.
  addEventListener('pagehide', () => void leave({ keepalive: true }))
}

function device() {
  const id = document.querySelector('input[name=device]:checked')?.value
  return page.devices.find((one) => one.id === id)
}

async function choose(id) {
  const chosen = device()
  by('chosen').textContent = `${chosen.name}, ${chosen.place}`
  const purposes = chosen.purposes.map((purpose) => option(purpose.id, purpose.name))
  if (page.mayGoBeyond) purposes.push(option('', words.beyond))
  by('purpose').replaceChildren(...purposes)
  by('purpose').disabled = false
  by('open').disabled = true
  await Promise.all([fillBases(), suggestRange(id)])
  by('open').disabled = false
}

async function fillBases() {
  const purpose = device().purposes.find(({ id }) => id === by('purpose').value)
  const bases =
    purpose?.bases ??
    (await ask('GET', '/api/v1/bases')).bases.map(({ code, cite, text }) => ({
      code,
      text: `${cite} ${text[page.language]}`,
    }))
  by('basis').replaceChildren(...bases.map(({ code, text }) => option(code, text)))
  by('basis').disabled = false
  by('detail').required = purpose === undefined
}

/** The last minute that was recorded is a good first guess. */
async function suggestRange(id) {
  typed.clear()
  const toMs = now()
  const query = `fromMs=${toMs - DAY_MS}&toMs=${toMs}`
  const { footage } = await ask('GET', `/api/v1/devices/${id}/timeline?${query}`).catch(() => ({
    footage: [],
  }))
  if (device()?.id !== id) return
  const last = footage.at(-1)
  by('recorded').textContent =
    last === undefined
      ? words.noFootage
      : `${words.footage}: ${footage
          .slice(-3)
          .map((range) => `${readable(range.fromMs)} ~ ${readable(range.toMs)}`)
          .join(', ')}`
  const end = Math.min(last?.toMs ?? toMs, toMs)
  if (!typed.has('from')) by('from').value = local(Math.max(last?.fromMs ?? 0, end - 60_000))
  if (!typed.has('to')) by('to').value = local(end)
}

function option(value, text) {
  const element = document.createElement('option')
  element.value = value
  element.textContent = text
  return element
}

async function start() {
  show(by('message'))
  show(by('done'))
  await leave()
  const basis = by('basis').value
  const detail = by('detail').value.trim()
  by('open').disabled = true
  by('open').textContent = words.opening
  try {
    const answer = await ask('POST', '/api/v1/viewings', {
      device: device().id,
      fromMs: moment(by('from').value),
      toMs: moment(by('to').value),
      purpose: by('purpose').value || `beyond-${basis}`,
      basis,
      ...(detail === '' ? {} : { detail }),
    })
    ahead = answer.nowMs - Date.now()
    watch(answer)
  } catch (error) {
    show(by('message'), error.message)
    by('message').scrollIntoView({ block: 'nearest' })
  } finally {
    by('open').disabled = false
    by('open').textContent = words.open
  }
}

function watch(answer) {
  const { viewing } = answer
  open = { answer, timer: setInterval(tick, 1000), player: undefined }
  by('leaf').textContent = words.leaf.replace('{leaf}', answer.leaf)
  by('shown-device').textContent = by('chosen').textContent
  by('shown-range').textContent = `${readable(viewing.fromMs)} ~ ${readable(viewing.toMs)}`
  by('shown-why').textContent = [by('purpose'), by('basis')]
    .map((select) => select.selectedOptions[0].textContent)
    .join(', ')
  by('shown-who').textContent = page.viewer
  show(by('playback'))
  by('viewing').hidden = false
  by('viewing-title').focus()
  by('viewing').scrollIntoView({ block: 'start' })
  tick()
  play(answer)
}

function play({ segments, codecs, playlist }) {
  by('screen').hidden = false
  if (segments === 0) return instead(words.nothing)
  const unknown = codecs.find(
    (codec) => !globalThis.MediaSource?.isTypeSupported(`video/mp4; codecs="${codec}"`),
  )
  if (unknown !== undefined) {
    const text = /^(hvc1|hev1)/.test(unknown) ? words.unsupported : words.playFailed
    return instead(text.replace('{codec}', unknown).replace('{reason}', unknown))
  }
  const player = new Hls({ enableWorker: false, backBufferLength: 60, maxBufferLength: 20 })
  open.player = player
  player.on(Hls.Events.ERROR, (_, { fatal, details, response }) => {
    if (!fatal) return
    const ended = response?.code === 403
    show(by('playback'), ended ? words.ended : words.playFailed.replace('{reason}', details))
  })
  player.attachMedia(by('video'))
  player.loadSource(playlist)
}

/** Words in place of the picture. */
function instead(text) {
  by('screen').hidden = true
  show(by('playback'), text)
}

/** Every second: the time left, and whose picture this is, over the picture. */
function tick() {
  if (open === undefined) return
  const left = Math.max(0, Math.ceil((open.answer.viewing.expiresAtMs - now()) / 1000))
  by('left').textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
  const shown = open.player?.playingDate?.getTime()
  by('mark').textContent = [page.viewer, shown === undefined ? readable(now()) : readable(shown)].join('  ')
  if (left === 0) {
    stop()
    show(by('done'), words.ended)
  }
}

/** Takes the picture away. The viewing that was open, if any. */
function stop() {
  const was = open
  open = undefined
  clearInterval(was?.timer)
  was?.player?.destroy()
  by('video')?.removeAttribute('src')
  by('video')?.load()
  if (by('viewing')) by('viewing').hidden = true
  return was?.answer.viewing
}

function leave(options) {
  const viewing = open && stop()
  if (viewing === undefined) return Promise.resolve()
  return ask('POST', `/api/v1/viewings/${viewing.id}/close`, undefined, options).catch(() => undefined)
}

async function finish() {
  const closed = await leave()
  const text = closed
    ? words.closedAfter.replace('{seconds}', Math.round(closed.servedMs / 1000))
    : words.ended
  show(by('done'), text)
  by('done').scrollIntoView({ block: 'nearest' })
  by('open').focus()
}
