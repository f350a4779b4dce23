import { type Principal, type Registry, RegistryError } from '@hailport/registry'
import type { Address } from './address.ts'
import type { GraphAnswer } from './answer.ts'
import type { GraphCall } from './call.ts'
import { errorBody, GraphError, type Occasion, toGraphError } from './errors.ts'
import type { Version } from './model.ts'
import { fitOptions } from './odata/fit-options.ts'
import { parseOptions } from './odata/options.ts'
import { type Match, matchRoute, type RouteTable } from './route-table.ts'
import { requireScopes } from './scopes.ts'
import type { Throttle } from './throttle.ts'

/** A request, by itself or one of a batch. */
export interface GraphRequest {
  readonly method: string
  readonly address: Address
  readonly principal: Principal
  /** Graph permissions that the credential carries. */
  readonly scopes: readonly string[]
  readonly requestId: string
  readonly clientRequestId: string
  /** Size of the body. */
  readonly bodyBytes: number
  /** @throws unreadable_body. */
  body(): unknown
  /** Told which operation it is, for the log. */
  onMatch?(operation: string): void
}

export interface DispatchDeps {
  readonly registry: Registry
  readonly baseUrl: string
  readonly table: RouteTable
  readonly throttle: Throttle
  /** Bytes of a body for routes that do not say otherwise. */
  readonly bodyBytes: number
  /** Where faults of ours go. */
  onFault(error: unknown, requestId: string): void
}

export type Dispatch = (request: GraphRequest) => Promise<GraphAnswer>

/** The tenant that is acted in. @throws GraphError for partners and operators: what is here belongs to tenants. */
function tenantOf({ organization }: Principal): string {
  if (organization.kind === 'tenant') return organization.id
  throw new GraphError(403, 'Forbidden', 'The credential belongs to no tenant.', { nested: true })
}

function callOf(deps: DispatchDeps, request: GraphRequest, match: Match): GraphCall {
  const { address, principal } = request
  const version = address.version as Version
  const { type } = match.route
  const options = parseOptions(address.query)
  let read: { value: unknown } | undefined
  return {
    registry: deps.registry,
    principal,
    tenantId: tenantOf(principal),
    version,
    base: `${deps.baseUrl}/${version}`,
    address,
    canonicalPath: match.canonicalPath,
    keys: match.keys,
    type,
    options: type === undefined ? options : fitOptions(options, version, type),
    body() {
      read ??= { value: request.body() }
      return read.value
    },
  }
}

/** An error as the answer to its request. */
export function errorAnswer(given: unknown, occasion: Occasion): GraphAnswer {
  const error = toGraphError(given)
  const { retryAfterSeconds } = error
  return {
    status: error.status,
    ...(retryAfterSeconds !== undefined && { headers: { 'retry-after': String(retryAfterSeconds) } }),
    body: errorBody(error, occasion),
  }
}

/** Makes the function that every request goes through: found, counted, allowed, answered; whatever is thrown becomes an answer. */
export function makeDispatch(deps: DispatchDeps): Dispatch {
  const run = async (request: GraphRequest): Promise<GraphAnswer> => {
    const match = matchRoute(deps.table, request.method, request.address)
    const { route } = match
    request.onMatch?.(`/${request.address.version}/${route.path}`)
    deps.throttle(request.principal, request.method)
    tenantOf(request.principal)
    requireScopes(request.scopes, route.scopes)
    const maxBytes = route.maxBodyBytes ?? deps.bodyBytes
    if (request.bodyBytes > maxBytes)
      throw new RegistryError('body_too_large', `The body is larger than ${maxBytes} bytes.`)
    return route.handle(callOf(deps, request, match))
  }
  return async request => {
    try {
      return await run(request)
    } catch (error) {
      if (toGraphError(error).status === 500) deps.onFault(error, request.requestId)
      const { version, path } = request.address
      const url = `${deps.baseUrl}${version === undefined ? '' : `/${version}`}${path}`
      const { requestId, clientRequestId } = request
      return errorAnswer(error, { requestId, clientRequestId, url, now: deps.registry.now() })
    }
  }
}
