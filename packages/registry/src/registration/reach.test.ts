import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { assignDelegation, delegationReader, offerDelegation } from '../delegation/index.ts'
import * as o from '../organizations/index.ts'
import { rejectsWith, type TestRegistry, device as testDevice, testRegistry } from '../testing/index.ts'
import { getDevice, listBatches, listDevices, listDevicesAcross, registerDevices, updateDevice } from './index.ts'

let kit: TestRegistry
let tenant: o.Tenant
let admin: o.Principal
beforeEach(async () => {
  kit = await testRegistry()
  tenant = await kit.tenant()
  admin = await kit.personOf(tenant.id, ['tenant-admin'])
})
afterEach(() => kit.close())

const make = (
  name: string,
  input: Partial<Parameters<typeof o.createRole>[3]> & { permissions: string[] },
  by = admin,
) => o.createRole(kit.registry, by, by.organization.id, { name, ...input })

/** A person with these roles, as it is authenticated now; call again for its next request. */
async function signedIn(roles: string[], by = admin): Promise<() => Promise<o.Principal>> {
  const organizationId = by.organization.id
  const input = { email: `${Math.random()}@x.example`, name: 'x', roles }
  const person = await o.createPerson(kit.registry, by, organizationId, input)
  const token = await o.createAccessToken(kit.registry, by, organizationId, person.id, { name: 'x' })
  return async () => (await o.tokenAuthenticator(kit.registry)(token.secret)) as o.Principal
}

async function device(n: number, groupTag?: string): Promise<string> {
  const row = { hardwareHash: testDevice(n).base64, ...(groupTag !== undefined && { groupTag }) }
  const { results } = await registerDevices(kit.registry, admin, tenant.id, { devices: [row] })
  return results[0]?.deviceId as string
}

test('a limited role reaches only devices with its group tags', async () => {
  await make('berlin', { permissions: ['device.read', 'device.tag', 'device.write'], groupTags: ['Berlin', 'Bernau'] })
  const who = await (await signedIn(['berlin']))()
  const [inside, outside, untagged] = [await device(1, 'Berlin'), await device(2, 'Paris'), await device(3)]
  const { items } = await listDevices(kit.registry, who, tenant.id, {})
  assert.deepEqual(
    items.map(each => each.id),
    [inside],
  )
  for (const id of [outside, untagged]) {
    await rejectsWith('device_not_registered', getDevice(kit.registry, who, tenant.id, id))
    await rejectsWith('device_not_registered', updateDevice(kit.registry, who, tenant.id, id, { groupTag: 'Berlin' }))
  }
  assert.equal((await updateDevice(kit.registry, who, tenant.id, inside, { groupTag: 'Bernau' })).groupTag, 'Bernau')
  await updateDevice(kit.registry, who, tenant.id, inside, { displayName: 'PC-1' })
  for (const groupTag of ['Paris', null])
    await rejectsWith('group_tag_not_yours', updateDevice(kit.registry, who, tenant.id, inside, { groupTag }))
  await rejectsWith('forbidden', updateDevice(kit.registry, who, tenant.id, inside, { assignedUser: 'a@x.example' }))
  // What knows nothing of group tags is closed to a limited role.
  assert.equal(o.may(who, 'device.read'), false)
  await rejectsWith('forbidden', () => o.requireTenant(who, tenant.id, 'device.write'))
})

test('tag-editor sets the tags that the tenant lists for it: on devices with these tags, and on those with none', async () => {
  const who = await signedIn(['tag-editor'])
  const [untagged, tagged] = [await device(1), await device(2, 'Paris')]
  const tag = async (id: string, groupTag: string | null) =>
    updateDevice(kit.registry, await who(), tenant.id, id, { groupTag })
  await rejectsWith('group_tag_not_yours', tag(untagged, 'Berlin'))
  const own = await o.updateRole(kit.registry, admin, tenant.id, 'tag-editor', { groupTags: ['Berlin', 'Rome'] })
  assert.deepEqual([own.builtIn, own.groupTags], [true, ['Berlin', 'Rome']])
  assert.equal((await listDevices(kit.registry, await who(), tenant.id, {})).items.length, 2)
  assert.equal((await tag(untagged, 'Berlin')).groupTag, 'Berlin')
  assert.equal((await tag(untagged, 'Rome')).groupTag, 'Rome')
  await rejectsWith('group_tag_not_yours', tag(tagged, 'Berlin'))
  await rejectsWith('group_tag_not_yours', tag(untagged, null))
  await rejectsWith('forbidden', updateDevice(kit.registry, await who(), tenant.id, untagged, { displayName: 'x' }))
  await o.updateRole(kit.registry, admin, tenant.id, 'tag-editor', { groupTags: null })
  await rejectsWith('group_tag_not_yours', tag(untagged, 'Berlin'))
})

