import type { CryptoKey } from 'jose'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { Actor } from '../journal/index.ts'
import { type LineStationsTable, scopeTo } from '../store/index.ts'
import { assertedKey, assertionMs, readAssertion } from './assertion.ts'
import { toStationKey } from './make-key.ts'

/** A station that has proved who it is. */
export interface StationCaller extends Actor {
  readonly key: CryptoKey
  readonly name: string
  /** How far its clock is behind ours, ms. */
  readonly clockSkewMs: number
}

const toKey = (row: LineStationsTable) => toStationKey({ kty: 'OKP', crv: 'Ed25519', x: row.public_key })

/**
 * Who asks, by the statement that it signed. Whether a maker or a key exists is told to nobody who cannot sign with it.
 * @throws unauthenticated; station_revoked; station_clock_wrong when it did sign, but not now.
 */
export async function authenticateStation(
  registry: Registry,
  partnerId: string,
  credential: { readonly token: string | undefined; readonly requestId: string },
): Promise<StationCaller> {
  const { token = '', requestId } = credential
  const thumbprint = assertedKey(token)
  const refused = () => new RegistryError('unauthenticated', 'This needs the signature of a station of this maker.')
  if (thumbprint === undefined) throw refused()
  const row = await scopeTo(registry.store.db, partnerId)
    .selectFrom('line_stations')
    .selectAll()
    .where('thumbprint', '=', thumbprint)
    .executeTakeFirst()
  if (!row) throw refused()
  const key = await toKey(row)
  const assertion = await readAssertion(token, key)
  if (assertion?.partnerId !== partnerId) throw refused()
  if (row.revoked_at !== null) throw new RegistryError('station_revoked')
  const now = registry.now()
  if (Math.abs(now - assertion.at) > assertionMs)
    throw new RegistryError(
      'station_clock_wrong',
      `The request was signed for ${new Date(assertion.at).toISOString()}; here it is ${new Date(now).toISOString()}.`,
    )
  return {
    kind: 'station',
    id: row.id,
    organization: { kind: 'partner', id: partnerId },
    requestId,
    key,
    name: row.name,
    clockSkewMs: now - assertion.clock,
  }
}
