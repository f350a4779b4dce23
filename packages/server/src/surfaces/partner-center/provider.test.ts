import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Contract, grantConsent, startContract } from '../../testing/contract.ts'
import { testHash } from '../../testing/devices.ts'
import { addPartner, addTenant, type Member } from '../../testing/people.ts'

// An indirect provider sees the customers of the resellers that it works with.

let c: Contract
let provider: Member
let reseller: Member
let adatum: Member

before(async () => {
  c = await startContract()
  provider = await addPartner(c.h, 'provider', 'csp-indirect-provider')
  reseller = await addPartner(c.h, 'reseller', 'csp-indirect-reseller')
  adatum = await addTenant(c.h, 'adatum.example')
  await grantConsent(c.h, adatum, reseller)
})
after(() => c.close())

const asProvider = (method: string, path: string, body?: object) =>
  c.send(method, `/v1${path}`, { token: provider.token, body })
const link = (from: Member, to: Member) => c.h.call('PUT', `/api/v1/links/${to.id}`, from.token)
const customers = async () =>
  (await asProvider('GET', '/customers')).json.items.map((item: { id: string; associatedPartnerId?: string }) => [
    item.id,
    item.associatedPartnerId,
  ])

test('without a link, and while it is only offered, nothing of the reseller is seen', async () => {
  assert.deepEqual(await customers(), [])
  await link(reseller, provider)
  assert.deepEqual(await customers(), [])
  assert.equal((await asProvider('GET', `/customers/${adatum.id}`)).status, 404)
  assert.deepEqual((await asProvider('GET', '/relationships')).json.items, [])
})

test('with it, both sides see each other, and the provider the customers, through whom, and may register for them', async () => {
  await link(provider, reseller)
  assert.deepEqual(await customers(), [[adatum.id, reseller.id]])
  const relationships = async (token: string, type: string) =>
    (await c.send('GET', `/v1/relationships?relationship_type=${type}`, { token })).json.items.map(
      (item: { id: string; relationshipType: string; state: string }) => [item.id, item.relationshipType, item.state],
    )
  assert.deepEqual(await relationships(provider.token, 'is_indirect_cloud_solution_provider_of'), [
    [reseller.id, 'is_indirect_cloud_solution_provider_of', 'active'],
  ])
  assert.deepEqual(await relationships(reseller.token, 'IsIndirectResellerOf'), [
    [provider.id, 'is_indirect_reseller_of', 'active'],
  ])
  assert.deepEqual(await relationships(reseller.token, 'is_indirect_cloud_solution_provider_of'), [])
  assert.equal((await asProvider('GET', '/relationships?relationship_type=friend')).status, 400)
  const ofCustomer = await asProvider('GET', `/customers/${adatum.id}/relationships`)
  assert.deepEqual(
    ofCustomer.json.items.map((item: { id: string }) => item.id),
    [reseller.id],
  )
  const [customer] = (await asProvider('GET', '/customers?size=1')).json.items
  assert.equal(customer.companyProfile.domain, 'adatum.example')
  const batch = { batchId: 'b', devices: [{ hardwareHash: testHash(1) }] }
  assert.equal((await asProvider('POST', `/customers/${adatum.id}/deviceBatches`, batch)).status, 202)
})

test('its own consent counts before that of the reseller, and its own no after it', async () => {
  const id = await grantConsent(c.h, adatum, provider)
  assert.deepEqual(await customers(), [[adatum.id, undefined]])
  c.h.advance(1_000)
  const revoked = await c.h.call('POST', `/api/v1/consents/${id}/revoke`, adatum.token, {})
  assert.equal(revoked.statusCode, 200, revoked.payload)
  assert.deepEqual(await customers(), [])
  assert.equal((await asProvider('GET', `/customers/${adatum.id}`)).status, 404)
})

test('pages hold every customer once, whichever way it came', async () => {
  const third = await addTenant(c.h, 'third.example')
  const both = await addTenant(c.h, 'both.example')
  for (const [tenant, partner] of [
    [third, provider],
    [both, provider],
    [both, reseller],
  ] as const)
    await grantConsent(c.h, tenant, partner)
  const seen: string[] = []
  for (let token = ''; ; ) {
    const headers = token === '' ? {} : { 'ms-continuationtoken': token }
    const page = await c.send('GET', '/v1/customers?size=1', { token: provider.token, headers })
    seen.push(...page.json.items.map((item: { id: string }) => item.id))
    token = page.json.continuationToken ?? ''
    if (token === '') break
  }
  assert.deepEqual(seen, [third.id, both.id].sort())
})

test('a relationship request that names the reseller leads to the consent that authorises both', async () => {
  const urlOf = async (token: string, query = '') => {
    const answer = await c.send('GET', `/v1/customers/relationshiprequests${query}`, { token })
    return answer.status === 200 ? new URL(answer.json.url).pathname : answer.status
  }
  const [own, resellers] = [await urlOf(provider.token), await urlOf(reseller.token)]
  assert.notEqual(own, resellers)
  assert.equal(await urlOf(provider.token, `?indirectResellerId=${reseller.id}`), resellers)
  assert.equal(await urlOf(provider.token, `?IndirectResellerId=${reseller.id.toUpperCase()}`), resellers)
  assert.equal(await urlOf(reseller.token, `?indirectCloudSolutionProviderId=${provider.id}`), resellers)
  assert.equal(await urlOf(provider.token, '?indirectResellerId=&dualRoleIndirectRelationship=false'), own)
  assert.equal(await urlOf(provider.token, '?dualRoleIndirectRelationship=true'), 400)
  const both = `?indirectResellerId=${reseller.id}&indirectCloudSolutionProviderId=${provider.id}`
  assert.equal(await urlOf(provider.token, both), 400)
  // In the wrong role, without a link, and of nobody: one answer.
  const stranger = await addPartner(c.h, 'stranger', 'csp-indirect-reseller')
  for (const query of [`?indirectCloudSolutionProviderId=${reseller.id}`, `?indirectResellerId=${stranger.id}`])
    assert.equal(await urlOf(provider.token, query), 404)
  assert.equal(await urlOf(provider.token, '?indirectResellerId=1234567'), 404)
})
