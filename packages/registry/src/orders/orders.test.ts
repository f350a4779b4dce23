import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { changeConsentLimits, listConsents, revokeConsent } from '../consent/index.ts'
import { newId } from '../ids.ts'
import { answerBatch, deregisterDevice, listReleased } from '../registration/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Party, type Scene, told } from '../testing/scene.ts'
import {
  countOrderDevices,
  getOrderTransaction,
  listOrderDevices,
  listOrderItems,
  listOrders,
  listOrderTransactions,
  type OrderRequest,
  type OrderTransaction,
  previewOrder,
  submitOrder,
} from './index.ts'

let scene: Scene
beforeEach(async () => {
  // Small chunks, so that every transaction has several.
  scene = await makeScene({ chunkRows: 3 })
  await scene.consent(scene.reseller)
})
afterEach(() => {
  scene.audit()
  return scene.close()
})

const hashes = (from: number, count: number) => Array.from({ length: count }, (_, n) => hashRow(device(from + n)))
let last = 0
const order = { number: 'SO-1', purchaseOrder: 'PO-1' }
const enrolment = (devices: readonly object[]): OrderRequest => ({ verb: 'enrol', order, devices })

async function token(request: OrderRequest, by: Party = scene.reseller) {
  const { confirmation } = await previewOrder(scene.registry, by.who, scene.customer.id, request)
  return { transactionId: `T-${++last}`, ...request, ...(confirmation && { confirmationToken: confirmation.token }) }
}
const send = (request: OrderRequest, by: Party = scene.reseller) =>
  submitOrder(scene.registry, by.who, scene.customer.id, request)

async function done(request: OrderRequest, by: Party = scene.reseller): Promise<OrderTransaction> {
  const { id } = await send(await token(request, by), by)
  await scene.work()
  return getOrderTransaction(scene.registry, by.who, scene.customer.id, id)
}
const preview = (request: OrderRequest) => previewOrder(scene.registry, scene.reseller.who, scene.customer.id, request)
const itemsOf = async ({ id }: { id: string }, by: Party = scene.reseller) =>
  told((await listOrderItems(scene.registry, by.who, scene.customer.id, id, {})).items)

