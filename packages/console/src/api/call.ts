import { accessToken, renewToken } from '../session/tokens.ts'
import type { Operations } from './generated/operations.ts'
import { ApiProblem, toProblem } from './problem.ts'

/** `METHOD /path` of an operation of the registry API. */
export type Operation = keyof Operations
type Given<K extends Operation, Part extends 'path' | 'body'> = Operations[K][Part] extends undefined
  ? { readonly [P in Part]?: undefined }
  : { readonly [P in Part]: Operations[K][Part] }

/** What an operation takes. */
export type Input<K extends Operation> = Given<K, 'path'> &
  Given<K, 'body'> & {
    readonly query?: Operations[K]['query']
    readonly signal?: AbortSignal
    readonly contentType?: string
    readonly headers?: Readonly<Record<string, string>>
  }
/** What it answers. */
export type Answer<K extends Operation> = Operations[K]['answer']

type LooseInput = {
  readonly path?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
  readonly signal?: AbortSignal
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The address of an operation with its parameters. */
function addressOf(template: string, path: Record<string, string> = {}, query: Record<string, unknown> = {}) {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value))
  return search.size === 0 ? filled : `${filled}?${search}`
}

async function send(operation: string, input: LooseInput, token: string): Promise<Response> {
  const [method = 'GET', template = ''] = operation.split(' ')
  const raw = input.body instanceof Blob || typeof input.body === 'string'
  const type = input.contentType ?? (input.body === undefined ? undefined : 'application/json')
  const body = input.body === undefined ? null : raw ? (input.body as Blob | string) : JSON.stringify(input.body)
  const headers = { ...input.headers, authorization: `Bearer ${token}`, ...(type && { 'content-type': type }) }
  const options = { method, headers, body, cache: 'no-store' as const, credentials: 'omit' as const }
  try {
    return await fetch(addressOf(template, input.path, input.query), {
      ...options,
      ...(input.signal && { signal: input.signal }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem('unreachable', 0)
  }
}

/** Calls as the person who is signed in; an access token that is no longer good is renewed once. @throws ApiProblem */
async function answerOf(operation: string, input: LooseInput): Promise<Response> {
  let answer = await send(operation, input, await accessToken())
  if (answer.status === 401) answer = await send(operation, input, await renewToken())
  if (!answer.ok) throw await toProblem(answer)
  return answer
}

/** Calls an operation of the registry API. @throws ApiProblem */
export async function call<K extends Operation>(operation: K, input: Input<K>): Promise<Answer<K>> {
  const answer = await answerOf(operation, input as LooseInput)
  if (answer.status === 204) return undefined as Answer<K>
  return (await answer.json()) as Answer<K>
}

/** Calls an operation that answers with a file, under the name that the service gives it. @throws ApiProblem */
export async function callForFile<K extends Operation>(operation: K, input: Input<K>): Promise<File> {
  const answer = await answerOf(operation, input as LooseInput)
  const [, name = ''] = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '') ?? []
  return new File([await answer.blob()], decodeURIComponent(name))
}
