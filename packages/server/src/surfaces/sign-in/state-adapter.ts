import type { Registry } from '@hailport/registry'
import type { Adapter } from 'oidc-provider'

/** The OpenID provider's state of one model, in the table `oidc_state`. Clients are the registry's applications, not state. */
export function stateAdapter({ store, now }: Registry, model: string): Adapter {
  const row = (id: string) => store.db.selectFrom('oidc_state').where('model', '=', model).where('id', '=', id)
  const find = async (id: string) => {
    const found = await row(id).select(['payload', 'expires_at']).executeTakeFirst()
    if (!found || (found.expires_at !== null && found.expires_at <= now())) return undefined
    return JSON.parse(found.payload) as object
  }
  const save = (id: string, payload: object, expiresAt: number | null) =>
    store.write(async tx => {
      const { grantId } = payload as { grantId?: string }
      const values = { payload: JSON.stringify(payload), expires_at: expiresAt, grant_id: grantId ?? null }
      await tx.db
        .insertInto('oidc_state')
        .values({ model, id, ...values })
        .onConflict(conflict => conflict.columns(['model', 'id']).doUpdateSet(values))
        .execute()
    })
  return {
    find,
    upsert: (id, payload, expiresIn) => save(id, payload, expiresIn === undefined ? null : now() + expiresIn * 1000),
    // Of sessions and device codes, which this provider does not have.
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    async consume(id) {
      const found = await row(id).select(['payload', 'expires_at']).executeTakeFirst()
      if (!found) return
      await save(id, { ...JSON.parse(found.payload), consumed: Math.floor(now() / 1000) }, found.expires_at)
    },
    async destroy(id) {
      await store.write(async tx => {
        await tx.db.deleteFrom('oidc_state').where('model', '=', model).where('id', '=', id).execute()
      })
    },
    async revokeByGrantId(grantId) {
      await store.write(async tx => {
        await tx.db.deleteFrom('oidc_state').where('grant_id', '=', grantId).execute()
      })
    },
  }
}
