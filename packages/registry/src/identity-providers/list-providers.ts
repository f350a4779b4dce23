import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Principal, requireOrganization, requirePermission } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { findProviderRow, type IdentityProvider, type ProviderRef, toProvider } from './provider.ts'

/** Providers of an organization, oldest first. */
export async function listIdentityProviders(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  page: PageRequest,
): Promise<Page<IdentityProvider>> {
  requirePermission(principal, 'sign-in.manage')
  await requireOrganization(registry, principal, organizationId)
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  let query = scopeTo(registry.store.db, organizationId).selectFrom('identity_providers').selectAll()
  if (after !== undefined) query = query.where('id', '>', String(after[0]))
  const rows = await query
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toProvider, row => [row.id])
}

/** One provider. @throws not_found */
export async function getIdentityProvider(
  registry: Registry,
  principal: Principal,
  ref: ProviderRef,
): Promise<IdentityProvider> {
  requirePermission(principal, 'sign-in.manage')
  await requireOrganization(registry, principal, ref.organizationId)
  const row = await findProviderRow(registry.store.db, ref)
  if (!row) throw new RegistryError('not_found')
  return toProvider(row)
}
