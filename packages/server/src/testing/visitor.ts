import assert from 'node:assert/strict'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Harness } from './harness.ts'

/** A browser without scripts: keeps cookies, and sends forms with their hidden fields. Redirects are for the test to follow. */
export class Visitor {
  readonly cookies = new Map<string, string>()
  readonly #h: Harness
  readonly headers: Record<string, string>
  /** The page that was shown last. */
  page: LightMyRequestResponse | undefined

  constructor(h: Harness, headers: Record<string, string> = {}) {
    this.#h = h
    this.headers = headers
  }

  async request(method: 'GET' | 'POST', url: string, more: InjectOptions = {}): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#h.app.inject({
      method,
      url,
      ...more,
      headers: { ...(cookie !== '' && { cookie }), ...this.headers, ...more.headers },
    })
    for (const set of [answer.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return answer
  }

  /** Opens an address, and follows where it leads. */
  async open(url: string): Promise<LightMyRequestResponse> {
    let answer = await this.request('GET', url)
    for (let n = 0; n < 5 && answer.statusCode === 303; n++)
      answer = await this.request('GET', String(answer.headers.location))
    this.page = answer
    return answer
  }

  /** Sends the form of the page that leads to `action`; the answer is not followed. */
  async submit(action: string, fields: Record<string, string>): Promise<LightMyRequestResponse> {
    const form = this.#form(action)
    const body = new URLSearchParams({ ...form, ...fields }).toString()
    const answer = await this.request('POST', action, {
      payload: body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    if (answer.statusCode !== 303) this.page = answer
    return answer
  }

  /** As `submit`, and shows where it leads. */
  async send(action: string, fields: Record<string, string>): Promise<LightMyRequestResponse> {
    const answer = await this.submit(action, fields)
    return answer.statusCode === 303 ? this.open(String(answer.headers.location)) : answer
  }

  #form(action: string): Record<string, string> {
    const forms = (this.page?.payload ?? '').split('<form ').slice(1)
    const form = forms.find(text => text.includes(`action="${action}"`))
    assert.ok(form, `no form for ${action} on the page: ${this.page?.payload}`)
    const [inside = ''] = form.split('</form>')
    const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    return Object.fromEntries(hidden.map(([, name, value]) => [name, String(value).replaceAll('&amp;', '&')]))
  }
}

export const goodPassword = 'kettle orbit marble 7 fen'

/** Sets the password of an invited person. */
async function acceptInvitation(h: Harness, link: { url: string }, password = goodPassword): Promise<void> {
  const visitor = new Visitor(h)
  const path = new URL(link.url).pathname
  await visitor.open(path)
  const answer = await visitor.submit(path, { password, again: password })
  assert.equal(answer.statusCode, 303, answer.payload)
}

/** An organization's person who can sign in. */
export async function addSignInPerson(
  h: Harness,
  organizationId: string,
  email: string,
  roles: string[],
  password = goodPassword,
): Promise<string> {
  const people = `/api/v1/organizations/${organizationId}/people`
  const person = await h.call('POST', people, h.operator, { email, name: `Name of ${email}`, roles })
  assert.equal(person.statusCode, 201, person.payload)
  await acceptInvitation(h, person.body.signInLink, password)
  return person.body.id
}
