import { CompactSign, type CryptoKey, compactVerify, decodeProtectedHeader } from 'jose'

/** How a station says who it is with each request: a statement that it signs. */
export interface StationAssertion {
  readonly partnerId: string
  /** The time of the service, as the station takes it to be; ms since 1970. */
  readonly at: number
  /** What the clock of the station shows. */
  readonly clock: number
}

/** How far the time of an assertion may be from ours, ms. */
export const assertionMs = 300_000

const type = 'hailport-line-station'

/** A Bearer token, good for some minutes. */
export function signAssertion(assertion: StationAssertion, key: CryptoKey, thumbprint: string): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(assertion)))
    .setProtectedHeader({ alg: 'EdDSA', kid: thumbprint, typ: type })
    .sign(key)
}

/** The name of the key that the token says it was signed with. */
export function assertedKey(token: string): string | undefined {
  try {
    const { kid, typ, alg } = decodeProtectedHeader(token)
    return typ === type && alg === 'EdDSA' && typeof kid === 'string' && kid.length <= 64 ? kid : undefined
  } catch {
    return undefined
  }
}

/** The assertion, when this key signed it. Its time is not looked at. */
export async function readAssertion(token: string, key: CryptoKey): Promise<StationAssertion | undefined> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: ['EdDSA'] })
    const { partnerId, at, clock } = JSON.parse(new TextDecoder().decode(payload)) as Partial<StationAssertion>
    if (typeof partnerId !== 'string' || !Number.isSafeInteger(at) || !Number.isSafeInteger(clock)) return undefined
    return { partnerId, at: at as number, clock: clock as number }
  } catch {
    return undefined
  }
}
