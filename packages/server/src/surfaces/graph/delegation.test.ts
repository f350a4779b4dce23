import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { decodeJwt } from 'jose'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Answer, baseUrl, type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addTenant, type Member } from '../../testing/people.ts'
import { addSignInPerson, goodPassword, Visitor } from '../../testing/visitor.ts'
import { devicesPath } from './testing/graph-scene.ts'

let h: Harness
let tenant: Member
let other: Member
let partner: Member
let ada: string
let client: string
let deviceId: string
let visitor: Visitor
const redirect = 'https://app.example/signed-in'
const verifier = randomBytes(32).toString('base64url')
const code_challenge = createHash('sha256').update(verifier).digest('base64url')
const scope = 'https://graph.microsoft.com/.default offline_access openid'

before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'contoso.example')
  other = await addTenant(h, 'fabrikam.example')
  partner = await addPartner(h, 'msp')
  ada = await addSignInPerson(h, partner.id, 'ada@msp.example', [])
  const made = await h.call('POST', `/api/v1/organizations/${partner.id}/applications`, partner.token, {
    name: 'console',
    roles: [],
    client: 'public',
    redirectUris: [redirect],
  })
  client = made.body.id
  const devices = [{ hardwareHash: testHash(1), groupTag: 'Desk' }]
  const registered = await h.call('POST', `/api/v1/tenants/${tenant.id}/registrations`, tenant.token, { devices })
  deviceId = registered.body.results[0].deviceId
  visitor = new Visitor(h)
  await visitor.open('/sign-in')
  const answer = await visitor.submit('/sign-in', { email: 'ada@msp.example', password: goodPassword })
  assert.equal(answer.statusCode, 303, answer.payload)
})
after(() => h.close())

async function delegate(permissions: string[]): Promise<string> {
  const expiresAt = new Date(h.registry.now() + 86_400_000).toISOString()
  const terms = { partnerId: partner.id, expiresAt, reason: 'Help desk', permissions }
  const { body } = await h.call('POST', '/api/v1/delegations', tenant.token, terms)
  const assigned = await h.call('PUT', `/api/v1/delegations/${body.id}/members/person/${ada}`, partner.token, {})
  assert.equal(assigned.statusCode, 200, assigned.payload)
  return body.id
}

const end = async (id: string) =>
  assert.equal((await h.call('POST', `/api/v1/delegations/${id}/end`, tenant.token, {})).statusCode, 200)

const post = (organization: string, form: Record<string, string>): Promise<Answer> =>
  h.call('POST', `/${organization}/oauth2/v2.0/token`, undefined, undefined, {
    payload: new URLSearchParams({ client_id: client, scope, ...form }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })

/** Asks for a code at the address of an organization, in the browser in which the partner's person is signed in. */
async function authorize(organization: string): Promise<URL> {
  const asked = { client_id: client, redirect_uri: redirect, response_type: 'code', scope, code_challenge }
  const query = new URLSearchParams({ ...asked, code_challenge_method: 'S256' })
  let next = await visitor.request('GET', `/${organization}/oauth2/v2.0/authorize?${query}`)
  for (let n = 0; n < 5; n++) {
    const location = new URL(String(next.headers.location), baseUrl)
    if (location.origin !== baseUrl || location.pathname === '/sign-in') return location
    visitor.page = await visitor.request('GET', location.href.slice(baseUrl.length))
    const action = /action="(\/sign-in\/interaction\/[^"]+)"/.exec(visitor.page.payload)?.[1]
    next = action === undefined ? visitor.page : await visitor.submit(action, { answer: 'allow' })
  }
  assert.fail('no end of redirects')
}

async function redeem(organization: string, url: URL): Promise<Answer> {
  const code = String(url.searchParams.get('code'))
  return post(organization, { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier })
}

const refresh = (organization: string, refresh_token: string) =>
  post(organization, { grant_type: 'refresh_token', refresh_token })

/** A refresh token of the person at its own organization. */
async function atHome(): Promise<string> {
  const answer = await redeem(partner.id, await authorize(partner.id))
  assert.equal(answer.statusCode, 200, answer.payload)
  return answer.body.refresh_token
}

