import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { serviceCode } from './service-code.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
type Json = any

export interface ServiceOptions {
  /** URL of the database; SQLite in the data directory when absent. */
  readonly database?: string
  /** Data directory that somebody else makes and removes; one of its own when absent. */
  readonly data?: string
  /** Secret of the operator of a registry that has one; else the service must tell it at its start. */
  readonly operatorToken?: string
  /** More arguments of `hailport serve`. */
  readonly args?: readonly string[]
  /** More environment. */
  readonly env?: Readonly<Record<string, string>>
}

/** The service as its users start it: a process of its own with a data directory, which outlives the process. */
export class Service {
  readonly data: string
  url = ''
  /** Of the first start. */
  operatorToken = ''
  #child: ChildProcess | undefined
  readonly #options: ServiceOptions
  #said = ''
  #log = ''

  private constructor(options: ServiceOptions) {
    this.#options = options
    this.data = options.data ?? mkdtempSync(join(tmpdir(), 'hailport-service-'))
    this.operatorToken = options.operatorToken ?? ''
    // Also when the test fails before it comes to `remove`.
    process.once('exit', () => {
      this.#child?.kill('SIGKILL')
      if (options.data === undefined) rmSync(this.data, { recursive: true, force: true })
    })
  }

  static async start(options: ServiceOptions = {}): Promise<Service> {
    const service = new Service(options)
    try {
      await service.start()
    } catch (error) {
      service.#child?.kill('SIGKILL')
      throw error
    }
    return service
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** What it has said on standard output since its last start. */
  get said(): string {
    return this.#said
  }

  /** The end of what it has logged. */
  get log(): string {
    return this.#log
  }

  get databasePath(): string {
    return join(this.data, 'hailport.sqlite')
  }

  async start(): Promise<void> {
    const args = [
      await serviceCode(),
      'serve',
      '--data',
      this.data,
      '--port',
      '0',
      '--log-level',
      'warn',
      ...(this.#options.args ?? []),
    ]
    const env = {
      ...process.env,
      HAILPORT_RATES: 'read=1000000,write=1000000,upload=1000000,device=1000000',
      HAILPORT_DATABASE: this.#options.database ?? '',
      NO_COLOR: '1',
      // Where Node keeps compiled code; halves the time of a start.
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      ...this.#options.env,
    }
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    this.#said = ''
    child.stdout.on('data', piece => {
      this.#said += piece
    })
    child.stderr.on('data', piece => {
      this.#log = (this.#log + piece).slice(-20_000)
    })
    for (let n = 0; n < 3000; n++) {
      const url = /listens on (\S+?)\.? /.exec(this.#said)?.[1]
      const token = /hpat_[\w-]+/.exec(this.#said)?.[0]
      if (url && (token || this.operatorToken)) {
        this.url = url
        this.operatorToken ||= String(token)
        return
      }
      if (child.exitCode !== null) break
      await pause(20)
    }
    if (child.exitCode !== null) this.#child = undefined
    assert.fail(`The service did not start: ${this.#said} ${this.#log}`)
  }

  /** Ends the process between two instructions, as a power cut does. */
  async kill(): Promise<void> {
    const child = this.#child
    assert.ok(child, 'the service runs')
    this.#child = undefined
    // Its port may soon be another's.
    this.url = ''
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    assert.equal(child.signalCode, 'SIGKILL', this.#log)
  }

  /** Ends the service as its users do. */
  async stop(): Promise<void> {
    const child = this.#child
    assert.ok(child, 'the service runs')
    this.#child = undefined
    const closed = once(child, 'close')
    child.kill('SIGTERM')
    await closed
    assert.equal(child.exitCode, 0, this.#log)
  }

  async remove(): Promise<void> {
    if (this.#child) await this.kill()
    if (this.#options.data === undefined) rmSync(this.data, { recursive: true, force: true })
  }

  /** @param expected HTTP status that the answer must have. */
  async call(expected: number, method: string, path: string, token?: string, body?: unknown): Promise<Json> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    assert.equal(answer.status, expected, `${method} ${path}: ${text.slice(0, 500)} ${this.#log}`)
    return text === '' ? undefined : JSON.parse(text)
  }

  /** Uploads rows as they are produced. */
  async upload(
    path: string,
    token: string,
    lines: Iterable<string> | AsyncIterable<string>,
    key?: string,
  ): Promise<Json> {
    const stream = ReadableStream.from(lines).pipeThrough(new TextEncoderStream())
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-ndjson',
      ...(key !== undefined && { 'idempotency-key': key }),
    }
    const answer = await fetch(this.url + path, {
      method: 'POST',
      headers,
      body: stream,
      duplex: 'half',
    } as RequestInit)
    const text = await answer.text()
    assert.ok(answer.ok, `${path}: ${answer.status} ${text.slice(0, 500)}`)
    return JSON.parse(text)
  }

  /** Every item of a list. */
  async list(path: string, token: string): Promise<Json[]> {
    const items: Json[] = []
    for (let cursor: string | undefined; ; ) {
      const query = `${path.includes('?') ? '&' : '?'}limit=1000${cursor === undefined ? '' : `&cursor=${cursor}`}`
      const page = await this.call(200, 'GET', path + query, token)
      items.push(...page.items)
      cursor = page.nextCursor
      if (cursor === undefined) return items
    }
  }

  /** A person of the organization with these roles. @returns its token. */
  async person(organizationId: string, roles: string[]): Promise<string> {
    const people = `/api/v1/organizations/${organizationId}/people`
    const email = `${roles[0]}-${Math.random().toString(36).slice(2)}@people.example`
    const person = await this.call(201, 'POST', people, this.operatorToken, { email, name: 'Somebody', roles })
    const token = await this.call(201, 'POST', `${people}/${person.id}/tokens`, this.operatorToken, { name: 'test' })
    return token.secret
  }

  async tenant(name: string): Promise<string> {
    const body = { name, domain: `${name.toLowerCase()}.example` }
    return (await this.call(201, 'POST', '/api/v1/tenants', this.operatorToken, body)).id
  }

  async partner(name: string, kind: string, manufacturers?: string[]): Promise<string> {
    const body = { name, kind, ...(manufacturers && { manufacturers }) }
    return (await this.call(201, 'POST', '/api/v1/partners', this.operatorToken, body)).id
  }
}
