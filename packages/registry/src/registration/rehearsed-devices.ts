import { DatabaseSync } from 'node:sqlite'
import { allKeys, type IdentityKeys, maxAlike, packFacts, unpackFacts } from '../identity/index.ts'
import type { Facts, HeldDevice } from './decide.ts'

/** A device as it is kept; the facts that are columns elsewhere are members here. */
interface KeptDevice extends Omit<HeldDevice, 'facts'> {
  readonly facts: string
  readonly serial_number: string | null
  readonly manufacturer: string | null
  readonly model: string | null
  readonly product_key_id: string | null
}

/** Kibibytes of it that are kept in memory; the rest lies in a temporary file that nobody else can open. */
const cacheKib = 32_768

/**
 * What a dry run would have bound, by identity key. A million devices would fill the memory, so they lie in a scratch database of their own:
 * one table that is thrown away, with nothing to recover, since a dry run that breaks off begins again.
 */
export class RehearsedDevices implements Pick<Facts['devices'], 'find' | 'add'> {
  readonly #db = new DatabaseSync('')
  readonly #addDevice
  readonly #addKey
  readonly #find

  constructor() {
    this.#db.exec(`pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -${cacheKib};
      create table devices (n integer primary key, device text not null);
      create table keys (key blob, n integer, primary key (key, n)) without rowid;
      begin`)
    this.#addDevice = this.#db.prepare('insert into devices (device) values (?)')
    this.#addKey = this.#db.prepare('insert or ignore into keys (key, n) values (?, ?)')
    this.#find = this.#db.prepare(
      'select n, device from devices where n in (select n from keys where key = ? order by n limit ?)',
    )
  }

  add(keys: IdentityKeys, { facts, ...ids }: HeldDevice): void {
    const device: KeptDevice = {
      ...ids,
      facts: packFacts(facts),
      serial_number: facts.serial ?? null,
      manufacturer: facts.manufacturer ?? null,
      model: facts.model ?? null,
      product_key_id: facts.productKeyId ?? null,
    }
    const { lastInsertRowid } = this.#addDevice.run(JSON.stringify(device))
    for (const key of allKeys(keys)) this.#addKey.run(key, lastInsertRowid)
  }

  /** The devices that share a key, once each, the oldest first; of a crowd under one key the first `maxAlike`. */
  find(keys: IdentityKeys): HeldDevice[] {
    const found = new Map<number, string>()
    for (const key of allKeys(keys))
      for (const { n, device } of this.#find.all(key, maxAlike)) found.set(n as number, device as string)
    return [...found.values()].map(text => {
      const { tenantId, deviceId, batchId, ...row } = JSON.parse(text) as KeptDevice
      return { tenantId, deviceId, batchId, facts: unpackFacts(row) }
    })
  }

  close(): void {
    this.#db.close()
  }
}
