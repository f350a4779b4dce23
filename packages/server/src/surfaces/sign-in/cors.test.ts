import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member
const page = 'https://app.example'

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
})
after(() => h.close())

async function client(kind: 'public' | 'confidential'): Promise<string> {
  const input = { name: kind, roles: [], client: kind, redirectUris: [`${page}/signed-in`] }
  return (await h.call('POST', `/api/v1/organizations/${tenant.id}/applications`, tenant.token, input)).body.id
}

const path = '/contoso.example/oauth2/v2.0/token'
const call = (method: string, origin: string, more: object = {}, url = path) =>
  h.call(method, url, undefined, undefined, { ...more, headers: { origin, ...(more as { headers?: object }).headers } })

/** Asks for a token with a code that is none, as a page of an origin does. */
const redeem = (clientId: string, origin: string) =>
  call('POST', origin, {
    payload: new URLSearchParams({ grant_type: 'authorization_code', client_id: clientId, code: 'x' }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

test('a preflight is answered alike for every origin and organization, and allows a POST only', async () => {
  const headers = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
  for (const [origin, url] of [
    [page, path],
    ['https://stranger.example', path],
    [page, '/nobody.example/oauth2/token'],
  ] as const) {
    const answer = await call('OPTIONS', origin, { headers }, url)
    assert.equal(answer.statusCode, 204, answer.payload)
    assert.equal(answer.headers['access-control-allow-origin'], origin)
    assert.equal(answer.headers['access-control-allow-methods'], 'POST')
    assert.equal(answer.headers['access-control-allow-headers'], 'content-type')
    assert.equal(answer.headers['access-control-allow-credentials'], undefined)
  }
  const other = await call('OPTIONS', page, { headers: { 'access-control-request-method': 'DELETE' } })
  assert.equal(other.headers['access-control-allow-origin'], undefined)
})

test('a token answer can be read by pages of the origins that a public client has registered, by nobody else', async () => {
  const allowed = async (clientId: string, origin: string) => {
    const answer = await redeem(clientId, origin)
    assert.equal(answer.statusCode, 400, answer.payload)
    return answer.headers['access-control-allow-origin']
  }
  const open = await client('public')
  assert.equal(await allowed(open, page), page)
  assert.equal(await allowed(open, 'https://stranger.example'), undefined)
  assert.equal(await allowed(open, 'null'), undefined)
  const secret = await redeem(await client('confidential'), page)
  assert.equal(secret.headers['access-control-allow-origin'], undefined)
})

test('what everybody may know, every page may read', async () => {
  for (const url of ['/contoso.example/v2.0/.well-known/openid-configuration', '/contoso.example/discovery/v2.0/keys'])
    assert.equal((await call('GET', page, {}, url)).headers['access-control-allow-origin'], '*', url)
})
