import type { Registry } from '@hailport/registry'

/** Deletes state of the OpenID provider whose time is over. */
export async function deleteExpired(registry: Registry): Promise<void> {
  await registry.store.write(async tx => {
    await tx.db.deleteFrom('oidc_state').where('expires_at', '<=', registry.now()).execute()
  })
}
