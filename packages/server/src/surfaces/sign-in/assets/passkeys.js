// Passkeys are the one thing that needs a script. Forms that are marked for it are shown where the browser can do it.

const supported =
  typeof PublicKeyCredential === 'function' &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function' &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function'

async function post(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return answer.json()
}

async function run(form) {
  const fields = Object.fromEntries(new FormData(form))
  const options = await post(form.dataset.options, fields)
  const credential =
    form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
  const { location: next } = await post(form.dataset.answer, { ...fields, response: credential.toJSON() })
  location.assign(next)
}

function prepare(form) {
  form.hidden = false
  form.addEventListener('submit', async event => {
    event.preventDefault()
    const button = form.querySelector('button')
    const failed = form.querySelector('[role=alert]')
    failed.hidden = true
    button.disabled = true
    try {
      await run(form)
    } catch {
      failed.hidden = false
      button.disabled = false
      button.focus()
    }
  })
}

if (supported) {
  for (const form of document.querySelectorAll('form[data-passkey]')) prepare(form)
  for (const text of document.querySelectorAll('[data-no-passkey]')) text.hidden = true
}
