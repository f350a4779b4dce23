import fastJsonStringify from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { inlined } from './inlined.ts'

type Stringify = (value: unknown) => string

/**
 * Compiles the schemas of answers into functions that write them, each when its first answer is written: compiling those of all routes,
 * each with every named schema at hand, took five of the six seconds of a start.
 */
export function serializerCompiler(named: ReadonlyMap<string, TSchema>): FastifySerializerCompiler<TSchema> {
  return ({ schema }) => {
    let stringify: Stringify | undefined
    return value => {
      stringify ??= fastJsonStringify(inlined(schema, named) as object) as Stringify
      return stringify(value)
    }
  }
}
