import { createHash } from 'node:crypto'
import { RegistryError } from '../errors.ts'

/** An Ed25519 public key as a JSON Web Key (RFC 8037). */
export interface StationKey {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  /** 32 bytes, base64url. */
  readonly x: string
}

/** How the key is named (RFC 7638): the SHA-256 of its members, base64url. */
export function thumbprintOf({ x }: Pick<StationKey, 'x'>): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url')
}

/** @throws invalid_request for private keys, and whatever is no Ed25519 key. */
export function requireStationKey(key: Readonly<Record<string, unknown>>): StationKey {
  const invalid = (message: string) => new RegistryError('invalid_request', message, { field: 'publicKey' })
  if ('d' in key) throw invalid('A private key was sent; send its public part only, and make the station a new one.')
  const { kty, crv, x } = key
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(x))
    throw invalid('publicKey must be a JSON web key with kty OKP, crv Ed25519 and x of 32 bytes.')
  return { kty, crv, x }
}
