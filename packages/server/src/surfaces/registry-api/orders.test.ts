import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Answer, type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member
let partner: Member
let other: Member
let base: string
let last = 0

const dayMs = 86_400_000
const dateIn = (days: number) => new Date(h.registry.now() + days * dayMs).toISOString().slice(0, 10)
const hashes = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ hardwareHash: testHash(from + n) }))
const statuses = (answer: Answer): string[] =>
  answer.body.items.map((one: { status: string; code?: string }) =>
    one.code === undefined ? one.status : `${one.status} ${one.code}`,
  )

async function consent(by: Member, to = tenant): Promise<string> {
  const asked = await h.call('POST', '/api/v1/consents', by.token, { tenantId: to.id })
  const granted = await h.call('POST', `/api/v1/consents/${asked.body.id}/grant`, to.token, {})
  assert.equal(granted.statusCode, 200, granted.payload)
  return asked.body.id
}

const ask = (body: object, by = partner) => h.call('POST', `${base}/order-transactions`, by.token, body)
const id = () => `T-${++last}`

/** Waits until a transaction is as far as it gets. */
async function settled(answer: Answer, by = partner): Promise<Answer> {
  assert.equal(answer.statusCode, 202, answer.payload)
  for (let n = 0; n < 400; n++) {
    const read = await h.call('GET', String(answer.headers.location), by.token)
    if (!['running', 'queued', 'processing'].includes(read.body.state)) return read
    await setTimeout(25)
  }
  throw new Error('the transaction was not worked off')
}

const itemsOf = (answer: Answer, by = partner, query = '') =>
  h.call('GET', `${base}/order-transactions/${answer.body.id}/items${query}`, by.token)

async function enrol(number: string, devices: object[], more: object = {}): Promise<Answer> {
  return settled(await ask({ transactionId: id(), verb: 'enrol', order: { number }, devices, ...more }))
}

/** A dry run, then the same with its token. */
async function confirmed(body: object, by = partner): Promise<{ preview: Answer; done: Answer }> {
  const preview = await ask({ ...body, dryRun: true }, by)
  assert.equal(preview.statusCode, 200, preview.payload)
  const confirmationToken = preview.body.confirmation.token
  return { preview, done: await settled(await ask({ transactionId: id(), ...body, confirmationToken }, by), by) }
}

async function orderOf(number: string, by = partner): Promise<string> {
  const list = await h.call('GET', `${base}/orders?number=${number}`, by.token)
  return `${base}/orders/${list.body.items[0].id}`
}
const countsOf = async (number: string, by = partner) => {
  const counts = (await h.call('GET', `${await orderOf(number)}/device-counts`, by.token)).body
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
}

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  partner = await addPartner(h, 'reseller')
  other = await addPartner(h, 'rival')
  base = `/api/v1/tenants/${tenant.id}`
  await consent(partner)
  await consent(other)
})
after(() => h.close())

