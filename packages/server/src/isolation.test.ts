import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { testHash, testSerial } from './testing/devices.ts'
import { addFirstTenant, type Ids } from './testing/first-tenant.ts'
import { type Answer, type Harness, isGraphRoute, startHarness } from './testing/harness.ts'
import { addPartner, addTenant, type Member } from './testing/people.ts'

/** How to call a route: with these, ids aside. */
interface Call {
  readonly body?: unknown
  readonly query?: string
  readonly contentType?: string
}

const profile = { displayName: 'p' }
const target = { target: { kind: 'allDevices' } }
const devices = { deviceIds: [newId()] }
const ndjson = { body: '{"productKeyId":"1"}', contentType: 'application/x-ndjson' }

/** Routes that name something of one organization. */
const scoped: Record<string, Call> = {
  'GET /api/v1/tenants/:tenantId': {},
  'PATCH /api/v1/tenants/:tenantId': { body: { importRows: null } },
  'GET /api/v1/partners/:partnerId/consent-link': {},
  'POST /api/v1/organizations/:organizationId/people': { body: { email: 'a@b.example', name: 'a', roles: [] } },
  'GET /api/v1/organizations/:organizationId/people': {},
  'GET /api/v1/organizations/:organizationId/people/:personId': {},
  'PATCH /api/v1/organizations/:organizationId/people/:personId': { body: { disabled: true } },
  'DELETE /api/v1/organizations/:organizationId/people/:personId': {},
  'POST /api/v1/organizations/:organizationId/people/:personId/sign-in-link': { body: {} },
  'GET /api/v1/organizations/:organizationId/people/:personId/sign-in-link': {},
  'DELETE /api/v1/organizations/:organizationId/people/:personId/sign-in-link': {},
  'GET /api/v1/organizations/:organizationId/people/:personId/sign-in': {},
  'POST /api/v1/organizations/:organizationId/people/:personId/unlock': {},
  'GET /api/v1/organizations/:organizationId/people/:personId/sessions': {},
  'DELETE /api/v1/organizations/:organizationId/people/:personId/sessions': {},
  'DELETE /api/v1/organizations/:organizationId/people/:personId/sessions/:sessionId': {},
  'GET /api/v1/organizations/:organizationId/people/:personId/applications': {},
  'DELETE /api/v1/organizations/:organizationId/people/:personId/applications/:applicationId': {},
  'GET /api/v1/organizations/:organizationId/sign-in-policy': {},
  'PUT /api/v1/organizations/:organizationId/sign-in-policy': { body: { secondFactor: 'optional' } },
  'GET /api/v1/organizations/:organizationId/identity-providers': {},
  'POST /api/v1/organizations/:organizationId/identity-providers': {
    body: { label: 'x', clientId: 'x', issuer: 'https://login.example/x' },
  },
  'GET /api/v1/organizations/:organizationId/identity-providers/:providerId': {},
  'POST /api/v1/organizations/:organizationId/identity-providers/:providerId/check': {},
  'PATCH /api/v1/organizations/:organizationId/identity-providers/:providerId': { body: { label: 'x' } },
  'DELETE /api/v1/organizations/:organizationId/identity-providers/:providerId': {},
  'GET /api/v1/organizations/:organizationId/people/:personId/external-identities': {},
  'POST /api/v1/organizations/:organizationId/people/:personId/external-identities': {
    body: { providerId: newId(), subject: 'x' },
  },
  'DELETE /api/v1/organizations/:organizationId/people/:personId/external-identities/:providerId': {},
  'POST /api/v1/organizations/:organizationId/people/:personId/tokens': { body: { name: 'a' } },
  // Lists tokens by person: for a person of nobody the list is empty, as for one without tokens.
  'GET /api/v1/organizations/:organizationId/people/:personId/tokens': {},
  'DELETE /api/v1/organizations/:organizationId/people/:personId/tokens/:tokenId': {},
  'POST /api/v1/organizations/:organizationId/applications': { body: { name: 'a', roles: [] } },
  'GET /api/v1/organizations/:organizationId/applications': {},
  'GET /api/v1/organizations/:organizationId/applications/:applicationId': {},
  'PATCH /api/v1/organizations/:organizationId/applications/:applicationId': { body: { name: 'a', roles: [] } },
  'POST /api/v1/organizations/:organizationId/applications/:applicationId/credentials': { body: { kind: 'secret' } },
  'DELETE /api/v1/organizations/:organizationId/applications/:applicationId/credentials/:credentialId': {},
  'DELETE /api/v1/organizations/:organizationId/applications/:applicationId': {},
  'GET /api/v1/organizations/:organizationId/roles': {},
  'POST /api/v1/organizations/:organizationId/roles': { body: { name: 'second-role', permissions: ['device.read'] } },
  'GET /api/v1/organizations/:organizationId/roles/:roleName': {},
  'PATCH /api/v1/organizations/:organizationId/roles/:roleName': { body: { description: 'x' } },
  'DELETE /api/v1/organizations/:organizationId/roles/:roleName': {},
  'GET /api/v1/organizations/:organizationId/journal': {},
  'GET /api/v1/organizations/:organizationId/webhooks': {},
  'POST /api/v1/organizations/:organizationId/webhooks': { body: { name: 'a', url: 'https://a.example' } },
  'GET /api/v1/organizations/:organizationId/webhooks/:webhookId': {},
  'PATCH /api/v1/organizations/:organizationId/webhooks/:webhookId': { body: { state: 'paused' } },
  'DELETE /api/v1/organizations/:organizationId/webhooks/:webhookId': {},
  'POST /api/v1/organizations/:organizationId/webhooks/:webhookId/secret': { body: {} },
  'POST /api/v1/organizations/:organizationId/webhooks/:webhookId/test': {},
  'POST /api/v1/organizations/:organizationId/webhooks/:webhookId/replay': { body: { failed: true } },
  'GET /api/v1/organizations/:organizationId/webhooks/:webhookId/deliveries': {},
  'GET /api/v1/organizations/:organizationId/webhooks/:webhookId/deliveries/:deliveryId': {},
  'POST /api/v1/organizations/:organizationId/webhooks/:webhookId/deliveries/:deliveryId/replay': {},
  'POST /api/v1/organizations/:organizationId/webhooks/:webhookId/deliveries/:deliveryId/skip': {},
  'GET /api/v1/organizations/:organizationId/counts': {},
  'GET /api/v1/jobs/:jobId': {},
  'POST /api/v1/jobs/:jobId/run': { body: {} },
  'GET /api/v1/organizations/:organizationId/daily-counts': { query: '?kind=rejections' },
  'GET /api/v1/consents/:consentId': {},
  'DELETE /api/v1/links/:partnerId': {},
  'POST /api/v1/consents/:consentId/grant': { body: {} },
  'POST /api/v1/consents/:consentId/decline': { body: {} },
  'POST /api/v1/consents/:consentId/revoke': { body: {} },
  'POST /api/v1/consents/:consentId/cancel': { body: {} },
  'PATCH /api/v1/consents/:consentId': { body: { limits: { deviceLimit: 5 } } },
  'GET /api/v1/delegations/:delegationId': {},
  'POST /api/v1/delegations/:delegationId/grant': { body: {} },
  'POST /api/v1/delegations/:delegationId/decline': { body: {} },
  'POST /api/v1/delegations/:delegationId/end': { body: {} },
  'PATCH /api/v1/delegations/:delegationId': { body: { permissions: ['device.read'] } },
  'GET /api/v1/delegations/:delegationId/members': {},
  'PUT /api/v1/delegations/:delegationId/members/:subjectKind/:subjectId': { body: {} },
  'DELETE /api/v1/delegations/:delegationId/members/:subjectKind/:subjectId': {},
  'POST /api/v1/partners/:partnerId/build-reports': ndjson,
  'GET /api/v1/partners/:partnerId/build-reports': {},
  'GET /api/v1/partners/:partnerId/build-reports/:reportId': {},
  'GET /api/v1/partners/:partnerId/build-reports/:reportId/rows': {},
  'GET /api/v1/partners/:partnerId/factory-records': {},
  'GET /api/v1/partners/:partnerId/factory-records/:recordId': {},
  'POST /api/v1/partners/:partnerId/line-stations': {
    body: { name: 'a', publicKey: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } },
  },
  'GET /api/v1/partners/:partnerId/line-stations': {},
  'GET /api/v1/partners/:partnerId/line-stations/:stationId': {},
  'PATCH /api/v1/partners/:partnerId/line-stations/:stationId': { body: { name: 'x' } },
  'POST /api/v1/partners/:partnerId/line-stations/:stationId/revoke': { body: { reason: 'x' } },
  'POST /api/v1/partners/:partnerId/line-reports': { body: { entries: ['x'] } },
  'GET /api/v1/partners/:partnerId/line-records': {},
  'POST /api/v1/organizations/:organizationId/imports': { body: 'Serial\nA\n', contentType: 'text/csv' },
  'GET /api/v1/organizations/:organizationId/imports': {},
  'GET /api/v1/organizations/:organizationId/imports/:importId': {},
  'PATCH /api/v1/organizations/:organizationId/imports/:importId': { body: { delimiter: ';' } },
  'GET /api/v1/organizations/:organizationId/imports/:importId/rows': {},
  'GET /api/v1/organizations/:organizationId/imports/:importId/customers': {},
  'GET /api/v1/organizations/:organizationId/imports/:importId/result': {},
  'POST /api/v1/organizations/:organizationId/imports/:importId/start': { body: {} },
  'POST /api/v1/organizations/:organizationId/imports/:importId/cancel': { body: {} },
  'POST /api/v1/tenants/:tenantId/registrations': { body: { devices: [{ productKeyId: '1' }] } },
  'POST /api/v1/tenants/:tenantId/batches': ndjson,
  'GET /api/v1/tenants/:tenantId/batches': {},
  'GET /api/v1/tenants/:tenantId/batches/:batchId': {},
  'GET /api/v1/tenants/:tenantId/batches/:batchId/results': {},
  'POST /api/v1/tenants/:tenantId/batches/:batchId/answer': { body: { answer: 'accepted' } },
  'POST /api/v1/tenants/:tenantId/order-transactions': {
    body: { transactionId: 'T-1', verb: 'return', order: { number: 'first-order' }, confirmationToken: 'x' },
  },
  'POST /api/v1/tenants/:tenantId/order-transactions/uploads': {
    query: '?transactionId=walk&number=walk',
    body: JSON.stringify({ hardwareHash: testHash(78) }),
    contentType: 'application/x-ndjson',
  },
  'POST /api/v1/tenants/:tenantId/order-transactions/uploads/dry-runs': {
    query: '?number=walk',
    body: JSON.stringify({ hardwareHash: testHash(78) }),
    contentType: 'application/x-ndjson',
  },
  'GET /api/v1/tenants/:tenantId/order-transactions': {},
  'GET /api/v1/tenants/:tenantId/order-transactions/:orderTransactionId': {},
  'GET /api/v1/tenants/:tenantId/order-transactions/:orderTransactionId/items': {},
  'GET /api/v1/tenants/:tenantId/order-transactions/:orderTransactionId/items.csv': {},
  'GET /api/v1/tenants/:tenantId/orders': {},
  'GET /api/v1/tenants/:tenantId/orders/:orderId': {},
  'GET /api/v1/tenants/:tenantId/orders/:orderId/devices': {},
  'GET /api/v1/tenants/:tenantId/orders/:orderId/devices.csv': {},
  'GET /api/v1/tenants/:tenantId/orders/:orderId/device-counts': {},
  'GET /api/v1/tenants/:tenantId/devices': {},
  'GET /api/v1/tenants/:tenantId/devices/:deviceId': {},
  'PATCH /api/v1/tenants/:tenantId/devices/:deviceId': { body: { groupTag: 'x' } },
  'DELETE /api/v1/tenants/:tenantId/devices/:deviceId': { query: '?reason=x' },
  'POST /api/v1/tenants/:tenantId/devices/search': { body: { serialNumbers: [testSerial(1)] } },
  'GET /api/v1/tenants/:tenantId/devices.csv': {},
  'GET /api/v1/tenants/:tenantId/device-counts': {},
  'GET /api/v1/tenants/:tenantId/model-counts': {},
  'POST /api/v1/tenants/:tenantId/device-actions': { body: { kind: 'release', filter: {} } },
  'POST /api/v1/tenants/:tenantId/device-actions/uploads': {
    query: '?kind=release',
    body: '{"serialNumber":"1"}',
    contentType: 'application/x-ndjson',
  },
  'GET /api/v1/tenants/:tenantId/device-actions': {},
  'GET /api/v1/tenants/:tenantId/device-actions/:actionId': {},
  'GET /api/v1/tenants/:tenantId/device-actions/:actionId/receipt': {},
  'GET /api/v1/tenants/:tenantId/device-actions/:actionId/rows': {},
  'GET /api/v1/tenants/:tenantId/device-actions/:actionId/rows.csv': {},
  'POST /api/v1/tenants/:tenantId/device-actions/:actionId/confirm': { body: { token: 'x' } },
  'POST /api/v1/tenants/:tenantId/device-actions/:actionId/undo': { body: {} },
  'DELETE /api/v1/tenants/:tenantId/device-actions/:actionId': {},
  'GET /api/v1/tenants/:tenantId/released-devices': {},
  'GET /api/v1/tenants/:tenantId/release-certificates': {},
  'POST /api/v1/tenants/:tenantId/release-certificates': {
    body: { deviceIds: ['00000000-0000-7000-8000-000000000000'] },
  },
  'DELETE /api/v1/tenants/:tenantId/release-certificates/:certificateId': {},
  'GET /api/v1/tenants/:tenantId/released-devices/:deviceId': {},
  'POST /api/v1/tenants/:tenantId/released-devices/:deviceId/restore': { body: {} },
  'DELETE /api/v1/tenants/:tenantId/released-devices/:deviceId': {},
  'GET /api/v1/tenants/:tenantId/devices/:deviceId/boot-answer': {},
  'GET /api/v1/tenants/:tenantId/devices/:deviceId/journal': {},
  'POST /api/v1/tenants/:tenantId/submissions': { body: { device: { hardwareHash: testHash(77) } } },
  'GET /api/v1/tenants/:tenantId/submissions': {},
  'GET /api/v1/tenants/:tenantId/submissions/:submissionId': {},
  'POST /api/v1/tenants/:tenantId/submissions/:submissionId/approve': { body: {} },
  'POST /api/v1/tenants/:tenantId/submissions/:submissionId/refuse': { body: { reason: 'x' } },
  'POST /api/v1/tenants/:tenantId/desk-requests': {
    body: { makerId: newId(), kind: 'register', domain: 'first.example', serialNumbers: ['1'] },
  },
  'GET /api/v1/tenants/:tenantId/desk-requests': {},
  'GET /api/v1/tenants/:tenantId/desk-requests/:deskRequestId': {},
  'GET /api/v1/tenants/:tenantId/desk-requests/:deskRequestId/devices': {},
  'GET /api/v1/tenants/:tenantId/desk-requests/:deskRequestId/messages': {},
  'POST /api/v1/tenants/:tenantId/desk-requests/:deskRequestId/messages': { body: { text: 'x' } },
  'GET /api/v1/tenants/:tenantId/desk-requests/:deskRequestId/proof': {},
  'PUT /api/v1/tenants/:tenantId/desk-requests/:deskRequestId/proof': { body: '%PDF', contentType: 'application/pdf' },
  'POST /api/v1/tenants/:tenantId/desk-requests/:deskRequestId/submit': {},
  'POST /api/v1/tenants/:tenantId/desk-requests/:deskRequestId/withdraw': { body: {} },
  'POST /api/v1/tenants/:tenantId/desk-requests/:deskRequestId/hashes': {},
  'GET /api/v1/partners/:partnerId/desk-requests': {},
  'GET /api/v1/partners/:partnerId/desk-requests/:deskRequestId': {},
  'GET /api/v1/partners/:partnerId/desk-requests/:deskRequestId/devices': {},
  'GET /api/v1/partners/:partnerId/desk-requests/:deskRequestId/messages': {},
  'POST /api/v1/partners/:partnerId/desk-requests/:deskRequestId/messages': { body: { text: 'x' } },
  'GET /api/v1/partners/:partnerId/desk-requests/:deskRequestId/proof': {},
  'POST /api/v1/partners/:partnerId/desk-requests/:deskRequestId/take': {},
  'POST /api/v1/partners/:partnerId/desk-requests/:deskRequestId/decisions': {
    body: { decisions: [{ serialNumber: testSerial(2), approve: true }] },
  },
  'POST /api/v1/partners/:partnerId/desk-requests/:deskRequestId/offer-hashes': {},
  'GET /api/v1/partners/:partnerId/directory-entry': {},
  'PUT /api/v1/partners/:partnerId/directory-entry': { body: { services: [], regions: ['DE'] } },
  'POST /api/v1/directory-entries/:partnerId/publish': { body: { writtenAt: '2031-01-31T12:00:00Z' } },
  'POST /api/v1/directory-entries/:partnerId/withdraw': {},
  'GET /api/v1/tenants/:tenantId/conflicts': {},
  'POST /api/v1/tenants/:tenantId/conflicts/:conflictId/dismiss': { body: {} },
  'GET /api/v1/tenants/:tenantId/boot-traces': {},
  'GET /api/v1/tenants/:tenantId/boot-traces/:correlationId': {},
  'POST /api/v1/tenants/:tenantId/profiles': { body: profile },
  'GET /api/v1/tenants/:tenantId/profiles': {},
  'GET /api/v1/tenants/:tenantId/profiles/:profileId': {},
  'PATCH /api/v1/tenants/:tenantId/profiles/:profileId': { body: profile },
  'DELETE /api/v1/tenants/:tenantId/profiles/:profileId': {},
  'GET /api/v1/tenants/:tenantId/profiles/:profileId/offline-profile': {},
  'POST /api/v1/tenants/:tenantId/profiles/:profileId/assignments': { body: target },
  'GET /api/v1/tenants/:tenantId/profiles/:profileId/assignments': {},
  'GET /api/v1/tenants/:tenantId/profiles/:profileId/assignments/:assignmentId': {},
  'PATCH /api/v1/tenants/:tenantId/profiles/:profileId/assignments/:assignmentId': { body: target },
  'DELETE /api/v1/tenants/:tenantId/profiles/:profileId/assignments/:assignmentId': {},
  'POST /api/v1/tenants/:tenantId/profiles/:profileId/assign': { body: devices },
  'POST /api/v1/tenants/:tenantId/profiles/:profileId/unassign': { body: devices },
  'GET /api/v1/tenants/:tenantId/profile-counts': {},
  'POST /api/v1/tenants/:tenantId/profile-previews': { body: {} },
  'GET /api/v1/tenants/:tenantId/profile-assignments': {},
  'GET /api/v1/tenants/:tenantId/devices/:deviceId/effective-profile': {},
  'POST /api/v1/tenants/:tenantId/groups': { body: { displayName: 'g' } },
  'GET /api/v1/tenants/:tenantId/groups': {},
  'GET /api/v1/tenants/:tenantId/groups/:groupId': {},
  'PATCH /api/v1/tenants/:tenantId/groups/:groupId': { body: { displayName: 'g' } },
  'DELETE /api/v1/tenants/:tenantId/groups/:groupId': {},
  'POST /api/v1/tenants/:tenantId/groups/:groupId/members': { body: devices },
  'POST /api/v1/tenants/:tenantId/groups/:groupId/members/remove': { body: devices },
}

