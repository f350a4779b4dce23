import { isAboutCustomers, isAboutDevices, type Permission } from './permissions.ts'
import type { Grant } from './principal.ts'
import { builtInRole } from './roles.ts'

/** How far the permissions of a role reach; absent: everywhere. */
export interface RoleLimits {
  readonly groupTags?: readonly string[]
  readonly tenants?: readonly string[]
}

/** Permissions of a role as grants: those that a limit is about are limited, the others are not. */
export function limitedGrants(permissions: readonly Permission[], { groupTags, tenants }: RoleLimits): Grant[] {
  if (groupTags === undefined && tenants === undefined) return [{ permissions: new Set(permissions) }]
  const byTag = (p: Permission) => groupTags !== undefined && isAboutDevices(p)
  const byTenant = (p: Permission) => tenants !== undefined && isAboutCustomers(p)
  const parts = Map.groupBy(permissions, p => `${byTag(p)} ${byTenant(p)}`)
  return [...parts.values()].map(part => {
    const [some] = part as [Permission]
    return {
      permissions: new Set(part),
      ...(groupTags !== undefined && byTag(some) && { groupTags }),
      ...(tenants !== undefined && byTenant(some) && { tenants }),
    }
  })
}

const noTags: readonly string[] = []
const made = new Map<string, readonly Grant[]>()

/** What a built-in role grants; `groupTags` are those that the organization lists for it. Other names grant nothing. */
function grantsOfBuiltIn(name: string, groupTags?: readonly string[]): readonly Grant[] {
  const known = groupTags === undefined ? made.get(name) : undefined
  if (known) return known
  const role = builtInRole(name)
  if (role === undefined) return []
  const { permissions, tagged = [] } = role
  const free = permissions.filter(permission => !tagged.includes(permission))
  const grants: Grant[] = [{ permissions: new Set(free) }]
  if (tagged.length > 0) grants.push({ permissions: new Set(tagged), groupTags: groupTags ?? noTags })
  if (groupTags === undefined) made.set(name, grants)
  return grants
}

/** What built-in roles grant, without anything that the organization has written down about roles. */
export function builtInGrants(names: readonly string[]): Grant[] {
  return names.flatMap(name => grantsOfBuiltIn(name))
}

/** A role as the organization has written it down: one of its own, or the group tags of a built-in one. */
export interface WrittenRole extends RoleLimits {
  readonly name: string
  readonly permissions: readonly Permission[]
}

/** What a principal with these roles may do, given what its organization has written down. */
export function grantsOf(names: readonly string[], written: readonly WrittenRole[]): Grant[] {
  return names.flatMap(name => {
    const own = written.find(role => role.name === name)
    if (builtInRole(name)) return grantsOfBuiltIn(name, own?.groupTags)
    return own ? limitedGrants(own.permissions, own) : []
  })
}

/** Whether the grants of a principal with these roles depend on what its organization has written down. */
export const dependsOnWritten = (names: readonly string[]): boolean =>
  names.some(name => (builtInRole(name) ? builtInRole(name)?.tagged !== undefined : true))
