import { createHash, timingSafeEqual } from 'node:crypto'
import { findSignInClient, isId, type Registry, type SignInClient } from '@hailport/registry'
import Provider, { type Adapter } from 'oidc-provider'
import { type Asked, askedOf } from './asked.ts'
import { SignInFault } from './fault.ts'
import { consoleClient, consoleClientId, wellKnownClients } from './well-known-clients.ts'

/** What clients are found with. */
export interface ClientDeps {
  readonly registry: Registry
  /** Origin of the service, which the console's addresses begin with. */
  readonly baseUrl: string
}

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

/** Whether people of the organization may sign in to the client; `undefined` stands for any organization. */
export function isKnownTo(client: SignInClient, organizationId: string | undefined): boolean {
  return client.people === 'everyone' || client.organizationId === organizationId
}

/** Digests where the provider expects a plain secret; it only hands them to `secretMatches`. */
const writtenSecrets = ({ secrets }: SignInClient): string =>
  secrets
    .map(({ digest, expired }) => `${expired ? 'expired' : 'live'}:${Buffer.from(digest).toString('base64url')}`)
    .join(' ') || 'none'

/** Compares a presented secret with all digests of the client. */
export function secretMatches(written: string | undefined, presented: string, asked: Asked): boolean {
  const actual = createHash('sha256').update(presented).digest()
  let found: string | undefined
  for (const each of (written ?? '').split(' ')) {
    const [state, text = ''] = each.split(':')
    const expected = Buffer.from(text, 'base64url')
    if (expected.length === actual.length && timingSafeEqual(expected, actual) && found !== 'live') found = state
  }
  if (found === 'expired')
    asked.fault = new SignInFault('invalid_client', 7000222, 'The provided client secret has expired.', 401)
  if (found === 'live') asked.presented = { digest: actual }
  return found === 'live'
}

const hexOf = (base64url: unknown): string => Buffer.from(String(base64url), 'base64url').toString('hex').toUpperCase()

/** The keys that the header of an assertion can mean: it names a certificate by a thumbprint, a key by its id, or nothing. */
function keysFor(
  keys: readonly Record<string, unknown>[],
  header: Readonly<Record<string, unknown>>,
): Record<string, unknown>[] {
  const { kid, x5t, 'x5t#S256': sha256 } = header
  const named = keys.filter(key => {
    if (sha256 !== undefined) return key['x5t#S256'] === sha256
    if (x5t !== undefined) return key['x5t'] === x5t || hexOf(key['x5t']) === hexOf(x5t)
    if (typeof kid !== 'string') return true
    return (
      key['kid'] === kid || key['x5t'] === kid || (key['x5t'] !== undefined && hexOf(key['x5t']) === kid.toUpperCase())
    )
  })
  return named.map(({ kid: _kid, x5t: _x5t, 'x5t#S256': _sha256, ...key }) =>
    typeof kid === 'string' ? { ...key, kid } : key,
  )
}

function authentication(client: SignInClient, asked: Asked): object {
  if (client.client === 'public') return { token_endpoint_auth_method: 'none' }
  if (asked.assertion === undefined)
    return { token_endpoint_auth_method: 'client_secret_post', client_secret: writtenSecrets(client) }
  const keys = keysFor(client.keys, asked.assertion)
  const [only, another] = keys
  if (typeof only?.['x5t#S256'] === 'string' && !another) asked.presented = { thumbprint: only['x5t#S256'] }
  return { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys } }
}

function metadata(client: SignInClient, organizationId: string | undefined, asked: Asked): object {
  const redirects = client.redirectUris.length > 0
  const own = client.client === 'confidential' && client.organizationId === organizationId
  const native =
    client.client === 'public' && client.redirectUris.every(uri => !/^https:\/\/(localhost|127\.|\[::1\])/.test(uri))
  return {
    client_id: client.id,
    client_name: client.name,
    application_type: native ? 'native' : 'web',
    redirect_uris: client.redirectUris,
    response_types: redirects ? ['code'] : [],
    grant_types: [
      ...(redirects ? ['authorization_code'] : []),
      'refresh_token',
      deviceCode,
      ...(own ? ['client_credentials'] : []),
    ],
    ...authentication(client, asked),
  }
}

/** The provider's clients are the registry's applications, read at each use: a revoked one is gone at once. */
export function clientAdapter(
  deps: ClientDeps,
  organizationId: string | undefined,
  withWellKnown: boolean,
): Pick<Adapter, 'find'> {
  return {
    async find(id) {
      const client = await findClient(deps, id, withWellKnown)
      if (!client || !isKnownTo(client, organizationId)) return undefined
      return metadata(client, organizationId, askedOf(Provider.ctx?.req))
    },
  }
}

/** @returns undefined when there is no such client. */
export async function findClient(
  { registry, baseUrl }: ClientDeps,
  id: string,
  withWellKnown: boolean,
): Promise<SignInClient | undefined> {
  if (id === consoleClientId) return consoleClient(baseUrl)
  const known = withWellKnown ? wellKnownClients.get(id) : undefined
  return known ?? (isId(id) ? findSignInClient(registry, id) : undefined)
}
