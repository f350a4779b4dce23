import assert from 'node:assert/strict'
import { hashTextOf, type SimulatedDevice, type SimulatedFactory, simulateFactory } from '@hailport/device'
import type { Client } from './client.ts'

/** A tenant with a token that may register devices for it. */
export interface Party {
  readonly tenantId: string
  readonly token: string
}

/** What the service has said is registered. */
export interface Acknowledged {
  readonly tenantId: string
  readonly deviceId: string
  readonly device: SimulatedDevice
}

/** Invented devices that no other seed has. */
export const devicesOf = (seed: string, count = 1_000_000): SimulatedFactory =>
  simulateFactory({ seed, count, noTpmRate: 0, vmRate: 0 })

/** Clients that register devices and boot them, call after call, until they are stopped. */
export class Load {
  readonly acknowledged: Acknowledged[] = []
  /** Boots that were answered. */
  boots = 0
  readonly #client: Client
  readonly #times: number[] = []
  readonly #loops: Promise<void>[] = []
  #stopping = false
  #failure: unknown

  constructor(client: Client) {
    this.#client = client
  }

  /** @throws the first thing that went wrong in any client. */
  check(): void {
    if (this.#failure) throw this.#failure
  }

  /** Ends when every call under way is answered. @throws the first thing that went wrong in any client. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#loops)
    this.check()
  }

  /** The longest time, in ms, in which no registration was acknowledged since `from` (of `performance.now()`). */
  longestPause(from: number): number {
    const times = [from, ...this.#times.filter(time => time > from), performance.now()]
    return Math.max(...times.map((time, n) => time - (times[n - 1] ?? time)))
  }

  /** Each call has a device of this client's own and one that a client of every other party wants at the same time. */
  register(party: Party, client: number): void {
    const factories = [devicesOf(`of ${party.tenantId} by ${client}`), devicesOf(`wanted by every ${client}`)]
    this.#loop(n =>
      this.#registerOnce(
        party,
        `${client}-${n}`,
        factories.map(factory => factory.at(n)),
      ),
    )
  }

  async #registerOnce({ tenantId, token }: Party, key: string, devices: readonly SimulatedDevice[]): Promise<void> {
    const body = JSON.stringify({ devices: devices.map(device => ({ hardwareHash: hashTextOf(device) })) })
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    const path = `/api/v1/tenants/${tenantId}/registrations`
    const { results } = await this.#client.insist(path, token, () => ({ method: 'POST', headers, body }))
    this.#times.push(performance.now())
    const told = JSON.stringify(results)
    assert.equal(results[0].status, 'registered', told)
    if (results[1].status !== 'registered') assert.equal(results[1].code, 'device_registered_elsewhere', told)
    for (const [n, device] of devices.entries())
      if (results[n].status === 'registered')
        this.acknowledged.push({ tenantId, deviceId: results[n].deviceId, device })
  }

  /** Devices boot that were acknowledged: each must learn whose it is. */
  boot(): void {
    this.#loop(async n => {
      const known = this.acknowledged[(n * 7919) % this.acknowledged.length]
      if (!known) return void (await new Promise(setImmediate))
      const body = JSON.stringify({ hardwareHash: hashTextOf(known.device) })
      const headers = { 'content-type': 'application/json' }
      const answer = await this.#client.insist('/device/v1/resolve', undefined, () => ({
        method: 'POST',
        headers,
        body,
      }))
      assert.deepEqual([answer.status, answer.tenantId], ['registered', known.tenantId])
      this.boots += 1
    })
  }

  #loop(work: (n: number) => Promise<void>): void {
    const run = async () => {
      for (let n = 0; !this.#stopping; n++) await work(n)
    }
    const failed = (error: unknown) => {
      this.#failure ??= error
      this.#stopping = true
    }
    this.#loops.push(run().catch(failed))
  }
}
