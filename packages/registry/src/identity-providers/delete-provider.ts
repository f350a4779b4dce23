import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Principal, requireOrganization, requirePermission } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import { findProviderRow, type ProviderRef, toProvider } from './provider.ts'
import { journalProvider, removeNames } from './save-provider.ts'

/** Deletes a provider, and who people were there. The people stay. @throws not_found */
export async function deleteIdentityProvider(
  registry: Registry,
  principal: Principal,
  ref: ProviderRef,
): Promise<void> {
  requirePermission(principal, 'sign-in.manage')
  await requireOrganization(registry, principal, ref.organizationId)
  await registry.store.write(async tx => {
    const row = await findProviderRow(tx.db, ref)
    if (!row) throw new RegistryError('not_found')
    const own = scopeTo(tx.db, ref.organizationId)
    await own.deleteFrom('external_identities').where('provider_id', '=', ref.providerId).execute()
    await own.deleteFrom('identity_providers').where('id', '=', ref.providerId).execute()
    await removeNames(tx, ref)
    await journalProvider(tx, principal, registry.now(), 'deleted', { before: toProvider(row) })
  })
}
