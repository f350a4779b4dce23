import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ndjsonReport, simulateFactory } from '@hailport/device'
import { Service } from '../service.ts'

const count = 4_000

let service: Service
before(async () => {
  service = await Service.start()
})
after(() => service.remove())

test('killed while the devices of an order are decided, and while they come into it: each is in it once', async () => {
  const tenantId = await service.tenant('Fabrikam')
  const approver = await service.person(tenantId, ['consent-approver'])
  const partnerId = await service.partner('Reseller', 'csp-direct')
  const reseller = await service.person(partnerId, ['registrar'])
  const consent = await service.call(201, 'POST', '/api/v1/consents', reseller, { tenantId })
  await service.call(200, 'POST', `/api/v1/consents/${consent.id}/grant`, approver, {})

  const transactions = `/api/v1/tenants/${tenantId}/order-transactions`
  const query = 'transactionId=T-1&number=SO-1&delivery=D-1'
  const send = async () => {
    const sent = await fetch(`${service.url}${transactions}/uploads?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${reseller}`, 'content-type': 'application/x-ndjson' },
      body: [...ndjsonReport(simulateFactory({ seed: 'an order', count }))].join(''),
    })
    assert.equal(sent.status, 202)
    return (await sent.json()) as { id: string; batchId: string }
  }
  const { id, batchId } = await send()
  const read = () => service.call(200, 'GET', `${transactions}/${id}`, reseller)
  const batch = () => service.call(200, 'GET', `/api/v1/tenants/${tenantId}/batches/${batchId}`, reseller)

  /** Kills the service as soon as something has begun. @returns whether it was not over yet. */
  async function cut(now: () => Promise<{ state: string; counts: { registered: number } }>): Promise<boolean> {
    for (;;) {
      const { state, counts } = await now()
      if (state === 'finished' || counts.registered > 0) {
        await service.kill()
        await service.start()
        return state !== 'finished'
      }
      await pause(2)
    }
  }
  const cuts = [await cut(batch), await cut(read)]
  assert.ok(cuts.includes(true), 'the service was killed while it was at work')
  for (let n = 0; (await read()).state !== 'finished'; n++) {
    assert.ok(n < 900, `The transaction is ${JSON.stringify(await read())}.`)
    await pause(50)
  }

  const done = await read()
  assert.deepEqual([done.result, done.total, done.counts.registered], ['complete', count, count])
  assert.equal((await send()).id, id)
  const items = await service.list(`${transactions}/${id}/items`, reseller)
  assert.deepEqual(
    items.map(item => item.position),
    Array.from({ length: count }, (_, n) => n),
  )
  const devices = await service.list(`/api/v1/tenants/${tenantId}/orders/${done.orderId}/devices`, reseller)
  assert.equal(devices.length, count)
  assert.deepEqual(new Set(devices.map(one => one.deviceId)), new Set(items.map(one => one.deviceId)))
  assert.ok(devices.every(one => one.state === 'registered' && one.delivery === 'D-1'))
  const file = new DatabaseSync(service.databasePath, { readOnly: true })
  const entries = file.prepare("select subject_id from journal where action = 'device.registered'").all()
  assert.deepEqual([entries.length, new Set(entries.map(entry => entry['subject_id'])).size], [count, count])
  const told = file.prepare("select count(*) as n from journal where action = 'order-transaction.finished'").get()
  assert.equal(told?.['n'], 2, 'once for each side')
  file.close()
})
