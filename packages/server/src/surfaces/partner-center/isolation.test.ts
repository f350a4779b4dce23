import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { type Contract, grantConsent, startContract } from '../../testing/contract.ts'
import { testHash } from '../../testing/devices.ts'
import { addPartner, addPerson, addTenant } from '../../testing/people.ts'

let c: Contract
before(async () => {
  c = await startContract()
})
after(() => c.close())

const devices = [{ productKey: '1' }]
const policy = { name: 'p', category: 'o_o_b_e', policySettings: ['skip_eula'] }

/** Every route of the contract, with a body that it takes. */
const routes: Record<string, unknown> = {
  'POST /v1/customers/:customer/devicebatches': { batchId: 'b', devices },
  'GET /v1/customers/:customer/devicebatches': undefined,
  'POST /v1/customers/:customer/devicebatches/:batch/devices': devices,
  'GET /v1/customers/:customer/devicebatches/:batch/devices': undefined,
  'PUT /v1/customers/:customer/devicebatches/:batch/devices/:device': { policies: [] },
  'DELETE /v1/customers/:customer/devicebatches/:batch/devices/:device': undefined,
  'GET /v1/customers/:customer/batchjobstatus/:job': undefined,
  'PATCH /v1/customers/:customer/devicepolicyupdates': { devices: [{ id: newId(), policies: [] }] },
  'GET /v1/customers/:customer/policies': undefined,
  'POST /v1/customers/:customer/policies': policy,
  'GET /v1/customers/:customer/policies/:policy': undefined,
  'PUT /v1/customers/:customer/policies/:policy': policy,
  'DELETE /v1/customers/:customer/policies/:policy': undefined,
  'GET /v1/customers/:customer': undefined,
  'PATCH /v1/customers/:customer': { relationshipToPartner: 'none' },
  'GET /v1/customers/:customer/profiles/company': undefined,
  'GET /v1/customers/:customer/profiles/billing': undefined,
  'GET /v1/customers/:customer/relationships': undefined,
  'GET /v1/customers': undefined,
  'GET /v1/customers/relationshiprequests': undefined,
  'GET /v1/relationships': undefined,
  'GET /v1/compliance/csp/agreementstatus': undefined,
  'HEAD /v1/domains/:domain': undefined,
}

const aboutCustomer = Object.entries(routes).filter(([route]) => route.includes(':customer'))

const call = (route: string, ids: Record<string, string>, token: string, body: unknown) => {
  const [method = '', path = ''] = route.split(' ')
  const url = path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? newId())
  return c.send(method, url, { token, body })
}

