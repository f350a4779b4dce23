import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ndjsonReport, simulateFactory } from '@hailport/device'
import { Service } from '../service.ts'

let service: Service
let tenantId: string
let admin: string
before(async () => {
  service = await Service.start()
  tenantId = await service.tenant('Fabrikam')
  admin = await service.person(tenantId, ['tenant-admin'])
})
after(() => service.remove())

const batches = () => `/api/v1/tenants/${tenantId}/batches`
const decided = (batch: { counts: Record<string, number> }) => {
  const { total: _, ...counts } = batch.counts
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

async function finished(id: string, withinMs: number) {
  for (const end = Date.now() + withinMs; ; await pause(50)) {
    const batch = await service.call(200, 'GET', `${batches()}/${id}`, admin)
    if (batch.state === 'finished') return batch
    assert.ok(Date.now() < end, `The batch is ${JSON.stringify(batch)} after ${withinMs} ms.`)
  }
}

/** What the file itself says, read while the service runs. */
function inFile<T>(work: (file: DatabaseSync) => T): T {
  const file = new DatabaseSync(service.databasePath, { readOnly: true })
  try {
    return work(file)
  } finally {
    file.close()
  }
}

test('killed in the middle of a batch: it completes by itself, every device once, one journal entry each', async () => {
  const factory = simulateFactory({ seed: 'killed while processing', count: 20_000 })
  const batch = await service.upload(batches(), admin, ndjsonReport(factory), 'order-1')
  assert.equal(batch.counts.total, 20_000)
  let cuts = 0
  for (const share of [0.1, 0.5]) {
    for (;;) {
      const now = await service.call(200, 'GET', `${batches()}/${batch.id}`, admin)
      if (decided(now) >= share * 20_000 || now.state === 'finished') {
        if (now.state !== 'finished') cuts += 1
        break
      }
      await pause(5)
    }
    await service.kill()
    await service.start()
  }
  assert.ok(cuts > 0, 'the service was killed while it was at work')
  const end = await finished(batch.id, 45_000)
  assert.deepEqual(end.counts, { total: 20_000, registered: 20_000, alreadyRegistered: 0, held: 0, rejected: 0 })

  const results = await service.list(`${batches()}/${batch.id}/results`, admin)
  assert.deepEqual(
    results.map(result => result.position),
    Array.from({ length: 20_000 }, (_, n) => n),
  )
  const ids = new Set(results.map(result => result.deviceId))
  assert.equal(ids.size, 20_000)
  const devices = await service.list(`/api/v1/tenants/${tenantId}/devices`, admin)
  assert.deepEqual(new Set(devices.map(device => device.id)), ids)
  assert.equal(devices.length, 20_000)
  assert.deepEqual(
    new Set(devices.map(device => device.serialNumber)),
    new Set([...factory].map(device => device.fields.SmbiosSystemSerialNumber)),
  )
  inFile(file => {
    const entries = file.prepare("select subject_id from journal where action = 'device.registered'").all()
    assert.equal(entries.length, 20_000)
    assert.deepEqual(new Set(entries.map(entry => entry['subject_id'])), ids)
    const lost = `select count(*) as n from registrations r where not exists (select 1 from registration_hashes h
      where h.tenant_id = r.tenant_id and h.batch_id = r.batch_id and h.number = r.hash_block)`
    assert.deepEqual(file.prepare(lost).get()?.['n'], 0)
    assert.deepEqual(file.prepare('select count(*) as n from jobs').get()?.['n'], 0)
    assert.deepEqual(file.prepare('pragma integrity_check').get()?.['integrity_check'], 'ok')
  })
  assert.equal((await service.upload(batches(), admin, ndjsonReport(factory), 'order-1')).id, batch.id)
})

test('killed during the upload: nothing counts, and the retry with the same key succeeds', async () => {
  const factory = simulateFactory({ seed: 'killed while uploading', count: 5_000 })
  const before = await service.list(`/api/v1/tenants/${tenantId}/devices`, admin)
  const reached = Promise.withResolvers<void>()
  async function* interrupted() {
    let sent = 0
    for (const line of ndjsonReport(factory)) {
      if (sent++ === 3_000) {
        reached.resolve()
        await pause(60_000, undefined, { ref: false })
      }
      yield line
    }
  }
  const upload = service.upload(batches(), admin, interrupted(), 'order-2')
  upload.catch(() => undefined)
  await reached.promise
  const kept = () =>
    inFile(file => Number(file.prepare("select count(*) as n from batches where state = 'receiving'").get()?.['n']))
  for (let n = 0; kept() === 0; n++) {
    assert.ok(n < 200, 'the upload has begun')
    await pause(10)
  }
  await service.kill()
  await assert.rejects(upload, 'the sender was told of no success')
  await service.start()
  await pause(1500)
  assert.equal((await service.list(`/api/v1/tenants/${tenantId}/devices`, admin)).length, before.length)
  const retried = await service.upload(batches(), admin, ndjsonReport(factory), 'order-2')
  const end = await finished(retried.id, 30_000)
  assert.equal(end.counts.registered, 5_000)
  inFile(file => {
    const orphans = 'select count(*) as n from batch_chunks where batch_id not in (select id from batches)'
    assert.equal(file.prepare(orphans).get()?.['n'], 0)
    assert.equal(file.prepare("select count(*) as n from batches where state = 'receiving'").get()?.['n'], 0)
  })
})