/** Routes whose answer depends on the caller alone. */
const own: Record<string, Call> = {
  'GET /api/v1/me': {},
  'GET /oidc/userinfo': {},
  'GET /api/v1/me/profile': {},
  'PATCH /api/v1/me/profile': { body: { name: 'own' } },
  'POST /api/v1/tenants': { body: { name: 'first', domain: 'first.example' } },
  'GET /api/v1/tenants': { query: '?domain=first.example' },
  'POST /api/v1/partners': { body: { name: 'a', kind: 'oem' } },
  'GET /api/v1/consents': {},
  'GET /api/v1/customers': {},
  'GET /api/v1/batches': {},
  'GET /api/v1/held-batches': {},
  'GET /api/v1/links': {},
  'GET /api/v1/permissions': {},
  'GET /api/v1/webhook-events': {},
  'GET /api/v1/delegations': {},
  'GET /api/v1/directory-entries': {},
  'GET /api/v1/me/tenants': {},
  'GET /api/v1/me/devices': {},
  'GET /api/v1/orders': {},
  'GET /api/v1/jobs': {},
  'GET /api/v1/registry/state': {},
  'GET /api/v1/registry/storage': {},
  'GET /api/v1/registry/webhooks': {},
  'GET /api/v1/registry/webhook-counts': {},
  'GET /api/v1/registry/settings': {},
  'GET /api/v1/signing-keys': {},
  'POST /api/v1/signing-keys': { body: { when: 'later' } },
}