test('the walk knows every route of the contract', () => {
  const mounted = c.h.app.routeList.filter(route => / \/v1\//.test(route))
  assert.deepEqual(mounted.sort(), Object.keys(routes).sort())
})

test('without a credential every route answers 401, and to a customer or an operator 403', async () => {
  for (const [route, body] of Object.entries(routes)) {
    assert.equal((await call(route, { customer: c.tenant.id }, 'none', body)).status, 401, route)
    for (const token of [c.tenant.token, c.h.operator])
      assert.equal((await call(route, { customer: c.tenant.id }, token, body)).status, 403, route)
  }
})

test('a partner without consent gets the same answer for a customer, its devices and jobs as for nothing at all', async () => {
  const status = await c.upload('Secret', [{ hardwareHash: testHash(1) }])
  const stranger = await addPartner(c.h, 'stranger')
  const existing = {
    customer: c.tenant.id,
    batch: 'Secret',
    device: status.devicesStatus[0].deviceId,
    job: status.batchTrackingId,
    policy: newId(),
  }
  const absent = { ...existing, customer: newId() }
  const told = (text: string, ids: Record<string, string>) => text.replaceAll(ids['customer'] as string, 'CUSTOMER')
  for (const [route, body] of aboutCustomer) {
    const one = await call(route, existing, stranger.token, body)
    const other = await call(route, absent, stranger.token, body)
    assert.ok(one.status === 403 || one.status === 404, `${route} ${one.status}`)
    assert.deepEqual([one.status, told(one.text, existing)], [other.status, told(other.text, absent)], route)
  }
})

test('a partner with consent of its own sees nothing of what another registered there', async () => {
  const status = await c.upload('Mine', [{ hardwareHash: testHash(2) }])
  const rival = await addPartner(c.h, 'rival')
  await grantConsent(c.h, c.tenant, rival)
  const by = { token: rival.token }
  const mine = `/v1${c.customer}/deviceBatches`
  assert.deepEqual((await c.send('GET', mine, by)).json.items, [])
  assert.equal((await c.send('GET', `${mine}/Mine/devices`, by)).status, 404)
  const device = status.devicesStatus[0].deviceId
  assert.equal((await c.send('DELETE', `${mine}/Mine/devices/${device}`, by)).status, 404)
  assert.equal((await c.send('GET', `/v1${c.customer}/batchJobStatus/${status.batchTrackingId}`, by)).status, 404)
  // The name of a batch is the partner's own: another may use it too, and still reaches its own devices only.
  const body = { batchId: 'Mine', devices: [{ hardwareHash: testHash(3) }] }
  const created = await c.send('POST', mine, { ...by, body })
  assert.equal(created.status, 202, created.text)
  for (let n = 0; n < 100; n++)
    if ((await c.send('GET', `/v1${created.headers.location}`, by)).json.status === 'finished') break
  assert.equal((await c.send('DELETE', `${mine}/Mine/devices/${device}`, by)).json.code, '1000')
  assert.equal((await c.send('GET', `${mine}/Mine/devices`)).json.items[0].id, device)
})

test('HEAD domains tells of customers that have consented and of nobody else', async () => {
  await addTenant(c.h, 'taken.example')
  const head = (domain: string) => c.send('HEAD', `/v1/domains/${domain}`)
  assert.equal((await head('contoso.example')).status, 200)
  assert.equal((await head('CONTOSO.example')).status, 200)
  const [taken, free] = [await head('taken.example'), await head('free.example')]
  assert.deepEqual([taken.status, taken.text], [404, ''])
  assert.equal(free.status, 404)
})

test('consent: revoked, expired, used up, outside the tag list, and without the role: each has a clear code', async () => {
  const tenant = await addTenant(c.h, 'limits.example')
  const attempt = async (limits: object, prepare: (consentId: string) => Promise<unknown> = async () => undefined) => {
    const partner = await addPartner(c.h, `p${newId()}`)
    const consent = await grantConsent(c.h, tenant, partner, limits)
    await prepare(consent)
    const body = { batchId: 'HQ', devices: [{ hardwareHash: testHash(40) }, { hardwareHash: testHash(41) }] }
    const { token } = partner
    const answer = await c.send('POST', `/v1/customers/${tenant.id}/deviceBatches`, { token, body })
    if (answer.status !== 202) return [answer.status, answer.json.code, answer.json.data[0]]
    for (;;) {
      const { json } = await c.send('GET', `/v1${answer.headers.location}`, { token })
      if (json.status === 'finished') return json.devicesStatus.map((one: { errorCode?: string }) => one.errorCode)
    }
  }
  assert.deepEqual(await attempt({}, id => c.h.call('POST', `/api/v1/consents/${id}/revoke`, tenant.token, {})), [
    403,
    '20002',
    'consent_revoked',
  ])
  assert.deepEqual(await attempt({ groupTags: ['Sales'] }), ['group_tag_not_allowed', 'group_tag_not_allowed'])
  assert.deepEqual(await attempt({ groupTags: ['HQ'], deviceLimit: 1 }), [undefined, 'consent_limit_reached'])
  const soon = new Date(c.h.registry.now() + 60_000).toISOString()
  assert.deepEqual(await attempt({ expiresAt: soon }, async () => c.h.advance(120_000)), [
    403,
    '20002',
    'consent_expired',
  ])

  const reader = await addPerson(c.h, c.partner.id, 'auditor@fabrikam.example', ['auditor'])
  const body = { batchId: 'no', devices }
  const refused = await c.send('POST', `/v1${c.customer}/deviceBatches`, { token: reader.token, body })
  assert.deepEqual([refused.status, refused.json.code], [403, '900150'])
})

test('ending the relationship takes the partner out of sight and leaves the devices with the customer', async () => {
  const tenant = await addTenant(c.h, 'leaving.example')
  await grantConsent(c.h, tenant, c.partner)
  const path = `/v1/customers/${tenant.id}`
  await c.send('POST', `${path}/deviceBatches`, { body: { batchId: 'b', devices: [{ hardwareHash: testHash(50) }] } })
  const list = () => c.h.call('GET', `/api/v1/tenants/${tenant.id}/devices`, tenant.token)
  for (let n = 0; n < 100 && (await list()).body.items.length === 0; n++);
  const refused = await c.send('PATCH', `${path}/`, { body: { relationshipToPartner: 'reseller' } })
  assert.equal(refused.status, 400)
  const ended = await c.send('PATCH', `${path}/`, { body: { relationshipToPartner: 'none' } })
  assert.deepEqual([ended.status, ended.json.relationshipToPartner], [200, 'none'])
  assert.equal((await c.send('GET', path)).json.code, '60003')
  assert.equal((await c.send('GET', `${path}/deviceBatches`)).json.code, '20002')
  assert.equal((await list()).body.items.length, 1)
  const journal = await c.h.call('GET', `/api/v1/organizations/${tenant.id}/journal?action=consent.ended`, tenant.token)
  assert.equal(journal.body.items[0].actor.onBehalfOf, c.partner.id)
})