test('an order comes with deliveries; both sides see its devices as pending until they ship', async () => {
  const maker = await addPartner(h, 'maker', 'oem')
  await h.call('POST', `/api/v1/partners/${maker.id}/build-reports`, maker.token, undefined, {
    payload: JSON.stringify({ hardwareHash: testHash(3) }),
    headers: { 'content-type': 'application/x-ndjson' },
  })
  const label = { manufacturer: 'Fabrikam', model: 'Laptop 7', serialNumber: testSerial(3), groupTag: 'Sales' }
  const body = {
    transactionId: id(),
    verb: 'enrol',
    order: { number: 'SO-1', purchaseOrder: 'PO-1', orderedOn: dateIn(-1), shipTo: 'Warehouse 5' },
    devices: hashes(1, 1),
    deliveries: [{ number: 'D-1', shipsOn: dateIn(2), devices: [...hashes(2, 1), label, { serialNumber: 'X' }] }],
  }
  const preview = await ask({ ...body, dryRun: true })
  assert.deepEqual(statuses(preview), ['registered', 'registered', 'registered', 'refused missing_identifier'])
  assert.equal((await h.call('GET', `${base}/orders`, partner.token)).body.items.length, 0)
  const done = await settled(await ask({ ...body, confirmationToken: preview.body.confirmation.token }))
  assert.deepEqual(
    [done.body.state, done.body.result, done.body.counts.registered],
    ['finished', 'complete_with_errors', 3],
  )
  assert.deepEqual(statuses(await itemsOf(done)), statuses(preview))
  for (const by of [partner, tenant]) {
    const [order] = (await h.call('GET', `${base}/orders?purchaseOrder=PO-1`, by.token)).body.items
    assert.deepEqual([order.number, order.shipTo, order.partner.name], ['SO-1', 'Warehouse 5', 'reseller'])
    const read = await h.call('GET', `${base}/orders/${order.id}`, by.token)
    assert.deepEqual(read.body.deliveries, [{ number: 'D-1', shipsOn: dateIn(2) }])
    const devices = await h.call('GET', `${base}/orders/${order.id}/devices`, by.token)
    const told = devices.body.items.map((one: { serialNumber: string; state: string }) => [one.serialNumber, one.state])
    assert.deepEqual(told, [
      [testSerial(1), 'registered'],
      [testSerial(2), 'pending'],
      [testSerial(3), 'pending'],
    ])
    assert.deepEqual(await countsOf('SO-1', by), { registered: 1, pending: 2 })
    assert.equal((await h.call('GET', '/api/v1/orders', by.token)).body.items.length, 1)
  }
  h.advance(3 * dayMs)
  const pending = await h.call('GET', `${await orderOf('SO-1')}/devices?state=pending`, tenant.token)
  assert.deepEqual([pending.body.items, await countsOf('SO-1')], [[], { registered: 3 }])
  const [device] = (await h.call('GET', `${base}/devices?serialNumber=${testSerial(3)}`, tenant.token)).body.items
  assert.deepEqual([device.purchaseOrder, device.orderId, device.groupTag], ['PO-1', 'SO-1', 'Sales'])
})

test('the same request under the same id is one transaction; another one is refused', async () => {
  const body = { transactionId: id(), verb: 'enrol', order: { number: 'SO-2' }, devices: hashes(20, 2) }
  const both = await Promise.all([ask(body), ask(body)])
  const again = await ask(body)
  assert.deepEqual(
    [...both, again].map(one => [one.statusCode, one.body.id]),
    Array(3).fill([202, again.body.id]),
  )
  await settled(again)
  assert.equal((await ask({ ...body, devices: hashes(22, 1) })).body.code, 'idempotency_key_reused')
  assert.deepEqual(await countsOf('SO-2'), { registered: 2 })
  const more = await enrol('SO-2', hashes(21, 2))
  assert.deepEqual(statuses(await itemsOf(more)), ['already_registered device_already_registered', 'registered'])
  assert.deepEqual(await countsOf('SO-2'), { registered: 3 })
  const elsewhere = await enrol('SO-2b', hashes(20, 1))
  assert.deepEqual(statuses(await itemsOf(elsewhere)), ['refused device_in_another_order'])
  const differs = await ask({
    transactionId: id(),
    verb: 'enrol',
    order: { number: 'SO-2', purchaseOrder: 'PO-other' },
    devices: hashes(23, 1),
  })
  assert.deepEqual([differs.statusCode, differs.body.code], [409, 'conflict'])
})

