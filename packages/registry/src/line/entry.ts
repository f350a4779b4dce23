import { createHash } from 'node:crypto'
import { CompactSign, type CryptoKey, compactVerify } from 'jose'
import type { DeviceRow } from '../rows/index.ts'

/** What a station says of one device. */
export interface LineEntry {
  /** Place in the queue of the station, from 1, without gaps. */
  readonly sequence: number
  /** Digest of the entry before; empty for the first: nothing can be taken out, put in or put elsewhere unseen. */
  readonly previous: string
  /** By the clock of the station, ms since 1970. */
  readonly at: number
  readonly device: DeviceRow
}

const type = 'hailport-line-entry'
const text = new TextEncoder()

/** What the next entry carries of this one. */
export const digestOfEntry = (signed: string): string => createHash('sha256').update(signed).digest('base64url')

/** Signs an entry (JWS, Ed25519). */
export function signEntry(entry: LineEntry, key: CryptoKey, thumbprint: string): Promise<string> {
  return new CompactSign(text.encode(JSON.stringify(entry)))
    .setProtectedHeader({ alg: 'EdDSA', kid: thumbprint, typ: type })
    .sign(key)
}

const isEntry = (value: unknown): value is LineEntry => {
  const { sequence, previous, at, device } = Object(value) as Partial<LineEntry>
  return (
    Number.isSafeInteger(sequence) &&
    (sequence as number) > 0 &&
    typeof previous === 'string' &&
    Number.isSafeInteger(at) &&
    typeof device === 'object' &&
    device !== null
  )
}

/** The entry, when this key signed it; what is wrong otherwise. */
export async function readEntry(signed: string, key: CryptoKey): Promise<LineEntry | { readonly wrong: string }> {
  try {
    const { payload, protectedHeader } = await compactVerify(signed, key, { algorithms: ['EdDSA'] })
    const entry: unknown = JSON.parse(new TextDecoder().decode(payload))
    if (protectedHeader.typ === type && isEntry(entry)) return entry
    return { wrong: 'it is signed, but is no entry of a queue' }
  } catch {
    return { wrong: 'its signature does not fit' }
  }
}
