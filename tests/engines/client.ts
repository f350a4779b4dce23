import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
export type Json = any

const patienceMs = 90_000
const pauseMs = 100

/** A caller who comes back as long as the service asks for it, and takes everything else that is no success for a fault. */
export class Client {
  /** How often it was asked to come back, by what it was told. */
  readonly refusals = new Map<string, number>()
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** @param request made anew each time, because a stream can be sent once. */
  async insist(path: string, token: string | undefined, request: () => RequestInit = () => ({})): Promise<Json> {
    for (const end = Date.now() + patienceMs; ; await pause(pauseMs)) {
      const answer = await this.#ask(path, token, request())
      if ('body' in answer) return answer.body
      this.refusals.set(answer.refusal, (this.refusals.get(answer.refusal) ?? 0) + 1)
      assert.ok(Date.now() < end, `${path} was refused for ${patienceMs} ms, last with ${answer.refusal}`)
    }
  }

  async #ask(
    path: string,
    token: string | undefined,
    init: RequestInit,
  ): Promise<{ body: Json } | { refusal: string }> {
    const headers = { ...(init.headers as object), ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    let [answer, text]: [Response | undefined, string] = [undefined, '']
    try {
      answer = await fetch(this.#url + path, { ...init, headers })
      text = await answer.text()
    } catch (error) {
      const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException
      return { refusal: `connection: ${code ?? message}` }
    }
    if (answer.ok) return { body: JSON.parse(text) }
    // Anything else tells a client that asking again is of no use.
    const retryable = answer.status === 503 && Number(answer.headers.get('retry-after')) > 0
    assert.ok(retryable, `${path}: ${answer.status} ${text.slice(0, 500)}`)
    return { refusal: `503 ${JSON.parse(text).code}` }
  }

  /** Every item of a list. */
  async list(path: string, token: string): Promise<Json[]> {
    const items: Json[] = []
    for (let cursor: string | undefined; ; ) {
      const query = `${path.includes('?') ? '&' : '?'}limit=1000${cursor === undefined ? '' : `&cursor=${cursor}`}`
      const page = await this.insist(path + query, token)
      items.push(...page.items)
      cursor = page.nextCursor
      if (cursor === undefined) return items
    }
  }
}