test('a return needs the token of a dry run, of this very request, in time, and of the present state', async () => {
  await enrol('SO-3', hashes(30, 4))
  const body = { verb: 'return', order: { number: 'SO-3' }, devices: hashes(30, 2) }
  assert.equal((await ask({ transactionId: id(), ...body })).body.code, 'confirmation_needed')
  const dry = () => ask({ ...body, dryRun: true })
  const token = async () => (await dry()).body.confirmation.token as string
  const send = (confirmationToken: string, more: object = {}) =>
    ask({ transactionId: id(), ...body, confirmationToken, ...more })
  assert.equal((await send('x')).body.code, 'confirmation_wrong')
  assert.equal((await send(await token(), { devices: hashes(30, 3) })).body.code, 'confirmation_wrong')
  const foreign = await ask({ ...body, transactionId: id(), confirmationToken: await token() }, other)
  assert.equal(foreign.body.code, 'not_found')
  const old = await token()
  h.advance(3_600_001)
  assert.equal((await send(old)).body.code, 'confirmation_expired')
  const stale = await token()
  const [gone] = (await h.call('GET', `${base}/devices?serialNumber=${testSerial(30)}`, tenant.token)).body.items
  await h.call('DELETE', `${base}/devices/${gone.id}`, tenant.token)
  assert.equal((await send(stale)).body.code, 'confirmation_outdated')
  const fresh = await dry()
  assert.deepEqual(statuses(fresh), ['refused device_not_registered', 'returned'])
  const done = await settled(await send(fresh.body.confirmation.token))
  assert.deepEqual(statuses(await itemsOf(done)), ['refused device_not_registered', 'returned'])
  assert.deepEqual(await countsOf('SO-3'), { released: 1, registered: 2, returned: 1 })
  assert.equal(
    (await h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: testHash(31) })).body.status,
    'not_registered',
  )
  const csv = await h.call('GET', `${base}/order-transactions/${done.body.id}/items.csv`, partner.token)
  assert.match(csv.payload, /\r\n1,return,refused,.*device_not_registered/)
  assert.equal((await h.call('GET', `${base}/released-devices`, tenant.token)).body.items.length, 1)
})

test('what a request did stays as it was; what is true now does not', async () => {
  const made = await enrol('SO-4', hashes(40, 2))
  const { done } = await confirmed({ verb: 'return', order: { number: 'SO-4' } })
  assert.deepEqual(statuses(await itemsOf(made)), ['registered', 'registered'])
  assert.deepEqual(statuses(await itemsOf(done)), ['returned', 'returned'])
  assert.deepEqual(await countsOf('SO-4'), { returned: 2 })
  const journal = await h.call(
    'GET',
    `/api/v1/organizations/${tenant.id}/journal?subjectId=${done.body.id}&order=asc`,
    tenant.token,
  )
  assert.deepEqual(
    journal.body.items.map((one: { action: string }) => one.action),
    ['order-transaction.accepted', 'order-transaction.finished'],
  )
})

test('a purchase order goes back as a whole: what this partner registered of it, and nothing else', async () => {
  const order = { number: 'SO-5', purchaseOrder: 'PO-5' }
  await settled(await ask({ transactionId: id(), verb: 'enrol', order, devices: hashes(50, 2) }))
  await h.call('POST', `${base}/registrations`, partner.token, {
    devices: [{ ...hashes(52, 1)[0], purchaseOrder: 'PO-5' }],
  })
  await h.call('POST', `${base}/registrations`, other.token, {
    devices: [{ ...hashes(53, 1)[0], purchaseOrder: 'PO-5' }],
  })
  const { preview, done } = await confirmed({ verb: 'return', purchaseOrder: 'PO-5' })
  assert.equal(preview.body.total, 3)
  assert.deepEqual([done.body.result, done.body.counts.returned], ['complete', 3])
  const left = await h.call('GET', `${base}/devices?purchaseOrder=PO-5`, tenant.token)
  assert.deepEqual(
    left.body.items.map((one: { serialNumber: string }) => one.serialNumber),
    [testSerial(53)],
  )
  assert.deepEqual(await countsOf('SO-5'), { returned: 2 })
})

test('a void takes an enrolment back, and a return; of two voids one counts', async () => {
  const made = await enrol('SO-6', hashes(60, 3))
  const undo = { verb: 'return', order: { number: 'SO-6' }, devices: [{ serialNumber: testSerial(60) }] }
  const returned = (await confirmed(undo)).done
  const back = (await confirmed({ verb: 'void', voids: returned.body.transactionId })).done
  assert.deepEqual(statuses(await itemsOf(back)), ['restored'])
  assert.deepEqual(await countsOf('SO-6'), { registered: 3 })
  assert.equal(
    (await h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: testHash(60) })).body.tenantId,
    tenant.id,
  )
  const body = { verb: 'void', voids: made.body.transactionId }
  const { token } = (await ask({ ...body, dryRun: true })).body.confirmation
  const both = await Promise.all([1, 2].map(() => ask({ transactionId: id(), ...body, confirmationToken: token })))
  assert.deepEqual(both.map(one => one.statusCode).sort(), [202, 409])
  const done = await settled(both.find(one => one.statusCode === 202) as Answer)
  assert.deepEqual(statuses(await itemsOf(done)), ['returned', 'returned', 'returned'])
  assert.equal(
    (await h.call('GET', String(made.headers.location ?? `${base}/order-transactions/${made.body.id}`), partner.token))
      .body.voidedBy,
    done.body.id,
  )
  assert.equal((await ask({ verb: 'void', voids: done.body.transactionId, dryRun: true })).body.code, 'conflict')
  assert.deepEqual(await countsOf('SO-6'), { returned: 3 })
})

