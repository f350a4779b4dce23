import { base64ToBytes, HardwareHashError, type HashIdentity, readIdentity } from '@hailport/hardware-hash'
import {
  type IdentityFacts,
  type IdentityFlag,
  type IdentityQuality,
  identityFacts,
  identityFlags,
  identityQuality,
} from './facts.ts'
import { hasKey, type IdentityKeys, identityKeys } from './keys.ts'

/** The facts that were read from a hash. */
export interface ReadFacts {
  readonly hash: HashIdentity
  readonly facts: IdentityFacts
}

/** A hash that was read: who the device says it is. */
export interface ReadHash extends ReadFacts {
  /** The hash without its zero tail. */
  readonly bytes: Uint8Array
  readonly keys: IdentityKeys
  readonly flags: IdentityFlag[]
  readonly quality: IdentityQuality
}

/** Why a hash is refused. */
export interface UnusableHash {
  readonly message: string
}

const trailerBytes = 36

const zeros = new Uint8Array(4096)

/** Whether every byte from `start` on is zero. */
function isZero(bytes: Uint8Array, start: number): boolean {
  const size = bytes.length - start
  return size <= zeros.length && Buffer.compare(bytes.subarray(start), zeros.subarray(0, size)) === 0
}

/** Text and bytes of a whole hash. */
const wholeText = 4000
const wholeBytes = 3000

/**
 * Bytes of base64 text, without the zero tail. @returns a message when the text is not base64.
 * @param scratch where a whole hash is decoded to, for callers that read it before the next call and keep nothing: a buffer of its own
 * for each would cost more than the decoding.
 */
export function hashBytes(text: string, scratch?: Buffer): Uint8Array | UnusableHash {
  if (scratch !== undefined && text.length === wholeText && scratch.write(text, 0, wholeBytes, 'base64') === wholeBytes)
    return withoutTail(scratch.subarray(0, wholeBytes))
  try {
    return withoutTail(base64ToBytes(text))
  } catch (error) {
    if (error instanceof HardwareHashError) return { message: error.message }
    throw error
  }
}

function withoutTail(bytes: Uint8Array): Uint8Array {
  const length = bytes.length > 4 ? (bytes[2] as number) + 256 * (bytes[3] as number) + trailerBytes : bytes.length
  return length < bytes.length && isZero(bytes, length) ? bytes.subarray(0, length) : bytes
}

/** Reads the identity out of a hash. @returns a message when it is damaged, or when nothing in it identifies a device. */
export function readHash(bytes: Uint8Array): ReadHash | UnusableHash {
  const read = readFacts(bytes)
  if ('message' in read) return read
  const { hash, facts } = read
  return {
    bytes,
    hash,
    facts,
    keys: identityKeys(facts),
    flags: identityFlags(hash, facts),
    quality: identityQuality(facts),
  }
}

/** As `readHash`, without what only a registration needs. */
export function readFacts(bytes: Uint8Array): ReadFacts | UnusableHash {
  let hash: HashIdentity
  try {
    hash = readIdentity(bytes)
  } catch (error) {
    if (error instanceof HardwareHashError) return { message: error.message }
    throw error
  }
  if (
    hash.manufacturer === undefined ||
    hash.model === undefined ||
    hash.serial === undefined ||
    hash.smbiosUuid === undefined
  )
    return { message: 'The hash lacks the manufacturer, product name, serial number or UUID record.' }
  const facts = identityFacts(hash)
  if (!hasKey(facts))
    return {
      message: 'Nothing in the hash identifies this device: no TPM, and only placeholder serial numbers and addresses.',
    }
  return { hash, facts }
}
