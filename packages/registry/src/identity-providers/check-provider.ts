import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Principal, requireOrganization, requirePermission } from '../organizations/index.ts'
import { findProviderRow, openProviderRow, type ProviderRef } from './provider.ts'
import type { ProviderCheck } from './save-provider.ts'

/** Asks a provider whether it answers as one, as when it was added; nothing changes. @throws not_found, identity_provider_unavailable */
export async function checkIdentityProvider(
  registry: Registry,
  principal: Principal,
  ref: ProviderRef,
  check: ProviderCheck,
): Promise<void> {
  requirePermission(principal, 'sign-in.manage')
  await requireOrganization(registry, principal, ref.organizationId)
  const row = await findProviderRow(registry.store.db, ref)
  if (!row) throw new RegistryError('not_found')
  await check(openProviderRow(registry, row))
}
