import { RegistryError } from '@hailport/registry'
import { readAddress } from './address.ts'
import type { GraphAnswer } from './answer.ts'
import { contentTypes } from './answer.ts'
import { readRelaxedJson } from './body/relaxed-json.ts'
import { type Dispatch, errorAnswer, type GraphRequest } from './dispatch.ts'
import { badRequest, GraphError } from './errors.ts'
import type { Version } from './model.ts'

const maxRequests = 20
/** Bytes of a batch as a whole. */
const maxBytes = 4_194_304
const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** One of the requests, as sent. */
interface Part {
  readonly id: string
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
  readonly dependsOn: readonly string[]
}

interface PartAnswer {
  readonly id: string
  readonly status: number
  readonly headers: Record<string, string>
  readonly body?: unknown
}

function readPart(given: unknown, index: number): Part {
  const part = (given ?? {}) as Record<string, unknown>
  const { id, method, url, headers, body, dependsOn = [] } = part
  if (typeof part !== 'object' || (typeof id !== 'string' && typeof id !== 'number') || String(id) === '')
    throw badRequest(`Request ${index + 1} of the batch has no id.`)
  if (typeof method !== 'string' || typeof url !== 'string')
    throw badRequest(`Request '${String(id).slice(0, 50)}' needs a method and a url.`)
  const needed = Array.isArray(dependsOn) ? dependsOn : [dependsOn]
  return {
    id: String(id),
    method: method.toUpperCase(),
    url,
    headers: typeof headers === 'object' && headers !== null ? (headers as Record<string, unknown>) : {},
    body,
    dependsOn: needed.map(String),
  }
}

const keyOf = (id: string) => id.toLowerCase()

/** Ids are unique, whatever their capitals; what a request depends on is there and does not depend on it. */
function check(parts: readonly Part[]): void {
  const byId = new Map<string, Part>()
  for (const part of parts) {
    if (byId.has(keyOf(part.id))) throw badRequest(`Request Id '${part.id.slice(0, 50)}' has to be unique in a batch.`)
    byId.set(keyOf(part.id), part)
  }
  const open = new Set(parts)
  for (;;) {
    const ready = [...open].filter(part =>
      part.dependsOn.every(id => {
        const needed = byId.get(keyOf(id))
        if (needed === undefined) throw badRequest(`dependsOn names '${id.slice(0, 50)}', which is not in the batch.`)
        return !open.has(needed)
      }),
    )
    if (ready.length === 0) break
    for (const part of ready) open.delete(part)
  }
  if (open.size > 0) throw badRequest('The requests of the batch depend on each other in a circle.')
}

function readParts(body: unknown): Part[] {
  const requests = (body as { requests?: unknown } | null | undefined)?.requests
  if (!Array.isArray(requests)) throw badRequest('A batch is an object with a list of requests.')
  if (requests.length === 0 || requests.length > maxRequests)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${maxRequests}, or is 0.`)
  const parts = requests.map(readPart)
  check(parts)
  return parts
}

/** Addresses are relative to the version; clients that were given absolute ones leave the host or the version in front. */
function urlBelow(version: Version, url: string): string {
  const relative = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^\/*(v1\.0|beta)(?=[/?]|$)/i, '')
  return `/${version}/${relative.replace(/^\/+/, '')}`
}

/** A body that is no JSON comes as base64. */
function bodyOf({ body, headers }: Part): unknown {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  if (typeof body !== 'string') return body
  return readRelaxedJson(/json/i.test(String(type)) ? body : Buffer.from(body, 'base64').toString())
}

function wire(id: string, { status, headers, body }: GraphAnswer): PartAnswer {
  const type =
    body === undefined ? {} : { 'Content-Type': typeof body === 'string' ? contentTypes.text : 'application/json' }
  const retry = headers?.['retry-after']
  const location = headers?.['location']
  return {
    id,
    status,
    headers: { ...type, ...(retry && { 'Retry-After': retry }), ...(location && { Location: location }) },
    ...(body !== undefined && { body }),
  }
}

/** The request of the batch itself, as the surface received it. */
export type Batch = Omit<GraphRequest, 'method' | 'onMatch'> & { readonly version: Version; readonly now: number }

/** Runs the requests of a batch, each as one of its own; those that depend on others after them. */
export async function runBatch(batch: Batch, dispatch: Dispatch, newId: () => string): Promise<GraphAnswer> {
  if (batch.bodyBytes > maxBytes)
    throw new RegistryError('body_too_large', `The batch is larger than ${maxBytes} bytes.`)
  const parts = readParts(batch.body())
  const running = new Map<string, Promise<PartAnswer>>()
  const occasion = { ...batch, url: `/${batch.version}${batch.address.path}` }
  const runOne = async (part: Part): Promise<PartAnswer> => {
    const before = await Promise.all(part.dependsOn.map(id => start(id)))
    const refuse = (error: unknown) => wire(part.id, errorAnswer(error, occasion))
    if (before.some(({ status }) => status >= 400))
      return refuse(new GraphError(424, 'FailedDependency', 'A request that this one depends on has failed.'))
    if (!methods.has(part.method))
      return refuse(badRequest(`The method '${part.method.slice(0, 20)}' is not supported.`))
    try {
      const address = readAddress(urlBelow(batch.version, part.url))
      if (/^\$batch$/i.test(address.segments[0]?.text ?? ''))
        return refuse(badRequest('A batch cannot hold another one.'))
      const bodyBytes = part.body === undefined ? 0 : Buffer.byteLength(JSON.stringify(part.body))
      const request = {
        ...batch,
        method: part.method,
        address,
        requestId: newId(),
        bodyBytes,
        body: () => bodyOf(part),
      }
      return wire(part.id, await dispatch(request))
    } catch (error) {
      return refuse(error)
    }
  }
  const start = (id: string): Promise<PartAnswer> => {
    const known = running.get(keyOf(id))
    if (known !== undefined) return known
    const begun = runOne(parts.find(part => keyOf(part.id) === keyOf(id)) as Part)
    running.set(keyOf(id), begun)
    return begun
  }
  return { status: 200, body: { responses: await Promise.all(parts.map(({ id }) => start(id))) } }
}
