import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'

/** The two halves of a station's key, as JSON web keys. */
export interface StationKeyPair {
  /** Never leaves the station. */
  readonly privateKey: JWK
  readonly publicKey: { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
}

/** A new Ed25519 key. */
export async function makeStationKey(): Promise<StationKeyPair> {
  const made = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const privateKey = await exportJWK(made.privateKey)
  return { privateKey, publicKey: { kty: 'OKP', crv: 'Ed25519', x: String(privateKey.x) } }
}

/** The key to sign or verify with. */
export const toStationKey = (key: JWK): Promise<CryptoKey> => importJWK(key, 'EdDSA') as Promise<CryptoKey>
