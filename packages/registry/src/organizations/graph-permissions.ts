import { permissionsOf } from './authorize.ts'
import type { Permission } from './permissions.ts'
import type { Principal } from './principal.ts'

const deviceWriting = [
  'device.write',
  'device.tag',
  'device.assign',
  'device.register',
  'device.release',
] as const satisfies readonly Permission[]
const read = ['device.read', 'profile.read'] as const satisfies readonly Permission[]
const write = [...deviceWriting, 'profile.write'] as const satisfies readonly Permission[]

/**
 * What the permissions (scopes, app roles) of Microsoft Graph stand for here. Whoever has one of the permissions on the right has the
 * one on the left in its tokens; each operation then asks for the permission that it really needs. Names as Microsoft publishes them.
 */
export const graphPermissions = {
  'DeviceManagementServiceConfig.Read.All': read,
  'DeviceManagementServiceConfig.ReadWrite.All': write,
  'DeviceManagementConfiguration.Read.All': ['profile.read'],
  'DeviceManagementConfiguration.ReadWrite.All': ['profile.write'],
  'DeviceManagementManagedDevices.Read.All': ['device.read'],
  'DeviceManagementManagedDevices.ReadWrite.All': deviceWriting,
  'Device.Read.All': ['device.read'],
  'Device.ReadWrite.All': deviceWriting,
  'Group.Read.All': ['group.read'],
  'Group.ReadWrite.All': ['group.write'],
  'GroupMember.Read.All': ['group.read'],
  'GroupMember.ReadWrite.All': ['group.write'],
  'Organization.Read.All': ['organization.read'],
  'Directory.Read.All': ['organization.read'],
  'User.Read': ['organization.read', 'device.submit'],
  'User.Read.All': ['people.read'],
  'User.ReadBasic.All': ['people.read'],
} as const satisfies Record<string, readonly Permission[]>

export type GraphPermission = keyof typeof graphPermissions

/** The Graph permissions that follow from what the principal may do in its tenant, in the order of the table. Only tenants have any. */
export function graphScopesOf(principal: Principal): GraphPermission[] {
  if (principal.organization.kind !== 'tenant') return []
  const has = new Set<Permission>(permissionsOf(principal))
  return (Object.keys(graphPermissions) as GraphPermission[]).filter(name =>
    graphPermissions[name].some(permission => has.has(permission)),
  )
}

/**
 * What a token that carries these Graph permissions may be used for at most; reading is part of writing. Unknown names stand for
 * nothing. A token's principal may do what is in both: its own grants and this.
 */
export function permissionsOfGraph(scopes: readonly string[]): ReadonlySet<Permission> {
  const allowed = new Set<Permission>()
  for (const scope of scopes) {
    if (!Object.hasOwn(graphPermissions, scope)) continue
    for (const permission of graphPermissions[scope as GraphPermission]) allowed.add(permission)
    const reading = scope.replace('.ReadWrite.', '.Read.')
    if (reading !== scope)
      for (const permission of graphPermissions[reading as GraphPermission]) allowed.add(permission)
  }
  return allowed
}

/** The principal of a token that is good only for these Graph permissions: it may do what is in both. */
export function narrowedToGraph(principal: Principal, scopes: readonly string[]): Principal {
  const allowed = permissionsOfGraph(scopes)
  const grants = principal.grants.map(grant => ({ ...grant, permissions: grant.permissions.intersection(allowed) }))
  return { ...principal, grants }
}
