import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import {
  hashTextOf,
  ndjsonReport,
  recapture,
  resolveAtFirstBoot,
  simulateFactory,
  withNewBoard,
} from '@hailport/device'
import { type TestDatabase, testDatabase } from '@hailport/registry/testing'
import { Service } from '../service.ts'

let database: TestDatabase
let service: Service
before(async () => {
  database = await testDatabase(false)
  service = await Service.start({ database: database.url })
})
after(async () => {
  await service.remove()
  await database.remove()
})

test('from the factory to the first boot and the end of the consent, with what each party sees on the way', async () => {
  const tenantId = await service.tenant('Fabrikam')
  const otherId = await service.tenant('Tailwind')
  const admin = await service.person(tenantId, ['tenant-admin'])
  const approver = await service.person(tenantId, ['consent-approver'])
  const stranger = await service.person(otherId, ['tenant-admin'])
  const factory = simulateFactory({ seed: 'flow', count: 12, noTpmRate: 0, vmRate: 0 })
  const makers = [...new Set([...factory].map(device => device.fields.SmbiosSystemManufacturer))]
  const makerId = await service.partner('The maker', 'oem', makers)
  const maker = await service.person(makerId, ['factory-reporter', 'registrar', 'partner-admin'])
  const tenant = `/api/v1/tenants/${tenantId}`
  const register = (token: string, devices: object[], status = 200, more: object = {}) =>
    service.call(status, 'POST', `${tenant}/registrations`, token, { devices, ...more })
  const boot = (device: ReturnType<typeof factory.at>) =>
    resolveAtFirstBoot({ url: service.url, hash: hashTextOf(device) })
  const [byHash, byKey, byTuple] = [factory.at(0), factory.at(1), factory.at(2)]
  const { SmbiosSystemManufacturer, SmbiosSystemProductName, SmbiosSystemSerialNumber } = byTuple.fields
  const rows = [
    { hardwareHash: hashTextOf(byHash), groupTag: 'Sales' },
    { productKeyId: byKey.fields.ProductKeyID },
    { manufacturer: SmbiosSystemManufacturer, model: SmbiosSystemProductName, serialNumber: SmbiosSystemSerialNumber },
  ]

  // The factory reports what it built: it belongs to nobody by that.
  const report = await service.upload(`/api/v1/partners/${makerId}/build-reports`, maker, ndjsonReport(factory))
  assert.equal(report.rows.new, 12)
  assert.equal((await boot(byHash)).status, 'not_registered')
  await service.call(404, 'GET', `/api/v1/partners/${makerId}/build-reports`, admin)

  // Without consent the maker can do nothing, and learns nothing.
  assert.equal((await register(maker, rows, 403)).code, 'consent_missing')
  assert.equal((await service.call(404, 'GET', `${tenant}/devices`, maker)).code, 'not_found')

  // It asks; the approver answers, and nobody else can.
  const asked = await service.call(201, 'POST', '/api/v1/consents', maker, {
    domain: 'fabrikam.example',
    message: 'Order 1',
  })
  assert.equal(asked.tenantId, undefined, 'a domain is not turned into a tenant before the customer has answered')
  const [request] = await service.list('/api/v1/consents?state=requested', approver)
  assert.equal(request.message, 'Order 1')
  await service.call(403, 'POST', `/api/v1/consents/${request.id}/grant`, admin, {})
  await service.call(403, 'POST', `/api/v1/consents/${request.id}/grant`, maker, {})
  await service.call(200, 'POST', `/api/v1/consents/${request.id}/grant`, approver, { limits: { deviceLimit: 5 } })

  // A dry run, then the registration: by hash, by product key id, by tuple.
  const rehearsed = await register(maker, rows, 200, { dryRun: true })
  assert.deepEqual(await service.list(`${tenant}/devices`, admin), [])
  const { batch, results } = await register(maker, rows)
  assert.deepEqual(batch.counts, { total: 3, registered: 3, alreadyRegistered: 0, held: 0, rejected: 0 })
  assert.deepEqual(
    results.map((result: { status: string }) => result.status),
    rehearsed.results.map((result: { status: string }) => result.status),
  )
  for (const token of [admin, maker]) {
    const devices = await service.list(`${tenant}/devices?sort=registeredAt&order=asc`, token)
    assert.deepEqual(
      devices.map(device => [device.serialNumber, device.source, device.registrar.kind]),
      [
        [byHash.fields.SmbiosSystemSerialNumber, 'hash', 'oem'],
        [byKey.fields.SmbiosSystemSerialNumber, 'product-key-id', 'oem'],
        [byTuple.fields.SmbiosSystemSerialNumber, 'tuple', 'oem'],
      ],
    )
    assert.ok(!JSON.stringify(devices).includes(hashTextOf(byHash).slice(0, 60)), 'hashes are never listed')
  }
  for (const path of ['devices', 'batches', 'conflicts', 'boot-traces'])
    await service.call(404, 'GET', `${tenant}/${path}`, stranger)
  const elsewhere = await service.call(200, 'POST', `/api/v1/tenants/${otherId}/registrations`, stranger, {
    devices: [{ hardwareHash: hashTextOf(byKey) }],
  })
  assert.equal(elsewhere.results[0].code, 'device_registered_elsewhere')
  assert.ok(!JSON.stringify(elsewhere).includes(tenantId))

  // First boot: whose it is, and the profile for its tag.
  const profiles = `${tenant}/profiles`
  await service.call(201, 'POST', profiles, admin, { displayName: 'Standard', isDefault: true })
  const sales = await service.call(201, 'POST', profiles, admin, { displayName: 'For Sales' })
  const rule = '(device.devicePhysicalIds -any (_ -eq "[OrderID]:Sales"))'
  const group = await service.call(201, 'POST', `${tenant}/groups`, admin, { displayName: 'Sales', rule })
  const target = { kind: 'group', groupId: group.id }
  await service.call(201, 'POST', `${profiles}/${sales.id}/assignments`, admin, { target })
  assert.equal((await service.call(404, 'GET', `${profiles}/${tenantId}`, admin)).code, 'profile_not_found')
  const first = await boot(recapture(byHash, { at: new Date('2026-08-01T09:00:00Z') }))
  assert.equal(first.status, 'registered')
  assert.match(JSON.stringify(first), /For Sales/)
  assert.match(JSON.stringify(await boot(byTuple)), /Standard/)
  assert.equal((await boot(factory.at(5))).status, 'not_registered', 'reported, but registered to nobody')
  const repaired = await boot(withNewBoard(byKey))
  assert.equal(repaired.status, 'conflict')
  assert.ok(!JSON.stringify(repaired).includes(tenantId))

  // The owner sees the boots and the conflict; the maker does not.
  const deviceId = results[0].deviceId
  for (let n = 0; ; n++) {
    const device = await service.call(200, 'GET', `${tenant}/devices/${deviceId}`, admin)
    if (device.firstContactAt !== undefined) break
    assert.ok(n < 100, 'contacts are written within seconds')
    await pause(50)
  }
  const traces = await service.list(`${tenant}/boot-traces`, admin)
  assert.deepEqual(traces.map(trace => trace.status).sort(), ['conflict', 'registered', 'registered'])
  const [conflict] = await service.list(`${tenant}/conflicts`, admin)
  assert.equal(conflict.deviceId, results[1].deviceId)
  for (const path of ['boot-traces', 'conflicts']) await service.call(404, 'GET', `${tenant}/${path}`, maker)

  // Revocation: the maker loses sight and control at once; devices stay with the customer and boot as before.
  await service.call(200, 'POST', `/api/v1/consents/${request.id}/revoke`, approver, {
    reason: 'The order is complete.',
  })
  assert.equal((await register(maker, rows, 403)).code, 'consent_revoked')
  await service.call(404, 'GET', `${tenant}/devices`, maker)
  await service.call(404, 'GET', `${tenant}/devices/${deviceId}`, maker)
  await service.call(404, 'DELETE', `${tenant}/devices/${deviceId}`, maker)
  assert.equal((await service.list(`${tenant}/devices`, admin)).length, 3)
  assert.equal((await boot(byHash)).status, 'registered')
  const [consent] = await service.list('/api/v1/consents', maker)
  assert.equal(consent.state, 'revoked')
  assert.equal(consent.devicesUsed, 3)

  // The customer releases one; then it may be anybody's.
  await service.call(204, 'DELETE', `${tenant}/devices/${deviceId}`, admin)
  assert.equal((await boot(byHash)).status, 'not_registered')
  const resold = await service.call(200, 'POST', `/api/v1/tenants/${otherId}/registrations`, stranger, {
    devices: [{ hardwareHash: hashTextOf(byHash) }],
  })
  assert.equal(resold.results[0].status, 'registered')

  // The journal of the customer has it all; that of the other tenant nothing of it.
  const journal = await service.list(`/api/v1/organizations/${tenantId}/journal`, admin)
  const actions = new Set(journal.map(entry => entry.action))
  for (const action of [
    'consent.requested',
    'consent.granted',
    'consent.revoked',
    'device.registered',
    'device.deregistered',
  ])
    assert.ok(actions.has(action), action)
  assert.equal(journal.filter(entry => entry.action === 'device.registered').length, 3)
  assert.ok(
    !JSON.stringify(await service.list(`/api/v1/organizations/${otherId}/journal`, stranger)).includes(tenantId),
  )
})
