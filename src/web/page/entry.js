/** Sign-in, enrolment and first set-up: each form is sent as JSON to its address. */
import { ask, page, show } from './ask.js'

const message = document.getElementById('message')

for (const form of document.querySelectorAll('form[data-url]'))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send(form)
  })

async function send(form) {
  const button = form.querySelector('button')
  button.disabled = true
  show(message)
  try {
    const fields = Object.fromEntries(new FormData(form))
    await ask('POST', form.dataset.url, fields)
    if (form.dataset.then === 'sign-in')
      await ask('POST', '/api/v1/session', { login: fields.login, password: fields.password })
    if (form.dataset.then === 'enrolled') {
      form.reset()
      message.classList.replace('alert', 'done')
      show(message, page.words.enrolled)
      document.getElementById('login').focus()
    } else location.reload()
  } catch (error) {
    message.classList.replace('done', 'alert')
    show(message, error.message)
    form.querySelector('input[type=password]').focus()
  } finally {
    button.disabled = false
  }
}
