import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox'
import { Problem } from '../../http/problem.ts'

/** A reference to a schema that has a name in the OpenAPI document. */
export function ref<T extends TSchema>(schema: T): ReturnType<typeof Type.Unsafe<Static<T>>> {
  const { $id } = schema as { $id?: string }
  if ($id === undefined) throw new Error('Only a schema with an $id can be referred to.')
  return Type.Unsafe<Static<T>>({ $ref: `${$id}#` })
}

/** An object that takes no members but these. */
export function closed<T extends TProperties>(properties: T, options: object = {}): TObject<T> {
  return Type.Object(properties, { additionalProperties: false, ...options })
}

export const Id = Type.String({
  format: 'uuid',
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'UUID in lower case.',
})

export const Time = Type.String({ format: 'date-time', maxLength: 40, description: 'ISO 8601, UTC in answers.' })

export function text(maxLength: number, description?: string) {
  return Type.String({ maxLength, ...(description !== undefined && { description }) })
}

export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()])
}

/** Query members of every list. */
export const paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, description: 'Items wanted; 100 when absent.' })),
  cursor: Type.Optional(text(2000, '`nextCursor` of the page before.')),
}

export const Paging = closed(paging)

export function pageOf<T extends TSchema>(schema: T) {
  return Type.Object({
    items: Type.Array(ref(schema)),
    nextCursor: Type.Optional(Type.String({ description: 'Absent on the last page.' })),
  })
}

/** Path parameters, all of them ids. */
export function ids<K extends string>(...names: K[]): TObject<Record<K, typeof Id>> {
  return Type.Object(Object.fromEntries(names.map(name => [name, Id])) as Record<K, typeof Id>)
}

export const IdempotencyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: '^[\\x21-\\x7e]{1,200}$',
      description: '1 to 200 visible ASCII characters. The same key with the same body has the effect of one request.',
    }),
  ),
})

/** The key of a request as the registry takes it. */
export function idempotency(headers: Static<typeof IdempotencyHeader>): { idempotencyKey?: string } {
  const key = headers['idempotency-key']
  return key === undefined ? {} : { idempotencyKey: key }
}

const meanings: Record<number, string> = {
  400: 'The request is not valid.',
  401: 'No valid credential was presented.',
  403: 'The credential does not allow this.',
  404: 'There is nothing here that the caller may see.',
  408: 'The body did not arrive in time.',
  409: 'The request contradicts the present state.',
  413: 'The body is too large.',
  415: 'The content type is not supported.',
  422: 'The idempotency key was used for another request.',
  429: 'Too many requests; Retry-After says how long to wait.',
  503: 'Overloaded or shutting down; Retry-After says how long to wait.',
}

function withProblems<T extends object>(answers: T, statuses: readonly number[]): T {
  const problem = (status: number) => ({
    description: meanings[status],
    content: { 'application/problem+json': { schema: ref(Problem) } },
  })
  return { ...answers, ...Object.fromEntries(statuses.map(status => [status, problem(status)])) }
}

/** Answers of a route that needs a principal: its own, then the errors that any of them can give, then `more`. */
export function answers<T extends object>(own: T, ...more: number[]): T {
  return withProblems(own, [400, 401, 403, 429, 503, ...more])
}

/** Answers of a route that needs none. */
export function publicAnswers<T extends object>(own: T, ...more: number[]): T {
  return withProblems(own, [429, 503, ...more])
}

export const NoContent = Type.Null({ description: 'Done.' })
