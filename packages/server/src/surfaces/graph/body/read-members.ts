import type { GraphCall } from '../call.ts'
import { badRequest } from '../errors.ts'
import { contracts, type MemberType, memberType, propertiesOf, type Version, withDerived } from '../model.ts'

/** Members of a body in the spelling and the types of the contract; those that were not sent are absent. */
export type Members = Record<string, unknown>

const maxText = 32_768
const maxItems = 10_000

/** Tells one value, in the words of the original, that it is none of the type. */
function mismatch(value: unknown, expected: string): Error {
  const text = typeof value === 'object' ? 'object' : String(value).slice(0, 100)
  return badRequest(`Cannot convert the literal '${text}' to the expected type '${expected}'`)
}

function readText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') throw mismatch(value, 'Edm.String')
  if (value.length > maxText) throw badRequest(`A text is longer than ${maxText} characters.`)
  if (value.includes('\0') || !value.isWellFormed()) throw badRequest('A text has characters that no text has.')
  return value
}

function readBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string' || !/^(true|false)$/i.test(value)) throw mismatch(value, 'Edm.Boolean')
  return value.toLowerCase() === 'true'
}

function readInteger(value: unknown): number {
  const number = typeof value === 'string' && /^[+-]?\d{1,10}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || Math.abs(number) > 2 ** 31 - 1)
    throw mismatch(value, 'Edm.Int32')
  return number
}

/** Base64; without its padding too, which some devices leave off. */
function readBinary(value: unknown): string {
  if (typeof value !== 'string') throw mismatch(value, 'Edm.Binary')
  const text = value.replaceAll(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  if (!/^[A-Za-z0-9+/]*$/.test(text) || text.length % 4 === 1) throw mismatch(value, 'Edm.Binary')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

function readTime(value: unknown): string {
  const time = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) throw mismatch(value, 'Edm.DateTimeOffset')
  return new Date(time).toISOString()
}

const primitives: Readonly<Record<string, (value: unknown) => unknown>> = {
  'Edm.String': readText,
  'Edm.Guid': readText,
  'Edm.Duration': readText,
  'Edm.Boolean': readBoolean,
  'Edm.Int32': readInteger,
  'Edm.Binary': readBinary,
  'Edm.DateTimeOffset': readTime,
}

function readEnum(version: Version, name: string, value: unknown): string {
  const members = Object.keys(contracts[version].enums[name] ?? {})
  const found = members.find(member => member.toLowerCase() === String(value).toLowerCase())
  if (typeof value !== 'string' || found === undefined) throw mismatch(value, `microsoft.graph.${name}`)
  return found
}

function readValue(version: Version, type: MemberType, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (type.isCollection) {
    // PowerShell unrolls a list of one.
    const items = Array.isArray(value) ? value : [value]
    if (items.length > maxItems) throw badRequest(`A list has more than ${maxItems} items.`)
    return items.map(item => readValue(version, { ...type, isCollection: false }, item))
  }
  const { enums, types } = contracts[version]
  if (enums[type.name] !== undefined) return readEnum(version, type.name, value)
  if (types[type.name] !== undefined) return readStructure(version, type.name, value)
  const read = primitives[type.name]
  if (read === undefined) throw new Error(`No values of ${type.name} are read.`)
  return read(value)
}

/** Names in any capitals; what the contract does not know is read over, as scripts send back whatever they were given. */
function readKnown(version: Version, known: Readonly<Record<string, string>>, value: object): Members {
  const spelled = new Map(Object.keys(known).map(name => [name.toLowerCase(), name]))
  const members: Members = {}
  for (const [name, member] of Object.entries(value)) {
    const found = spelled.get(name.toLowerCase())
    if (found !== undefined) members[found] = readValue(version, memberType(known[found] as string), member)
  }
  return members
}

/** The type that the value itself names, if it is the declared one or derives from it. */
function actualType(version: Version, declared: string, value: object): string {
  const named = (value as Members)['@odata.type']
  if (typeof named !== 'string') return declared
  const wanted = named.replace(/^#?(microsoft\.)?(graph\.)?/i, '').toLowerCase()
  const found = withDerived(version, declared).find(name => name.toLowerCase() === wanted)
  if (found === undefined)
    throw badRequest(
      `A type named '${named.slice(0, 100)}' could not be resolved by the model. When a model is available, each type name must resolve to a valid type.`,
    )
  return found
}

function readStructure(version: Version, declared: string, value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mismatch(value, `microsoft.graph.${declared}`)
  const type = actualType(version, declared, value)
  const members = readKnown(version, propertiesOf(version, type), value)
  return type === declared ? members : { '@odata.type': `#microsoft.graph.${type}`, ...members }
}

function objectBody(call: GraphCall): object {
  const body = call.body() ?? {}
  if (typeof body === 'object' && !Array.isArray(body)) return body as object
  throw badRequest('The body must be a JSON object.')
}

/**
 * The body as an entity of this type. A type that derives from it is named by `@odata.type` in the result.
 * @throws GraphError for a value that is none of its type.
 */
export const readEntityBody = (call: GraphCall, type: string): Members =>
  readStructure(call.version, type, objectBody(call))

/** The body as the parameters of an action of the contract. */
export function readActionBody(call: GraphCall, name: string): Members {
  const action = contracts[call.version].actions.find(one => one.name === name)
  if (action === undefined) throw new Error(`${call.version} has no action ${name}.`)
  return readKnown(call.version, action.parameters, objectBody(call))
}
