import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { RegistryError } from '../errors.ts'

const redirectUriLimit = 20
const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])
/** Schemes that a browser would run or open by itself. */
const harmful = new Set(['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:', 'view-source:'])

const invalid = (message: string, field: string) => new RegistryError('invalid_request', message, { field })

function redirectFault(uri: string, publicClient: boolean): string | undefined {
  const url = URL.canParse(uri) && uri.length <= 2000 ? new URL(uri) : undefined
  if (!url || /[\s*\\]/.test(uri)) return 'is no absolute URI without blanks and wildcards'
  if (uri.includes('#')) return 'has a fragment'
  if (url.username !== '' || url.password !== '') return 'names a user'
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:')
    return loopback.has(url.hostname) ? undefined : 'uses http: beyond localhost, 127.0.0.1 and [::1]'
  if (harmful.has(url.protocol)) return `uses ${url.protocol}`
  return publicClient ? undefined : 'is neither https: nor http://localhost'
}

/** Addresses that a sign-in may return to. Compared as text; of a public client's loopback addresses any port will do. @throws invalid_request. */
export function requireRedirectUris(uris: readonly string[], publicClient: boolean): string[] {
  const field = 'redirectUris'
  if (uris.length > redirectUriLimit)
    throw invalid(`An application has at most ${redirectUriLimit} redirect URIs.`, field)
  for (const uri of uris) {
    const fault = redirectFault(uri, publicClient)
    if (fault !== undefined) throw invalid(`The redirect URI ${uri.slice(0, 200)} ${fault}.`, field)
  }
  return [...new Set(uris)]
}

/** A set of public JSON Web Keys. */
export interface PublicKeySet {
  readonly keys: Record<string, unknown>[]
}

/** @throws invalid_request unless every key is a public one, and all are no more than 16 kB. */
export function requirePublicKeys(jwks: PublicKeySet): Record<string, unknown>[] {
  if (JSON.stringify(jwks).length > 16_384) throw invalid('jwks is larger than 16 kB.', 'jwks')
  if (!Array.isArray(jwks.keys) || jwks.keys.length === 0) throw invalid('jwks must have at least one key.', 'jwks')
  for (const key of jwks.keys as unknown[]) {
    if (typeof key !== 'object' || key === null) throw invalid('jwks.keys must be JSON web keys.', 'jwks')
    if ('d' in key || 'k' in key || ('kty' in key && key.kty === 'oct'))
      throw invalid('jwks must hold public keys only; a private or symmetric key was sent.', 'jwks')
  }
  return jwks.keys
}

/** What an application's certificate is good for: its key, how clients name it, and until when. */
export interface ReadCertificate {
  readonly jwk: Record<string, unknown>
  /** SHA-256 of the certificate, base64url: the `x5t#S256` of assertions. */
  readonly thumbprint: string
  readonly subject: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

const digestOf = (algorithm: string, raw: Uint8Array) => createHash(algorithm).update(raw).digest('base64url')

/**
 * Reads an X.509 certificate: PEM, or DER in base64.
 * @throws invalid_request for anything else, for private keys, and for keys that are too weak or of a kind that does not sign.
 */
export function readCertificate(text: string): ReadCertificate {
  const field = 'certificate'
  if (/PRIVATE KEY/.test(text)) throw invalid('A private key was sent; send the certificate alone.', field)
  const certificate = parse(text)
  const key = certificate.publicKey
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  const curve = key.asymmetricKeyDetails?.namedCurve
  if (!(key.asymmetricKeyType === 'rsa' && bits >= 2048) && !(key.asymmetricKeyType === 'ec' && curve === 'prime256v1'))
    throw invalid('The key of the certificate must be RSA of at least 2048 bits, or P-256.', field)
  return {
    jwk: {
      ...createPublicKey(key.export({ type: 'spki', format: 'pem' })).export({ format: 'jwk' }),
      use: 'sig',
      // Clients name the certificate by its SHA-1, in hexadecimal or base64url; only newer ones by its SHA-256.
      kid: digestOf('sha256', certificate.raw),
      x5t: digestOf('sha1', certificate.raw),
      'x5t#S256': digestOf('sha256', certificate.raw),
    },
    thumbprint: digestOf('sha256', certificate.raw),
    subject: certificate.subject.replaceAll('\n', ', ').slice(0, 200),
    expiresAt: Date.parse(certificate.validTo),
  }
}

function parse(text: string): X509Certificate {
  const trimmed = text.trim()
  try {
    return new X509Certificate(trimmed.startsWith('-----BEGIN') ? trimmed : Buffer.from(trimmed, 'base64'))
  } catch (cause) {
    throw new RegistryError('invalid_request', 'certificate is no X.509 certificate in PEM, or DER in base64.', {
      field: 'certificate',
      cause,
    })
  }
}
