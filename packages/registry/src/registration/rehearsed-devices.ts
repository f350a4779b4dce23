import { allKeys, type IdentityKeys, maxAlike, packFacts, unpackFacts } from '../identity/index.ts'
import { Scratch } from '../store/index.ts'
import type { Facts, HeldDevice } from './decide.ts'

/** A device as it is kept; the facts that are columns elsewhere are members here. */
interface KeptDevice extends Omit<HeldDevice, 'facts'> {
  readonly facts: string
  readonly serial_number: string | null
  readonly manufacturer: string | null
  readonly model: string | null
  readonly product_key_id: string | null
}

/** What a dry run would have bound, by identity key. A million devices would fill the memory, so they lie in a scratch file. */
export class RehearsedDevices implements Pick<Facts['devices'], 'find' | 'add'> {
  readonly #kept = new Scratch()

  add(keys: IdentityKeys, { facts, ...ids }: HeldDevice): void {
    const device: KeptDevice = {
      ...ids,
      facts: packFacts(facts),
      serial_number: facts.serial ?? null,
      manufacturer: facts.manufacturer ?? null,
      model: facts.model ?? null,
      product_key_id: facts.productKeyId ?? null,
    }
    this.#kept.add(allKeys(keys), JSON.stringify(device))
  }

  /** The devices that share a key, once each; of a crowd under one key the first `maxAlike`. */
  find(keys: IdentityKeys): HeldDevice[] {
    return this.#kept.find(allKeys(keys), maxAlike).map(text => {
      const { tenantId, deviceId, batchId, ...row } = JSON.parse(text) as KeptDevice
      return { tenantId, deviceId, batchId, facts: unpackFacts(row) }
    })
  }

  close(): void {
    this.#kept.close()
  }
}
