import { RegistryError } from '@hailport/registry'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { inlined } from './inlined.ts'

/** Input that does not fit the schema; `field` is that of the first fault. */
export class InvalidInput extends RegistryError {
  readonly faults: { field: string; message: string }[]

  constructor(faults: { field: string; message: string }[]) {
    const [first = { field: 'body', message: 'is not valid' }] = faults
    super('invalid_request', `${first.field} ${first.message}.`, { field: first.field })
    this.faults = faults
  }
}

interface SchemaFault {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

const maxFaults = 20

/** `/devices/0/groupTag` → `devices[0].groupTag`. */
function fieldName(pointer: string, part: string): string {
  const name = pointer
    .split('/')
    .slice(1)
    .map(step => (/^\d+$/.test(step) ? `[${step}]` : `.${step.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('')
    .replace(/^\./, '')
  return name || part
}

function describe(fault: SchemaFault, part: string): { field: string; message: string }[] {
  const at = (member: string) => fieldName(`${fault.instancePath}/${member}`, part)
  const params = fault.params as Record<string, unknown>
  if (fault.keyword === 'required')
    return (params['requiredProperties'] as string[]).map(name => ({ field: at(name), message: 'is required' }))
  if (fault.keyword === 'additionalProperties')
    return (params['additionalProperties'] as string[]).map(name => ({
      field: at(name),
      message: 'is not known to this operation',
    }))
  // Told already by the fault of the branch or member that they sum up.
  if (fault.keyword === 'boolean' || fault.keyword === 'anyOf') return []
  const message =
    fault.keyword === 'enum' ? `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}` : fault.message
  return [{ field: fieldName(fault.instancePath, part), message }]
}

/** Members of a query or path as numbers and booleans where the schema wants them; what is neither stays text and fails the check. */
function readText(input: object, types: Record<string, { type?: string }>): object {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const type = types[name]?.type
      if (type === 'integer' && /^-?\d{1,15}$/.test(value)) return [name, Number(value)]
      if (type === 'boolean' && (value === 'true' || value === 'false')) return [name, value === 'true']
      return [name, value]
    }),
  )
}

/**
 * Compiles schemas into checks. Text of queries and paths is converted to the type that the schema wants; bodies are taken as they
 * are, so that nobody finds out later that "5" was read as 5.
 */
export function validatorCompiler(named: ReadonlyMap<string, TSchema>): FastifySchemaCompiler<TSchema> {
  return ({ schema, httpPart = 'body' }) => {
    const whole = inlined(schema, named) as TSchema & { properties?: Record<string, { type?: string }> }
    // Compiled with the first request: most routes of a process are never asked.
    let compiled: Validator | undefined
    const types = whole.properties ?? {}
    const part = httpPart === 'querystring' ? 'query' : httpPart
    return (input: unknown) => {
      // No body at all is told by the members that are missing; where none is required it means the defaults.
      const value = httpPart === 'body' ? (input ?? {}) : readText(input as object, types)
      compiled ??= Compile(whole)
      if (compiled.Check(value)) return { value }
      const faults = (compiled.Errors(value) as SchemaFault[])
        .slice(0, maxFaults)
        .flatMap(fault => describe(fault, part))
      return { error: new InvalidInput(faults) }
    }
  }
}
