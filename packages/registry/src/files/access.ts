import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { requireMaker } from '../factory/index.ts'
import { may, type Permission, type Principal, permissionsOf, requirePermission } from '../organizations/index.ts'
import type { ImportsTable } from '../store/index.ts'
import { findImport, type ImportKind, importKinds } from './import.ts'

const permissionTo = {
  read: { devices: 'device.read', 'build-report': 'factory.read' },
  write: { devices: 'device.register', 'build-report': 'factory.report' },
} as const satisfies Record<string, Record<ImportKind, Permission>>

/** Imports belong to the tenant or partner whose people bring them. @throws not_found for anybody else's. */
function requireOwner(principal: Principal, organizationId: string): void {
  const { organization } = principal
  if (organization.kind === 'registry' || organization.id !== organizationId) throw new RegistryError('not_found')
}

/** @throws not_found, forbidden: devices need device.register; build reports are for makers. */
export async function requireImporter(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  kind: ImportKind,
): Promise<void> {
  requireOwner(principal, organizationId)
  if (kind === 'build-report' && principal.organization.kind !== 'partner')
    throw new RegistryError('forbidden', 'Only makers (partners of kind oem) send build reports.')
  if (kind === 'build-report') return requireMaker(registry, principal, organizationId)
  // How far a limited right reaches is looked at customer by customer, and row by row.
  if (!permissionsOf(principal).includes('device.register')) requirePermission(principal, 'device.register')
}

/**
 * The kinds of imports that the principal may see: of all people, and only its own where its right is limited to some customers or group
 * tags. @throws not_found, forbidden when there is none.
 */
export function readableKinds(
  principal: Principal,
  organizationId: string,
): { readonly all: ImportKind[]; readonly own: ImportKind[] } {
  requireOwner(principal, organizationId)
  const own = importKinds.filter(kind => permissionsOf(principal).includes(permissionTo.read[kind]))
  if (own.length === 0) requirePermission(principal, 'device.read')
  return { all: own.filter(kind => may(principal, permissionTo.read[kind])), own }
}

/**
 * An import that the principal may see, or also change: its own, and those of others when its right is not limited to some customers or
 * group tags. @throws not_found, forbidden.
 */
export async function requireImport(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
  to: keyof typeof permissionTo,
): Promise<ImportsTable> {
  requireOwner(principal, organizationId)
  const row = await findImport(registry.store.db, { organizationId, id })
  if (!row) throw new RegistryError('not_found')
  const permission = permissionTo[to][row.kind as ImportKind]
  const own = row.created_by_id === principal.id && permissionsOf(principal).includes(permission)
  if (!own) requirePermission(principal, permission)
  return row
}
