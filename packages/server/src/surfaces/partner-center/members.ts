import { RegistryError } from '@hailport/registry'

/** Members of a JSON object by their names in lower case. */
export type Members = ReadonlyMap<string, unknown>

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''

/** Reads an object whose names may be written in any case (R5). Of two that differ only in that, one with a value counts. */
export function membersOf(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RegistryError('invalid_request', `${what} must be a JSON object.`, { field: what })
  const members = new Map<string, unknown>()
  for (const [name, member] of Object.entries(value)) {
    const key = name.toLowerCase()
    if (isEmpty(members.get(key))) members.set(key, member)
  }
  return members
}

/** Text of a member; empty and null are absent. @throws invalid_request. */
export function textOf(members: Members, name: string): string | undefined {
  const value = members.get(name.toLowerCase())
  if (isEmpty(value)) return undefined
  if (typeof value !== 'string') throw new RegistryError('invalid_request', `${name} must be text.`, { field: name })
  return value
}

/** A member that is a list. @throws invalid_request. */
export function listOf(members: Members, name: string): unknown[] {
  const value = members.get(name.toLowerCase())
  if (!Array.isArray(value)) throw new RegistryError('invalid_request', `${name} must be a list.`, { field: name })
  return value
}
