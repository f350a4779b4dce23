import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { requireReach } from '../organizations/index.ts'
import { findRestorable } from '../registration/index.ts'
import type { OrderTransactionsTable, Store } from '../store/index.ts'
import { membersOfTransaction, requireFew } from './members.ts'
import type { Asking, Plan } from './plan.ts'
import { returningOf } from './plan-return.ts'
import { voidMember } from './return-rules.ts'
import { findTransaction, readItems } from './store.ts'
import type { OrderItem } from './transaction.ts'

/** @throws not_found; conflict when it is voided already, is a void itself, or is still being done. */
async function requireVoidable(
  db: Store['db'],
  { tenantId, partnerId, request }: Asking,
): Promise<OrderTransactionsTable> {
  const row = await findTransaction(db, tenantId, partnerId, request.voids ?? '')
  if (!row) throw new RegistryError('not_found', `You have no transaction ${request.voids} for this customer.`)
  if (row.voided_by !== null) throw new RegistryError('conflict', 'The transaction was voided already.')
  if (row.verb === 'void') throw new RegistryError('conflict', 'A void cannot be voided; send what you want as new.')
  if (row.state === 'running')
    throw new RegistryError('conflict', 'The transaction is still being done; void it when it is finished.')
  return row
}

/** What taking a return back does to one device. */
function restoreItem(position: number, item: OrderItem, kept: ReadonlyMap<string, unknown>): OrderItem {
  const { row: _row, code: _code, message: _message, ...names } = item
  const base = { ...names, position, action: 'restore' } as const
  if (item.status === 'withdrawn')
    return {
      ...base,
      status: 'refused',
      code: 'row_withdrawn',
      message: 'It was never registered; enrol it again.',
    }
  if (kept.has(item.deviceId ?? '')) return { ...base, status: 'restored' }
  return {
    ...base,
    status: 'refused',
    code: 'device_not_registered',
    message: 'Nothing is kept of it any more: it was returned too long ago, or is back already.',
  }
}

/** What a void would do: devices that the transaction brought go, devices that it returned come back. */
export async function planVoid(registry: Registry, db: Store['db'], asking: Asking): Promise<Plan> {
  const { principal, tenantId, partnerId } = asking
  const voids = await requireVoidable(db, asking)
  const gone = (await readItems(db, voids)).filter(one => one.status === 'returned' || one.status === 'withdrawn')
  if (gone.length > 0) requireReach(principal, 'device.register', tenantId)
  const kept = await findRestorable(
    registry,
    db,
    tenantId,
    gone.flatMap(one => one.deviceId ?? []),
    partnerId,
  )
  const brought = await membersOfTransaction(registry, db, tenantId, voids.id)
  requireFew(registry, brought.length + gone.length)
  const who = returningOf(asking)
  const items = [
    ...brought.map((member, at) => voidMember(at, member, who, voids.batch_id)),
    ...gone.map((item, at) => restoreItem(brought.length + at, item, kept)),
  ]
  return { items, register: [], voids }
}
