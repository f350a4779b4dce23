import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type GraphScene, startGraphScene } from '../testing/graph-scene.ts'

let scene: GraphScene
before(async () => {
  scene = await startGraphScene()
})
after(() => scene.close())

const path = '/beta/deviceManagement/windowsAutopilotSettings'
const sync = (more: object = {}) => scene.call('POST', `${path}/sync`, undefined, more)

test('settings are one flat entity; a sync runs at most every ten minutes', async () => {
  const before = (await scene.get(path)).body
  assert.deepEqual(before, {
    '@odata.context': 'https://hailport.example/beta/$metadata#deviceManagement/windowsAutopilotSettings/$entity',
    id: scene.tenant.id,
    lastSyncDateTime: '0001-01-01T00:00:00Z',
    lastManualSyncTriggerDateTime: '0001-01-01T00:00:00Z',
    syncStatus: 'unknown',
  })
  const begun = await sync({ payload: '', headers: { 'content-type': 'application/json' } })
  assert.equal(begun.statusCode, 204)
  assert.equal(begun.payload, '')
  const done = (await scene.until(path, ({ body }) => body.syncStatus === 'completed')).body
  assert.ok(Date.parse(done.lastSyncDateTime) >= Date.parse(done.lastManualSyncTriggerDateTime))
  const soon = await sync()
  assert.equal(soon.statusCode, 429)
  assert.ok(Number(soon.headers['retry-after']) > 500)
  assert.deepEqual(
    ['code', 'status'].map(name => soon.body.error.innerError[name]),
    ['429', '429'],
  )
  scene.h.advance(600_000)
  assert.equal((await sync()).statusCode, 204)
})

test('settings may be sent back as they were read; they cannot be changed or deleted', async () => {
  const { body } = await scene.get(path)
  const same = await scene.call('PATCH', path, body)
  assert.deepEqual([same.statusCode, same.body], [200, body])
  const changed = await scene.call('PATCH', path, { syncStatus: 'failed' })
  assert.equal(changed.statusCode, 400)
  assert.match(changed.payload, /syncStatus/)
  assert.equal((await scene.call('DELETE', path)).statusCode, 400)
  assert.deepEqual((await scene.get(path)).body, body)
})

test('there is no other version of it, and no other verb', async () => {
  const elsewhere = await scene.get('/v1.0/deviceManagement/windowsAutopilotSettings')
  assert.equal(elsewhere.statusCode, 400)
  assert.match(elsewhere.body.error.message, /^Resource not found for the segment 'windowsAutopilotSettings'/)
  assert.equal((await scene.call('PUT', path, {})).body.error.code, 'No method match route template')
})
