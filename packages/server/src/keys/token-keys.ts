import { generateKeyPair, type JsonWebKey, randomBytes, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'

/** A private JSON Web Key as the OpenID provider takes it. */
export type SigningKey = JsonWebKey & { kid: string; alg: string; use: string }

/** A key that signs tokens, or did so, or will. Times are in milliseconds since 1970. */
export interface TokenKey {
  readonly jwk: SigningKey
  readonly madeAt: number
  /** Before that it is published only, so that whoever verifies tokens knows it when the first one comes. */
  readonly signsFrom: number
}

/** What all servers of a registry sign with: tokens by the keys (oldest first), cookies of the OpenID provider by the others. */
export interface TokenKeys {
  readonly keys: readonly TokenKey[]
  readonly cookieKeys: readonly string[]
}

const hour = 3_600_000
const day = 24 * hour
/** Longest life of what the keys sign, with room for clocks that differ. */
const keptMs = 2 * hour
/** A key is replaced after this time. */
export const rotateAfterMs = 90 * day
/** A replacement is published so long before it signs. */
export const publishedAheadMs = 7 * day

/** RSA, because OpenID Connect asks every client to know RS256, and no other. */
export async function makeTokenKey(madeAt: number, signsFrom: number): Promise<TokenKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return {
    jwk: { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' },
    madeAt,
    signsFrom,
  }
}

/** A fresh set. */
export async function makeTokenKeys(now: number): Promise<TokenKeys> {
  return { keys: [await makeTokenKey(now, now)], cookieKeys: [randomBytes(32).toString('base64url')] }
}

/** The key that signs at this moment. */
export function signingKeyAt({ keys }: TokenKeys, now: number): TokenKey {
  return (keys.findLast(key => key.signsFrom <= now) ?? keys[0]) as TokenKey
}

/** When nothing that a key has signed is accepted any more. @returns undefined while nothing replaces it. */
export function endOf({ keys }: TokenKeys, key: TokenKey): number | undefined {
  const next = keys[keys.indexOf(key) + 1]
  return next && next.signsFrom + keptMs
}

/** The keys by which tokens are verified at this moment; a replaced one until the last token that it signed has ended. */
export function keysInForce(set: TokenKeys, now: number): TokenKey[] {
  return set.keys.filter(key => (endOf(set, key) ?? Infinity) > now)
}

/** Whether it is time for a new key. */
export function isRotationDue(set: TokenKeys, now: number): boolean {
  return nextKeyAt(set) <= now
}

/** When it is. */
export function nextKeyAt({ keys }: TokenKeys): number {
  const newest = keys.at(-1)
  return newest === undefined ? 0 : newest.signsFrom + rotateAfterMs - publishedAheadMs
}

/**
 * The set with a new key, without what is of no use any more: keys that waited for a later time are, as the new one signs before them. With
 * `dropOthers`, tokens of the keys before are refused from now on.
 */
export function withNewKey(set: TokenKeys, key: TokenKey, now: number, dropOthers = false): TokenKeys {
  return {
    ...set,
    keys: dropOthers ? [key] : [...keysInForce(set, now).filter(({ signsFrom }) => signsFrom <= key.signsFrom), key],
  }
}
