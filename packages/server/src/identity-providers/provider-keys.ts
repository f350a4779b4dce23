import type { IdentityProvider } from '@hailport/registry'
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { ProviderClient } from './provider-client.ts'

/** After this time keys are read anew, ms; the old ones serve meanwhile. */
const freshMs = 600_000
/** A token with an unknown key has them read at once, but not more often than this, ms. */
const shortestRefreshMs = 30_000
/** How long keys serve while the provider does not answer, ms. */
const keptMs = 86_400_000
/** Issuers that are remembered at a time. */
const maxRemembered = 500

interface Known {
  find?: JWTVerifyGetKey
  readAt: number
  triedAt: number
  reading?: Promise<void> | undefined
}

/** The public keys of providers, remembered. */
export class ProviderKeys {
  readonly #providers: ProviderClient
  readonly #now: () => number
  readonly #known = new Map<string, Known>()

  constructor(providers: ProviderClient, now: () => number) {
    this.#providers = providers
    this.#now = now
  }

  #knownOf(issuer: string): Known {
    const known = this.#known.get(issuer) ?? { readAt: -Infinity, triedAt: -Infinity }
    this.#known.delete(issuer)
    this.#known.set(issuer, known)
    for (const [oldest] of this.#known) if (this.#known.size > maxRemembered) this.#known.delete(oldest)
    return known
  }

  /** Reads keys, unless that was tried just now. @throws when the provider does not answer. */
  async #read(known: Known, provider: IdentityProvider): Promise<void> {
    if (known.reading) return known.reading
    if (this.#now() < known.triedAt + shortestRefreshMs) return
    known.triedAt = this.#now()
    const read = async () => {
      const { jwks_uri } = await this.#providers.metadata({ provider, credential: { kind: 'none' } })
      const answer = await this.#providers.fetch(jwks_uri as string)
      if (answer.status !== 200) throw new Error(`Keys at ${jwks_uri} are answered with status ${answer.status}.`)
      known.find = createLocalJWKSet((await answer.json()) as JSONWebKeySet)
      known.readAt = this.#now()
    }
    known.reading = read().finally(() => {
      known.reading = undefined
    })
    return known.reading
  }

  /** Finds the key of a token of a provider. @throws when there is none, or the provider has not answered for a day. */
  keyFor(provider: IdentityProvider, onFault: (error: unknown) => void): JWTVerifyGetKey {
    return async (header, token) => {
      const known = this.#knownOf(provider.issuer)
      const age = this.#now() - known.readAt
      if (age > keptMs) await this.#read(known, provider)
      else if (age > freshMs) this.#read(known, provider).catch(onFault)
      const find = () => {
        if (!known.find || this.#now() - known.readAt > keptMs) throw new errors.JWKSNoMatchingKey()
        return known.find(header, token)
      }
      try {
        return await find()
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        await this.#read(known, provider)
        return find()
      }
    }
  }
}
