import { noteSigningKey, type Principal, type Store, type Vault } from '@hailport/registry'
import { createLocalJWKSet, type JWSHeaderParameters, type JWTVerifyGetKey } from 'jose'
import { changeServiceKey, readOrMakeServiceKey, readServiceKey } from './service-keys.ts'
import {
  isRotationDue,
  keysInForce,
  makeTokenKey,
  makeTokenKeys,
  publishedAheadMs,
  type SigningKey,
  signingKeyAt,
  type TokenKeys,
  withNewKey,
} from './token-keys.ts'

const name = 'token-keys'
const place = `service-keys/${name}`
/** How often a server looks whether another one, or its operator, has made a key. */
const refreshMs = 30_000
/** A token with an unknown key makes a server look at once, but not more often than this. */
const shortestRefreshMs = 1_000

const open = (vault: Vault, sealed: Uint8Array): TokenKeys =>
  JSON.parse(Buffer.from(vault.open(sealed, place)).toString())
const seal = (vault: Vault, set: TokenKeys): Uint8Array => vault.seal(Buffer.from(JSON.stringify(set)), place)

/** The set of the registry, sealed in the store and made once: what one server signs, every other accepts. */
export async function loadTokenKeys(store: Store, vault: Vault, now: number): Promise<TokenKeys> {
  const known = await readServiceKey(store, name)
  if (known !== undefined) return open(vault, known)
  const made = seal(vault, await makeTokenKeys(now))
  return open(vault, await readOrMakeServiceKey(store, name, () => made))
}

/** How a new key takes over. */
export interface Rotation {
  /** Time until it signs, ms. */
  readonly aheadMs: number
  /** Refuses from now on what earlier keys have signed: when one of them has leaked. */
  readonly dropOthers?: boolean
  /** Only when it is time; several servers may come to think so at once. */
  readonly onlyWhenDue?: boolean
  /** Who wants it, and why; the registry itself when absent. */
  readonly by?: { readonly principal: Principal; readonly reason?: string }
}

/** Adds a key to the set in the store. @returns the set that is there now. */
export async function rotateTokenKeys(store: Store, vault: Vault, now: number, rotation: Rotation): Promise<TokenKeys> {
  await loadTokenKeys(store, vault, now)
  const key = await makeTokenKey(now, now + rotation.aheadMs)
  const { onlyWhenDue, dropOthers = false, by } = rotation
  const change = (current: Uint8Array) => {
    const set = open(vault, current)
    if (onlyWhenDue && !isRotationDue(set, now)) return current
    return seal(vault, withNewKey(set, key, now, dropOthers))
  }
  const sealed = await changeServiceKey(store, name, change, tx =>
    noteSigningKey(tx, now, { keyId: key.jwk.kid, signsFrom: key.signsFrom, othersDropped: dropOthers }, by),
  )
  return open(vault, sealed)
}

/** The public part of a key. */
export const publicPart = ({ kty, n, e, kid, alg, use }: SigningKey) => ({ kty, n, e, kid, alg, use })

/** The keys of tokens as this server knows them now. */
export interface KeyRing {
  /** Names the present state: another one calls for what was built with the keys to be built anew. */
  readonly generation: string
  /** The one that signs first, then all others that are in force or will be. */
  readonly keys: readonly SigningKey[]
  readonly cookieKeys: readonly string[]
  /** Finds the key of a token; one that is not known is looked for in the store. */
  readonly keyFor: JWTVerifyGetKey
  /** Takes up at once what somebody has changed. */
  refresh(): Promise<void>
  close(): void
}

class StoredKeyRing implements KeyRing {
  readonly #read: () => Promise<TokenKeys>
  readonly #now: () => number
  readonly #timer: NodeJS.Timeout | undefined
  #set: TokenKeys
  #verify: { generation: string; find: ReturnType<typeof createLocalJWKSet> } | undefined
  #readAt = performance.now()

  constructor(set: TokenKeys, now: () => number, read: () => Promise<TokenKeys>, failed?: (error: unknown) => void) {
    this.#set = set
    this.#now = now
    this.#read = read
    if (failed) this.#timer = setInterval(() => this.refresh().catch(failed), refreshMs).unref()
  }

  async refresh(): Promise<void> {
    this.#readAt = performance.now()
    this.#set = await this.#read()
  }

  get keys(): readonly SigningKey[] {
    const now = this.#now()
    const signing = signingKeyAt(this.#set, now).jwk
    return [signing, ...keysInForce(this.#set, now).map(key => key.jwk)].filter(
      (key, at, all) => all.indexOf(key) === at,
    )
  }

  get generation(): string {
    return this.keys.map(key => key.kid).join(' ')
  }

  get cookieKeys(): readonly string[] {
    return this.#set.cookieKeys
  }

  #known() {
    const { generation } = this
    if (this.#verify?.generation !== generation) {
      const keys = this.keys.map(publicPart) as Parameters<typeof createLocalJWKSet>[0]['keys']
      this.#verify = { generation, find: createLocalJWKSet({ keys }) }
    }
    return this.#verify
  }

  readonly keyFor: JWTVerifyGetKey = async (header: JWSHeaderParameters, token) => {
    const unknown = !this.keys.some(key => key.kid === header.kid)
    if (unknown && performance.now() - this.#readAt > shortestRefreshMs) await this.refresh()
    return this.#known().find(header, token)
  }

  close(): void {
    clearInterval(this.#timer)
  }
}

/** A ring of keys that never change. */
export function fixedKeyRing(set: TokenKeys, now: () => number): KeyRing {
  return new StoredKeyRing(set, now, async () => set)
}

/**
 * The ring of a server: follows the store, and replaces keys when it is time.
 * @param failed is told why the store could not be read; the known keys stay in use.
 */
export async function openKeyRing(
  store: Store,
  vault: Vault,
  now: () => number,
  failed: (error: unknown) => void,
): Promise<KeyRing> {
  const read = async () => {
    const set = await loadTokenKeys(store, vault, now())
    if (!isRotationDue(set, now())) return set
    return rotateTokenKeys(store, vault, now(), { aheadMs: publishedAheadMs, onlyWhenDue: true })
  }
  return new StoredKeyRing(await read(), now, read, failed)
}
