import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ndjsonReport, simulateFactory } from '@hailport/device'
import { Service } from '../service.ts'

const count = 10_000

let service: Service
let base: string
let manager: string
before(async () => {
  service = await Service.start()
  const tenantId = await service.tenant('Fabrikam')
  manager = await service.person(tenantId, ['device-manager'])
  base = `/api/v1/tenants/${tenantId}`
  const factory = simulateFactory({ seed: 'killed while releasing', count })
  const { id } = await service.upload(`${base}/batches`, manager, ndjsonReport(factory))
  await until(`batches/${id}`, batch => batch.state === 'finished')
})
after(() => service.remove())

interface State {
  readonly state: string
  readonly counts: Readonly<Record<string, number>>
  readonly confirmation?: { readonly token: string }
}

/** Reads until what is read is as wanted. */
async function until(path: string, wanted: (read: State) => boolean): Promise<State> {
  for (const end = Date.now() + 100_000; ; await pause(5)) {
    const read = await service.call(200, 'GET', `${base}/${path}`, manager)
    if (wanted(read)) return read
    assert.ok(Date.now() < end, `${path} is ${JSON.stringify(read)}.`)
  }
}

test('killed in the middle of a release of ten thousand devices: it goes on by itself, each device once, with a whole receipt', async () => {
  const begun = await service.call(202, 'POST', `${base}/device-actions`, manager, { kind: 'release', filter: {} })
  const path = `device-actions/${begun.id}`
  const { confirmation } = await until(path, read => read.state === 'previewed')
  const confirm = { token: confirmation?.token, count }
  await service.call(202, 'POST', `${base}/${path}/confirm`, manager, confirm)
  const cut = await until(path, ({ counts }) => Number(counts['done']) > 0)
  await service.kill()
  assert.ok(Number(cut.counts['done']) < count, 'the service was killed while it was at work')
  await service.start()

  const end = await until(path, read => read.state === 'finished')
  assert.deepEqual(end.counts, { total: count, ready: count, unchanged: 0, refused: 0, done: count, failed: 0 })
  const rows = await service.list(`${base}/${path}/rows?status=done`, manager)
  const ids = new Set(rows.map(row => row.deviceId))
  assert.deepEqual([rows.length, ids.size], [count, count])
  assert.deepEqual(await service.list(`${base}/devices`, manager), [])
  assert.equal((await service.list(`${base}/released-devices`, manager)).length, count)
  const receipt = await service.call(200, 'GET', `${base}/${path}/receipt`, manager)
  assert.match(receipt.resultDigest, /^[0-9a-f]{64}$/)

  const file = new DatabaseSync(service.databasePath, { readOnly: true })
  const entries = file.prepare("select subject_id from journal where action = 'device.deregistered'").all()
  assert.deepEqual(new Set(entries.map(entry => entry['subject_id'])), ids)
  assert.equal(entries.length, count)
  const jobs = file.prepare('select kind from jobs').all()
  assert.deepEqual(
    jobs.map(job => job['kind']),
    ['purge-released'],
    'what is left waits for the end of the thirty days',
  )
  file.close()
})