test('an override makes the order what its list says, by difference, and can be voided', async () => {
  await enrol('SO-7', hashes(70, 3))
  const list = [{ hardwareHash: testHash(70) }, { hardwareHash: testHash(73) }]
  const body = {
    verb: 'override',
    order: { number: 'SO-7', shipTo: 'Elsewhere' },
    deliveries: [{ number: 'D-2', shipsOn: dateIn(5), devices: list }],
  }
  const bad = await ask({ ...body, devices: [{ serialNumber: 'X' }], dryRun: true })
  assert.equal(bad.body.confirmation, undefined)
  const { preview, done } = await confirmed(body)
  assert.deepEqual(statuses(preview), ['kept', 'registered', 'returned', 'returned'])
  assert.deepEqual(statuses(await itemsOf(done)), ['kept', 'registered', 'returned', 'returned'])
  assert.deepEqual(await countsOf('SO-7'), { pending: 2, returned: 2 })
  assert.equal((await h.call('GET', await orderOf('SO-7'), tenant.token)).body.shipTo, 'Elsewhere')
  const voided = (await confirmed({ verb: 'void', voids: done.body.transactionId })).done
  assert.deepEqual(statuses(await itemsOf(voided)), ['returned', 'restored', 'restored'])
  const now = await h.call('GET', `${await orderOf('SO-7')}/devices?state=registered`, partner.token)
  assert.deepEqual(now.body.items.map((one: { serialNumber: string }) => one.serialNumber).sort(), [
    testSerial(71),
    testSerial(72),
  ])
})

test('devices wait for the consent, and can be withdrawn meanwhile', async () => {
  const customer = await addTenant(h, 'waiting.example')
  const at = `/api/v1/tenants/${customer.id}/order-transactions`
  const send = (body: object) => h.call('POST', at, partner.token, body)
  const order = { number: 'SO-8' }
  const first = { transactionId: id(), verb: 'enrol', order, devices: hashes(80, 2), onMissingConsent: 'hold' }
  assert.equal((await send({ ...first, onMissingConsent: 'refuse' })).body.code, 'consent_missing')
  const made = await settled(await send(first))
  const second = await settled(await send({ ...first, transactionId: id(), devices: hashes(82, 1) }))
  assert.deepEqual([made.body.state, made.body.counts.held], ['held', 2])
  assert.deepEqual((await h.call('GET', `/api/v1/tenants/${customer.id}/orders`, customer.token)).body.items, [])
  assert.equal(
    (await send({ verb: 'void', voids: made.body.transactionId, dryRun: true })).body.code,
    'consent_missing',
  )
  const asked = (await h.call('GET', '/api/v1/consents?state=requested', customer.token)).body.items[0].id
  // Only so many: the others wait on.
  await h.call('POST', `/api/v1/consents/${asked}/grant`, customer.token, { limits: { deviceLimit: 1 } })
  const read = (one: Answer) => h.call('GET', `${at}/${one.body.id}`, partner.token)
  while ((await read(made)).body.counts.held === 2) await setTimeout(25)
  const { token } = (await send({ verb: 'void', voids: made.body.transactionId, dryRun: true })).body.confirmation
  const done = await settled(
    await send({ transactionId: id(), verb: 'void', voids: made.body.transactionId, confirmationToken: token }),
  )
  const items = await h.call('GET', `${at}/${done.body.id}/items`, partner.token)
  assert.deepEqual(statuses(items), ['returned', 'withdrawn'])
  while ((await read(made)).body.state !== 'finished') await setTimeout(25)
  const told = await h.call('GET', `${at}/${made.body.id}/items`, partner.token)
  assert.deepEqual(statuses(told), ['registered', 'refused row_withdrawn'])
  assert.equal((await read(second)).body.state, 'held')
  await h.call('PATCH', `/api/v1/consents/${asked}`, customer.token, { limits: { deviceLimit: null } })
  while ((await read(second)).body.state !== 'finished') await setTimeout(25)
  const devices = await h.call('GET', `/api/v1/tenants/${customer.id}/devices`, customer.token)
  assert.deepEqual(
    devices.body.items.map((one: { serialNumber: string }) => one.serialNumber),
    [testSerial(82)],
  )
})

