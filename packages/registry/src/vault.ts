import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { RegistryError } from './errors.ts'

const format = 1
const nonceBytes = 12
const tagBytes = 16

/** Seals what must not lie open in the store: raw hardware hashes and what came in with them. */
export interface Vault {
  /** AES-256-GCM; `place` binds the text to its row, so that it cannot be moved to another. */
  seal(plain: Uint8Array, place: string): Uint8Array
  open(sealed: Uint8Array, place: string): Uint8Array
}

/**
 * A vault over a 256-bit key. Nonces are random (96 bits): safe up to some 2^32 seals a key, after which the key is to be replaced.
 */
export function createVault(key: Uint8Array): Vault {
  if (key.length !== 32) throw new Error('The vault key must be 32 bytes (256 bits).')
  // A key object is prepared once; raw bytes would be at every call, which costs more than the sealing itself.
  const secret = createSecretKey(key)
  let pool = Buffer.alloc(0)
  let at = 0
  return {
    seal(plain, place) {
      if (at + nonceBytes > pool.length) {
        pool = randomBytes(nonceBytes * 256)
        at = 0
      }
      const nonce = pool.subarray(at, at + nonceBytes)
      at += nonceBytes
      const cipher = createCipheriv('aes-256-gcm', secret, nonce)
      cipher.setAAD(Buffer.from(place))
      const body = cipher.update(plain)
      cipher.final()
      return Buffer.concat([Buffer.of(format), nonce, cipher.getAuthTag(), body])
    },
    open(sealed, place) {
      if (sealed[0] !== format) throw new RegistryError('internal', 'A sealed value has an unknown format.')
      const body = 1 + nonceBytes + tagBytes
      try {
        // The length of the tag is fixed: a sealed value that was cut inside its tag must not be held to less.
        const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(1, 1 + nonceBytes), {
          authTagLength: tagBytes,
        })
        decipher.setAAD(Buffer.from(place))
        decipher.setAuthTag(sealed.subarray(1 + nonceBytes, body))
        return Buffer.concat([decipher.update(sealed.subarray(body)), decipher.final()])
      } catch (cause) {
        throw new RegistryError('internal', 'A sealed value does not open with the configured key.', { cause })
      }
    },
  }
}

/** A short fingerprint of a vault key, to notice that a store was opened with another key. */
export function vaultFingerprint(key: Uint8Array): string {
  return createHmac('sha256', key).update('hailport vault fingerprint').digest('hex').slice(0, 16)
}
