import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemPrincipal } from '@hailport/registry'
import { sharedRates } from '../../http/shared-rates.ts'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addPerson, addTenant } from '../../testing/people.ts'
import { GraphError } from './errors.ts'
import { graphCall } from './testing/graph-client.ts'
import { makeThrottle } from './throttle.ts'

async function withHarness(options: Parameters<typeof startHarness>[0], work: (h: Harness) => Promise<void>) {
  const h = await startHarness(options)
  try {
    await work(h)
  } finally {
    await h.close()
  }
}

const read = (h: Harness, token: string) => graphCall(h, 'GET', '/v1.0/organization', token)

function assertThrottled(
  { status, body }: { status: number; body: { error: { code: string; innerError: object } } },
  retryAfter: unknown,
) {
  assert.equal(status, 429)
  assert.equal(body.error.code, 'TooManyRequests')
  assert.equal((body.error.innerError as { code: string }).code, '429')
  assert.ok(Number(retryAfter) >= 1 && Number(retryAfter) <= 60, String(retryAfter))
}

test('an application is counted in its tenant, the tenant over all of them', () =>
  withHarness({ graphRates: { appRequests: 2, tenantRequests: 3 } }, async h => {
    const tenant = await addTenant(h, 'contoso.example')
    const second = await addPerson(h, tenant.id, 'second@contoso.example', ['device-reader'])
    const other = await addTenant(h, 'fabrikam.example')
    for (let n = 0; n < 2; n++) assert.equal((await read(h, tenant.token)).statusCode, 200)
    const third = await read(h, tenant.token)
    assertThrottled({ status: third.statusCode, body: third.body }, third.headers['retry-after'])
    // Its own limit is not reached, that of the tenant is.
    assert.equal((await read(h, second.token)).statusCode, 429)
    assert.equal((await read(h, other.token)).statusCode, 200)
    // What belongs to no operation of this API goes on.
    assert.equal((await h.call('GET', '/api/v1/me', tenant.token)).statusCode, 200)
  }))

test('writes have limits of their own, beside those of all requests', () =>
  withHarness({}, async h => {
    const { id, personId } = await addTenant(h, 'contoso.example')
    const rates = { appRequests: 100, appWrites: 2, tenantRequests: 100, tenantWrites: 3 }
    const throttle = makeThrottle(rates, sharedRates(h.registry))
    const principal = (who: string) => ({ ...systemPrincipal, id: who, organization: { kind: 'tenant', id } }) as const
    const write = (who: string) => throttle(principal(who), 'POST')
    write(personId)
    write(personId)
    assert.throws(
      () => write(personId),
      (error: Error) => error instanceof GraphError && error.status === 429,
    )
    throttle(principal(personId), 'GET')
    // The refused one counts too: all applications together have no write left.
    assert.throws(() => write('another'), GraphError)
    throttle(principal('another'), 'GET')
  }))

test('inside a batch each request is counted, and told how long to wait', () =>
  withHarness({ graphRates: { appRequests: 3 } }, async h => {
    const { token } = await addTenant(h, 'contoso.example')
    const requests = ['1', '2', '3', '4'].map(id => ({ id, method: 'GET', url: '/organization' }))
    const { statusCode, body } = await graphCall(h, 'POST', '/v1.0/$batch', token, { requests })
    assert.equal(statusCode, 200)
    assert.deepEqual(
      body.responses.map((one: { status: number }) => one.status),
      [200, 200, 200, 429],
    )
    assertThrottled(body.responses[3], body.responses[3].headers['Retry-After'])
  }))

test('the shared rates speak the language of the contract on these addresses', () =>
  withHarness({ rates: { read: 1 } }, async h => {
    const { token } = await addTenant(h, 'contoso.example')
    assert.equal((await read(h, token)).statusCode, 200)
    const second = await read(h, token)
    assertThrottled({ status: second.statusCode, body: second.body }, second.headers['retry-after'])
  }))