test('a thousand devices of an order come and go', async () => {
  const rows = hashes(1000, 1000)
  const made = await enrol('SO-9', rows)
  assert.deepEqual([made.body.result, made.body.counts.registered], ['complete', 1000])
  assert.equal(
    (await ask({ transactionId: id(), verb: 'enrol', order: { number: 'SO-9' }, devices: [...rows, {}] })).body.code,
    'body_too_large',
  )
  const page = await itemsOf(made, partner, '?limit=600')
  const rest = await itemsOf(made, partner, `?limit=600&cursor=${page.body.nextCursor}`)
  assert.deepEqual([page.body.items.length, rest.body.items.length, rest.body.nextCursor], [600, 400, undefined])
  const csv = await h.call('GET', `${await orderOf('SO-9')}/devices.csv`, tenant.token)
  assert.equal(csv.payload.trim().split('\r\n').length, 1001)
  const { done } = await confirmed({ verb: 'return', order: { number: 'SO-9' } })
  assert.deepEqual([done.body.result, done.body.counts.returned], ['complete', 1000])
  assert.deepEqual(await countsOf('SO-9'), { returned: 1000 })
})

test('partners know nothing of the orders of each other', async () => {
  await enrol('SO-10', hashes(100, 1))
  const own = (await h.call('GET', `${base}/orders`, partner.token)).body.items.map((one: { id: string }) => one.id)
  assert.ok(own.length > 0)
  assert.deepEqual((await h.call('GET', `${base}/orders`, other.token)).body.items, [])
  assert.deepEqual((await h.call('GET', '/api/v1/orders', other.token)).body.items, [])
  assert.deepEqual((await h.call('GET', `${base}/order-transactions`, other.token)).body.items, [])
  assert.equal((await h.call('GET', await orderOf('SO-10'), other.token)).statusCode, 404)
  const row = { serialNumber: testSerial(100) }
  const dry = await ask({ verb: 'return', devices: [row, { ...hashes(100, 1)[0] }], dryRun: true }, other)
  assert.deepEqual(statuses(dry), ['refused device_not_registered', 'refused device_registered_by_another'])
  const mine = await ask(
    { transactionId: 'T-1', verb: 'enrol', order: { number: 'SO-10' }, devices: hashes(101, 1) },
    other,
  )
  await settled(mine, other)
  assert.equal((await h.call('GET', `${base}/orders?number=SO-10&sort=number`, tenant.token)).body.items.length, 2)
  assert.equal(
    (await ask({ transactionId: 'x', verb: 'enrol', order: { number: '1' }, devices: [{}] }, tenant)).body.code,
    'forbidden',
  )
})

test('lists page and sort', async () => {
  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const page = await h.call('GET', `${base}/orders?sort=number&order=asc&limit=3${cursor}`, partner.token)
    seen.push(...page.body.items.map((one: { number: string }) => one.number))
    if (page.body.nextCursor === undefined) break
    cursor = `&cursor=${page.body.nextCursor}`
  }
  assert.deepEqual(seen, seen.toSorted())
  assert.ok(new Set(seen).size === seen.length && seen.length > 6)
  const voids = await h.call(
    'GET',
    `${base}/order-transactions?verb=void&state=finished&order=asc&limit=1`,
    partner.token,
  )
  assert.deepEqual([voids.body.items[0].verb, typeof voids.body.nextCursor], ['void', 'string'])
})

