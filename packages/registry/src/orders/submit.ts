import { requireRelationship } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { type Principal, requireReach } from '../organizations/index.ts'
import { requireSubmitter, submitBatch } from '../registration/index.ts'
import { type OrderTransactionsTable, scopeTo, type Tx } from '../store/index.ts'
import { newTransaction, writeOrder, writeTransaction } from './accept.ts'
import { type Confirmation, confirm, requireConfirmed, type Shown } from './confirmation.ts'
import { type Asking, type Plan, verbPermissions } from './plan.ts'
import { planEnrol, planUnseen } from './plan-enrol.ts'
import { planOverride } from './plan-override.ts'
import { planReturn } from './plan-return.ts'
import { planVoid } from './plan-void.ts'
import { checkRequest, type OrderRequest } from './request.ts'
import { findTransaction } from './store.ts'
import { moveKept } from './take-off.ts'
import {
  countItems,
  type OrderItem,
  type OrderItemCounts,
  type OrderTransaction,
  toTransaction,
} from './transaction.ts'

/** What a request would do. */
export interface OrderPreview {
  readonly verb: OrderTransaction['verb']
  readonly total: number
  readonly counts: OrderItemCounts
  /** All, or as many as one call has, those that would be refused first. */
  readonly items: readonly OrderItem[]
  /** How many items are not shown; absent when all are. */
  readonly itemsOmitted?: number
  /** What confirms it; absent where nothing would be done, and where an override has rows that cannot be taken. */
  readonly confirmation?: Confirmation
}

const shownOf = ({ items, order }: Plan): Shown => ({ items, version: order?.updated_at })

/** What stands in the way of doing a plan. */
function obstacle({ items }: Plan, verb: OrderTransaction['verb']): RegistryError | undefined {
  if (verb === 'override' && items.some(one => one.status === 'refused' && one.action === 'enrol'))
    return new RegistryError('conflict', 'An override is done only when every row of its list can be taken.')
  if (items.every(one => one.status === 'refused'))
    return new RegistryError('conflict', 'There is nothing to do: the dry run shows why for each device.')
  return undefined
}

function planOf(registry: Registry, asking: Asking, db: Tx['db'] | Registry['store']['db']): Promise<Plan> {
  const { verb } = asking.request
  if (verb === 'enrol') return planEnrol(registry, asking)
  if (verb === 'override') return planOverride(registry, asking)
  return verb === 'void' ? planVoid(registry, db, asking) : planReturn(registry, db, asking)
}

/** @throws forbidden, not_found, the error of the consent. */
async function requireAsking(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  request: OrderRequest,
): Promise<Asking> {
  const { organization } = principal
  if (organization.kind !== 'partner') throw new RegistryError('forbidden', 'Orders are made by partners.')
  const checked = checkRequest(request, registry.limits)
  for (const permission of verbPermissions[checked.verb]) requireReach(principal, permission, tenantId)
  return { principal, partnerId: organization.id, tenantId, request: checked }
}

/** Devices are only added without live consent, where they may wait for it. */
export async function requireRights(registry: Registry, { principal, tenantId, request }: Asking): Promise<void> {
  if (request.verb === 'enrol' || request.verb === 'override') await requireSubmitter(registry, principal, tenantId)
  if (request.verb !== 'enrol') await requireRelationship(registry, principal, tenantId, 'device.release')
}

/** The transaction that came under this id before. @throws idempotency_key_reused when it was another one. */
export async function findEarlier(
  db: Registry['store']['db'],
  { tenantId, partnerId, request }: Asking,
): Promise<OrderTransactionsTable | undefined> {
  const earlier = await findTransaction(db, tenantId, partnerId, request.transactionId ?? '')
  if (earlier && Buffer.compare(earlier.digest, request.digest) !== 0)
    throw new RegistryError('idempotency_key_reused', 'The transactionId was used for another request.', {
      field: 'transactionId',
    })
  return earlier
}

/** As many items as fit an answer: what would be refused is what somebody is to look at. */
function shorten(items: readonly OrderItem[], most: number): Pick<OrderPreview, 'items' | 'itemsOmitted'> {
  if (items.length <= most) return { items }
  const refusedFirst = items.toSorted((a, b) => Number(b.status === 'refused') - Number(a.status === 'refused'))
  return { items: refusedFirst.slice(0, most), itemsOmitted: items.length - most }
}

/** What a request would do, and the token that confirms it. Changes nothing. @throws as `submitOrder`. */
export async function previewOrder(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  request: OrderRequest,
): Promise<OrderPreview> {
  const asking = await requireAsking(registry, principal, tenantId, { ...request, dryRun: true })
  await requireRights(registry, asking)
  const plan = await planOf(registry, asking, registry.store.db)
  const { verb, digest } = asking.request
  const { items } = plan
  const done = {
    verb,
    total: items.length,
    counts: countItems(items),
    ...shorten(items, registry.limits.devicesPerCall),
  }
  if (obstacle(plan, verb)) return done
  return { ...done, confirmation: confirm(registry, asking, digest, shownOf(plan)) }
}

