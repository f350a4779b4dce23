import { RegistryError } from '../errors.ts'
import { type Permission, permissions } from './permissions.ts'
import type { Principal } from './principal.ts'
import { builtInRole, rolesFor } from './roles.ts'

/** Which devices a permission reaches: all, or those with one of these group tags. */
export interface Reach {
  readonly groupTags?: readonly string[]
}

/** Whether the principal has the permission without a limit to some devices or customers. */
export function may(principal: Principal, permission: Permission): boolean {
  if (principal.kind === 'system') return true
  return principal.grants.some(
    grant => grant.groupTags === undefined && grant.tenants === undefined && grant.permissions.has(permission),
  )
}

/** How far the permission reaches in this tenant. @returns undefined when the principal does not have it there. */
export function reachOf(principal: Principal, permission: Permission, tenantId: string): Reach | undefined {
  if (principal.kind === 'system') return {}
  const grants = principal.grants.filter(
    ({ permissions, tenants }) => permissions.has(permission) && (tenants?.includes(tenantId) ?? true),
  )
  if (grants.length === 0) return undefined
  const tags = grants.flatMap(grant => (grant.groupTags === undefined ? [] : [grant.groupTags]))
  return tags.length < grants.length ? {} : { groupTags: [...new Set(tags.flat())] }
}

/** Whether a device with this group tag is within reach. */
export function reaches({ groupTags }: Reach, groupTag: string | null): boolean {
  return groupTags === undefined || (groupTag !== null && groupTags.includes(groupTag))
}

/** Everything that the principal may do somewhere, limited or not. */
export function permissionsOf(principal: Principal): Permission[] {
  return permissions.filter(
    permission => principal.kind === 'system' || principal.grants.some(grant => grant.permissions.has(permission)),
  )
}

function refusal(principal: Principal, permission: Permission): RegistryError {
  if (permissionsOf(principal).includes(permission))
    return new RegistryError(
      'forbidden',
      `This needs ${permission} for everything; yours is limited to some group tags or customers.`,
    )
  const wanted = rolesFor(principal.organization.kind).filter(
    role => builtInRole(role)?.permissions.includes(permission) && !builtInRole(role)?.tagged?.includes(permission),
  )
  const remedy =
    wanted.length > 0
      ? `${permission}: one of the roles ${wanted.join(', ')}, or one of your own that has it`
      : 'a credential of another kind of organization'
  return new RegistryError('forbidden', `This needs ${remedy}.`)
}

/** @throws forbidden, naming the roles that would do; also when the permission is limited to some devices or customers. */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (!may(principal, permission)) throw refusal(principal, permission)
}

/**
 * How far the permission reaches in this tenant, for code that keeps to it.
 * @throws forbidden; not_found for a customer that the principal's role does not name.
 */
export function requireReach(principal: Principal, permission: Permission, tenantId: string): Reach {
  const reach = reachOf(principal, permission, tenantId)
  if (reach) return reach
  if (permissionsOf(principal).includes(permission)) throw new RegistryError('not_found')
  throw refusal(principal, permission)
}

function requireInside(principal: Principal, kind: 'tenant' | 'partner', id: string): void {
  if (principal.kind !== 'system' && (principal.organization.kind !== kind || principal.organization.id !== id))
    throw new RegistryError('not_found')
}

/**
 * The tenant that the principal acts in, as one of its own people or by delegation.
 * @throws not_found for another tenant's id: the answer is the same whether that tenant exists or not.
 */
export function requireTenant(principal: Principal, tenantId: string, permission: Permission): void {
  requireInside(principal, 'tenant', tenantId)
  requirePermission(principal, permission)
}

/** As `requireTenant`, for code that keeps to the devices within reach. */
export function requireTenantReach(principal: Principal, tenantId: string, permission: Permission): Reach {
  requireInside(principal, 'tenant', tenantId)
  return requireReach(principal, permission, tenantId)
}

/** The partner that a partner's principal acts for. @throws not_found for another partner's id. */
export function requirePartner(principal: Principal, partnerId: string, permission: Permission): void {
  requireInside(principal, 'partner', partnerId)
  requirePermission(principal, permission)
}

/** For what only operators do or see; one of the permissions will do. @throws forbidden for anybody else. */
export function requireRegistry(principal: Principal, permission: Permission, ...others: Permission[]): void {
  if (principal.kind !== 'system' && principal.organization.kind !== 'registry')
    throw new RegistryError('forbidden', 'Only operators of the registry may do this.')
  if (!others.some(other => may(principal, other))) requirePermission(principal, permission)
}