async function statesOf(by: Party = scene.reseller) {
  const { items } = await listOrders(scene.registry, by.who, scene.customer.id, {})
  const counts = await countOrderDevices(scene.registry, by.who, scene.customer.id, String(items[0]?.id))
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

test('labels lead to the same device as hashes: an order has it once', async () => {
  await scene.report([device(1), device(2, { productKeyId: '1234567890123' })])
  const made = await done(
    enrolment([hashRow(device(1)), device(1).tuple, { productKeyId: '1234567890123' }, { productKeyId: '9' }]),
  )
  assert.deepEqual(await itemsOf(made), [
    'registered',
    'already_registered device_duplicated',
    'registered',
    'refused device_not_found',
  ])
  assert.deepEqual(await statesOf(), { registered: 2 })
  const back = await done({
    verb: 'return',
    order: { number: 'SO-1' },
    devices: [{ productKeyId: '1234567890123' }, {}],
  })
  assert.deepEqual(await itemsOf(back), ['returned', 'refused missing_identifier'])
})

test('a void leaves alone what its transaction did not register', async () => {
  await scene.register(scene.reseller, hashes(1, 1))
  await scene.register(scene.customer, hashes(2, 1))
  const made = await done(enrolment(hashes(1, 4)))
  assert.deepEqual(await itemsOf(made), [
    'already_registered device_already_registered',
    'already_registered device_already_registered',
    'registered',
    'registered',
  ])
  assert.deepEqual(await statesOf(), { registered: 3 })
  const undone = await done({ verb: 'void', voids: made.transactionId })
  assert.deepEqual(await itemsOf(undone), ['withdrawn', 'returned', 'returned'])
  assert.equal(scene.rows('select * from registrations').length, 2)
})

test('a device is in one order at a time, and a dry run says so', async () => {
  await done(enrolment(hashes(1, 2)))
  await done({ ...enrolment(hashes(3, 1)), order: { number: 'SO-2' } })
  const other = { ...enrolment(hashes(2, 3)), order: { number: 'SO-2' } }
  const refused = 'refused device_in_another_order'
  const asIs = 'already_registered device_already_registered'
  assert.deepEqual(told((await preview(other)).items), [refused, asIs, 'registered'])
  assert.deepEqual(await itemsOf(await done(other)), [refused, asIs, 'registered'])
  const override = await preview({ verb: 'override', order: { number: 'SO-2' }, devices: hashes(2, 1) })
  assert.deepEqual([told(override.items).at(0), override.confirmation], [refused, undefined])
})

test('two returns of one device: the second is told, device by device', async () => {
  await done(enrolment(hashes(1, 5)))
  const first = await token({ verb: 'return', order: { number: 'SO-1' }, devices: hashes(1, 4) })
  const second = await token({ verb: 'return', devices: hashes(3, 3) })
  const [one, two] = [await send(first), await send(second)]
  await scene.work()
  assert.deepEqual(await itemsOf(one), Array(4).fill('returned'))
  assert.deepEqual(await itemsOf(two), [...Array(2).fill('refused device_not_registered'), 'returned'])
  assert.deepEqual(await statesOf(), { returned: 5 })
  const again = await send(second)
  assert.equal(again.id, two.id)
})

test('what the customer released does not come back by a void, and what the partner returned is not for the customer', async () => {
  await done(enrolment(hashes(1, 3)))
  const back = await done({ verb: 'return', order: { number: 'SO-1' }, devices: hashes(1, 2) })
  const { items } = await listReleased(scene.registry, scene.customer.who, scene.customer.id, {})
  assert.deepEqual(items, [])
  // Meanwhile somebody else has one of them.
  await scene.register(scene.other, hashes(1, 1), {}, scene.other.id)
  const undone = await done({ verb: 'void', voids: back.transactionId })
  assert.deepEqual(await itemsOf(undone), ['refused device_registered_elsewhere', 'restored'])
  assert.deepEqual(await statesOf(), { registered: 2, returned: 1 })
  const orders = await listOrders(scene.registry, scene.reseller.who, scene.customer.id, {})
  const at = String(orders.items[0]?.id)
  const one = (
    await listOrderDevices(scene.registry, scene.reseller.who, scene.customer.id, at, { state: 'registered' })
  ).items[0]
  await deregisterDevice(scene.registry, scene.customer.who, scene.customer.id, String(one?.deviceId))
  assert.deepEqual(await statesOf(), { registered: 1, released: 1, returned: 1 })
})

test('between a confirmation and its job the consent may end, or devices go: each is told, nothing is done behind the customer', async () => {
  await done(enrolment(hashes(1, 2)))
  const { id } = await send(await token({ verb: 'return', order: { number: 'SO-1' } }))
  const [consent] = (await listConsents(scene.registry, scene.approver, {})).items
  await revokeConsent(scene.registry, scene.approver, String(consent?.id), 'Enough.')
  await scene.work()
  assert.deepEqual(await itemsOf({ id }), Array(2).fill('refused consent_missing'))
  assert.equal(scene.rows('select * from registrations').length, 2)
  const request = { verb: 'return', order: { number: 'SO-1' } } as const
  await rejectsWith('consent_revoked', previewOrder(scene.registry, scene.reseller.who, scene.customer.id, request))
})

test('an order goes back while some of it waits for room in the consent; what is withdrawn is not registered later', async () => {
  const [consent] = (await listConsents(scene.registry, scene.approver, {})).items
  await changeConsentLimits(scene.registry, scene.approver, String(consent?.id), { deviceLimit: 2 })
  const request = { ...enrolment(hashes(1, 6)), onMissingConsent: 'hold' } as const
  const made = await done(request)
  assert.deepEqual([made.state, made.counts.held], ['held', 4])
  assert.deepEqual(await statesOf(), { registered: 2, waiting: 4 })
  const back = await done({ verb: 'return', purchaseOrder: 'PO-1' })
  assert.deepEqual([back.counts.returned, back.counts.withdrawn], [2, 4])
  await changeConsentLimits(scene.registry, scene.approver, String(consent?.id), { deviceLimit: null })
  await scene.work()
  assert.deepEqual(await itemsOf(made), [...Array(2).fill('registered'), ...Array(4).fill('refused row_withdrawn')])
  assert.deepEqual(await statesOf(), { returned: 6 })
})

test('enrolments of one new order that come at once make one order', async () => {
  const requests = [1, 2, 3].map(n => ({ ...enrolment(hashes(n, 1)), transactionId: `P-${n}` }))
  await Promise.all(requests.map(request => send(request)))
  await scene.work()
  assert.deepEqual(await statesOf(), { registered: 3 })
  assert.equal((await listOrders(scene.registry, scene.reseller.who, scene.customer.id, {})).items.length, 1)
})

test('a role that is limited to group tags returns devices with one of them, and sees its own transactions', async () => {
  const [first, second] = hashes(1, 2)
  await done(
    enrolment([
      { ...first, groupTag: 'Sales' },
      { ...second, groupTag: 'Board' },
    ]),
  )
  const { who, id } = scene.reseller
  const limited = {
    id,
    who: { ...who, id: newId(), grants: who.grants.map(grant => ({ ...grant, groupTags: ['Sales'] })) },
  }
  const request = { verb: 'return', order: { number: 'SO-1' } } as const
  const back = await done(request, limited)
  assert.deepEqual(await itemsOf(back, limited), ['returned', 'refused group_tag_not_yours'])
  const seen = (by: Party) => listOrderTransactions(scene.registry, by.who, scene.customer.id, {})
  assert.deepEqual([(await seen(limited)).items.length, (await seen(scene.reseller)).items.length], [1, 2])
})

test('a return of deliveries takes these, and no device of another', async () => {
  const deliveries = [1, 2].map(n => ({ number: `D-${n}`, devices: hashes(10 * n, 2) }))
  await done({ verb: 'enrol', order, deliveries })
  const named = await done({
    verb: 'return',
    order: { number: 'SO-1' },
    deliveries: [{ number: 'D-1', devices: hashes(11, 1).concat(hashes(20, 1)) }],
  })
  assert.deepEqual(await itemsOf(named), ['returned', 'refused device_not_registered'])
  const back = await done({ verb: 'return', order: { number: 'SO-1' }, deliveries: [{ number: 'D-2' }] })
  assert.deepEqual([back.counts.returned, await statesOf()], [2, { registered: 1, returned: 3 }])
  const odd = { verb: 'return', order: { number: 'SO-1' }, deliveries: [{ number: 'D-3' }] } as const
  await rejectsWith('not_found', previewOrder(scene.registry, scene.reseller.who, scene.customer.id, odd))
})

test('where the customer accepts each batch, an order waits for that, and a void takes the rest back', async () => {
  await scene.consent(scene.maker, { eachBatch: 'hold' })
  const made = await done(enrolment(hashes(1, 4)), scene.maker)
  assert.deepEqual([made.state, made.counts.held], ['held', 4])
  const answer = { answer: 'accepted', positions: [0, 2] } as const
  await answerBatch(scene.registry, scene.customer.who, scene.customer.id, String(made.batchId), answer)
  await scene.work()
  assert.deepEqual(await statesOf(scene.maker), { registered: 2, waiting: 2 })
  const undone = await done({ verb: 'void', voids: made.transactionId }, scene.maker)
  assert.deepEqual([undone.counts.returned, undone.counts.withdrawn], [2, 2])
  assert.equal((await itemsOf(made, scene.maker)).filter(one => one === 'refused row_withdrawn').length, 2)
})

test('an override keeps what is the same device, however it is named, and needs room for what is new', async () => {
  await scene.report([device(2)])
  const made = await done(enrolment(hashes(1, 3)))
  assert.equal(made.result, 'complete')
  // Another capture of the first, the label of the second, one more; the third goes.
  const devices = [
    hashRow(device(1, { fields: { OsSystemTime: '2031-01-01T00:00:00Z' } })),
    device(2).tuple,
    hashRow(device(4)),
  ]
  const override = { verb: 'override', order: { number: 'SO-1' }, devices } as const
  const changed = await done(override)
  assert.deepEqual(await itemsOf(changed), ['kept', 'kept', 'registered', 'returned'])
  const [consent] = (await listConsents(scene.registry, scene.approver, {})).items
  await changeConsentLimits(scene.registry, scene.approver, String(consent?.id), { deviceLimit: 5 })
  const dry = (list: readonly object[]) =>
    previewOrder(scene.registry, scene.reseller.who, scene.customer.id, { ...override, devices: list })
  // Room for one of two: nobody can tell any more whether the last one is new, so nothing is to be done.
  const full = await dry(hashes(5, 2).concat(hashes(1, 1)))
  assert.deepEqual(told(full.items).slice(1, 3), Array(2).fill('refused consent_limit_reached'))
  assert.equal(full.confirmation, undefined)
  await changeConsentLimits(scene.registry, scene.approver, String(consent?.id), { deviceLimit: 4 })
  await rejectsWith('consent_limit_reached', dry(devices))
  await rejectsWith('confirmation_needed', send({ ...override, transactionId: 'no-token' }))
})
