import type { TSchema } from 'typebox'

/** Schemas come with `$ref` by name, for the OpenAPI document; what checks or writes values is compiled from the whole. */
export function inlined(schema: unknown, named: ReadonlyMap<string, TSchema>): unknown {
  if (Array.isArray(schema)) return schema.map(item => inlined(item, named))
  if (typeof schema !== 'object' || schema === null) return schema
  const reference = (schema as { $ref?: unknown }).$ref
  if (typeof reference === 'string') return inlined(named.get(reference.replace('#', '')), named)
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) => (key === '$id' ? [] : [[key, inlined(value, named)]])),
  )
}
