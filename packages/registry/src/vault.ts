import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { RegistryError } from './errors.ts'

/** First byte of a sealed value. What is compressed says so, and its seal covers that. */
const plainFormat = 1
const compressedFormat = 2
const nonceBytes = 12
const tagBytes = 16
/** From this size on, bytes. A single hash is below: it would shrink by a tenth, for several times the cost of sealing it. */
const worthCompressing = 4096
/** 2 µs for a hash of 960 bytes among a thousand, which take 400 bytes each then; higher levels gain 1 % for twice the time. */
const quick = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 262_144 }
const unpacking = { chunkSize: 1_048_576 }

/** Seals what must not lie open in the store: raw hardware hashes and what came in with them. */
export interface Vault {
  /** AES-256-GCM; `place` binds the text to its row, so that it cannot be moved to another. Large values are compressed before. */
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
  const nextNonce = () => {
    if (at + nonceBytes > pool.length) {
      pool = randomBytes(nonceBytes * 256)
      at = 0
    }
    at += nonceBytes
    return pool.subarray(at - nonceBytes, at)
  }
  return {
    seal(plain, place) {
      const compressed = plain.length >= worthCompressing
      const format = compressed ? compressedFormat : plainFormat
      const nonce = nextNonce()
      const cipher = createCipheriv('aes-256-gcm', secret, nonce)
      cipher.setAAD(boundTo(place, format))
      const body = cipher.update(compressed ? zstdCompressSync(plain, quick) : plain)
      cipher.final()
      return Buffer.concat([Buffer.of(format), nonce, cipher.getAuthTag(), body])
    },
    open(sealed, place) {
      const format = sealed[0]
      if (format !== plainFormat && format !== compressedFormat)
        throw new RegistryError('stored_value_unreadable', 'A sealed value has an unknown format.')
      const body = 1 + nonceBytes + tagBytes
      try {
        // The length of the tag is fixed: a sealed value that was cut inside its tag must not be held to less.
        const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(1, 1 + nonceBytes), {
          authTagLength: tagBytes,
        })
        decipher.setAAD(boundTo(place, format))
        decipher.setAuthTag(sealed.subarray(1 + nonceBytes, body))
        const plain = Buffer.concat([decipher.update(sealed.subarray(body)), decipher.final()])
        return format === compressedFormat ? zstdDecompressSync(plain, unpacking) : plain
      } catch (cause) {
        throw new RegistryError('stored_value_unreadable', 'A sealed value does not open with the configured key.', {
          cause,
        })
      }
    },
  }
}

/** What a seal covers beside the value. */
const boundTo = (place: string, format: number): Buffer =>
  Buffer.from(format === plainFormat ? place : `${place}\0${format}`)

/** A short fingerprint of a vault key, to notice that a store was opened with another key. */
export function vaultFingerprint(key: Uint8Array): string {
  return createHmac('sha256', key).update('hailport vault fingerprint').digest('hex').slice(0, 16)
}
