import type { Registry } from '../context.ts'

/** How exactly it is known when something was last used, ms: so often at most it is written down. */
const precision = 3_600_000

/** Whether a use is to be written down. */
export const isWorthNoting = (lastUsedAt: number | null, now: number): boolean =>
  lastUsedAt === null || now - lastUsedAt >= precision

/** Writes down that a token is used. Whoever presents it is not kept waiting for a store that cannot write. */
export async function noteTokenUse(registry: Registry, digest: Uint8Array): Promise<void> {
  const now = registry.now()
  await registry.store.write(tx =>
    tx.db.updateTable('access_tokens').set({ last_used_at: now }).where('digest', '=', digest).execute(),
  )
}

/** What an application has proved itself with. */
export type UsedCredential = { readonly digest: Uint8Array } | { readonly thumbprint: string }

/** Writes down that an application has got a token for a secret or certificate. */
export async function noteCredentialUse(
  registry: Registry,
  applicationId: string,
  used: UsedCredential,
): Promise<void> {
  const now = registry.now()
  const rows = await registry.store.db
    .selectFrom('application_credentials')
    .select(['id', 'digest', 'thumbprint', 'last_used_at'])
    .where('application_id', '=', applicationId)
    .execute()
  const row = rows.find(each =>
    'digest' in used
      ? each.digest !== null && Buffer.compare(each.digest, used.digest) === 0
      : each.thumbprint === used.thumbprint,
  )
  if (!row || !isWorthNoting(row.last_used_at, now)) return
  await registry.store.write(tx =>
    tx.db
      .updateTable('application_credentials')
      .set({ last_used_at: now })
      .where('application_id', '=', applicationId)
      .where('id', '=', row.id)
      .execute(),
  )
}
