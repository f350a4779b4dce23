import { consentState, effectiveConsent } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import type { Actor } from '../journal/index.ts'
import {
  type DeviceRecord,
  fetchDeviceRows,
  releaseDevices,
  restoreDevices,
  withdrawHeld,
} from '../registration/index.ts'
import { type OrderDevicesTable, type OrderTransactionsTable, scopeTo, type Tx } from '../store/index.ts'
import { type Refusal, returnRefusal } from './return-rules.ts'
import { replaceMembers } from './store.ts'
import type { OrderItem, OrderItemStatus } from './transaction.ts'

/** A step of a transaction: what it works with. */
export interface Work {
  readonly tx: Tx
  readonly registry: Registry
  readonly transaction: OrderTransactionsTable
  readonly actor: Actor
}

const refused = (item: OrderItem, refusal: Refusal): OrderItem => ({ ...item, status: 'refused', ...refusal })

/** Without a live consent a partner does nothing to devices, however short before it has asked. */
async function consentRefusal({ tx, registry, transaction }: Work): Promise<Refusal | undefined> {
  const { tenant_id, partner_id } = transaction
  const consent = await effectiveConsent(tx.db, tenant_id, partner_id, registry.now())
  const state = consent && consentState(consent, registry.now())
  if (state === 'granted' || state === 'exhausted') return undefined
  return { code: 'consent_missing', message: 'There is no live consent of the customer any more.' }
}

async function membersNamed({ tx, registry, transaction }: Work, by: 'id' | 'device_id', ids: readonly string[]) {
  if (ids.length === 0) return []
  return scopeTo(tx.db, transaction.tenant_id)
    .selectFrom('order_devices')
    .selectAll()
    .where(registry.store.textIn<'order_devices'>(by, ids))
    .execute()
}

async function changeMembers(
  { tx, registry, transaction }: Work,
  rows: readonly OrderDevicesTable[],
  change: Partial<Pick<OrderDevicesTable, 'state' | 'removed_by' | 'delivery'>>,
): Promise<void> {
  const after = rows.map(row => ({ ...row, ...change }))
  await replaceMembers(registry.store, tx, transaction.tenant_id, rows, after)
}

const takenOff = ({ transaction }: Work) => ({ state: 'returned', removed_by: transaction.id })

/** Ends registrations. Who was released meanwhile is told so, one by one. */
async function returnItems(work: Work, items: readonly OrderItem[]): Promise<OrderItem[]> {
  if (items.length === 0) return []
  const { tx, registry, transaction, actor } = work
  const { tenant_id: tenantId, partner_id: partnerId, reason } = transaction
  const noConsent = await consentRefusal(work)
  if (noConsent) return items.map(item => refused(item, noConsent))
  const ids = items.flatMap(item => item.deviceId ?? [])
  const devices = await fetchDeviceRows(registry.store, tx.db, tenantId, ids)
  const leaving = new Map<string, DeviceRecord>()
  const done = items.map((item): OrderItem => {
    const device = devices.get(item.deviceId ?? '')
    // Whose rights reach how far was looked at when the request was accepted.
    const refusal = returnRefusal(device, { partnerId, reach: {} })
    if (refusal || device === undefined) return refusal ? refused(item, refusal) : item
    leaving.set(device.id, device)
    return { ...item, status: 'returned' }
  })
  await releaseDevices(tx, registry, actor, tenantId, [...leaving.values()], {
    reason,
    keep: () => true,
    keptFor: partnerId,
  })
  const members = await membersNamed(work, 'device_id', [...leaving.keys()])
  await changeMembers(
    work,
    members.filter(row => row.state === 'in'),
    takenOff(work),
  )
  return done
}

/** Takes devices off an order whose registration is not ended by that. */
async function detachItems(work: Work, items: readonly OrderItem[]): Promise<OrderItem[]> {
  const members = await membersNamed(
    work,
    'id',
    items.flatMap(item => item.member ?? []),
  )
  await changeMembers(work, members, takenOff(work))
  return items.map(item => ({ ...item, status: 'withdrawn' }))
}

