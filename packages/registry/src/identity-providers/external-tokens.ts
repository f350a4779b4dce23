import type { Registry } from '../context.ts'
import type { ExternalIdentitiesTable, IdentityProvidersTable, Store } from '../store/index.ts'
import { type IdentityProvider, toProvider } from './provider.ts'

/** What an access token of an external issuer says, as far as it is used here. */
export interface ExternalToken {
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly subject: string
  /** The client that got the token. */
  readonly clientId: string
  /** Whether the issuer says that the client acts by itself. */
  readonly byItself: boolean
  /** Permissions of `scp`, `scope` or `roles`; undefined when the token has none of them. */
  readonly permissions: readonly string[] | undefined
}

/** What only ID tokens carry, and tokens that are bound to a key of their holder, which is not looked at here. */
const foreignClaims = ['nonce', 'at_hash', 'c_hash', 's_hash', 'cnf']

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Names in a list, or in a text between blanks. */
function namesOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter(name => name !== '')
  return Array.isArray(value) ? value.filter(name => typeof name === 'string') : []
}

/**
 * Reads the claims of an access token, as RFC 9068, Entra ID and Keycloak write them.
 * @returns undefined for what is none: an ID token, or one that names no client.
 */
export function readTokenClaims(claims: Readonly<Record<string, unknown>>): ExternalToken | undefined {
  const issuer = text(claims['iss'])
  const subject = text(claims['sub'])
  const clientId = [claims['azp'], claims['appid'], claims['client_id']].map(text).find(each => each !== undefined)
  if (issuer === undefined || subject === undefined || clientId === undefined) return undefined
  if (foreignClaims.some(name => Object.hasOwn(claims, name))) return undefined
  const byItself = claims['idtyp'] === 'app' || subject === clientId
  const [given] = (byItself ? ['roles', 'scp', 'scope'] : ['scp', 'scope']).filter(name => Object.hasOwn(claims, name))
  return {
    issuer,
    audiences: namesOf(claims['aud']),
    subject,
    clientId,
    byItself,
    permissions: given === undefined ? undefined : namesOf(claims[given]),
  }
}

/** A token with whose word it is, and as whom its holder would act once its signature is verified. */
export interface TrustedToken {
  readonly provider: IdentityProvider
  /** Of `aud` of the token, what made it good here. */
  readonly audiences: readonly string[]
  readonly applicationId: string
  /** The person for whom the application acts; absent when it acts by itself. */
  readonly personId?: string
  readonly permissions: readonly string[] | undefined
}

/** Organizations that may trust one issuer, before tokens have to name the one that they are for. */
const maxTrusting = 100

/** Whether the token is one that the client got for itself. */
function isApplication(token: ExternalToken, provider: IdentityProvider): boolean {
  const mapping = provider.clients.find(each => each.clientId === token.clientId)
  return token.byItself || (mapping?.subject !== undefined && mapping.subject === token.subject)
}

/**
 * The provider whose word the token is. One that several organizations could take for theirs is nobody's: what somebody sends to the one
 * must never end up at the other. So an audience that names the organization decides alone.
 */
function trusting(
  providers: readonly IdentityProvider[],
  token: ExternalToken,
  audiencesOf: (organizationId: string) => readonly string[],
): Omit<TrustedToken, 'applicationId' | 'personId' | 'permissions'> | undefined {
  const found = providers.flatMap(provider => {
    const good = [...audiencesOf(provider.organizationId), ...provider.tokenAudiences]
    const audiences = token.audiences.filter(each => good.includes(each))
    const isClient = provider.clients.some(each => each.clientId === token.clientId)
    const trusts = provider.acceptTokens && provider.disabledAt === undefined && isClient && audiences.length > 0
    return trusts ? [{ provider, audiences }] : []
  })
  return found.length === 1 ? found[0] : undefined
}

const acceptingTokens = (db: Store['db']) =>
  db
    .selectFrom('identity_provider_names as n')
    .innerJoin('identity_providers as p', join =>
      join.onRef('p.organization_id', '=', 'n.organization_id').onRef('p.id', '=', 'n.provider_id'),
    )
    .selectAll('p')
    .where('n.kind', '=', 'issuer')

/**
 * Makes the function that finds out whose word a token of an external issuer is. The token is not verified yet: that is done with the keys
 * of the provider that this returns, before anything else.
 * @param audiencesOf addresses of this service that tokens for an organization may name.
 * @param organizationNamed the organization that an audience names by itself.
 * @returns undefined when no organization trusts the issuer with it, or more than one.
 */
export function trustedTokenReader(
  registry: Registry,
  audiencesOf: (organizationId: string) => readonly string[],
  organizationNamed: (audience: string) => string | undefined,
): (token: ExternalToken) => Promise<TrustedToken | undefined> {
  const { store } = registry
  const byIssuer = store.prepare<{ issuer: string }, IdentityProvidersTable>((db, p) =>
    acceptingTokens(db)
      .where('n.name', '=', p.issuer)
      .limit(maxTrusting + 1),
  )
  const ofOrganization = store.prepare<{ issuer: string; organization: string }, IdentityProvidersTable>((db, p) =>
    acceptingTokens(db).where('n.name', '=', p.issuer).where('n.organization_id', '=', p.organization),
  )
  const findPerson = store.prepare<
    { organization: string; provider: string; subject: string },
    Pick<ExternalIdentitiesTable, 'person_id'>
  >((db, p) =>
    db
      .selectFrom('external_identities')
      .select('person_id')
      .where('organization_id', '=', p.organization)
      .where('provider_id', '=', p.provider)
      .where('subject', '=', p.subject),
  )
  return async token => {
    const { issuer, subject, clientId, permissions } = token
    const named = [...new Set(token.audiences.flatMap(each => organizationNamed(each) ?? []))]
    if (named.length > 1) return undefined
    const [organization] = named
    const rows =
      organization === undefined ? await byIssuer({ issuer }) : await ofOrganization({ issuer, organization })
    if (rows.length > maxTrusting) return undefined
    const found = trusting(rows.map(toProvider), token, audiencesOf)
    if (!found) return undefined
    const { provider } = found
    const mapping = provider.clients.find(each => each.clientId === clientId)
    if (!mapping) return undefined
    const { applicationId } = mapping
    if (isApplication(token, provider)) return { ...found, applicationId, permissions }
    // An ID token names no permissions; and who asks for second factors here cannot have asked for one.
    if (permissions === undefined || provider.secondFactor !== 'provider') return undefined
    const key = { organization: provider.organizationId, provider: provider.id, subject }
    const [person] = await findPerson(key)
    return person && { ...found, applicationId, personId: person.person_id, permissions }
  }
}
