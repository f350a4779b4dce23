import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { graphScopesOf } from '@hailport/registry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../../http/authenticate.ts'
import type { ErrorForm } from '../../http/error-form.ts'
import type { GraphRates, HttpLimits } from '../../http/limits.ts'
import type { SharedRates } from '../../http/shared-rates.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { isGraphUrl, readAddress } from './address.ts'
import { contentTypes, type GraphAnswer } from './answer.ts'
import { runBatch } from './batch.ts'
import { readRelaxedJson } from './body/relaxed-json.ts'
import { type Dispatch, errorAnswer, makeDispatch } from './dispatch.ts'
import { GraphError, toGraphError } from './errors.ts'
import { metadataDocument, serviceDocument } from './metadata.ts'
import { type Version, versions } from './model.ts'
import { makeRouteTable } from './route-table.ts'
import { graphRoutes } from './routes.ts'
import { makeThrottle } from './throttle.ts'

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const harmless = /^[\w.-]{1,64}$/

/** The ids that every answer carries: ours, and the one of the caller or a new one. */
function idsOf({ id, headers }: { readonly id: unknown; readonly headers: IncomingHttpHeaders }) {
  const given = headers['client-request-id']
  return {
    requestId: guid.test(String(id)) ? String(id) : randomUUID(),
    clientRequestId: typeof given === 'string' && harmless.test(given) ? given : randomUUID(),
  }
}

type Ids = ReturnType<typeof idsOf>

function send(reply: FastifyReply, answer: GraphAnswer, { requestId, clientRequestId }: Ids): FastifyReply {
  const { status, body, headers = {} } = answer
  reply.code(status).headers({
    'request-id': requestId,
    'client-request-id': clientRequestId,
    'odata-version': '4.0',
    ...headers,
  })
  if (body === undefined) return reply.send()
  if (typeof body === 'string') return reply.type(contentTypes.text).send(body)
  return reply.type(status < 400 ? contentTypes.json : 'application/json').send(JSON.stringify(body))
}

/** How errors look that arise before a request has reached its operation: no credential, too many requests, limits. */
export function graphErrorForm({ registry, baseUrl }: SurfaceDeps): ErrorForm {
  return {
    owns: isGraphUrl,
    send(error, request, reply) {
      const ids = idsOf(request)
      const url = `${baseUrl}${request.originalUrl.replace(/\?.*$/s, '')}`
      const named = toGraphError(error)
      const empty = error.code === 'unauthenticated' && !request.headers.authorization
      const told = empty ? new GraphError(named.status, named.code, 'Access token is empty.') : named
      if (named.status === 401)
        reply.header(
          'www-authenticate',
          `Bearer realm="hailport", authorization_uri="${baseUrl}/common/oauth2/v2.0/authorize"`,
        )
      return send(reply, errorAnswer(told, { ...ids, url, now: registry.now() }), ids)
    },
  }
}

function serve(dispatch: Dispatch, { baseUrl, registry }: SurfaceDeps) {
  const { now } = registry
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const ids = idsOf(request)
    const principal = principalOf(request)
    const text = typeof request.body === 'string' ? request.body : ''
    const answer = async (): Promise<GraphAnswer> => {
      const address = readAddress(request.originalUrl)
      const { version, segments } = address
      const base = {
        ...ids,
        address,
        principal,
        scopes: request.graphScopes ?? graphScopesOf(principal),
        bodyBytes: Buffer.byteLength(text),
        body: () => readRelaxedJson(text),
      }
      const isBatch = segments.length === 1 && segments[0]?.text.toLowerCase() === '$batch'
      if (isBatch && version !== undefined && request.method === 'POST') {
        request.operation = `/${version}/$batch`
        return runBatch({ ...base, version, now: now() }, dispatch, randomUUID)
      }
      return dispatch({
        ...base,
        method: request.method,
        onMatch: operation => {
          request.operation = operation
        },
      })
    }
    const url = `${baseUrl}${request.originalUrl.replace(/\?.*$/s, '')}`
    const failed = (error: unknown): GraphAnswer => {
      if (toGraphError(error).status === 500) request.log.error({ err: error }, 'request failed')
      return errorAnswer(error, { ...ids, url, now: now() })
    }
    return send(reply, await answer().catch(failed), ids)
  }
}

interface GraphDeps extends SurfaceDeps {
  readonly httpLimits: HttpLimits
  readonly graphRates: GraphRates
  readonly sharedRates: SharedRates
}

/**
 * The Graph-compatible API at the host's root. The HTTP server knows three routes of each version, to which `toServerUrl` leads every
 * address; which operation it is, the table of this surface says.
 */
export async function mountGraph(app: App, deps: GraphDeps): Promise<void> {
  const { registry, baseUrl, httpLimits } = deps
  const dispatch = makeDispatch({
    registry,
    baseUrl,
    table: makeRouteTable(graphRoutes),
    throttle: makeThrottle(deps.graphRates, deps.sharedRates),
    bodyBytes: httpLimits.bodyBytes,
    onFault: (error, requestId) => app.log.error({ err: error, requestId }, 'request failed'),
  })
  const answerOne = (make: (version: Version) => GraphAnswer, version: Version) => {
    return async (request: FastifyRequest, reply: FastifyReply) => send(reply, make(version), idsOf(request))
  }
  const documents = Object.fromEntries(versions.map(version => [version, metadataDocument(version)]))
  await app.register(async scope => {
    // Whatever a script calls it, a body here is JSON.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    const open = { config: { access: 'public' }, schema: { hide: true } } as const
    for (const version of versions) {
      scope.get(
        `/${version}`,
        open,
        answerOne(at => ({ status: 200, body: serviceDocument(at, baseUrl) }), version),
      )
      scope.get(`/${version}/$metadata`, open, async (request, reply) => {
        const { requestId, clientRequestId } = idsOf(request)
        reply.headers({ 'request-id': requestId, 'client-request-id': clientRequestId, 'odata-version': '4.0' })
        return reply.type('application/xml').send(documents[version])
      })
      scope.route({
        method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
        url: `/${version}/resources`,
        config: { rawToken: true },
        schema: { hide: true },
        bodyLimit: httpLimits.registrationBytes,
        handler: serve(dispatch, deps),
      })
    }
  })
}
