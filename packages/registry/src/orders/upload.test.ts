import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { changeConsentLimits, listConsents } from '../consent/index.ts'
import { bytesOf, device, ndjson, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene, told } from '../testing/scene.ts'
import {
  countOrderDevices,
  getOrderTransaction,
  listOrderDevices,
  listOrderItems,
  listOrders,
  type OrderRequest,
  type OrderTransaction,
  type OrderUpload,
  previewOrder,
  submitOrder,
  uploadOrder,
} from './index.ts'

let scene: Scene
beforeEach(async () => {
  // A call has two devices, an upload twenty, a chunk three.
  scene = await makeScene({ chunkRows: 3, devicesPerCall: 2, orderDevices: 20 })
  await scene.consent(scene.reseller)
})
afterEach(() => {
  scene.audit()
  return scene.close()
})

const hashes = (from: number, count: number) => Array.from({ length: count }, (_, n) => hashRow(device(from + n)))
const said = { order: { number: 'SO-1', purchaseOrder: 'PO-1' }, delivery: { number: 'D-1' } }
const upload = (transactionId: string, rows: readonly object[], more: Partial<OrderUpload> = {}) =>
  uploadOrder(scene.registry, scene.reseller.who, scene.customer.id, {
    transactionId,
    ...said,
    ...more,
    format: 'ndjson',
    body: bytesOf(ndjson(rows)),
  })
const read = ({ id }: { id: string }) => getOrderTransaction(scene.registry, scene.reseller.who, scene.customer.id, id)
const items = async ({ id }: { id: string }) =>
  (await listOrderItems(scene.registry, scene.reseller.who, scene.customer.id, id, {})).items

async function states() {
  const [order] = (await listOrders(scene.registry, scene.reseller.who, scene.customer.id, {})).items
  const counts = await countOrderDevices(scene.registry, scene.reseller.who, scene.customer.id, String(order?.id))
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

const preview = (request: OrderRequest) => previewOrder(scene.registry, scene.reseller.who, scene.customer.id, request)

let last = 0
async function confirmed(request: OrderRequest): Promise<OrderTransaction> {
  const { confirmation } = await preview(request)
  const { id } = await submitOrder(scene.registry, scene.reseller.who, scene.customer.id, {
    transactionId: `C-${++last}`,
    ...request,
    confirmationToken: String(confirmation?.token),
  })
  await scene.work()
  return read({ id })
}

test('an upload enrols more devices than a call, each with its item; the same again is the same transaction', async () => {
  const rows = [...hashes(0, 9), {}, { hardwareHash: 'broken' }]
  const accepted = await upload('T-1', rows)
  assert.deepEqual([accepted.state, accepted.total, accepted.counts.waiting], ['running', 11, 11])
  await scene.work()
  const made = await read(accepted)
  assert.deepEqual([made.state, made.result, made.counts.registered], ['finished', 'complete_with_errors', 9])
  const refused = ['refused missing_identifier', 'refused invalid_hardware_hash']
  assert.deepEqual(told(await items(made)), [...Array(9).fill('registered'), ...refused])
  assert.ok((await items(made)).every(one => one.delivery === 'D-1'))
  assert.deepEqual(await states(), { registered: 9 })
  const [row] = scene.rows('select order_id, purchase_order from registrations')
  assert.deepEqual([row?.order_id, row?.purchase_order], ['SO-1', 'PO-1'])
  assert.equal((await upload('T-1', rows)).id, made.id)
  await rejectsWith('idempotency_key_reused', upload('T-1', rows.slice(1)))
  await rejectsWith('idempotency_key_reused', upload('T-1', rows, { delivery: { number: 'D-2' } }))
})

test('an order of several uploads goes back by delivery, by device and by void, however large it is in all', async () => {
  for (const n of [1, 2, 3])
    await upload(`T-${n}`, hashes(n * 20, 12), { delivery: { number: `D-${n}` } }).then(() => scene.work())
  assert.deepEqual(await states(), { registered: 36 })
  const order = { number: 'SO-1' }
  await rejectsWith('body_too_large', preview({ verb: 'return', order }))
  const dry = await preview({ verb: 'return', order, deliveries: [{ number: 'D-1' }] })
  assert.deepEqual([dry.total, dry.items.length, dry.itemsOmitted, dry.counts.returned], [12, 2, 10, 12])
  assert.equal((await confirmed({ verb: 'return', order, deliveries: [{ number: 'D-1' }] })).counts.returned, 12)
  assert.equal((await confirmed({ verb: 'return', order, devices: hashes(40, 2) })).counts.returned, 2)
  const undone = await confirmed({ verb: 'void', voids: 'T-3' })
  assert.deepEqual([undone.counts.returned, await states()], [12, { registered: 10, returned: 26 }])
})

test('while an upload is being decided nothing takes the whole order off behind it', async () => {
  await upload('T-1', hashes(0, 4))
  await scene.work()
  await upload('T-2', hashes(10, 4), { delivery: { number: 'D-2' } })
  const order = { number: 'SO-1' }
  for (const request of [
    { verb: 'return', order },
    { verb: 'return', purchaseOrder: 'PO-1' },
    { verb: 'override', order, devices: hashes(0, 1) },
    { verb: 'void', voids: 'T-2' },
  ] satisfies OrderRequest[])
    await rejectsWith('conflict', preview(request))
  assert.equal((await preview({ verb: 'return', order, devices: hashes(0, 1) })).counts.returned, 1)
  await scene.work()
  assert.equal((await confirmed({ verb: 'return', purchaseOrder: 'PO-1' })).counts.returned, 8)
})

test('an upload waits for room in the consent as any batch, and what waits can be taken back', async () => {
  const [consent] = (await listConsents(scene.registry, scene.approver, {})).items
  await changeConsentLimits(scene.registry, scene.approver, String(consent?.id), { deviceLimit: 5 })
  const { id } = await upload('T-1', hashes(0, 8), { onMissingConsent: 'hold' })
  await scene.work()
  const held = await read({ id })
  assert.deepEqual([held.state, held.counts.registered, held.counts.held], ['held', 5, 3])
  const { items: waiting } = await listOrderDevices(
    scene.registry,
    scene.reseller.who,
    scene.customer.id,
    String(held.orderId),
    { state: 'waiting' },
  )
  assert.equal(waiting.length, 3)
  const undone = await confirmed({ verb: 'void', voids: 'T-1' })
  assert.deepEqual([undone.counts.returned, undone.counts.withdrawn, await states()], [5, 3, { returned: 8 }])
})

test('too many rows, or what contradicts the order, are refused and leave nothing', async () => {
  await rejectsWith('body_too_large', upload('T-1', hashes(0, 21)))
  await rejectsWith('unreadable_body', upload('T-1', []))
  assert.equal(scene.rows('select * from batches').length, 0)
  await upload('T-1', hashes(0, 2))
  await scene.work()
  await rejectsWith('conflict', upload('T-2', hashes(2, 1), { order: { number: 'SO-1', purchaseOrder: 'PO-2' } }))
  assert.equal(scene.rows('select * from order_transactions').length, 1)
})
