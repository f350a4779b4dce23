import { RegistryError } from '../errors.ts'
import { type Permission, type Principal, type Role, roles } from './principal.ts'

/** Whether one of the principal's roles carries the permission. */
export function may(principal: Principal, permission: Permission): boolean {
  if (principal.kind === 'system') return true
  return principal.roles.some(role => (roles[role]?.permissions as readonly string[] | undefined)?.includes(permission))
}

function rolesWith(permission: Permission, principal: Principal): Role[] {
  return (Object.keys(roles) as Role[]).filter(
    role =>
      (roles[role].permissions as readonly string[]).includes(permission) &&
      (roles[role].for as readonly string[]).includes(principal.organization.kind),
  )
}

/** @throws forbidden, naming the roles that would do. */
export function requirePermission(principal: Principal, permission: Permission): void {
  if (may(principal, permission)) return
  const wanted = rolesWith(permission, principal)
  const remedy =
    wanted.length > 0 ? `one of the roles ${wanted.join(', ')}` : 'a credential of another kind of organization'
  throw new RegistryError('forbidden', `This needs ${remedy}.`)
}

/**
 * The tenant that a tenant's principal acts in.
 * @throws not_found for another tenant's id: the answer is the same whether that tenant exists or not.
 */
export function requireTenant(principal: Principal, tenantId: string, permission: Permission): void {
  if (
    principal.kind !== 'system' &&
    (principal.organization.kind !== 'tenant' || principal.organization.id !== tenantId)
  )
    throw new RegistryError('not_found')
  requirePermission(principal, permission)
}

/** The partner that a partner's principal acts for. @throws not_found for another partner's id. */
export function requirePartner(principal: Principal, partnerId: string, permission: Permission): void {
  if (
    principal.kind !== 'system' &&
    (principal.organization.kind !== 'partner' || principal.organization.id !== partnerId)
  )
    throw new RegistryError('not_found')
  requirePermission(principal, permission)
}