/** Tested one by one below, or open to everybody who is signed in: who takes part as a partner is no secret. */
const other = [
  'POST /api/v1/consents',
  'POST /api/v1/delegations',
  'POST /api/v1/tenants/:tenantId/validations',
  'GET /api/v1/partners',
  'GET /api/v1/partners/:partnerId',
  'PATCH /api/v1/partners/:partnerId',
  'PUT /api/v1/links/:partnerId',
  'GET /api/v1/consent-links/:code',
  'POST /api/v1/consent-links/:code/grant',
  'POST /api/v1/consent-links/:code/decline',
]

const isPublic = (route: string) =>
  /^(HEAD,)?(GET|POST|OPTIONS) (\/:organization\/|\/(?:sign-in|account|console|consent|participants|device-status|certificates|invitation|sign-out|signed-out|devicelogin)(?:\/|$)|\/healthz$|\/readyz$|\/errors\/|\/device\/v1\/resolve$|\/api\/v1\/(docs|errors|limits|participants|device-status|certificates|openapi\.json))/.test(
    route,
  )

/** The contract of Partner Center has a walk of its own beside it. */
const isContract = (route: string) => / \/v1\//.test(route)

let h: Harness
let ids: Ids
let outsiders: Record<'tenant' | 'partner' | 'maker' | 'operator', Member>
const marks = ['first.example', 'first-', testSerial(1), testSerial(2)]

