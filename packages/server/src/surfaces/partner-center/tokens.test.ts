import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Contract, startContract } from '../../testing/contract.ts'

// The token requests of the known clients, for the audiences that they ask for, and the tokens at the contract.

let c: Contract
let form: Record<string, string>

before(async () => {
  c = await startContract()
  const applications = `/api/v1/organizations/${c.partner.id}/applications`
  const { body } = await c.h.call('POST', applications, c.partner.token, { name: 'orders', roles: ['registrar'] })
  form = { grant_type: 'client_credentials', client_id: body.id, client_secret: body.secret }
})
after(() => c.close())

async function tokenFor(path: string, asked: Record<string, string>): Promise<string> {
  const answer = await c.h.call('POST', `/${c.partner.id}${path}`, undefined, undefined, {
    payload: new URLSearchParams({ ...form, ...asked }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.equal(answer.statusCode, 200, answer.payload)
  return answer.body.access_token
}

const customers = (token: string) => c.send('GET', '/v1/customers', { token })

for (const [client, path, asked] of [
  ['.NET and PowerShell, application only', '/oauth2/token', { resource: 'https://graph.windows.net' }],
  ['.NET with a user', '/oauth2/token', { resource: 'https://api.partnercenter.microsoft.com' }],
  ['Java, application only', '/oauth2/v2.0/token', { scope: 'https://graph.windows.net/.default' }],
  ['CIPP and newer clients', '/oauth2/v2.0/token', { scope: 'https://api.partnercenter.microsoft.com/.default' }],
] as const)
  test(`a token as ${client} asks for it is good here`, async () => {
    const answer = await customers(await tokenFor(path, asked))
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.json.items[0].id, c.tenant.id)
  })
