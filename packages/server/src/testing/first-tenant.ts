import assert from 'node:assert/strict'
import { createIdentityProvider, openSession, readSession, systemPrincipal } from '@hailport/registry'
import { makePdf } from '@hailport/registry/testing/pdf'
import { deliverDue, testReceiver } from '@hailport/registry/testing/receiver'
import { testHash, testSerial } from './devices.ts'
import type { Harness } from './harness.ts'
import { addPartner, addTenant, type Member } from './people.ts'

/** Path parameters by name, with the ids of things that exist. */
export type Ids = Record<string, string>

async function made(
  h: Harness,
  method: string,
  url: string,
  token: string,
  body?: unknown,
): Promise<{ id: string; name?: string }> {
  const answer = await h.call(method, url, token, body)
  assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.payload}`)
  return answer.body
}

/** A maker with a build report. */
async function addMaker(h: Harness): Promise<Ids & { linkCode: string }> {
  const maker = await addPartner(h, 'first-maker', 'oem')
  const reports = `/api/v1/partners/${maker.id}/build-reports`
  const report = await h.call('POST', reports, maker.token, undefined, {
    payload: JSON.stringify({ hardwareHash: testHash(2) }),
    headers: { 'content-type': 'application/x-ndjson' },
  })
  assert.equal(report.body.rows.new, 1, report.payload)
  const records = await h.call('GET', `/api/v1/partners/${maker.id}/factory-records`, maker.token)
  const link = await h.call('GET', `/api/v1/partners/${maker.id}/consent-link`, maker.token)
  const entry = { services: ['later'], regions: ['world'], desk: true, description: 'first-entry' }
  await h.call('PUT', `/api/v1/partners/${maker.id}/directory-entry`, maker.token, entry)
  const station = await made(h, 'POST', `/api/v1/partners/${maker.id}/line-stations`, maker.token, {
    name: 'first-station',
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'B'.repeat(43) },
  })
  const { id: stationId } = station
  return {
    stationId,
    partnerId: maker.id,
    reportId: report.body.id,
    recordId: records.body.items[0].id,
    linkCode: link.body.code,
  }
}

/** Registers a device, lets it boot, and has it presented with another TPM. */
async function addDevice(h: Harness, { id, token }: Member): Promise<Ids> {
  const register = (hardwareHash: string) =>
    h.call('POST', `/api/v1/tenants/${id}/registrations`, token, {
      devices: [{ hardwareHash, groupTag: 'first-tag', displayName: 'first-device' }],
    })
  const registered = (await register(testHash(1))).body
  assert.equal(registered.results[0].status, 'registered')
  assert.equal((await register(testHash(1, 2))).body.results[0].code, 'identity_conflict')
  const boot = await h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: testHash(1) })
  assert.equal(boot.body.tenantId, id)
  await h.boot.flush()
  const conflicts = await h.call('GET', `/api/v1/tenants/${id}/conflicts`, token)
  return {
    deviceId: registered.results[0].deviceId,
    batchId: registered.batch.id,
    correlationId: boot.body.correlationId,
    conflictId: conflicts.body.items[0].id,
  }
}

/** A profile that is assigned to a group. */
async function addProfile(h: Harness, { id, token }: Member): Promise<Ids> {
  const base = `/api/v1/tenants/${id}`
  const { id: profileId } = await made(h, 'POST', `${base}/profiles`, token, { displayName: 'first-profile' })
  const { id: groupId } = await made(h, 'POST', `${base}/groups`, token, { displayName: 'first-group' })
  const target = { kind: 'group', groupId }
  const assignment = await made(h, 'POST', `${base}/profiles/${profileId}/assignments`, token, { target })
  return { profileId, groupId, assignmentId: assignment.id }
}

/** A file that waits to be imported. */
async function addImport(h: Harness, { id, token }: Member): Promise<string> {
  const answer = await h.call('POST', `/api/v1/organizations/${id}/imports?fileName=first-file`, token, undefined, {
    payload: `Hardware Hash\n${testHash(3)}\n`,
    headers: { 'content-type': 'text/csv' },
  })
  assert.equal(answer.statusCode, 202, answer.payload)
  return answer.body.id
}

/** The certificate of a device that was released. */
async function addCertificate(h: Harness, { id, token }: Member): Promise<string> {
  const base = `/api/v1/tenants/${id}`
  const devices = [{ hardwareHash: testHash(9) }]
  const { body: registered } = await h.call('POST', `${base}/registrations`, token, { devices })
  const { deviceId } = registered.results[0]
  await h.call('DELETE', `${base}/devices/${deviceId}`, token)
  const { body } = await h.call('POST', `${base}/release-certificates`, token, { deviceIds: [deviceId] })
  return body.items[0].certificate.id
}

/** An order of a partner, with a device that the registry knows nothing of. */
async function addOrder(h: Harness, { id }: Member, partner: Member): Promise<Ids> {
  const made = await h.call('POST', `/api/v1/tenants/${id}/order-transactions`, partner.token, {
    transactionId: 'first-transaction',
    verb: 'enrol',
    order: { number: 'first-order', purchaseOrder: 'first-po' },
    devices: [{ productKeyId: '1' }],
  })
  assert.equal(made.statusCode, 202, made.payload)
  return { orderTransactionId: made.body.id, orderId: made.body.orderId }
}

/** An identity provider, which nobody asks. */
async function addProvider(h: Harness, { id }: Member): Promise<string> {
  const input = { label: 'first-provider', issuer: 'https://login.first.example', clientId: 'first-client' }
  return (await createIdentityProvider(h.registry, systemPrincipal, id, input, async () => undefined)).id
}

/** A request that lies at the maker's desk. */
async function addDeskRequest(h: Harness, { id, token }: Member, makerId: string): Promise<string> {
  const base = `/api/v1/tenants/${id}/desk-requests`
  const input = {
    makerId,
    kind: 'register',
    domain: 'first.example',
    serialNumbers: [testSerial(2)],
    note: 'first-note',
  }
  const request = await made(h, 'POST', base, token, input)
  const headers = { 'content-type': 'application/pdf' }
  const sent = await h.call('PUT', `${base}/${request.id}/proof`, token, undefined, { payload: makePdf(), headers })
  assert.equal(sent.statusCode, 200, sent.payload)
  await made(h, 'POST', `${base}/${request.id}/submit`, token)
  await made(h, 'POST', `${base}/${request.id}/messages`, token, { text: 'first-message' })
  return request.id
}

/** A session of the person, as a browser would have it. */
async function addSession(h: Harness, { id: organizationId, personId }: Member): Promise<string> {
  const person = { organizationId, personId }
  const secret = await openSession(h.registry, {
    person,
    people: [person],
    amr: ['pwd'],
    at: h.registry.now(),
    address: '192.0.2.1',
    userAgent: 'first-browser',
  })
  return String((await readSession(h.registry, secret))?.sessionId)
}

/** A webhook whose receiver is not there, with a delivery. */
async function addWebhook(h: Harness, { id, token }: Member): Promise<Ids> {
  const list = `/api/v1/organizations/${id}/webhooks`
  const input = { name: 'first-hook', url: 'https://first.example/hook', events: ['webhook.secret-rotated'] }
  const { id: webhookId } = await made(h, 'POST', list, token, input)
  await made(h, 'POST', `${list}/${webhookId}/secret`, token, {})
  const receiver = testReceiver()
  receiver.always({ problem: 'first-problem' })
  await deliverDue(h.registry, receiver)
  const deliveries = await h.call('GET', `${list}/${webhookId}/deliveries`, token)
  return { webhookId, deliveryId: deliveries.body.items[0].id }
}

/** A tenant that has one of everything, a partner with its consent, and a maker; with all their ids. */
export async function addFirstTenant(
  h: Harness,
): Promise<{ tenant: Member; ids: Ids; makerIds: Ids; linkCode: string }> {
  const tenant = await addTenant(h, 'first.example')
  const organization = `/api/v1/organizations/${tenant.id}`
  const tokens = `${organization}/people/${tenant.personId}/tokens`
  const partner = await addPartner(h, 'first-partner')
  const consent = await made(h, 'POST', '/api/v1/consents', partner.token, { tenantId: tenant.id })
  await made(h, 'POST', `/api/v1/consents/${consent.id}/grant`, tenant.token, {})
  // Before the delegation: with it the partner's person acts for the tenant.
  const order = await addOrder(h, tenant, partner)
  const delegation = await made(h, 'POST', '/api/v1/delegations', tenant.token, {
    partnerId: partner.id,
    permissions: ['device.read'],
    expiresAt: new Date(h.registry.now() + 86_400_000).toISOString(),
    reason: 'first-reason',
  })
  const use = `/api/v1/delegations/${delegation.id}/members/person/${partner.personId}`
  await h.call('PUT', use, partner.token, {})
  const { linkCode, ...makerIds } = await addMaker(h)
  const deskRequestId = await addDeskRequest(h, tenant, makerIds['partnerId'] as string)
  const application = (
    await h.call('POST', `${organization}/applications`, tenant.token, { name: 'first-app', roles: [] })
  ).body as { id: string; credentials: { id: string }[] }
  const ids = {
    tenantId: tenant.id,
    organizationId: tenant.id,
    personId: tenant.personId,
    tokenId: (await made(h, 'POST', tokens, tenant.token, { name: 'first-token' })).id,
    applicationId: application.id,
    credentialId: application.credentials[0]?.id as string,
    roleName: (
      await made(h, 'POST', `${organization}/roles`, tenant.token, { name: 'first-role', permissions: ['device.read'] })
    ).name as string,
    sessionId: await addSession(h, tenant),
    consentId: consent.id,
    delegationId: delegation.id,
    submissionId: (
      await made(h, 'POST', `/api/v1/tenants/${tenant.id}/submissions`, tenant.token, {
        device: { hardwareHash: testHash(3), groupTag: 'first-submitted' },
      })
    ).id,
    subjectKind: 'person',
    subjectId: partner.personId,
    actionId: (
      await made(h, 'POST', `/api/v1/tenants/${tenant.id}/device-actions`, tenant.token, {
        kind: 'release',
        filter: {},
      })
    ).id,
    importId: await addImport(h, tenant),
    certificateId: await addCertificate(h, tenant),
    providerId: await addProvider(h, tenant),
    ...(await addWebhook(h, tenant)),
    ...order,
    deskRequestId,
    ...(await addDevice(h, tenant)),
    ...(await addProfile(h, tenant)),
  }
  return { tenant, ids, makerIds, linkCode }
}
