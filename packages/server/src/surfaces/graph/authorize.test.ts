import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '@hailport/registry'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addPerson, addTenant } from '../../testing/people.ts'
import { versions } from './model.ts'
import { graphRoutes } from './routes.ts'
import { graphCall } from './testing/graph-client.ts'

let h: Harness
let powerless: string
let outsiders: string[]

before(async () => {
  h = await startHarness()
  const tenant = await addTenant(h, 'contoso.example')
  powerless = (await addPerson(h, tenant.id, 'nobody@contoso.example', [])).token
  outsiders = [(await addPartner(h, 'tailwind')).token, h.operator]
})
after(() => h.close())

const operations = graphRoutes.flatMap(({ method, path, scopes, versions: own = versions }) =>
  own.map(version => ({
    method,
    scopes,
    url: `/${version}/${path.replaceAll(/\{\w+\}/g, () => newId())}`,
    body: method === 'GET' || method === 'DELETE' ? undefined : {},
  })),
)

test('every operation needs a credential, a tenant, and one of the permissions that it names', async () => {
  assert.ok(operations.length >= 4)
  for (const { method, url, body, scopes } of operations) {
    assert.ok(scopes.length > 0, url)
    const call = (token?: string) => graphCall(h, method, url, token, body)
    assert.equal((await call()).statusCode, 401, url)
    for (const token of outsiders) assert.equal((await call(token)).statusCode, 403, url)
    const refused = await call(powerless)
    assert.equal(refused.statusCode, 403, url)
    assert.ok(refused.body.error.message.includes(scopes.join(', ')), url)
  }
})
