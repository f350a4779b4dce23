import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { addPerson, type Member } from '../../../testing/people.ts'
import { versions } from '../model.ts'
import { type GraphScene, messageOf, startGraphScene } from '../testing/graph-scene.ts'

let scene: GraphScene
let reader: Member
before(async () => {
  scene = await startGraphScene()
  reader = await addPerson(scene.h, scene.tenant.id, 'ada@contoso.example', ['device-reader'])
})
after(() => scene.close())

test('people of the tenant are its users', async () => {
  for (const version of versions) {
    const { body } = await scene.get(`/${version}/users?$filter=mail eq 'ada@contoso.example'`)
    assert.equal(body.value.length, 1)
    const [ada] = body.value
    assert.deepEqual(
      [ada.id, ada.userPrincipalName, ada.accountEnabled],
      [reader.personId, 'ada@contoso.example', true],
    )
    for (const key of [reader.personId, 'Ada@contoso.example', encodeURIComponent('ada@contoso.example')])
      assert.deepEqual((await scene.get(`/${version}/users/${key}`)).body.id, reader.personId)
    assert.equal((await scene.get(`/${version}/users/${newId()}`)).statusCode, 404)
  }
  const all = await scene.get('/beta/users')
  assert.equal((await scene.get('/beta/users/$count')).payload, String(all.body.value.length))
  const foreign = await scene.h.call('GET', `/beta/users/${reader.personId}`, scene.other.token)
  assert.equal(foreign.statusCode, 404)
})

test('who asks is told who it is, and no more without the right to', async () => {
  const me = await scene.h.call('GET', '/v1.0/me', reader.token)
  assert.deepEqual([me.statusCode, me.body.id, me.body.mail], [200, reader.personId, 'ada@contoso.example'])
  assert.equal((await scene.h.call('GET', '/v1.0/users', reader.token)).statusCode, 403)
})

test('objects of the directory are found by their ids', async () => {
  const [device] = await scene.register([1])
  const group = (await scene.call('POST', '/v1.0/groups', { displayName: 'Lab' })).body.id
  for (const [id, type] of [
    [device, 'device'],
    [group, 'group'],
    [reader.personId, 'user'],
  ] as const) {
    const { body } = await scene.get(`/v1.0/directoryObjects/${id}`)
    assert.deepEqual([body['@odata.type'], body.id], [`#microsoft.graph.${type}`, id])
    const foreign = await scene.h.call('GET', `/v1.0/directoryObjects/${id}`, scene.other.token)
    assert.equal(foreign.statusCode, 404)
  }
  assert.equal((await scene.get(`/v1.0/directoryObjects/${newId()}`)).statusCode, 404)
  const unseen = await scene.h.call('GET', `/v1.0/directoryObjects/${scene.tenant.id}`, reader.token)
  assert.equal(unseen.statusCode, 404)
})

test('there are no enrollment configurations, and whoever makes one is told where to look', async () => {
  const path = '/beta/deviceManagement/deviceEnrollmentConfigurations'
  assert.deepEqual((await scene.get(path)).body.value, [])
  assert.equal((await scene.get(`${path}/$count`)).payload, '0')
  for (const [method, below, status] of [
    ['POST', '', 400],
    ['GET', `/${newId()}`, 404],
    ['PATCH', `/${newId()}`, 404],
    ['DELETE', `/${newId()}`, 404],
  ] as const) {
    const answer = await scene.call(method, path + below, method === 'POST' || method === 'PATCH' ? {} : undefined)
    assert.equal(answer.statusCode, status)
    assert.match(messageOf(answer), /enrollmentStatusScreenSettings/)
  }
})