before(async () => {
  h = await startHarness()
  const first = await addFirstTenant(h)
  const { body: jobs } = await h.call('GET', '/api/v1/jobs', h.operator)
  ids = { ...first.makerIds, ...first.ids, jobId: jobs.items[0].id }
  outsiders = {
    tenant: await addTenant(h, 'second.example'),
    partner: await addPartner(h, 'second-partner'),
    maker: await addPartner(h, 'second-maker', 'oem'),
    operator: { id: '', personId: '', token: h.operator },
  }
})
after(() => h.close())

function send(route: string, by: Member, params: Ids, call: Call): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => {
    assert.ok(params[name], `${route}: the walk has no ${name}`)
    return params[name]
  })
  const headers = call.contentType === undefined ? {} : { 'content-type': call.contentType }
  return h.call(method, path + (call.query ?? ''), by.token, call.body, { headers })
}

/** An answer without what differs from request to request. */
function essence(answer: Answer, params: Ids): string {
  let text = answer.payload.replaceAll(String(answer.headers['x-request-id']), 'REQUEST')
  for (const [name, id] of Object.entries(params)) text = text.replaceAll(id, name)
  const { date: _date, 'x-request-id': _id, ...headers } = answer.headers
  for (const name of Object.keys(headers)) if (name.startsWith('x-ratelimit-')) delete headers[name]
  return JSON.stringify([answer.statusCode, headers, text])
}

