import { createHash, timingSafeEqual } from 'node:crypto'
import { findApplicationCredential, isId, type Registry } from '@hailport/registry'
import type { Adapter } from 'oidc-provider'

const digestPrefix = 'sha256:'

/** The provider's clients are the registry's applications, read at each use: a revoked one is gone at once. */
export function clientAdapter(registry: Registry): Pick<Adapter, 'find'> {
  return {
    async find(id) {
      const credential = isId(id) ? await findApplicationCredential(registry, id) : undefined
      if (!credential) return undefined
      const common = { client_id: credential.id, client_name: credential.name, grant_types: ['client_credentials'] }
      if (credential.jwks) return { ...common, token_endpoint_auth_method: 'private_key_jwt', jwks: credential.jwks }
      const digest = Buffer.from(credential.secretDigest ?? []).toString('base64url')
      return { ...common, token_endpoint_auth_method: 'client_secret_basic', client_secret: digestPrefix + digest }
    },
  }
}

/** Compares a presented secret with the digest that stands where the provider expects a plain secret. */
export function matchesDigest(stored: string | undefined, presented: string): boolean {
  if (!stored?.startsWith(digestPrefix)) return false
  const expected = Buffer.from(stored.slice(digestPrefix.length), 'base64url')
  const actual = createHash('sha256').update(presented).digest()
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}