const list = (token: string) => h.call('GET', `/v1.0/${devicesPath}`, token)
const tag = (token: string, groupTag: string) =>
  h.call('POST', `/v1.0/${devicesPath}/${deviceId}/updateDeviceProperties`, token, { groupTag })

test("a partner's person gets tokens for a customer at the customer's token endpoint, with what is delegated and no more", async () => {
  const reading = await delegate(['device.read'])
  const answer = await refresh(tenant.id, await atHome())
  assert.equal(answer.statusCode, 200, answer.payload)
  const claims = decodeJwt(answer.body.access_token)
  assert.deepEqual([claims['tid'], claims.sub, claims['idtyp']], [tenant.id, ada, 'user'])
  assert.equal(claims.iss, `${baseUrl}/${tenant.id}/v2.0`)
  assert.ok(!String(claims['scp']).includes('ReadWrite'), String(claims['scp']))
  const { body } = await list(answer.body.access_token)
  assert.deepEqual(
    body.value.map((each: { serialNumber: string }) => each.serialNumber),
    [testSerial(1)],
  )
  assert.equal((await tag(answer.body.access_token, 'Other')).statusCode, 403)
  assert.equal((await h.call('GET', `/api/v1/tenants/${tenant.id}/devices`, answer.body.access_token)).statusCode, 200)
  const elsewhere = await h.call('GET', `/api/v1/tenants/${other.id}/devices`, answer.body.access_token)
  assert.equal(elsewhere.statusCode, 404)
  await end(reading)
})

test("each act is the person's in the customer's journal; the customer revokes at once", async () => {
  const writing = await delegate(['device.read', 'device.tag', 'device.write'])
  const home = await atHome()
  const { body } = await refresh(tenant.id, home)
  assert.equal((await tag(body.access_token, 'Changed')).statusCode, 204)
  const journal = await h.call(
    'GET',
    `/api/v1/organizations/${tenant.id}/journal?subjectId=${deviceId}&limit=1`,
    tenant.token,
  )
  const [entry] = journal.body.items
  assert.equal(entry.actor.id, ada)
  assert.ok(JSON.stringify(entry).includes(partner.id), 'with its partner')
  await end(writing)
  assert.equal((await list(body.access_token)).statusCode, 401)
  assert.equal((await h.call('GET', '/api/v1/me', body.access_token)).statusCode, 401)
  assert.equal((await refresh(tenant.id, body.refresh_token)).statusCode, 400)
  assert.equal((await refresh(partner.id, body.refresh_token)).statusCode, 200, 'at home it is good as before')
})

test('who is signed in at the partner gets a code at the address of the customer, while rights are delegated', async () => {
  assert.equal((await authorize(tenant.id)).pathname, '/sign-in')
  const reading = await delegate(['device.read'])
  const answer = await redeem(tenant.id, await authorize(tenant.id))
  assert.equal(answer.statusCode, 200, answer.payload)
  assert.equal((await list(answer.body.access_token)).statusCode, 200)
  await end(reading)
})

test('a tenant where nothing is delegated answers as to any token that is not its own', async () => {
  const home = await atHome()
  const shape = ({ statusCode, body }: Answer) => [statusCode, body.error, body.error_codes, body.suberror]
  const foreign = await refresh(tenant.id, home)
  assert.deepEqual(shape(foreign), shape(await refresh(tenant.id, 'of-nobody')))
  assert.deepEqual(shape(foreign), shape(await refresh('nobody.example', home)))
  assert.equal((await refresh(partner.id, home)).statusCode, 200, 'the token was not used up')
})

test('a disabled person of the partner stops at the customer, too', async () => {
  const reading = await delegate(['device.read'])
  const { body } = await refresh(tenant.id, await atHome())
  assert.equal((await list(body.access_token)).statusCode, 200)
  const person = `/api/v1/organizations/${partner.id}/people/${ada}`
  await h.call('PATCH', person, partner.token, { disabled: true })
  assert.equal((await list(body.access_token)).statusCode, 401)
  assert.equal((await refresh(tenant.id, body.refresh_token)).statusCode, 400)
  await h.call('PATCH', person, partner.token, { disabled: false })
  await end(reading)
})
