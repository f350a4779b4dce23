import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url))

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
type Json = any

/** The service as its users start it: a process of its own with a data directory, which outlives the process. */
export class Service {
  readonly data: string
  url = ''
  /** Of the first start. */
  operatorToken = ''
  #child: ChildProcess | undefined
  readonly #database: string
  #log = ''

  private constructor(database: string) {
    this.#database = database
    this.data = mkdtempSync(join(tmpdir(), 'hailport-service-'))
    // Also when the test fails before it comes to `remove`.
    process.once('exit', () => {
      this.#child?.kill('SIGKILL')
      rmSync(this.data, { recursive: true, force: true })
    })
  }

  /** @param database its URL; SQLite in the data directory when absent. */
  static async start({ database = '' } = {}): Promise<Service> {
    const service = new Service(database)
    await service.start()
    return service
  }

  /** The end of what it has logged. */
  get log(): string {
    return this.#log
  }

  get databasePath(): string {
    return join(this.data, 'hailport.sqlite')
  }

  async start(): Promise<void> {
    const args = [main, 'serve', '--data', this.data, '--port', '0', '--log-level', 'warn']
    const env = {
      ...process.env,
      HAILPORT_RATES: 'read=1000000,write=1000000,upload=1000000,device=1000000',
      HAILPORT_DATABASE: this.#database,
      NO_COLOR: '1',
    }
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    let said = ''
    child.stdout.on('data', piece => {
      said += piece
    })
    child.stderr.on('data', piece => {
      this.#log = (this.#log + piece).slice(-4000)
    })
    for (let n = 0; n < 1500; n++) {
      const url = /listens on (\S+?)\.? /.exec(said)?.[1]
      const token = /hpat_[\w-]+/.exec(said)?.[0]
      if (url && (token || this.operatorToken)) {
        this.url = url
        this.operatorToken ||= String(token)
        return
      }
      if (child.exitCode !== null) break
      await pause(20)
    }
    assert.fail(`The service did not start: ${said} ${this.#log}`)
  }

  /** Ends the process between two instructions, as a power cut does. */
  async kill(): Promise<void> {
    const child = this.#child
    assert.ok(child, 'the service runs')
    this.#child = undefined
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    assert.equal(child.signalCode, 'SIGKILL', this.#log)
  }

  async remove(): Promise<void> {
    if (this.#child) await this.kill()
    rmSync(this.data, { recursive: true, force: true })
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
