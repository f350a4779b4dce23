import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { hashTextOf, ndjsonReport, simulateFactory } from '@hailport/device'
import type { AuditedOutcome } from '@hailport/registry/testing/audit'
import type { Service } from '../service.ts'
import { Client } from './client.ts'
import type { Random } from './random.ts'
import type { Registrar } from './world.ts'

export interface Outcome extends AuditedOutcome {
  readonly code?: string
}

/** A batch that was acknowledged, by upload or by a call that waited. */
export interface Acknowledged extends Registrar {
  readonly id: string
  /** Numbers of its devices, in the order of its rows. */
  readonly devices: readonly number[]
  /** What its sender was told became of them, once it is finished. */
  results?: readonly Outcome[]
}

/** Devices from here on are never registered. */
const strangers = 1_000_000
/** Batches under way at a time: uploads wait while the registry is further behind. */
const mostOpen = 8

/** Uploads, calls and first boots, all at once, by clients that keep what they were told and compare it with what they are told later. */
export class Load {
  readonly acknowledged: Acknowledged[] = []
  /** Whose each device is, as somebody was told. */
  readonly owners = new Map<number, string>()
  readonly clients: readonly Client[]
  booted = 0
  readonly #strikes: number[] = []
  readonly #uploads: Client
  readonly #calls: Client
  readonly #boots: Client
  readonly #reads: Client
  readonly #registrars: readonly Registrar[]
  readonly #random: Random
  readonly #factory = simulateFactory({ seed: 'kills', count: strangers * 2 })
  readonly #lines = new Map<number, string>()
  #frontier = 0
  #keys = 0
  #stopping = false
  #done: Promise<unknown> = Promise.resolve()

  constructor(service: Service, registrars: readonly Registrar[], random: Random) {
    this.#registrars = registrars
    this.#random = random
    this.#uploads = new Client(service, 'uploads')
    this.#calls = new Client(service, 'calls')
    this.#boots = new Client(service, 'boots')
    this.#reads = new Client(service, 'reads')
    this.clients = [this.#uploads, this.#calls, this.#boots, this.#reads]
  }

  /** @returns a promise that rejects as soon as something is wrong. */
  start(): Promise<unknown> {
    const clients = [
      ...this.#registrars.map(registrar => this.#again(() => this.#upload(registrar))),
      ...this.#registrars.map(registrar => this.#again(() => this.#call(registrar))),
      ...[1, 2].map(() => this.#again(() => this.#boot())),
      this.#again(() => this.#watch()),
    ]
    this.#done = Promise.all(clients)
    return this.#done
  }

  /** Begins nothing new, and waits until every request under way was acknowledged and every batch is finished. */
  async stop(withinMs: number): Promise<void> {
    this.#stopping = true
    await this.#done
    for (const end = Date.now() + withinMs; this.open().length > 0; ) {
      await this.#watch()
      assert.ok(Date.now() < end, `${this.open().length} batches are not finished after ${withinMs} ms.`)
    }
  }

  /** Waits until somebody has an answer, or the test is over. */
  async served(over: () => boolean): Promise<void> {
    const answers = () => this.clients.reduce((sum, client) => sum + client.answered, 0)
    for (const before = answers(); answers() === before && !over(); ) await pause(5)
  }

  /** Kills so far. */
  get strikes(): number {
    return this.#strikes.length
  }

  /** To be called at the moment of a kill. */
  strike(): void {
    this.#strikes.push(Date.now())
    for (const client of this.clients) client.strike()
  }

  /** Batches that registered devices before a kill, and others after it: ids tell the time at which they were made. */
  cutWhileDecided(): number {
    const timeOf = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16)
    return this.acknowledged.filter(({ results = [] }) => {
      const times = results.flatMap(({ status, deviceId }) =>
        status === 'registered' && deviceId !== undefined ? [timeOf(deviceId)] : [],
      )
      return this.#strikes.some(strike => times.some(time => time < strike) && times.some(time => time > strike))
    }).length
  }

  /** Lets go of everything: the service goes away for good. */
  abandon(): void {
    this.#stopping = true
    for (const client of this.clients) client.end()
  }

  open(): Acknowledged[] {
    return this.acknowledged.filter(batch => batch.results === undefined)
  }

  /** The line of a device in an upload. */
  #line(device: number): string {
    let line = this.#lines.get(device)
    if (line === undefined) {
      ;[line] = ndjsonReport([this.#factory.at(device)]) as Iterable<string> as [string]
      this.#lines.set(device, line)
    }
    return line
  }

  async #again(step: () => Promise<void>): Promise<void> {
    while (!this.#stopping) await step()
  }

  /** Devices that others send at about the same time, in an order of its own; one of them twice. */
  #pick(count: number): number[] {
    const first = Math.max(0, this.#frontier - this.#random.between(0, count))
    this.#frontier = Math.max(this.#frontier, first + count)
    const devices = Array.from({ length: count }, (_, n) => first + n)
    return this.#random.shuffle([...devices, first])
  }

  async #upload({ tenantId, token }: Registrar): Promise<void> {
    if (this.open().length >= mostOpen) return void (await pause(20))
    // One in eight is of several chunks, so that a kill may come between two.
    const large = this.#random.next() < 0.125
    const devices = this.#pick(large ? this.#random.between(4_100, 5_100) : this.#random.between(100, 700))
    const lines = devices.map(device => this.#line(device))
    const batch = await this.#uploads.insist(`/api/v1/tenants/${tenantId}/batches`, {
      token,
      key: `upload-${++this.#keys}`,
      type: 'application/x-ndjson',
      body: () => lines,
    })
    assert.equal(batch.counts.total, devices.length)
    this.acknowledged.push({ tenantId, token, id: batch.id, devices })
  }