test('when the consent ends, the partner keeps what it asked for, and neither side looks through the other', async () => {
  const third = await addPartner(h, 'leaver')
  const granted = await consent(third)
  await settled(
    await ask({ transactionId: 'L-1', verb: 'enrol', order: { number: 'L' }, devices: hashes(110, 1) }, third),
    third,
  )
  const order = await orderOf('L', third)
  const seen = async () => (await h.call('GET', `${base}/orders?number=L`, tenant.token)).body.items.length
  assert.equal(await seen(), 1)
  const { token } = (await ask({ verb: 'return', order: { number: 'L' }, dryRun: true }, third)).body.confirmation
  await h.call('POST', `/api/v1/consents/${granted}/revoke`, tenant.token, {})
  const late = await ask(
    { transactionId: 'L-2', verb: 'return', order: { number: 'L' }, confirmationToken: token },
    third,
  )
  assert.equal(late.body.code, 'consent_revoked')
  assert.equal((await h.call('GET', `${base}/order-transactions`, third.token)).body.items.length, 1)
  assert.equal((await h.call('GET', order, third.token)).statusCode, 200)
  assert.equal((await h.call('GET', `${order}/devices`, third.token)).body.code, 'consent_revoked')
  assert.equal(await seen(), 0)
})

test('what a verb does not know is refused, with its name', async () => {
  const field = async (body: object) => (await ask({ transactionId: 'x', ...body })).body.field
  assert.equal(await field({ verb: 'void', voids: 'a', order: { number: '1' } }), 'order')
  assert.equal(await field({ verb: 'enrol', devices: [{}] }), 'order')
  assert.equal(await field({ verb: 'enrol', order: { number: '1' } }), 'devices')
  assert.equal(
    await field({ verb: 'enrol', order: { number: '1', orderedOn: '2031-02-30' }, devices: [{}] }),
    'order.orderedOn',
  )
  const early = {
    order: { number: '1', orderedOn: '2031-02-02' },
    deliveries: [{ number: '1', shipsOn: '2031-02-01', devices: [{}] }],
  }
  assert.equal(await field({ verb: 'enrol', ...early }), 'deliveries.shipsOn')
  assert.equal((await ask({ verb: 'enrol', order: { number: '1' }, devices: [{}] })).body.field, 'transactionId')
})

test('devices of one delivery come as a file', async () => {
  const address = `${base}/order-transactions/uploads?transactionId=${id()}&number=SO-file`
  const csv = ['hardwareHash,groupTag', ...[300, 301, 302].map(n => `${testHash(n)},Sales`)].join('\r\n')
  const send = (query: string, contentType = 'text/csv') =>
    h.call('POST', address + query, partner.token, csv, { headers: { 'content-type': contentType } })
  const made = await settled(await send('&delivery=7&shipsOn=2099-01-31&purchaseOrder=PO-file'))
  assert.deepEqual([made.body.total, made.body.counts.registered], [3, 3])
  assert.deepEqual(statuses(await itemsOf(made)), Array(3).fill('registered'))
  const devices = await h.call('GET', `${await orderOf('SO-file')}/devices`, partner.token)
  assert.deepEqual(
    devices.body.items.map((one: Record<string, string>) => [one['state'], one['delivery'], one['shipsOn']]),
    Array(3).fill(['pending', '7', '2099-01-31']),
  )
  assert.equal((await send('&shipsOn=2099-01-31')).statusCode, 400)
  assert.equal((await send('', 'application/xml')).statusCode, 415)
})

test('a dry run of a file tells what would become of each row, and makes nothing', async () => {
  const csv = ['hardwareHash', testHash(310), 'broken'].join('\r\n')
  const send = (query: string) =>
    h.call('POST', `${base}/order-transactions/uploads/dry-runs?${query}`, partner.token, csv, {
      headers: { 'content-type': 'text/csv' },
    })
  const { body: batch } = await settled(await send('number=SO-dry&delivery=1'))
  assert.deepEqual([batch.dryRun, batch.state, batch.counts.registered], [true, 'finished', 1])
  assert.equal(batch.counts.rejected, 1)
  const { body: orders } = await h.call('GET', `${base}/orders?number=SO-dry`, partner.token)
  assert.deepEqual(orders.items, [])
  assert.equal((await send('number=SO-file&purchaseOrder=another')).statusCode, 409)
})
