import { createPrivateKey } from 'node:crypto'
import { type OpenedProvider, type ProviderRef, RegistryError, readClaims } from '@hailport/registry'
import * as client from 'openid-client'
import { type ProviderFetch, ProviderRefused } from './safe-fetch.ts'

/** How long what a provider says about itself is believed, ms. */
const freshMs = 600_000
/** Providers that are remembered at a time. */
const maxRemembered = 500

/** What goes wrong between this service and a provider, in words for an administrator. */
function unavailable(label: string, error: unknown): RegistryError {
  const { cause, message } = error as { cause?: unknown; message?: string }
  const refused = [error, cause].find(each => each instanceof ProviderRefused)
  const code = [error, cause]
    .map(each => (each as { code?: string } | undefined)?.code)
    .find(each => each !== undefined)
  const why = refused instanceof Error ? refused.message : (message ?? 'It does not answer.')
  return new RegistryError(
    'identity_provider_unavailable',
    `${label}: ${why}${code === undefined ? '' : ` (${code})`}`,
    {
      cause: error,
    },
  )
}

async function authentication({ credential }: OpenedProvider, metadata: client.ServerMetadata) {
  if (credential.kind === 'none') return client.None()
  if (credential.kind === 'secret') {
    const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const post = !methods.includes('client_secret_basic') && methods.includes('client_secret_post')
    return (post ? client.ClientSecretPost : client.ClientSecretBasic)(credential.secret)
  }
  const { key, alg } = await signingKey(credential.privateKey)
  return client.PrivateKeyJwt(
    { key, ...(credential.keyId !== undefined && { kid: credential.keyId }) },
    {
      [client.modifyAssertion]: header => {
        header['alg'] = alg
      },
    },
  )
}

/** A private key for assertions. @throws invalid_request */
async function signingKey(pem: string): Promise<{ key: client.CryptoKey; alg: string }> {
  try {
    const key = createPrivateKey(pem)
    const rsa = key.asymmetricKeyType === 'rsa'
    const algorithm = rsa ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : { name: 'ECDSA', namedCurve: 'P-256' }
    return { key: key.toCryptoKey(algorithm, false, ['sign']) as client.CryptoKey, alg: rsa ? 'RS256' : 'ES256' }
  } catch (cause) {
    throw new RegistryError('invalid_request', 'privateKey must be an RSA or P-256 key, PKCS #8 in PEM.', {
      field: 'credential',
      cause,
    })
  }
}

/** A sign-in that was begun. */
export interface Begun {
  readonly url: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/** Speaks OpenID Connect with the providers of organizations. */
export class ProviderClient {
  readonly fetch: ProviderFetch
  readonly #baseUrl: string
  readonly #http: boolean
  readonly #known = new Map<string, { at: number; metadata: Promise<client.ServerMetadata> }>()

  constructor(fetch: ProviderFetch, baseUrl: string, allowsHttp: boolean) {
    this.fetch = fetch
    this.#baseUrl = baseUrl
    this.#http = allowsHttp
  }

  /** Where a provider sends people back to; each has an address of its own, so that an answer cannot be taken for another's. */
  redirectUri({ providerId, organizationId }: ProviderRef): string {
    return `${this.#baseUrl}/sign-in/external/${organizationId}/${providerId}/callback`
  }

