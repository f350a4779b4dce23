import {
  applicationAuthenticator,
  delegationReader,
  isId,
  type Principal,
  type Registry,
  RegistryError,
  tokenAuthenticator,
} from '@hailport/registry'
import type { FastifyInstance, FastifyRequest } from 'fastify'
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
  }
}

const bearer = /^Bearer ([A-Za-z0-9._~+/-]{1,4096}=*)$/i
const bearerOrRaw = /^(?:Bearer )?([A-Za-z0-9._~+/-]{1,4096}=*)$/i

/** Finds out who calls: by personal access token, else by an access token of the OpenID provider. */
export function useAuthentication(
  app: FastifyInstance,
  registry: Registry,
  verifyAccessToken: (token: string) => Promise<string | undefined>,
): void {
  const byToken = tokenAuthenticator(registry)
  const byApplication = applicationAuthenticator(registry)
  app.decorateRequest('principal', undefined)
  const identify = async (credential: string, requestId: string): Promise<Principal | undefined> => {
    if (credential.startsWith('hpat_')) return byToken(credential, requestId)
    const clientId = await verifyAccessToken(credential)
    return clientId === undefined ? undefined : byApplication(clientId, requestId)
  }
  app.addHook('onRequest', (request, _reply, done) => {
    const { access, rawToken } = request.routeOptions.config
    if (access === 'public') return done()
    const credential = (rawToken ? bearerOrRaw : bearer).exec(request.headers.authorization ?? '')?.[1]
    if (credential === undefined) return done()
    identify(credential, request.id).then(principal => {
      request.principal = principal
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
      request.principal = acting ?? principal
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