/** Parameters that are no ids. */
const notIds: Ids = { roleName: 'absent-role', subjectKind: 'person' }

const randomIds = (): Ids => Object.fromEntries(Object.keys(ids).map(name => [name, notIds[name] ?? newId()]))

test('the walk knows every route', () => {
  const walked = new Set([...Object.keys(scoped), ...Object.keys(own), ...other])
  const missing = h.app.routeList.filter(
    route => !isPublic(route) && !isContract(route) && !isGraphRoute(route) && !walked.has(route),
  )
  assert.deepEqual(missing, [], 'add the new routes to this test')
  const gone = [...walked].filter(route => !h.app.routeList.includes(route))
  assert.deepEqual(gone, [])
})

test('without a credential every route that is not public answers 401', async () => {
  for (const [route, call] of Object.entries({ ...scoped, ...own })) {
    const answer = await send(route, { id: '', personId: '', token: 'none' }, ids, call)
    assert.equal(answer.statusCode, 401, route)
  }
})

test('what belongs to others answers as what does not exist, and shows nothing of theirs', async () => {
  for (const [name, by] of Object.entries(outsiders))
    for (const [route, call] of Object.entries(scoped)) {
      // Operators manage organizations; only what is inside a tenant or partner is closed to them.
      if (name === 'operator' && !/(tenants|partners)\/:\w+\//.test(route)) continue
      const random = randomIds()
      const existing = await send(route, by, ids, call)
      const absent = await send(route, by, random, call)
      assert.equal(essence(existing, ids), essence(absent, random), `${name}: ${route}`)
      // A partner's list of its own batches is empty for a tenant that it never sent any for.
      assert.ok(existing.statusCode >= 400 || existing.payload === '{"items":[]}', `${name}: ${route}`)
      for (const mark of marks) assert.ok(!existing.payload.includes(mark), `${name}: ${route} shows ${mark}`)
    }
})

test("ids of others under one's own organization answer as ids that do not exist", async () => {
  for (const [name, by] of Object.entries({ ...outsiders, operator: outsiders.tenant })) {
    const mine = { tenantId: by.id, organizationId: by.id, partnerId: by.id }
    for (const [route, call] of Object.entries(scoped)) {
      if (!/\/:\w+\/.*:\w+/.test(route)) continue
      const random = { ...randomIds(), ...mine }
      const existing = await send(route, by, { ...ids, ...mine }, call)
      const absent = await send(route, by, random, call)
      assert.equal(essence(existing, { ...ids, ...mine }), essence(absent, random), `${name}: ${route}`)
      for (const mark of marks) assert.ok(!existing.payload.includes(mark), `${name}: ${route} shows ${mark}`)
    }
  }
})

test('routes that answer for the caller show nothing of others', async () => {
  for (const [name, by] of Object.entries(outsiders)) {
    if (name === 'operator') continue
    for (const [route, call] of Object.entries(own)) {
      const answer = await send(route, by, {}, call)
      for (const mark of marks) assert.ok(!answer.payload.includes(mark), `${name}: ${route} shows ${mark}`)
    }
  }
})

/** Masks every id and time, for answers that make something new each time. */
const shape = (answer: Answer) =>
  JSON.stringify([
    answer.statusCode,
    answer.payload
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'),
  ])

test('a partner cannot find out who is a customer by asking for consent or by sending devices to be held', async () => {
  const by = outsiders.partner
  for (const [exists, absent] of [
    [{ tenantId: ids['tenantId'] }, { tenantId: newId() }],
    [{ domain: 'first.example' }, { domain: 'absnt.example' }],
  ]) {
    const first = await h.call('POST', '/api/v1/consents', by.token, exists)
    const second = await h.call('POST', '/api/v1/consents', by.token, absent)
    assert.equal(shape(first).replace('first.', 'X.'), shape(second).replace('absnt.', 'X.'))
  }
  const hold = { devices: [{ productKeyId: '1' }], onMissingConsent: 'hold' }
  const first = await h.call('POST', `/api/v1/tenants/${ids['tenantId']}/registrations`, outsiders.maker.token, hold)
  const second = await h.call('POST', `/api/v1/tenants/${newId()}/registrations`, outsiders.maker.token, hold)
  assert.equal(first.statusCode, 200)
  assert.equal(shape(first), shape(second))
})

test('a partner without consent learns nothing from asking whether it may register', async () => {
  const devices = [
    { hardwareHash: testHash(1) },
    { productKeyId: '3305001234567' },
    { serialNumber: testSerial(1) },
    {},
  ]
  const ask = (tenantId: string, by: Member, onMissingConsent = 'refuse') =>
    h.call('POST', `/api/v1/tenants/${tenantId}/validations`, by.token, { devices, onMissingConsent })
  const tenantId = String(ids['tenantId'])
  const by = outsiders.partner
  const [there, nowhere] = [await ask(tenantId, by), await ask(newId(), by)]
  assert.deepEqual([there.statusCode, there.body.mayRegister, there.body.code], [200, false, 'consent_missing'])
  assert.equal(shape(there), shape(nowhere))
  assert.equal(shape(await ask(tenantId, by, 'hold')), shape(await ask(newId(), by, 'hold')))
  const refused = ['consent_missing', 'consent_missing', 'missing_identifier', 'missing_identifier']
  assert.deepEqual(
    there.body.results.map((result: { code: string }) => result.code),
    refused,
  )
  for (const other of [outsiders.tenant, outsiders.operator]) assert.equal((await ask(tenantId, other)).statusCode, 404)
  assert.equal((await ask(tenantId, { ...by, token: 'none' })).statusCode, 401)
})

test('a consent link tells who asks, and a wrong one nothing', async () => {
  const wrong = await h.call('GET', '/api/v1/consent-links/wrong', outsiders.tenant.token)
  assert.equal(wrong.statusCode, 404)
  const refused = await h.call('POST', '/api/v1/consent-links/wrong/grant', outsiders.partner.token, {})
  assert.equal(refused.statusCode, 403)
})