  #options() {
    return {
      [client.customFetch]: this.fetch as unknown as client.CustomFetch,
      execute: [client.enableNonRepudiationChecks, ...(this.#http ? [client.allowInsecureRequests] : [])],
      timeout: 10,
    }
  }

  async #discover({ provider }: OpenedProvider): Promise<client.ServerMetadata> {
    const { issuer, clientId, label } = provider
    try {
      const found = await client.discovery(new URL(issuer), clientId, undefined, undefined, this.#options())
      const { supportsPKCE: _supportsPKCE, ...metadata } = found.serverMetadata()
      return metadata
    } catch (error) {
      throw unavailable(label, error)
    }
  }

  /** What a provider says about itself, remembered for a while. @throws identity_provider_unavailable */
  async metadata(opened: OpenedProvider): Promise<client.ServerMetadata> {
    const { id, updatedAt } = opened.provider
    const key = `${id} ${updatedAt}`
    const known = this.#known.get(key)
    if (known && known.at + freshMs > Date.now()) return known.metadata
    const metadata = this.#discover(opened)
    metadata.catch(() => this.#known.delete(key))
    this.#known.delete(key)
    this.#known.set(key, { at: Date.now(), metadata })
    for (const [oldest] of this.#known) if (this.#known.size > maxRemembered) this.#known.delete(oldest)
    return metadata
  }

  /** For one sign-in: so its keys are those of this moment, whenever the provider has rotated them. */
  async #configure(opened: OpenedProvider): Promise<client.Configuration> {
    const metadata = { ...(await this.metadata(opened)) }
    const { [client.customFetch]: fetch, execute, timeout } = this.#options()
    const { clientId } = opened.provider
    const settings = { [client.clockTolerance]: 60 }
    const config = new client.Configuration(metadata, clientId, settings, await authentication(opened, metadata))
    config[client.customFetch] = fetch
    config.timeout = timeout
    for (const prepare of execute) prepare(config)
    return config
  }

  /** Asks a provider who it is, and whether it can do what is needed. @throws identity_provider_unavailable */
  async check(opened: OpenedProvider): Promise<void> {
    const { label } = opened.provider
    const metadata = await this.#discover(opened)
    await authentication(opened, metadata)
    const { authorization_endpoint, token_endpoint, jwks_uri } = metadata
    const missing = Object.entries({ authorization_endpoint, token_endpoint, jwks_uri }).find(([, value]) => !value)
    if (missing) throw unavailable(label, new Error(`Its document names no ${missing[0]}.`))
    try {
      const { status } = await this.fetch(jwks_uri as string)
      if (status !== 200) throw new Error(`Its keys at ${jwks_uri} are answered with status ${status}.`)
    } catch (error) {
      throw unavailable(label, error)
    }
  }

  /** Begins a sign-in: authorization code with PKCE, state and nonce. */
  async begin(opened: OpenedProvider, email: string): Promise<Begun> {
    const { provider } = opened
    const config = await this.#configure(opened)
    const codeVerifier = client.randomPKCECodeVerifier()
    const [state, nonce] = [client.randomState(), client.randomNonce()]
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: this.redirectUri({ organizationId: provider.organizationId, providerId: provider.id }),
      scope: ['openid', ...provider.scopes].join(' '),
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...(email !== '' && { login_hint: email }),
    })
    return { url: url.href, state, nonce, codeVerifier }
  }

  /**
   * Takes the answer of a provider.
   * @param url the address that the browser was sent back to.
   * @throws external_sign_in_failed when it is not the answer to what was begun; identity_provider_unavailable.
   */
  async finish(opened: OpenedProvider, url: URL, begun: Omit<Begun, 'url'>): Promise<ReturnType<typeof readClaims>> {
    const { provider } = opened
    const config = await this.#configure(opened)
    try {
      const tokens = await client.authorizationCodeGrant(config, url, {
        expectedState: begun.state,
        expectedNonce: begun.nonce,
        pkceCodeVerifier: begun.codeVerifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new Error('There is no ID token.')
      return readClaims(claims, provider)
    } catch (error) {
      throw failed(provider.label, error)
    }
  }
}

/** Codes of errors that mean that nothing, or nothing sensible, was answered. */
const silent =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|OAUTH_TIMEOUT|OAUTH_RESPONSE_IS_NOT_(CONFORM|JSON))/

function failed(label: string, error: unknown): RegistryError {
  const { error: code, error_description: description, cause, message, code: number } = error as Record<string, unknown>
  const inner = (cause as { code?: unknown } | undefined)?.code
  if (cause instanceof ProviderRefused || [number, inner].some(each => silent.test(String(each))))
    return unavailable(label, error)
  const said = typeof code === 'string' ? `${code}${description ? `: ${description}` : ''}` : String(message)
  return new RegistryError('external_sign_in_failed', `${label} says: ${said.slice(0, 300)}`, { cause: error })
}
