import { keyText } from './claims.ts'
import { allKeys, type IdentityKeys, maxAlike } from './keys.ts'

/** Devices by their identity keys, in memory: what a chunk has seen so far, or what a query brought. */
export class DeviceIndex<T> {
  readonly #byKey = new Map<string, T[]>()

  add(keys: IdentityKeys, device: T): void {
    for (const key of allKeys(keys)) this.#addUnder(keyText(key), device)
  }

  #addUnder(key: string, device: T): void {
    const others = this.#byKey.get(key)
    if (others === undefined) this.#byKey.set(key, [device])
    else if (others.length < maxAlike) others.push(device)
  }

  /** The devices that share a key, once each; of a crowd under one key the first `maxAlike`. */
  find(keys: IdentityKeys): T[] {
    const found = new Set<T>()
    for (const key of allKeys(keys)) for (const device of this.#byKey.get(keyText(key)) ?? []) found.add(device)
    return [...found]
  }
}
