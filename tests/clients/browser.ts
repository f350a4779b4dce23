import assert from 'node:assert/strict'

/** A browser without scripts, over real HTTP: keeps cookies, and sends forms with their hidden fields. */
export class Browser {
  readonly #origin: string
  readonly #cookies = new Map<string, string>()
  page = ''

  constructor(origin: string) {
    this.#origin = origin
  }

  /** Opens an address of the service and follows where it leads there. */
  async open(path: string, init: RequestInit = {}): Promise<string> {
    let url = new URL(path, this.#origin)
    let request = init
    for (let n = 0; n < 10; n++) {
      const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await fetch(url, { ...request, redirect: 'manual', headers: { ...request.headers, cookie } })
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        this.#cookies.set(name, value)
      }
      const location = answer.headers.get('location')
      this.page = await answer.text()
      if (location === null) {
        assert.equal(answer.status, 200, this.page)
        return this.page
      }
      url = new URL(location, url)
      request = {}
    }
    assert.fail('redirects without end')
  }

  /** Sends the form of the page that leads to `action`. */
  async submit(action: string, fields: Record<string, string>): Promise<string> {
    const forms = this.page.split('<form ').slice(1)
    const [inside] = forms.find(text => text.includes(`action="${action}"`))?.split('</form>') ?? []
    assert.ok(inside, `no form for ${action}: ${this.page}`)
    const hidden = [...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    const kept = Object.fromEntries(hidden.map(([, name, value]) => [name, String(value).replaceAll('&amp;', '&')]))
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: this.#origin }
    const body = new URLSearchParams({ ...kept, ...fields }).toString()
    return this.open(action, { method: 'POST', body, headers })
  }
}
