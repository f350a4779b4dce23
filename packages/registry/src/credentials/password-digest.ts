import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { RegistryError } from '../errors.ts'
import { Line } from './line.ts'

/** Cost of a digest. */
interface Cost {
  /** KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. */
const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const saltBytes = 16
const digestBytes = 32

/**
 * Digests that are made at the same time in this process; the others wait, and beyond those callers are turned away. It bounds memory,
 * and leaves threads and cores to first boots and registrations.
 */
const line = new Line(availableParallelism() > 2 ? 2 : 1, 50)

/** A digest as it is stored, taken apart. */
interface StoredDigest extends Cost {
  readonly salt: Buffer
  readonly digest: Buffer
}

const pattern = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '')

function parse(text: string): StoredDigest {
  const [, memory, passes, parallelism, salt, digest] = pattern.exec(text) ?? []
  if (salt === undefined || digest === undefined)
    throw new RegistryError('internal', 'A stored password digest cannot be read.')
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    digest: Buffer.from(digest, 'base64'),
  }
}

/** People type the same characters in different compositions; NFKC makes them one. */
function digestOf(password: string, salt: Uint8Array, { memory, passes, parallelism }: Cost): Promise<Buffer> {
  const message = password.normalize('NFKC')
  return line.run(
    () =>
      new Promise((resolve, reject) =>
        argon2(
          'argon2id',
          { message, nonce: salt, memory, passes, parallelism, tagLength: digestBytes },
          (error, digest) => (error ? reject(error) : resolve(digest)),
        ),
      ),
  )
}

/**
 * Makes the digest of a password, as a PHC string.
 * @param like a digest whose salt is to be used: digests of one e-mail address share it, so that one computation checks them all.
 */
export async function digestPassword(password: string, like?: string): Promise<string> {
  const salt = like === undefined ? randomBytes(saltBytes) : parse(like).salt
  const digest = await digestOf(password, salt, cost)
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(digest)}`
}

/** Whether a digest was made with other costs than new ones are. */
export function isOutdated(stored: string): boolean {
  const { memory, passes, parallelism } = parse(stored)
  return memory !== cost.memory || passes !== cost.passes || parallelism !== cost.parallelism
}

const nobody = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(randomBytes(saltBytes))}$${base64(randomBytes(digestBytes))}`

/**
 * Tells which of the digests are of this password. It computes one digest for each salt and cost among them, and one when there are none,
 * so that the time says nothing about who exists.
 */
export async function matchPassword(password: string, stored: readonly (string | undefined)[]): Promise<boolean[]> {
  const known = stored.map(text => (text === undefined ? undefined : parse(text)))
  const groups = new Map<string, StoredDigest>()
  for (const each of known) if (each) groups.set(groupOf(each), each)
  if (groups.size === 0) groups.set('', parse(nobody))
  const computed = new Map<string, Buffer>()
  for (const [name, each] of groups) computed.set(name, await digestOf(password, each.salt, each))
  return known.map(each => {
    const digest = each && computed.get(groupOf(each))
    return digest !== undefined && digest.length === each?.digest.length && timingSafeEqual(digest, each.digest)
  })
}

const groupOf = ({ memory, passes, parallelism, salt }: StoredDigest) =>
  `${memory} ${passes} ${parallelism} ${salt.toString('hex')}`
