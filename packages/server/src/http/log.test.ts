import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testHash } from '../testing/devices.ts'
import { startHarness } from '../testing/harness.ts'
import { addPartner, addTenant } from '../testing/people.ts'

test('the log tells what happened and keeps secrets out', async () => {
  const h = await startHarness()
  const tenant = await addTenant(h, 'contoso.example')
  const partner = await addPartner(h, 'reseller')
  const secrets = [h.operator, tenant.token, testHash(1)]
  const tokens = `/api/v1/organizations/${tenant.id}/people/${tenant.personId}/tokens`
  secrets.push((await h.call('POST', tokens, tenant.token, { name: 'x' })).body.secret)
  const applications = `/api/v1/organizations/${tenant.id}/applications`
  const app = (await h.call('POST', applications, tenant.token, { name: 'x', roles: [] })).body
  const answer = await h.call('POST', `/${tenant.id}/oauth2/v2.0/token`, undefined, undefined, {
    payload: `grant_type=client_credentials&client_id=${app.id}&client_secret=${app.secret}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: 'session=cookie-secret' },
  })
  secrets.push(app.secret, answer.body.access_token, 'cookie-secret')
  const link = (await h.call('GET', `/api/v1/partners/${partner.id}/consent-link`, partner.token)).body.code
  await h.call('GET', `/api/v1/consent-links/${link}`, tenant.token)
  secrets.push(link)
  await h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: testHash(1) })
  await h.call('POST', '/device/v1/resolve', undefined, { hardwareHash: `${testHash(1).slice(0, 100)}!` })
  await h.call('POST', `/api/v1/tenants/${tenant.id}/registrations`, tenant.token, {
    devices: [{ hardwareHash: testHash(1) }],
  })
  await h.call('GET', `/api/v1/me?access_token=query-secret`, tenant.token)
  secrets.push('query-secret', testHash(1).slice(0, 100))
  h.app.log.info({ authorization: 'Bearer direct-secret', request: { hardwareHash: testHash(1) } }, 'careless')
  secrets.push('direct-secret')
  await h.close()

  const log = h.log.join('')
  assert.ok(h.log.length > 10)
  for (const secret of secrets) assert.ok(secret.length > 5 && !log.includes(secret), secret.slice(0, 12))
  const line = h.log.map(text => JSON.parse(text)).find(entry => entry.route === '/api/v1/consent-links/:code')
  assert.equal(line.status, 200)
  assert.equal(line.actor, tenant.personId)
  assert.ok(line.requestId)
  // A first boot that was answered has its trace in the store; one that failed has nothing else.
  const boots = h.log.map(text => JSON.parse(text)).filter(entry => entry.route === '/device/v1/resolve')
  assert.deepEqual(
    boots.map(entry => entry.status),
    [400],
  )
  assert.ok(boots[0].requestId)
})
