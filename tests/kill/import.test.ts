import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { hashTextOf, simulateFactory } from '@hailport/device'
import { Service } from '../service.ts'

const count = 5_000

let service: Service
before(async () => {
  service = await Service.start()
})
after(() => service.remove())

test('killed while a file is checked, and while it is carried out: every row is done once, as if nothing had been', async () => {
  const tenantId = await service.tenant('Fabrikam')
  const admin = await service.person(tenantId, ['tenant-admin'])
  const base = `/api/v1/organizations/${tenantId}/imports`
  const factory = [...simulateFactory({ seed: 'killed while importing', count })]
  const lines = factory.map(device => `${device.fields.SmbiosSystemSerialNumber};${hashTextOf(device)}`)
  const file = ['Device Serial Number;Hardware Hash', ...lines, 'BAD;nonsense', ''].join('\r\n')
  const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/octet-stream' }
  const sent = await fetch(`${service.url}${base}?fileName=devices.csv`, { method: 'POST', headers, body: file })
  assert.equal(sent.status, 202)
  const { id } = (await sent.json()) as { id: string }
  const read = () => service.call(200, 'GET', `${base}/${id}`, admin)

  /** Kills the service while the import is at work. @returns whether it was. */
  async function cut(...working: string[]): Promise<boolean> {
    for (;;) {
      const { state } = await read()
      if (working.includes(state) || ['ready', 'finished'].includes(state)) {
        await service.kill()
        await service.start()
        return working.includes(state)
      }
      await pause(2)
    }
  }
  async function until(state: string) {
    for (let n = 0; n < 900; n++) {
      const made = await read()
      if (made.state === state) return made
      await pause(50)
    }
    return assert.fail(`The import is ${JSON.stringify(await read())}, not ${state}.`)
  }

  const cuts = [await cut('reading', 'checking')]
  const ready = await until('ready')
  assert.deepEqual([ready.counts.total, ready.counts.registered, ready.counts.rejected], [count + 1, count, 1])
  assert.equal((await service.list(`/api/v1/tenants/${tenantId}/devices`, admin)).length, 0)
  await service.call(202, 'POST', `${base}/${id}/start`, admin)
  cuts.push(await cut('writing'))
  assert.ok(cuts.includes(true), 'the service was killed while it was at work')
  const done = await until('finished')
  assert.deepEqual([done.counts.registered, done.counts.rejected], [count, 1])

  const devices = await service.list(`/api/v1/tenants/${tenantId}/devices`, admin)
  assert.equal(devices.length, count)
  const serials = factory.map(device => device.fields.SmbiosSystemSerialNumber)
  assert.deepEqual(new Set(devices.map(device => device.serialNumber)), new Set(serials))
  const rows = await service.list(`${base}/${id}/rows`, admin)
  assert.deepEqual(
    rows.map(row => row.row),
    Array.from({ length: count + 1 }, (_, n) => n + 2),
  )
  const database = new DatabaseSync(service.databasePath, { readOnly: true })
  const entries = database.prepare("select subject_id from journal where action = 'device.registered'").all()
  assert.equal(entries.length, count)
  assert.equal(new Set(entries.map(entry => entry['subject_id'])).size, count)
  assert.equal(database.prepare("select count(*) as n from jobs where kind not like 'expire%'").get()?.['n'], 0)
  database.close()
})
