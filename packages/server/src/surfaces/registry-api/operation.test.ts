import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId, registryId } from '@hailport/registry'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addPerson, addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member
before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'stuck.example')
})
after(() => h.close())

const read = async (path: string) => {
  const answer = await h.call('GET', `/api/v1${path}`, h.operator)
  assert.equal(answer.statusCode, 200, answer.payload)
  return answer.body
}

test('a job that is stuck is found, and runs when it is told to', async () => {
  const id = newId()
  const row = { id, kind: 'reconsider-held', organization_id: tenant.id, subject_id: newId(), state: 'waiting' }
  const failed = { attempts: 4, last_error: 'RegistryError: x', last_error_code: 'stored_value_unreadable' }
  const due = {
    run_after: h.registry.now() + 300_000,
    lease_owner: null,
    lease_until: null,
    created_at: h.registry.now(),
  }
  await h.registry.store.write(
    async tx =>
      void (await tx.db
        .insertInto('jobs')
        .values({ ...row, ...failed, ...due })
        .execute()),
  )
  const { items } = await read('/jobs?state=stuck')
  assert.deepEqual(
    items.map((job: { id: string; stuckReason: string; organization: object; problem: { code: string } }) => [
      job.id,
      job.stuckReason,
      job.organization,
      job.problem.code,
    ]),
    [[id, 'failing', { id: tenant.id, kind: 'tenant', name: 'stuck.example' }, 'stored_value_unreadable']],
  )
  assert.equal((await read(`/jobs/${id}`)).attempts, 4)
  const state = await read('/registry/state')
  assert.ok(state.parts.some((part: { part: string; state: string }) => part.part === 'jobs' && part.state === 'bad'))
  const run = await h.call('POST', `/api/v1/jobs/${id}/run`, h.operator, { reason: 'It is repaired' })
  assert.deepEqual([run.statusCode, run.body.attempts], [200, 0])
  while ((await h.call('GET', `/api/v1/jobs/${id}`, h.operator)).statusCode !== 404)
    await new Promise(resolve => setTimeout(resolve, 20))
})

test('keys are replaced by who may, with the reason in the journal', async () => {
  const before = await read('/signing-keys')
  assert.deepEqual([before.keys.length, before.keys[0].signs, before.overdue], [1, true, false])
  const auditor = await addPerson(h, registryId, 'auditor@registry.example', ['auditor'])
  const path = '/api/v1/signing-keys'
  assert.equal((await h.call('GET', path, auditor.token)).statusCode, 200)
  assert.equal((await h.call('POST', path, auditor.token, { when: 'now' })).statusCode, 403)
  const later = await h.call('POST', path, h.operator, { when: 'later', reason: 'Yearly' })
  assert.deepEqual([later.body.made, later.body.keys.length], [true, 2])
  const again = await h.call('POST', path, h.operator, { when: 'later' })
  assert.deepEqual([again.body.made, again.body.keys.length], [false, 2])
  const leaked = await h.call('POST', path, h.operator, { when: 'leaked' })
  assert.deepEqual([leaked.body.made, leaked.body.keys.length, leaked.body.keys[0].signs], [true, 1, true])
  const { items } = await read(`/organizations/${registryId}/journal?action=signing-key.created`)
  const me = await read('/me')
  assert.deepEqual(
    items.map((entry: { actor: { id: string }; reason?: string }) => [entry.actor.id, entry.reason]),
    [
      [me.id, undefined],
      [me.id, 'Yearly'],
    ],
  )
  assert.doesNotMatch(JSON.stringify(await read('/signing-keys')), /"d"|"p"|jwk/)
})

test('settings are told without secrets, counts and storage with their age', async () => {
  const settings = await read('/registry/settings')
  assert.deepEqual([settings.publicUrl, settings.tls, settings.trustProxy], [h.deps.baseUrl, false, 'none'])
  assert.doesNotMatch(JSON.stringify(settings), /postgres:\/\/|vault|password/i)
  assert.equal((await read(`/organizations/${tenant.id}/counts`)).people.count, 1)
  assert.ok(Date.parse((await read('/registry/storage')).measuredAt) > 0)
})

test('tenants and partners are found by a part of their name', async () => {
  for (const name of ['Alpine 100%', 'Baltic_Sea']) {
    await h.call('POST', '/api/v1/tenants', h.operator, { name, domain: `${name.slice(0, 3)}.example` })
    await h.call('POST', '/api/v1/partners', h.operator, { name, kind: 'oem' })
  }
  for (const list of ['tenants', 'partners']) {
    const names = async (query: string) =>
      (await read(`/${list}?${query}`)).items.map((each: { name: string }) => each.name)
    assert.deepEqual(await names('name=alpine'), ['Alpine 100%'])
    assert.deepEqual(await names('name=0%25'), ['Alpine 100%'])
    assert.deepEqual(await names('name=c_s'), ['Baltic_Sea'])
    assert.deepEqual(await names('name=%25c'), [])
    assert.equal((await names('order=desc'))[0], 'Baltic_Sea')
  }
})
