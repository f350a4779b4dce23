import {
  applicationAuthenticator,
  delegationReader,
  isId,
  narrowedToGraph,
  type Principal,
  personAuthenticator,
  type Registry,
  RegistryError,
  tokenAuthenticator,
} from '@hailport/registry'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AccessToken } from './access-token.ts'
import { actingPersonReader } from './acting-person.ts'
import type { RateClass } from './limits.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `public` routes need no credential. */
    readonly access?: 'public'
    /** The credential may stand in the header without `Bearer`, as some clients of the contract send it. */
    readonly rawToken?: boolean
    /** Class for rate limits; by the method when absent. */
    readonly rate?: RateClass
    /** The body is handed on as a stream. */
    readonly streamed?: boolean
  }
  interface FastifyRequest {
    principal: Principal | undefined
    /** Permissions in the words of Microsoft Graph that the access token carries; undefined for other credentials. */
    graphScopes: readonly string[] | undefined
  }
}

/** Tokens of external issuers list the groups of their holder, and grow large. */
const bearer = /^Bearer ([A-Za-z0-9._~+/-]{1,16384}=*)$/i
const bearerOrRaw = /^(?:Bearer )?([A-Za-z0-9._~+/-]{1,16384}=*)$/i

/** Who calls, and what its token says that it may be used for. */
interface Caller {
  readonly principal: Principal | undefined
  readonly scopes?: readonly string[] | undefined
}

/** The scope that stands for everything that the person may do. */
const wholePerson = 'user_impersonation'

/** The principal as far as its token is good. */
const narrowed = (principal: Principal, scopes: readonly string[] | undefined): Principal =>
  scopes === undefined || scopes.includes(wholePerson) ? principal : narrowedToGraph(principal, scopes)

/** Makes the function that turns a verified access token into whom it stands for now: a person with the roles of this moment. */
function tokenHolder(registry: Registry, isWellKnown: (applicationId: string) => boolean) {
  const byApplication = applicationAuthenticator(registry)
  const byPerson = personAuthenticator(registry)
  const byDelegation = actingPersonReader(registry)
  return async (token: AccessToken, requestId: string): Promise<Caller> => {
    const { organizationId, applicationId, personId, homeId, scopes, narrows } = token
    const application = isWellKnown(applicationId) ? undefined : await byApplication(applicationId, requestId)
    if (!application && !isWellKnown(applicationId)) return { principal: undefined }
    if (personId === undefined)
      return application?.organization.id === organizationId
        ? { principal: narrows ? narrowed(application, scopes) : application, scopes }
        : { principal: undefined }
    const person =
      homeId === undefined
        ? await byPerson(organizationId, personId, requestId)
        : await byDelegation({ homeId, personId, tenantId: organizationId }, requestId)
    return { principal: person && narrowed(person, scopes), scopes }
  }
}

/**
 * Finds out who calls: by personal access token, else by an access token of the OpenID provider, or of an issuer that an organization trusts.
 * @param isWellKnown tells which clients are no applications of the registry, but may be used by people all the same.
 */
export function useAuthentication(
  app: FastifyInstance,
  registry: Registry,
  verifyAccessToken: (token: string) => Promise<AccessToken | undefined>,
  isWellKnown: (applicationId: string) => boolean,
): void {
  const byToken = tokenAuthenticator(registry)
  const holderOf = tokenHolder(registry, isWellKnown)
  app.decorateRequest('principal', undefined)
  app.decorateRequest('graphScopes', undefined)
  const identify = async (credential: string, requestId: string): Promise<Caller> => {
    if (credential.startsWith('hpat_')) return { principal: await byToken(credential, requestId) }
    const token = await verifyAccessToken(credential)
    return token === undefined ? { principal: undefined } : holderOf(token, requestId)
  }
  app.addHook('onRequest', (request, _reply, done) => {
    const { access, rawToken } = request.routeOptions.config
    if (access === 'public') return done()
    const credential = (rawToken ? bearerOrRaw : bearer).exec(request.headers.authorization ?? '')?.[1]
    if (credential === undefined) return done()
    identify(credential, request.id).then(({ principal, scopes }) => {
      request.principal = principal
      if (principal) request.graphScopes = scopes
      done()
    }, done)
  })
}

/** Lets a person of a partner act in the tenant that the path names, when rights are delegated to it there. */
export function useDelegations(app: FastifyInstance, registry: Registry): void {
  const actIn = delegationReader(registry)
  app.addHook('onRequest', (request, _reply, done) => {
    const { principal } = request
    const { tenantId, organizationId } = (request.params ?? {}) as { tenantId?: string; organizationId?: string }
    const named = tenantId ?? organizationId
    if (principal?.organization.kind !== 'partner' || named === undefined || !isId(named)) return done()
    const actAs = request.headers['hailport-act-as']
    if (actAs === 'partner') return done()
    if (actAs !== undefined && actAs !== 'tenant')
      return done(new RegistryError('invalid_request', 'Hailport-Act-As is partner or tenant.'))
    actIn(principal, named).then(acting => {
      const { graphScopes } = request
      if (acting) request.principal = narrowed(acting, graphScopes)
      done()
    }, done)
  })
}

/** Refuses requests without a principal; after the rate limits, so that guessing is counted. */
export function useRequiredPrincipal(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { config, url } = request.routeOptions
    // An address without a route stays "not found" for everybody.
    if (request.principal !== undefined || config.access === 'public' || url === undefined) return done()
    done(
      new RegistryError(
        'unauthenticated',
        request.headers.authorization ? undefined : 'No Authorization header was sent.',
      ),
    )
  })
}

/** Who acts in this request. @throws unauthenticated, should a route have been mounted without the hooks above. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === undefined) throw new RegistryError('unauthenticated')
  return request.principal
}
