import { randomBytes } from 'node:crypto'

let pool = Buffer.alloc(0)
let poolAt = 0

/** Eight random bytes out of a pool: one system call per 512 ids instead of one per id. */
function takeRandom(): number {
  if (poolAt + 8 > pool.length) {
    pool = randomBytes(4096)
    poolAt = 0
  }
  poolAt += 8
  return poolAt - 8
}

const hex = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))

/** Times that are so much earlier than the last are of another order of their own: the clock was put right, or it is about something earlier. */
const stepBackMs = 10_000

/**
 * Makes UUIDv7 (RFC 9562, method 1: a 12-bit counter keeps ids of one sequence in order within a millisecond).
 * Made by the application, so that no engine needs a sequence.
 */
export function idSequence(): (nowMs?: number) => string {
  const latest = { ms: 0, counter: 0 }
  const earlier = { ms: 0, counter: 0 }
  return (nowMs = Date.now()) => {
    const last = nowMs < latest.ms - stepBackMs ? earlier : latest
    if (nowMs > last.ms || nowMs < last.ms - stepBackMs) {
      last.ms = nowMs
      last.counter = 0
    } else if (++last.counter > 0xfff) {
      last.ms++
      last.counter = 0
    }
    const at = takeRandom()
    const time = last.ms.toString(16).padStart(12, '0')
    const h = (i: number) => hex[pool[at + i] as number] as string
    const variant = hex[((pool[at] as number) & 0x3f) | 0x80] as string
    const sequence = (0x7000 | last.counter).toString(16)
    return `${time.slice(0, 8)}-${time.slice(8)}-${sequence}-${variant}${h(1)}-${h(2)}${h(3)}${h(4)}${h(5)}${h(6)}${h(7)}`
  }
}

/** A new id of what the registry holds: those of one process are in order. */
export const newId = idSequence()

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the text is a UUID in lower case, the only form that the registry stores. */
export function isId(text: string): boolean {
  return uuidPattern.test(text)
}

/** Less than every UUID. */
export const lowestId = '00000000-0000-0000-0000-000000000000'

/** The least UUIDv7 of a moment: ids that are smaller were made before it. */
export function firstIdAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}

/** The 16 bytes of a UUID, for the narrow tables that hold ids in binary. */
export function idToBytes(id: string): Uint8Array {
  return Buffer.from(id.replaceAll('-', ''), 'hex')
}

/** The UUID text of 16 bytes. */
export function bytesToId(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}
