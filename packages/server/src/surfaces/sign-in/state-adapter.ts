import { createHash } from 'node:crypto'
import type { Registry } from '@hailport/registry'
import { type Adapter, errors } from 'oidc-provider'

interface Payload {
  readonly grantId?: string
  readonly accountId?: string
  readonly userCode?: string
  readonly clientId?: string
  readonly consumed?: number
}

/** Ids are bearer tokens for some models, so the store has their digests only. */
const stateKey = (id: string): string => createHash('sha256').update(id).digest('base64url')

/** A second way to a row; see `OidcStateTable`. */
function lookupOf(model: string, { userCode, clientId }: Payload): string | null {
  if (userCode !== undefined) return stateKey(userCode)
  return model === 'Grant' || model === 'RefreshToken' ? (clientId ?? null) : null
}

/** The rows of one model that an organization finds, and how their payload is sealed. */
function stateRows({ store, vault, now }: Registry, model: string, organizationId: string | undefined) {
  const place = (key: string) => `oidc_state/${model}/${key}`
  const read = (key: string, text: string): Payload =>
    JSON.parse(Buffer.from(vault.open(Buffer.from(text, 'base64'), place(key))).toString())
  const seal = (key: string, payload: Payload): string =>
    Buffer.from(vault.seal(Buffer.from(JSON.stringify(payload)), place(key))).toString('base64')
  const rows = (db: typeof store.db) =>
    db
      .selectFrom('oidc_state')
      .select(['id', 'payload', 'expires_at'])
      .where('model', '=', model)
      .where(eb => {
        const unclaimed = eb('organization_id', 'is', null)
        return organizationId === undefined ? unclaimed : eb.or([unclaimed, eb('organization_id', '=', organizationId)])
      })
  return {
    seal,
    async find(column: 'id' | 'lookup', value: string): Promise<Payload | undefined> {
      const found = await rows(store.db).where(column, '=', stateKey(value)).executeTakeFirst()
      if (!found || (found.expires_at !== null && found.expires_at <= now())) return undefined
      return read(found.id, found.payload)
    },
    valuesOf: (key: string, payload: Payload, expiresAt: number | null) => ({
      payload: seal(key, payload),
      expires_at: expiresAt,
      grant_id: payload.grantId === undefined ? null : stateKey(payload.grantId),
      organization_id: organizationId ?? null,
      person_id: payload.accountId ?? null,
      lookup: lookupOf(model, payload),
    }),
    /** Marks what can be used once. @returns what was there before. */
    markUsed: (key: string): Promise<Payload | undefined> =>
      store.write(async tx => {
        const row = await rows(tx.db).where('id', '=', key).executeTakeFirst()
        if (!row) return undefined
        const before = read(key, row.payload)
        if (before.consumed !== undefined) return before
        const payload = seal(key, { ...before, consumed: Math.floor(now() / 1000) })
        await tx.db
          .updateTable('oidc_state')
          .set({ payload })
          .where('model', '=', model)
          .where('id', '=', key)
          .execute()
        return before
      }),
  }
}

/**
 * The OpenID provider's state of one model, in the table `oidc_state`, sealed. An organization finds its own state, and what belongs to
 * nobody yet: a device code that no person has confirmed.
 * @param organizationId undefined for the provider of no organization.
 */
export function stateAdapter(registry: Registry, model: string, organizationId: string | undefined): Adapter {
  const { store, now } = registry
  const { find, valuesOf, markUsed } = stateRows(registry, model, organizationId)
  const revokeByGrantId = (grantId: string) =>
    store.write(async tx => {
      await tx.db.deleteFrom('oidc_state').where('grant_id', '=', stateKey(grantId)).execute()
    })
  return {
    find: id => find('id', id),
    // The provider gives sessions an id of its own and us the same one.
    findByUid: id => find('id', id),
    findByUserCode: userCode => find('lookup', userCode),
    async upsert(id, payload, expiresIn) {
      const key = stateKey(id)
      const values = valuesOf(key, payload, expiresIn === undefined ? null : now() + expiresIn * 1000)
      await store.write(async tx => {
        await tx.db
          .insertInto('oidc_state')
          .values({ model, id: key, ...values })
          .onConflict(conflict => conflict.columns(['model', 'id']).doUpdateSet(values))
          .execute()
      })
    },
    // One transaction decides: of two requests that redeem the same code or refresh token at once, only one gets through.
    async consume(id) {
      const before = await markUsed(stateKey(id))
      if (before?.consumed === undefined) return
      if (before.grantId !== undefined) await revokeByGrantId(before.grantId)
      throw new errors.InvalidGrant('already used')
    },
    async destroy(id) {
      await store.write(async tx => {
        await tx.db.deleteFrom('oidc_state').where('model', '=', model).where('id', '=', stateKey(id)).execute()
      })
    },
    revokeByGrantId,
  }
}

/** Whose a code or token is: nobody's yet, when it has no organization. @returns undefined when there is no such thing. */
export async function ownerOfState(
  { store }: Registry,
  model: string,
  id: string,
): Promise<{ readonly organizationId: string | null; readonly personId: string | null } | undefined> {
  const row = await store.db
    .selectFrom('oidc_state')
    .select(['organization_id', 'person_id'])
    .where('model', '=', model)
    .where('id', '=', stateKey(id))
    .executeTakeFirst()
  return row && { organizationId: row.organization_id, personId: row.person_id }
}
