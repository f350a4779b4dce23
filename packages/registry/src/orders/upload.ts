import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { type Principal, requireReach } from '../organizations/index.ts'
import { type Batch, type BatchInput, submitBatch } from '../registration/index.ts'
import type { OrdersTable, OrderTransactionsTable, Tx } from '../store/index.ts'
import { optionalText, requireText } from '../text.ts'
import { newTransaction, writeOrder, writeTransaction } from './accept.ts'
import { type Asking, verbPermissions } from './plan.ts'
import { openOrder } from './plan-enrol.ts'
import { checkDeliveries, checkOrder, type DeliveryInput, type OrderInput } from './request.ts'
import { findTransaction } from './store.ts'
import { findEarlier, requireRights } from './submit.ts'
import { countItems, type OrderTransaction, toTransaction } from './transaction.ts'

/** An enrolment whose devices come as a stream, all for one delivery, or for none. */
export interface OrderUpload extends Pick<BatchInput, 'format' | 'body'> {
  /** The partner's own id: the same upload with the same id has one effect. */
  readonly transactionId: string
  readonly order: OrderInput
  readonly delivery?: Omit<DeliveryInput, 'devices'>
  /** For devices without one of their own. */
  readonly groupTag?: string
  readonly onMissingConsent?: 'hold' | 'refuse'
  readonly reason?: string
}

const noDigest = new Uint8Array()

/** @throws forbidden, not_found, invalid_request. */
function askingOf(principal: Principal, tenantId: string, upload: OrderUpload): Asking {
  const { organization } = principal
  if (organization.kind !== 'partner') throw new RegistryError('forbidden', 'Orders are made by partners.')
  for (const permission of verbPermissions.enrol) requireReach(principal, permission, tenantId)
  const request = {
    verb: 'enrol',
    transactionId: requireText(upload.transactionId, 'transactionId', 100),
    order: checkOrder(upload.order),
    deliveries: checkDeliveries(upload.delivery ? [upload.delivery] : []),
    rows: [],
    purchaseOrder: null,
    voids: null,
    hold: upload.onMissingConsent === 'hold',
    reason: optionalText(upload.reason, 'reason', 1000),
    digest: noDigest,
  } as const
  return { principal, partnerId: organization.id, tenantId, request }
}

/** Passes the upload on, and knows at its end what it was. */
class Digested {
  readonly #digest = createHash('sha256')
  readonly #body: AsyncIterable<Uint8Array>

  constructor({ body, transactionId: _id, ...said }: OrderUpload) {
    this.#body = body
    const sorted = Object.entries(said).toSorted(([a], [b]) => (a < b ? -1 : 1))
    this.#digest.update(`upload ${JSON.stringify(sorted)}\n`)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#body) {
      this.#digest.update(piece)
      yield piece
    }
  }

  digest(): Uint8Array {
    return this.#digest.copy().digest()
  }
}

/** The batch that decides the devices of an upload. */
function batchOf(
  registry: Registry,
  { request }: Asking,
  { format, body, groupTag }: Pick<OrderUpload, 'format' | 'body' | 'groupTag'>,
  known: OrdersTable | undefined,
): BatchInput {
  const purchaseOrder = request.order?.purchaseOrder ?? known?.purchase_order ?? undefined
  return {
    name: `Order ${request.order?.number}`,
    format,
    body,
    defaults: { groupTag, purchaseOrder, orderId: request.order?.number },
    maxRows: registry.limits.orderDevices,
    onMissingConsent: request.hold ? 'hold' : 'refuse',
  }
}

/** The transaction, its order and its delivery, together with the batch that is to decide its devices. */
async function accept(
  tx: Tx,
  registry: Registry,
  asking: Asking,
  batch: { readonly id: string; readonly total: number },
  id: string,
): Promise<OrderTransactionsTable> {
  const order = await writeOrder(tx, registry, asking, undefined, false)
  const ids = { id, orderId: order.id, batchId: batch.id }
  const row: OrderTransactionsTable = {
    ...newTransaction(registry, asking, { items: [], register: [] }, ids).row,
    delivery: asking.request.deliveries[0]?.number ?? null,
    total: batch.total,
    counts: JSON.stringify({ ...countItems([]), waiting: batch.total }),
  }
  await writeTransaction(tx, registry, asking, row, [])
  return row
}

/** What the same upload came to before. @throws idempotency_key_reused when it was another one. */
async function repeat(registry: Registry, asking: Asking, body: Digested): Promise<OrderTransactionsTable | undefined> {
  for await (const _ of body);
  return findEarlier(registry.store.db, { ...asking, request: { ...asking.request, digest: body.digest() } })
}

/**
 * Enrols up to `limits.orderDevices` devices as they stream in, and answers when every row is kept durably. What becomes of them is decided
 * as that of any batch; the items of the transaction follow, and its devices come into the order then.
 * @throws as `submitOrder`; unreadable_body, body_too_large: nothing is kept then.
 */
export async function uploadOrder(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  upload: OrderUpload,
): Promise<OrderTransaction> {
  const asking = askingOf(principal, tenantId, upload)
  const { partnerId, request } = asking
  const body = new Digested(upload)
  // Before anything else is looked at: what is repeated may be the very thing that has changed it.
  const known = await findTransaction(registry.store.db, tenantId, partnerId, request.transactionId ?? '')
  const earlier = known && (await repeat(registry, asking, body))
  if (earlier) return toTransaction(earlier)
  await requireRights(registry, asking)
  const order = await openOrder(registry, asking)
  const id = newId(registry.now())
  let accepted: OrderTransactionsTable | undefined
  try {
    await submitBatch(registry, principal, tenantId, {
      ...batchOf(registry, asking, upload, order),
      body,
      orderTransactionId: id,
      alongside: async (tx, batch) => {
        const digested = { ...asking, request: { ...request, digest: body.digest() } }
        accepted = await accept(tx, registry, digested, batch, id)
      },
    })
  } catch (error) {
    // The same upload may have come twice at once: the one that lost is answered as the other.
    const other = await findTransaction(registry.store.db, tenantId, partnerId, request.transactionId ?? '')
    const same = other && (await repeat(registry, asking, body))
    if (same) return toTransaction(same)
    throw error
  }
  if (accepted === undefined) throw new Error('A transaction is accepted or refused.')
  return toTransaction(accepted)
}

/**
 * What an upload would do: checked against its order at once; what would become of its devices stands in the results of the batch, a dry run.
 * Makes neither order nor transaction.
 * @throws as `uploadOrder`.
 */
export async function previewOrderUpload(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  upload: Omit<OrderUpload, 'transactionId' | 'reason'>,
): Promise<Batch> {
  // It is of no transaction; any id will do.
  const asking = askingOf(principal, tenantId, { ...upload, transactionId: 'dry run' })
  await requireRights(registry, asking)
  const order = await openOrder(registry, asking)
  return submitBatch(registry, principal, tenantId, { ...batchOf(registry, asking, upload, order), dryRun: true })
}
