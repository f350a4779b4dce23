import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member
let base: string
before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'actions.example')
  base = `/api/v1/tenants/${tenant.id}`
  const devices = Array.from({ length: 12 }, (_, n) => ({ hardwareHash: testHash(n + 1), groupTag: 'Old' }))
  const answer = await h.call('POST', `${base}/registrations`, tenant.token, { devices })
  assert.equal(answer.statusCode, 200, answer.payload)
})
after(() => h.close())

const call = (method: string, path: string, body?: unknown, more?: object) =>
  h.call(method, base + path, tenant.token, body, more)

/** Reads an action until it has come to a state. */
async function until(id: string, state: string) {
  for (let tries = 0; tries < 2000; tries++) {
    const { body } = await call('GET', `/device-actions/${id}`)
    if (body.state === state) return body
    await pause(5)
  }
  return assert.fail(`The action ${id} did not come to be ${state}.`)
}

test('from the selection to the receipt and back, over HTTP', async () => {
  const begun = await call('POST', '/device-actions', { kind: 'release', reason: 'sold', filter: { groupTag: 'Old' } })
  assert.equal(begun.statusCode, 202, begun.payload)
  assert.equal(begun.headers['location'], `${base}/device-actions/${begun.body.id}`)
  const shown = await until(begun.body.id, 'previewed')
  assert.deepEqual([shown.counts.ready, shown.confirmation.count], [12, 12])
  const rows = await call('GET', `/device-actions/${shown.id}/rows?limit=5&status=ready`)
  assert.equal(rows.body.items.length, 5)
  assert.ok(rows.body.nextCursor)
  const { token } = shown.confirmation
  const confirm = (body: object) => call('POST', `/device-actions/${shown.id}/confirm`, body)
  assert.equal((await confirm({ token })).body.code, 'confirmation_wrong')
  assert.equal((await confirm({ token, count: 12 })).statusCode, 202)
  const done = await until(shown.id, 'finished')
  assert.equal(done.counts.done, 12)
  const receipt = await call('GET', `/device-actions/${shown.id}/receipt`)
  assert.match(receipt.body.resultDigest, /^[0-9a-f]{64}$/)
  const csv = await call('GET', `/device-actions/${shown.id}/rows.csv`)
  assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8')
  assert.equal(csv.payload.trim().split('\r\n').length, 13)
  assert.equal((await call('GET', '/released-devices')).body.items.length, 12)

  const undo = await call('POST', `/device-actions/${shown.id}/undo`, {})
  const back = await until(undo.body.id, 'previewed')
  await call('POST', `/device-actions/${back.id}/confirm`, { token: back.confirmation.token })
  assert.equal((await until(back.id, 'finished')).counts.done, 12)
  const counts = await call('GET', '/device-counts?groupTag=Old')
  assert.deepEqual([counts.body.matching, counts.body.released], [12, 0])
  // The file of results is a file for the next action.
  const again = await upload('?kind=change&groupTag=New', csv.payload, 'text/csv')
  assert.equal((await until(again.body.id, 'previewed')).counts.ready, 12)
  assert.equal((await call('DELETE', `/device-actions/${again.body.id}`)).statusCode, 204)
})

const upload = (query: string, payload: string, contentType: string) =>
  call('POST', `/device-actions/uploads${query}`, undefined, { payload, headers: { 'content-type': contentType } })

test('a file of serial numbers clears tags; faulty files and selections are refused', async () => {
  const file = [1, 2].map(n => JSON.stringify({ serialNumber: testSerial(n) })).join('\n')
  const begun = await upload('?kind=change&groupTag=', file, 'application/x-ndjson')
  assert.equal(begun.statusCode, 202, begun.payload)
  const shown = await until(begun.body.id, 'previewed')
  assert.equal(shown.counts.ready, 2)
  await call('POST', `/device-actions/${shown.id}/confirm`, { token: shown.confirmation.token })
  await until(shown.id, 'finished')
  assert.equal((await call('GET', '/devices?tagged=false')).body.items.length, 2)
  assert.equal((await upload('?kind=release', '{}', 'application/x-ndjson')).body.code, 'unreadable_body')
  assert.equal((await upload('?kind=release&groupTag=x', file, 'application/x-ndjson')).body.code, 'invalid_request')
  for (const body of [
    { kind: 'release' },
    { kind: 'release', serialNumbers: ['a'], filter: {} },
    { kind: 'release', serialNumbers: [] },
    { kind: 'undo', filter: {} },
    { kind: 'release', filter: { unknown: 1 } },
  ])
    assert.equal((await call('POST', '/device-actions', body)).body.code, 'invalid_request', JSON.stringify(body))
})

test('search and file of devices', async () => {
  const found = await call('POST', '/devices/search', { serialNumbers: [testSerial(1), 'nobody'] })
  assert.deepEqual([found.body.items.length, found.body.notFound], [1, ['nobody']])
  const csv = await call('GET', '/devices.csv?groupTag=Old')
  assert.match(String(csv.headers['content-disposition']), /devices\.csv/)
  assert.equal(csv.payload.trim().split('\r\n').length, 11)
  assert.ok(csv.payload.startsWith('\ufeffid,serialNumber'))
  const since = await call('GET', '/devices?registeredFrom=2999-01-01T00:00:00Z')
  assert.deepEqual(since.body.items, [])
  assert.equal((await call('GET', '/devices?registeredFrom=soon')).statusCode, 400)
})

test('a released device is taken back and purged, over HTTP', async () => {
  const [{ id }] = (await call('GET', '/devices?limit=1')).body.items
  await call('DELETE', `/devices/${id}?reason=lost`)
  const [listed] = (await call('GET', '/released-devices')).body.items
  assert.deepEqual([listed.id, listed.reason], [id, 'lost'])
  assert.equal((await call('POST', `/released-devices/${id}/restore`, {})).body.id, id)
  await call('DELETE', `/devices/${id}`)
  assert.equal((await call('DELETE', `/released-devices/${id}`)).statusCode, 204)
  assert.equal((await call('POST', `/released-devices/${id}/restore`, {})).statusCode, 404)
})
