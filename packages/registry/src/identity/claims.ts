import { bytesToId, idToBytes } from '../ids.ts'
import type { IdentitiesTable, Store, Tx } from '../store/index.ts'
import { allKeys, type IdentityKeys, maxAlike, strongKeys } from './keys.ts'

/** Who holds an identity key: the owner and its device. */
export interface Claim {
  readonly tenantId: string
  readonly deviceId: string
}

/** A key as text, for maps. */
export const keyText = (key: Uint8Array): string =>
  Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')

const once = new Uint8Array(16)
const lastSlot = new Uint8Array(16).fill(255)

/** Rows beyond one for each key that are read before crowds are looked for. */
const roomForAlike = 1000

type ClaimRow = Pick<IdentitiesTable, 'key' | 'tenant_id' | 'device_id'>

/** Every claim on the keys, up to a number. */
function readClaims(store: Store, db: Store['db'], wanted: readonly Uint8Array[], limit: number): Promise<ClaimRow[]> {
  return db
    .selectFrom(store.keyTable(wanted, 'wanted'))
    .innerJoin('identities as held', 'held.key', 'wanted.key')
    .select(['held.key', 'held.tenant_id', 'held.device_id'])
    .limit(limit)
    .execute()
}

/** Of each key the oldest `maxAlike` claims. */
function readBoundedClaims(store: Store, db: Store['db'], wanted: readonly Uint8Array[]): Promise<ClaimRow[]> {
  return (
    db
      .selectFrom(store.keyTable(wanted, 'wanted'))
      .innerJoin('identities as held', 'held.key', 'wanted.key')
      .select(['held.key', 'held.tenant_id', 'held.device_id'])
      // The slot of the last one that counts: a bound that the index keeps, where a window function would read the whole crowd.
      .where('held.slot', '<=', eb =>
        eb.fn.coalesce(
          eb
            .selectFrom('identities as alike')
            .select('alike.slot')
            .whereRef('alike.key', '=', 'wanted.key')
            .orderBy('alike.slot')
            .limit(1)
            .offset(maxAlike - 1),
          eb.val(lastSlot),
        ),
      )
      .execute()
  )
}

/**
 * Finds the claims on any number of keys, in one query, or two: of those that devices share, the oldest `maxAlike`. However large a
 * crowd is, no more of it is read. @returns claims by `keyText`.
 */
export async function findClaims(
  store: Store,
  db: Store['db'],
  keys: readonly Uint8Array[],
): Promise<Map<string, Claim[]>> {
  const found = new Map<string, Claim[]>()
  if (keys.length === 0) return found
  const wanted = [...new Map(keys.map(key => [keyText(key), key])).values()]
  // In the order of the index, so that keys that lie on one page find it in the cache.
  wanted.sort((a, b) => leadingBits(a) - leadingBits(b))
  const most = wanted.length + roomForAlike
  let rows = await readClaims(store, db, wanted, most)
  // Few keys are claimed at all, so looking for the end of a crowd would double the work; when there are more, there may be one.
  if (rows.length === most || crowded(rows)) rows = await readBoundedClaims(store, db, wanted)
  for (const row of rows) {
    const key = keyText(row.key)
    const claim = { tenantId: bytesToId(row.tenant_id), deviceId: bytesToId(row.device_id) }
    const others = found.get(key)
    if (others) others.push(claim)
    else found.set(key, [claim])
  }
  return found
}

/** Whether some key has more claims than count. */
function crowded(rows: readonly ClaimRow[]): boolean {
  const counts = new Map<string, number>()
  for (const { key } of rows) {
    const text = keyText(key)
    const count = (counts.get(text) ?? 0) + 1
    if (count > maxAlike) return true
    counts.set(text, count)
  }
  return false
}

/** Claims the keys of new devices. Rows go in sorted by key: random keys otherwise touch a page each. */
export async function insertClaims(tx: Tx, devices: Iterable<Claim & { keys: IdentityKeys }>): Promise<void> {
  const rows: { order: number; row: Uint8Array[] }[] = []
  const add = (key: Uint8Array, slot: Uint8Array, tenant: Uint8Array, device: Uint8Array) =>
    rows.push({ order: leadingBits(key), row: [key, slot, tenant, device] })
  for (const device of devices) {
    const tenant = idToBytes(device.tenantId)
    const id = idToBytes(device.deviceId)
    for (const key of strongKeys(device.keys)) add(key, once, tenant, id)
    if (device.keys.anchor) add(device.keys.anchor, id, tenant, id)
  }
  rows.sort((a, b) => a.order - b.order)
  await tx.insertMany(
    'identities',
    ['key', 'slot', 'tenant_id', 'device_id'],
    rows.map(one => one.row),
  )
}

/** The first 48 bits of a key as a number: enough to sort by, and three times as quick to compare as bytes. */
function leadingBits(key: Uint8Array): number {
  return Buffer.from(key.buffer, key.byteOffset, 6).readUIntBE(0, 6)
}

/** Gives the keys of devices back. */
export async function removeClaims(
  store: Store,
  tx: Tx,
  devices: readonly { readonly deviceId: string; readonly keys: IdentityKeys }[],
): Promise<void> {
  const keys = devices.flatMap(device => allKeys(device.keys))
  const ids = devices.map(device => idToBytes(device.deviceId))
  await tx.db
    .deleteFrom('identities')
    .where(store.keyIn<'identities'>('key', keys))
    .where(store.keyIn<'identities'>('device_id', ids))
    .execute()
}
