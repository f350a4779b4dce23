import type { Store, Tx } from '@hailport/registry'

/** Names of what all servers of a registry have in common. */
export type ServiceKeyName = 'vault' | 'token-keys'

/** @returns undefined as long as no server has made it. */
export async function readServiceKey(store: Store, name: ServiceKeyName): Promise<Uint8Array | undefined> {
  const row = await store.db.selectFrom('service_keys').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value
}

/** The value that every server of the registry gets; made by the first that asks, also when several ask at once. */
export async function readOrMakeServiceKey(
  store: Store,
  name: ServiceKeyName,
  make: () => Uint8Array,
): Promise<Uint8Array> {
  const known = await readServiceKey(store, name)
  if (known !== undefined) return known
  const row = { name, value: make(), created_at: Date.now() }
  return store.write(async tx => {
    await tx.db
      .insertInto('service_keys')
      .values(row)
      .onConflict(conflict => conflict.column('name').doNothing())
      .execute()
    const { value } = await tx.db
      .selectFrom('service_keys')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    return value
  })
}

/**
 * Replaces a value by what follows from it.
 * @param changed runs in the same transaction when there is a new value.
 * @returns the one that is there now.
 */
export async function changeServiceKey(
  store: Store,
  name: ServiceKeyName,
  change: (value: Uint8Array) => Uint8Array,
  changed: (tx: Tx) => Promise<void>,
): Promise<Uint8Array> {
  return store.write(async tx => {
    const row = await tx.db
      .selectFrom('service_keys')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    const value = change(row.value)
    if (value === row.value) return value
    await tx.db.updateTable('service_keys').set({ value }).where('name', '=', name).execute()
    await changed(tx)
    return value
  })
}
