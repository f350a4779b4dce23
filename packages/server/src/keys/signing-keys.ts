import { generateKeyPairSync, type JsonWebKey, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { ConfigError } from '../config.ts'
import { readOrMakePrivateFile } from './private-file.ts'

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

/** The set of `<data>/signing.json`, made at first start. To rotate, put a new key first and keep the old one for an hour. */
export function loadSigningKeys(dataDirectory: string): SigningKeys {
  const path = join(dataDirectory, 'signing.json')
  const text = readOrMakePrivateFile(path, () => `${JSON.stringify(makeSigningKeys(), null, 2)}\n`)
  const problem = `${path} is not a JSON Web Key set with an ES256 key and cookieKeys; restore it, or delete it to make new keys.`
  let keys: SigningKeys
  try {
    keys = JSON.parse(text)
  } catch {
    throw new ConfigError(problem)
  }
  if (!keys.keys?.some(key => key.alg === 'ES256' && key.d !== undefined) || !keys.cookieKeys?.length)
    throw new ConfigError(problem)
  return keys
}
