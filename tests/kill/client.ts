import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import type { Service } from '../service.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
type Json = any

export interface Question {
  readonly method?: 'GET' | 'POST'
  readonly token?: string
  readonly key?: string
  readonly type?: 'application/json' | 'application/x-ndjson'
  readonly body?: string | (() => Iterable<string>)
}

/** An upload is many transactions, and the service is patient with each; what takes longer hangs. */
const patienceMs = 120_000

/** A client as a customer writes it: it sends the same again until it has an answer, for as long as the service is away. */
export class Client {
  answered = 0
  /** Requests that were under way at the moment of a kill. */
  struck = 0
  /** Why requests ended without an answer. */
  readonly cut: string[] = []
  /** Requests that were told to come back later. */
  toldToWait = 0
  #underWay = 0
  #ended = false
  /** The kind of its requests. */
  readonly what: string
  readonly #service: Service

  constructor(service: Service, what: string) {
    this.what = what
    this.#service = service
  }

  /** The service will not come back. */
  end(): void {
    this.#ended = true
  }

  /** To be called at the moment of a kill. */
  strike(): void {
    this.struck += this.#underWay
  }

  /** One attempt. @returns undefined when the service is away; any answer but success or that one fails the test. */
  async ask(path: string, question: Question = {}): Promise<Json | undefined> {
    while (this.#service.url === '') {
      if (this.#ended) throw new Error('The test is over.')
      await pause(20)
    }
    this.#underWay += 1
    try {
      return await this.#send(path, question)
    } finally {
      this.#underWay -= 1
    }
  }

  async #send(path: string, question: Question): Promise<Json | undefined> {
    const { method = 'POST', token, key, type = 'application/json', body } = question
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(body !== undefined && { 'content-type': type }),
    }
    const sent = typeof body === 'function' ? ReadableStream.from(body()).pipeThrough(new TextEncoderStream()) : body
    const signal = AbortSignal.timeout(patienceMs)
    const init = { method, headers, signal, ...(sent !== undefined && { body: sent, duplex: 'half' }) }
    let answer: Response
    let text: string
    try {
      answer = await fetch(this.#service.url + path, init as RequestInit)
      text = await answer.text()
    } catch (error) {
      assert.ok(!signal.aborted, `${method} ${path} had no answer in ${patienceMs} ms: ${this.#service.log}`)
      assert.ok(error instanceof TypeError, String(error))
      this.cut.push(String((error.cause as { code?: string } | undefined)?.code ?? error.message))
      return undefined
    }
    if (answer.status === 503 && answer.headers.has('retry-after')) {
      this.toldToWait += 1
      return undefined
    }
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text.slice(0, 500)} ${this.#service.log}`)
    this.answered += 1
    return JSON.parse(text)
  }

  /** Asks until there is an answer. */
  async insist(path: string, question?: Question): Promise<Json> {
    for (;;) {
      const answer = await this.ask(path, question)
      if (answer !== undefined) return answer
      await pause(50)
    }
  }

  /** Every item of a list, page by page. */
  async list(path: string, token: string): Promise<Json[]> {
    const items: Json[] = []
    for (let cursor: string | undefined; ; ) {
      const query = `?limit=1000${cursor === undefined ? '' : `&cursor=${cursor}`}`
      const page = await this.insist(path + query, { method: 'GET', token })
      items.push(...page.items)
      cursor = page.nextCursor
      if (cursor === undefined) return items
    }
  }
}