test('a role without the limit beside a limited one takes the limit away', async () => {
  await make('berlin', { permissions: ['device.read', 'device.tag'], groupTags: ['Berlin'] })
  const who = await (await signedIn(['berlin', 'device-reader']))()
  const outside = await device(1, 'Paris')
  await getDevice(kit.registry, who, tenant.id, outside)
  await rejectsWith('group_tag_not_yours', updateDevice(kit.registry, who, tenant.id, outside, { groupTag: 'Berlin' }))
})

test('roles of a partner can be limited to some customers', async () => {
  const reseller = await kit.partner('csp-direct')
  const by = await kit.personOf(reseller.id, ['partner-admin', 'registrar'])
  const other = await kit.tenant()
  for (const each of [tenant, other]) await kit.grant(each.id, reseller.id)
  await make(
    'vendor',
    { permissions: ['device.read', 'device.register', 'organization.read'], tenants: [tenant.id] },
    by,
  )
  const vendor = await (await signedIn(['vendor'], by))()
  assert.deepEqual((await listDevices(kit.registry, vendor, tenant.id, {})).items, [])
  await rejectsWith('not_found', listDevices(kit.registry, vendor, other.id, {}))
  o.requirePermission(vendor, 'organization.read')
})

test('rows are registered only with group tags within reach; batches are seen by who submitted them', async () => {
  await make('berlin', { permissions: ['device.read', 'device.register'], groupTags: ['Berlin'] })
  const who = await (await signedIn(['berlin']))()
  const devices = [{ groupTag: 'Berlin' }, { groupTag: 'Paris' }, {}].map((row, n) => ({
    hardwareHash: testDevice(n + 1).base64,
    ...row,
  }))
  const { results, batch } = await registerDevices(kit.registry, who, tenant.id, { devices })
  assert.deepEqual(
    results.map(result => result.code ?? result.status),
    ['registered', 'group_tag_not_yours', 'group_tag_not_yours'],
  )
  await device(4, 'Paris')
  const { items } = await listBatches(kit.registry, who, tenant.id, {})
  assert.deepEqual(
    items.map(each => each.id),
    [batch.id],
  )
  assert.equal((await listBatches(kit.registry, admin, tenant.id, {})).items.length, 2)
})

test("a partner's staff sees and registers devices in each tenant within what is delegated there, and the journal says who", async () => {
  const partner = await kit.partner('csp-direct')
  const boss = await kit.personOf(partner.id, ['partner-admin'])
  const ada = await kit.personOf(partner.id, [])
  const tenants = [tenant, await kit.tenant(), await kit.tenant()]
  for (const [n, each] of tenants.entries()) {
    const by = n === 0 ? admin : await kit.personOf(each.id, ['tenant-admin'])
    const rows = [0, 1, 2].map(k => ({ hardwareHash: testDevice(n * 10 + k).base64, groupTag: k === 0 ? 'Out' : 'In' }))
    await registerDevices(kit.registry, by, each.id, { devices: rows })
    const { id } = await offerDelegation(kit.registry, by, {
      partnerId: partner.id,
      // Nothing about devices in the last one.
      permissions: n === 2 ? ['journal.read'] : ['device.read', 'device.register'],
      groupTags: ['In'],
      expiresAt: kit.clock.now() + 1000,
      reason: 'x',
    })
    await assignDelegation(kit.registry, boss, id, { kind: 'person', id: ada.id })
  }
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listDevicesAcross(kit.registry, ada, { limit: 1, ...(cursor && { cursor }) })
    seen.push(...page.items.map(each => `${each.tenantId} ${each.groupTag}`))
    cursor = page.nextCursor
    if (cursor === undefined) break
  }
  const expected = tenants.slice(0, 2).flatMap(({ id }) => [`${id} In`, `${id} In`])
  assert.deepEqual(seen, expected.toSorted())
  const only = await listDevicesAcross(kit.registry, ada, { tenantIds: [tenants[1]?.id ?? ''] })
  assert.equal(only.items.length, 2)
  assert.deepEqual((await listDevicesAcross(kit.registry, boss, {})).items, [])
  const inside = (await delegationReader(kit.registry)(ada, tenant.id)) as o.Principal
  const { results } = await registerDevices(kit.registry, inside, tenant.id, {
    devices: [{ hardwareHash: testDevice(50).base64, groupTag: 'In' }],
  })
  const id = results[0]?.deviceId as string
  assert.deepEqual((await getDevice(kit.registry, inside, tenant.id, id)).registrar, { kind: 'tenant', id: tenant.id })
  const { items } = await o.listJournal(kit.registry, admin, tenant.id, { subjectId: id })
  assert.deepEqual([items[0]?.actor.id, items[0]?.actor.onBehalfOf], [ada.id, partner.id])
})