  async #call({ tenantId, token }: Registrar): Promise<void> {
    const devices = this.#pick(this.#random.between(1, 20))
    const body = `{"devices":[${devices.map(device => this.#line(device)).join()}]}`
    const key = `call-${++this.#keys}`
    const { batch, results } = await this.#calls.insist(`/api/v1/tenants/${tenantId}/registrations`, {
      token,
      key,
      body,
    })
    assert.equal(batch.state, 'finished')
    const kept = { tenantId, token, id: batch.id, devices }
    this.acknowledged.push(kept)
    this.#told(kept, results)
    await pause(this.#random.between(0, 40))
  }

  /** Keeps what became of a batch. */
  #told(batch: Acknowledged, results: readonly Outcome[]): void {
    assert.equal(results.length, batch.devices.length)
    batch.results = results
    for (const { position, status } of results)
      if (status === 'registered' || status === 'already_registered')
        this.#belongs(batch.devices[position] as number, batch.tenantId)
  }

  #belongs(device: number, tenantId: string): void {
    const known = this.owners.get(device)
    assert.ok(known === undefined || known === tenantId, `Device ${device} has two owners.`)
    this.owners.set(device, tenantId)
  }

  async #boot(): Promise<void> {
    const known = this.#random.next() < 0.8 && this.#frontier > 0
    await this.boot(known ? this.#random.between(0, this.#frontier - 1) : strangers + this.#random.between(0, 1_000))
    await pause(this.#random.between(0, 10))
  }

  /** A first boot; what the device is told must be what was said before. */
  async boot(device: number): Promise<void> {
    const before = this.owners.get(device)
    const body = JSON.stringify({ hardwareHash: hashTextOf(this.#factory.at(device)) })
    const answer = await this.#boots.ask('/device/v1/resolve', { body })
    if (answer === undefined) return void (await pause(50))
    this.booted += 1
    if (answer.status === 'registered') {
      assert.ok(device < strangers, 'A device that nobody registered has an owner.')
      return this.#belongs(device, answer.tenantId)
    }
    assert.equal(answer.status, 'not_registered')
    assert.equal(before, undefined, `Device ${device} was registered, and is so no more.`)
  }

  /** Looks after the batches that are not finished yet. */
  async #watch(): Promise<void> {
    for (const batch of this.open()) {
      const path = `/api/v1/tenants/${batch.tenantId}/batches/${batch.id}`
      const { state } = await this.#reads.insist(path, { method: 'GET', token: batch.token })
      if (state === 'finished') this.#told(batch, await this.results(batch))
    }
    await pause(50)
  }

  results(batch: Acknowledged): Promise<Outcome[]> {
    return this.#reads.list(`/api/v1/tenants/${batch.tenantId}/batches/${batch.id}/results`, batch.token)
  }
}
