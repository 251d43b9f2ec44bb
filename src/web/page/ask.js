/** How the pages talk to the API: JSON over the same origin, and what went wrong in the language of the page. */

/** The page's own data: language, words, and what the server knew when it made the page. */
export const page = JSON.parse(document.getElementById('data').textContent)

/**
 * Sends a request. Throws an Error whose message is for the person, with the fault's `code`.
 * @param {string} method
 * @param {string} url
 * @param {object} [body]
 * @param {{ keepalive?: boolean }} [options]
 */
export async function ask(method, url, body, options) {
  let response
  try {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    response = await fetch(url, { method, headers, body: body && JSON.stringify(body), ...options })
  } catch (cause) {
    throw new Error(page.words.failed, { cause })
  }
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  const error = new Error(answer.message?.[page.language] ?? `${page.words.failed} (${response.status})`)
  error.code = answer.code
  throw error
}

/**
 * Shows a text in an element, or hides the element.
 * @param {HTMLElement} element
 * @param {string} [text]
 */
export function show(element, text) {
  element.hidden = text === undefined
  element.textContent = text ?? ''
}
