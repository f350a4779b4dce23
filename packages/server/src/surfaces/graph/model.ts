import type { Fields, FieldType } from '@hailport/registry'
import beta from './contract/beta.json' with { type: 'json' }
import v1 from './contract/v1.0.json' with { type: 'json' }
import { neighbours } from './neighbours.ts'

export const versions = ['v1.0', 'beta'] as const
export type Version = (typeof versions)[number]

/** A structured type. Types of members are `Edm.…`, `graph.…` or a `Collection(…)` of one; `!` at the end marks what is never null. */
export interface TypeEntry {
  readonly kind: 'entity' | 'complex'
  readonly base?: string
  readonly abstract?: boolean
  readonly properties: Readonly<Record<string, string>>
  readonly navigation?: Readonly<Record<string, string>>
}

export interface ActionEntry {
  readonly name: string
  /** What it is called on: an entity, or a collection of them. */
  readonly binding: string
  readonly parameters: Readonly<Record<string, string>>
  readonly returns?: string
}

/** What one version of the API consists of. */
export interface Contract {
  readonly source: string
  readonly container: Readonly<Record<string, string>>
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly types: Readonly<Record<string, TypeEntry>>
  readonly actions: readonly ActionEntry[]
}

function complete(contract: Contract): Contract {
  const types = { ...contract.types, ...neighbours.types }
  for (const [name, navigation] of Object.entries(neighbours.navigation)) {
    const type = types[name]
    if (type) types[name] = { ...type, navigation: { ...type.navigation, ...navigation } }
  }
  return { ...contract, container: { ...contract.container, ...neighbours.container }, types }
}

export const contracts: Readonly<Record<Version, Contract>> = {
  'v1.0': complete(v1 as unknown as Contract),
  beta: complete(beta as unknown as Contract),
}

/** The type of a member, taken apart. */
export interface MemberType {
  /** `Edm.…`, or the name of an enum or structured type. */
  readonly name: string
  readonly isCollection: boolean
  readonly isNullable: boolean
}

export function memberType(text: string): MemberType {
  const bare = text.replace(/!$/, '')
  const inner = /^Collection\((.*)\)$/.exec(bare)?.[1]
  return {
    name: (inner ?? bare).replace(/^(microsoft\.)?graph\./, ''),
    isCollection: inner !== undefined,
    isNullable: bare === text,
  }
}

function lineage(contract: Contract, name: string): TypeEntry[] {
  const entry = contract.types[name]
  if (entry === undefined) throw new Error(`The contract has no type ${name}.`)
  return entry.base === undefined ? [entry] : [...lineage(contract, entry.base), entry]
}

const merge = (parts: readonly (Readonly<Record<string, string>> | undefined)[]): Record<string, string> =>
  Object.assign({}, ...parts)

/** Properties of a type, those of its bases first. */
export const propertiesOf = (version: Version, type: string): Record<string, string> =>
  merge(lineage(contracts[version], type).map(entry => entry.properties))

/** Navigation properties of a type, those of its bases first. */
export const navigationOf = (version: Version, type: string): Record<string, string> =>
  merge(lineage(contracts[version], type).map(entry => entry.navigation))

/** A type and all that derive from it. */
export function withDerived(version: Version, type: string): string[] {
  const { types } = contracts[version]
  const derived = Object.keys(types).filter(name => types[name]?.base === type)
  return [type, ...derived.flatMap(name => withDerived(version, name))]
}

const fieldTypes: Record<string, FieldType> = {
  'Edm.String': 'text',
  'Edm.Guid': 'text',
  'Edm.Boolean': 'boolean',
  'Edm.Int32': 'integer',
  'Edm.Int64': 'integer',
  'Edm.Double': 'number',
  'Edm.DateTimeOffset': 'moment',
}

/** The properties of a type that a filter can name; those of complex ones as `state/deviceImportStatus`. */
export function fieldsOf(version: Version, type: string): Fields {
  const { enums, types } = contracts[version]
  return Object.fromEntries(
    Object.entries(propertiesOf(version, type)).flatMap(([property, text]): [string, FieldType][] => {
      const { name, isCollection } = memberType(text)
      if (isCollection) return []
      if (types[name] !== undefined)
        return Object.entries(fieldsOf(version, name)).map(([inner, field]) => [`${property}/${inner}`, field])
      const field = enums[name] === undefined ? fieldTypes[name] : 'text'
      return field === undefined ? [] : [[property, field]]
    }),
  )
}
