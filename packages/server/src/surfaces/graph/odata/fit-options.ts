import { FilterError, resolveFilter } from '@hailport/registry'
import { badRequest } from '../errors.ts'
import { fieldsOf, navigationOf, propertiesOf, type Version, withDerived } from '../model.ts'
import type { QueryOptions } from './options.ts'

/** A finder of names in any capitals. */
function speller(known: Iterable<string>): (name: string) => string | undefined {
  const byLower = new Map([...known].map(name => [name.toLowerCase(), name]))
  return name => byLower.get(name.toLowerCase())
}

function spellerOf(version: Version, type: string) {
  const types = withDerived(version, type)
  const properties = types.flatMap(name => Object.keys(propertiesOf(version, name)))
  const navigation = types.flatMap(name => Object.keys(navigationOf(version, name)))
  const paths = types.flatMap(name => Object.keys(fieldsOf(version, name)))
  return { property: speller([...properties, ...paths]), navigation: speller(navigation) }
}

/** The options in the spelling of a type's contract. @throws GraphError that names a property which the type does not have. */
export function fitOptions(options: QueryOptions, version: Version, type: string): QueryOptions {
  const spell = spellerOf(version, type)
  const at = (clause: string, name: string, found: string | undefined): string => {
    if (found !== undefined) return found
    throw badRequest(`${clause}: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`)
  }
  return {
    ...options,
    ...(options.filter && { filter: fitFilter(options.filter, version, type) }),
    ...(options.select && {
      select: options.select.map(name =>
        at('Parsing OData Select and Expand failed', name, spell.property(name) ?? spell.navigation(name)),
      ),
    }),
    expand: options.expand.map(one => ({
      ...one,
      name: at('Parsing OData Select and Expand failed', one.name, spell.navigation(one.name)),
    })),
    orderby: options.orderby.map(one => ({
      ...one,
      property: at('Invalid orderby clause', one.property, spell.property(one.property)),
    })),
  }
}

function fitFilter(filter: NonNullable<QueryOptions['filter']>, version: Version, type: string) {
  try {
    return resolveFilter(filter, fieldsOf(version, type))
  } catch (error) {
    if (error instanceof FilterError) throw badRequest(`Invalid filter clause: ${error.message}`)
    throw error
  }
}
