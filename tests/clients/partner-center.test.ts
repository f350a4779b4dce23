import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { buildHardwareHash, bytesToBase64 } from '@hailport/hardware-hash'
import { Service } from '../service.ts'
import { PartnerCenterClient, PartnerCenterError } from './partner-center.ts'

let service: Service
before(async () => {
  service = await Service.start()
})
after(() => service.remove())

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
async function api(method: string, path: string, token: string, body?: unknown): Promise<any> {
  const answer = await fetch(`${service.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  assert.ok(answer.ok, `${method} ${path}: ${text}`)
  return JSON.parse(text)
}

async function personOf(organizationId: string, roles: string[]): Promise<string> {
  const operator = service.operatorToken
  const people = `/organizations/${organizationId}/people`
  const person = await api('POST', people, operator, { email: 'a@people.example', name: 'A', roles })
  return (await api('POST', `${people}/${person.id}/tokens`, operator, { name: 'test' })).secret
}

const hash = (n: number) =>
  bytesToBase64(
    buildHardwareHash({
      SmbiosUuid: `4c4c4544-0000-4a10-8000-${String(n).padStart(12, '0')}`,
      SmbiosSystemSerialNumber: `S-${n}`,
      SmbiosSystemManufacturer: 'Fabrikam',
      SmbiosSystemProductName: 'Laptop 7',
      TPMEkPub: String(n).padStart(8, '0').repeat(64),
    }),
  )

test('a client drives every call of the contract over HTTP', async () => {
  const operator = service.operatorToken
  const tenant = await api('POST', '/tenants', operator, { name: 'Contoso', domain: 'contoso.example' })
  const partner = await api('POST', '/partners', operator, { name: 'Tailwind', kind: 'csp-direct' })
  const approver = await personOf(tenant.id, ['consent-approver'])
  const client = new PartnerCenterClient(
    service.url,
    await personOf(partner.id, ['registrar', 'partner-admin', 'profile-manager']),
  )
  const c: string = tenant.id

  assert.deepEqual(await client.getCustomers(), [])
  await assert.rejects(client.getCustomer(c), { status: 404, code: '60003' })
  const { url } = await client.getCustomerRelationshipRequest()
  const code = new URL(url).pathname.split('/').at(-1)
  await api('POST', `/consent-links/${code}/grant`, approver, { limits: { mayGiveProfiles: true } })

  assert.deepEqual(
    (await client.getCustomers({ field: 'CompanyName', value: 'con' })).map(customer => customer.id),
    [c],
  )
  assert.deepEqual(await client.getCustomers({ field: 'Domain', value: 'tailwind' }), [])
  const customer = await client.getCustomer(c)
  assert.deepEqual([customer.companyProfile.domain, customer.allowDelegatedAccess], ['contoso.example', false])
  assert.equal((await client.getCompanyProfile(c)).companyName, 'Contoso')
  assert.equal((await client.getBillingProfile(c)).companyName, 'Contoso')
  assert.deepEqual(await client.getPartnerRelationshipsForCustomer(c), [])
  assert.deepEqual(await client.getPartnerRelationships('is_indirect_reseller_of'), [])
  assert.deepEqual(await client.getAgreementSignatureStatus(partner.id), { isAgreementSigned: true })
  assert.equal(await client.checkDomainAvailability('contoso.example'), false)
  assert.equal(await client.checkDomainAvailability('free.example'), true)

  const input = { name: 'Standard', category: 'o_o_b_e', policySettings: ['skip_eula'] }
  const policy = await client.createConfigurationPolicy(c, input)
  assert.deepEqual((await client.getConfigurationPolicy(c, policy.id)).policySettings, ['skip_eula'])
  const changed = await client.updateConfigurationPolicy(c, { ...policy, policySettings: ['skip_express_settings'] })
  assert.deepEqual(changed.policySettings, ['skip_express_settings'])
  assert.equal((await client.getConfigurationPolicies(c)).length, 1)

  const created = await client.createDeviceBatch(c, 'Order 4711', [{ hardwareHash: hash(1) }, { productKey: '1' }])
  const told = created.devicesStatus.map((device: { errorCode?: string }) => device.errorCode)
  assert.deepEqual(told, [undefined, '812'])
  await client.addDevicesToDeviceBatch(
    c,
    'Order 4711',
    Array.from({ length: 150 }, (_, n) => ({ hardwareHash: hash(100 + n) })),
  )
  assert.deepEqual(
    (await client.getDeviceBatches(c)).map(batch => [batch.id, batch.devicesCount, batch.createdBy]),
    [['Order 4711', 151, 'Tailwind']],
  )
  const devices = await client.getDevices(c, 'Order 4711')
  assert.equal(new Set(devices.map(device => device.serialNumber)).size, 151)

  const [{ id }] = devices
  const policies = [{ key: 'o_o_b_e', value: policy.id }]
  assert.equal((await client.updateDevicesWithPolicies(c, [{ id, policies }])).devicesStatus[0].status, 'finished')
  await assert.rejects(client.deleteConfigurationPolicy(c, policy.id), { status: 409 })
  const none = [{ key: 'o_o_b_e', value: null }]
  assert.deepEqual((await client.updateDevice(c, 'Order 4711', id, { id, policies: none })).policies, none)
  await client.deleteConfigurationPolicy(c, policy.id)
  await client.deleteDevice(c, 'Order 4711', id)
  assert.equal((await client.getDevices(c, 'Order 4711')).length, 150)

  assert.equal((await client.removeCustomerRelationship(c)).relationshipToPartner, 'none')
  await assert.rejects(
    client.getDevices(c, 'Order 4711'),
    (error: PartnerCenterError) => error instanceof PartnerCenterError && error.code === '20002',
  )
})