/** @throws what is wrong with the token. */
function requireToken(registry: Registry, asking: Asking, plan: Plan, token: string | undefined): void {
  const { digest } = asking.request
  if (token !== undefined) requireConfirmed(registry, asking, token, digest, shownOf(plan))
}

/** Returns and voids: looked at and accepted in one transaction, so that nothing comes between. */
async function acceptRemoval(
  tx: Tx,
  registry: Registry,
  asking: Asking,
  token: string | undefined,
): Promise<OrderTransactionsTable> {
  const earlier = await findEarlier(tx.db, asking)
  if (earlier) return earlier
  const plan = await planOf(registry, asking, tx.db)
  requireToken(registry, asking, plan, token)
  const refusal = obstacle(plan, asking.request.verb)
  if (refusal) throw refusal
  const ids = { id: newId(registry.now()), orderId: plan.order?.id ?? plan.voids?.order_id ?? null, batchId: null }
  const { row, items } = newTransaction(registry, asking, plan, ids)
  const own = scopeTo(tx.db, asking.tenantId)
  if (plan.voids)
    await own.updateTable('order_transactions').set({ voided_by: row.id }).where('id', '=', plan.voids.id).execute()
  if (plan.order)
    await own
      .updateTable('orders')
      .set({ updated_at: Math.max(registry.now(), plan.order.updated_at + 1) })
      .where('id', '=', plan.order.id)
      .execute()
  await writeTransaction(tx, registry, asking, row, items)
  return row
}

async function* bytesOf(rows: readonly object[]): AsyncGenerator<Uint8Array> {
  for (const row of rows) yield Buffer.from(`${JSON.stringify(row)}\n`)
}

/** Enrolments and overrides: what is to be registered goes the way of every registration, and the transaction comes with it. */
async function acceptDevices(
  registry: Registry,
  asking: Asking,
  token: string | undefined,
): Promise<OrderTransactionsTable> {
  const { principal, tenantId, request } = asking
  const exact = request.verb === 'override' || token !== undefined
  const plan = exact ? await planOf(registry, asking, registry.store.db) : await planUnseen(registry, asking)
  requireToken(registry, asking, plan, token)
  const refusal = exact && obstacle(plan, request.verb)
  if (refusal) throw refusal
  const id = newId(registry.now())
  let accepted: OrderTransactionsTable | undefined
  const write = async (tx: Tx, batchId: string | null) => {
    const order = await writeOrder(tx, registry, asking, plan.order, exact)
    const { row, items } = newTransaction(registry, asking, plan, { id, orderId: order.id, batchId })
    await writeTransaction(tx, registry, asking, row, items)
    await moveKept({ tx, registry, transaction: row, actor: principal }, items)
    accepted = row
  }
  if (plan.register.length === 0) await registry.store.write(tx => write(tx, null))
  else
    await submitBatch(registry, principal, tenantId, {
      name: `Order ${request.order?.number}`,
      format: 'ndjson',
      body: bytesOf(plan.register),
      onMissingConsent: request.hold ? 'hold' : 'refuse',
      orderTransactionId: id,
      alongside: (tx, batch) => write(tx, batch.id),
    })
  if (accepted === undefined) throw new Error('A transaction is accepted or refused.')
  return accepted
}

/**
 * Accepts what a partner asks to be done with its orders for a customer; a job does it. The same request under the same `transactionId` is
 * the same transaction, whenever it comes.
 * @throws invalid_request, forbidden, api_not_allowed, not_found, body_too_large, conflict, idempotency_key_reused; the errors of consent; the
 * errors of confirmations.
 */
export async function submitOrder(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  request: OrderRequest,
): Promise<OrderTransaction> {
  const asking = await requireAsking(registry, principal, tenantId, { ...request, dryRun: false })
  // Before anything else is looked at: what is repeated may be the very thing that has changed it.
  const earlier = await findEarlier(registry.store.db, asking)
  if (earlier) return toTransaction(earlier)
  await requireRights(registry, asking)
  const { confirmationToken: token } = request
  const { verb } = asking.request
  if (verb !== 'enrol' && token === undefined)
    throw new RegistryError('confirmation_needed', undefined, { field: 'confirmationToken' })
  try {
    const row =
      verb === 'enrol' || verb === 'override'
        ? await acceptDevices(registry, asking, token)
        : await registry.store.write(tx => acceptRemoval(tx, registry, asking, token))
    registry.wake()
    return toTransaction(row)
  } catch (error) {
    // The same request may have come twice at once: the one that lost is answered as the other.
    const other = await findEarlier(registry.store.db, asking)
    if (other) return toTransaction(other)
    throw error
  }
}
