import { generateKeyPairSync, type JsonWebKey, randomBytes, randomUUID } from 'node:crypto'
import type { Store, Vault } from '@hailport/registry'
import { readOrMakeServiceKey } from './service-keys.ts'

/** A private JSON Web Key as the OpenID provider takes it. */
export type SigningKey = JsonWebKey & { kid: string; alg: string; use: string }

/** Keys that sign access tokens (first one) or did so before, and keys that sign cookies. */
export interface SigningKeys {
  readonly keys: SigningKey[]
  readonly cookieKeys: string[]
}

/** Makes a fresh set: one ES256 key. */
export function makeSigningKeys(): SigningKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' }
  return { keys: [key], cookieKeys: [randomBytes(32).toString('base64url')] }
}

const place = 'service-keys/signing'

/** The set of the registry, sealed in the store and made once: what one server signs, every other accepts. */
export async function loadSigningKeys(store: Store, vault: Vault): Promise<SigningKeys> {
  const sealed = await readOrMakeServiceKey(store, 'signing', () =>
    vault.seal(Buffer.from(JSON.stringify(makeSigningKeys())), place),
  )
  return JSON.parse(Buffer.from(vault.open(sealed, place)).toString())
}