/** Batches of transactions, by the id of the transaction. */
async function batchesOf({ tx, registry, transaction }: Work, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await scopeTo(tx.db, transaction.tenant_id)
    .selectFrom('order_transactions')
    .select(['id', 'batch_id'])
    .where(registry.store.textIn<'order_transactions'>('id', ids))
    .execute()
  return new Map(rows.map(row => [row.id, row.batch_id ?? '']))
}

/** Withdraws devices that wait; what was registered since is returned. */
async function withdrawItems(work: Work, items: readonly OrderItem[]): Promise<OrderItem[]> {
  if (items.length === 0) return []
  const { tx, registry, transaction } = work
  const members = await membersNamed(
    work,
    'id',
    items.flatMap(item => item.member ?? []),
  )
  const byId = new Map(members.map(row => [row.id, row]))
  const waiting = Map.groupBy(
    members.filter(row => row.state === 'waiting'),
    row => row.added_by,
  )
  const batches = await batchesOf(work, [...waiting.keys()])
  const status = new Map<string, OrderItemStatus>()
  for (const [added, rows] of waiting) {
    const batch = { tenantId: transaction.tenant_id, batchId: batches.get(added) ?? '' }
    const done = await withdrawHeld(tx, registry, batch, new Set(rows.map(row => row.position)))
    await changeMembers(
      work,
      rows.filter(row => done.has(row.position)),
      takenOff(work),
    )
    // A device that does not wait for consent is being registered: it is in the order or out of it when this is tried again.
    for (const row of rows) status.set(row.id, done.has(row.position) ? 'withdrawn' : 'waiting')
  }
  const registered = items.flatMap(item => {
    const row = byId.get(item.member ?? '')
    return row?.state === 'in' && row.device_id !== null ? [{ ...item, deviceId: row.device_id }] : []
  })
  const returned = new Map((await returnItems(work, registered)).map(item => [item.position, item]))
  return items.map(
    item => returned.get(item.position) ?? { ...item, status: status.get(item.member ?? '') ?? 'withdrawn' },
  )
}

/** Takes returns back. */
async function restoreItems(work: Work, items: readonly OrderItem[]): Promise<OrderItem[]> {
  if (items.length === 0) return []
  const { tx, registry, transaction, actor } = work
  const { tenant_id, partner_id, reason } = transaction
  const noConsent = await consentRefusal(work)
  if (noConsent) return items.map(item => refused(item, noConsent))
  const ids = items.flatMap(item => item.deviceId ?? [])
  const outcomes = await restoreDevices(tx, registry, actor, tenant_id, ids, reason, partner_id)
  const back = ids.filter(id => 'device' in (outcomes.get(id) ?? {}))
  const members = await membersNamed(work, 'device_id', back)
  const own = members.filter(row => row.removed_by === transaction.voids)
  await changeMembers(work, own, { state: 'in', removed_by: null })
  return items.map((item): OrderItem => {
    const outcome = outcomes.get(item.deviceId ?? '')
    if (outcome === undefined || 'device' in outcome) return { ...item, status: outcome ? 'restored' : 'refused' }
    const code = outcome.code === 'not_found' ? 'device_not_registered' : outcome.code
    return refused(item, { code, message: outcome.message })
  })
}

/** Does what is to be done to items that take devices off orders, or bring them back. */
export async function doItems(work: Work, items: readonly OrderItem[]): Promise<OrderItem[]> {
  const of = (action: OrderItem['action']) => items.filter(item => item.action === action)
  return [
    ...(await returnItems(work, of('return'))),
    ...(await withdrawItems(work, of('withdraw'))),
    ...(await detachItems(work, of('detach'))),
    ...(await restoreItems(work, of('restore'))),
  ]
}

/** Moves devices that stay in an order to the deliveries under which the new list has them. */
export async function moveKept(work: Work, items: readonly OrderItem[]): Promise<void> {
  const kept = new Map(items.flatMap(item => (item.action === 'keep' ? [[item.member ?? '', item] as const] : [])))
  const members = await membersNamed(work, 'id', [...kept.keys()])
  const moved = members.filter(row => row.delivery !== (kept.get(row.id)?.delivery ?? null))
  for (const [delivery, rows] of Map.groupBy(moved, row => kept.get(row.id)?.delivery ?? null))
    await changeMembers(work, rows, { delivery })
}
