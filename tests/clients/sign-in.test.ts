/** The sign-in libraries that clients of the original use, as they come from npm, against a running service over TLS. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ClientCertificateCredential, ClientSecretCredential, DeviceCodeCredential } from '@azure/identity'
import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import { makeApplicationCertificate } from './certificate.ts'
import { type ClientWorld, startClientWorld } from './world.ts'

let world: ClientWorld
before(async () => {
  world = await startClientWorld()
})
after(() => world.close())

const scopes = ['https://graph.microsoft.com/.default']
const powershell = '14d82eec-204b-4c2f-b7e8-296a70dab67e'

/** What the libraries have to be told of an authority that is not the original. */
const authority = (name: string) => ({
  authority: `${world.service.url}/${name}`,
  knownAuthorities: [new URL(world.service.url).host],
})
const identityOptions = () => ({ authorityHost: world.service.url, disableInstanceDiscovery: true })

const whoIs = (token: string | undefined) => world.service.call(200, 'GET', '/api/v1/me', token)

/** Enters the code of a device, as the message says. */
async function enterCode(email: string, userCode: string, verificationUri: string): Promise<void> {
  const browser = await world.signedIn(email, ['device-reader'])
  assert.equal(verificationUri, `${world.service.url}/devicelogin`)
  await browser.open('/devicelogin')
  await browser.submit('/devicelogin', { user_code: userCode })
  await browser.submit('/devicelogin', { user_code: userCode, confirm: 'yes' })
}

test('msal-node: client credentials with a secret, by id and by domain', async () => {
  const { id, secret } = await world.application({ roles: ['device-reader'] })
  for (const name of [world.tenantId, 'contoso.example']) {
    const app = new ConfidentialClientApplication({ auth: { clientId: id, clientSecret: secret, ...authority(name) } })
    const result = await app.acquireTokenByClientCredential({ scopes })
    assert.equal((await whoIs(result?.accessToken)).id, id)
    const cached = await app.acquireTokenByClientCredential({ scopes })
    assert.equal(cached?.fromCache, true)
  }
})

test('msal-node: a wrong secret has the error that callers look for', async () => {
  const { id } = await world.application({})
  const app = new ConfidentialClientApplication({
    auth: { clientId: id, clientSecret: 'wrong', ...authority(world.tenantId) },
  })
  await assert.rejects(app.acquireTokenByClientCredential({ scopes }), error => {
    const { errorCode, errorNo } = error as { errorCode: string; errorNo: unknown }
    assert.deepEqual([errorCode, String(errorNo)], ['invalid_client', '7000215'])
    return true
  })
})

test('msal-node: client credentials with a certificate', async () => {
  const { id } = await world.application({ roles: ['device-reader'] })
  const { certificate, privateKey, thumbprint } = await makeApplicationCertificate()
  const credentials = `/api/v1/organizations/${world.tenantId}/applications/${id}/credentials`
  await world.service.call(201, 'POST', credentials, world.admin, { kind: 'certificate', certificate })
  const app = new ConfidentialClientApplication({
    auth: {
      clientId: id,
      clientCertificate: { thumbprintSha256: thumbprint, privateKey },
      ...authority(world.tenantId),
    },
  })
  const result = await app.acquireTokenByClientCredential({ scopes })
  assert.equal((await whoIs(result?.accessToken)).id, id)
})

test('msal-node: device code of a well-known client at organizations, then silently', async () => {
  const app = new PublicClientApplication({ auth: { clientId: powershell, ...authority('organizations') } })
  const result = await app.acquireTokenByDeviceCode({
    scopes,
    deviceCodeCallback: ({ userCode, verificationUri }) => {
      enterCode('msal@contoso.example', userCode, verificationUri).catch(error => assert.fail(error))
    },
  })
  assert.ok(result?.account)
  assert.deepEqual([result.tenantId, result.account.username], [world.tenantId, 'msal@contoso.example'])
  assert.equal((await whoIs(result.accessToken)).kind, 'person')
  const devices = '/v1.0/deviceManagement/windowsAutopilotDeviceIdentities'
  assert.deepEqual((await world.service.call(200, 'GET', devices, result.accessToken)).value, [])
  const silent = await app.acquireTokenSilent({ account: result.account, scopes })
  assert.equal(silent.fromCache, true)
  const refreshed = await app.acquireTokenSilent({ account: result.account, scopes, forceRefresh: true })
  assert.equal(refreshed.fromCache, false)
  assert.equal((await whoIs(refreshed.accessToken)).id, result.account.localAccountId)
})

test('@azure/identity: a secret', async () => {
  const { id, secret } = await world.application({ roles: ['device-reader'] })
  const credential = new ClientSecretCredential(world.tenantId, id, secret, identityOptions())
  const { token, expiresOnTimestamp } = await credential.getToken(scopes)
  assert.equal((await whoIs(token)).id, id)
  assert.ok(expiresOnTimestamp > Date.now() + 300_000)
  const own = await credential.getToken(`${world.service.url}/.default`)
  assert.equal((await whoIs(own.token)).id, id)
})

test('@azure/identity: a certificate', async () => {
  const { id } = await world.application({ roles: ['device-reader'] })
  const { certificate, privateKey } = await makeApplicationCertificate()
  const credentials = `/api/v1/organizations/${world.tenantId}/applications/${id}/credentials`
  await world.service.call(201, 'POST', credentials, world.admin, { kind: 'certificate', certificate })
  const credential = new ClientCertificateCredential(
    world.tenantId,
    id,
    { certificate: `${certificate}${privateKey}` },
    identityOptions(),
  )
  const { token } = await credential.getToken(scopes)
  assert.equal((await whoIs(token)).id, id)
})

test('@azure/identity: a device code', async () => {
  const credential = new DeviceCodeCredential({
    tenantId: world.tenantId,
    clientId: powershell,
    ...identityOptions(),
    userPromptCallback: ({ userCode, verificationUri }) => {
      enterCode('identity@contoso.example', userCode, verificationUri).catch(error => assert.fail(error))
    },
  })
  const answer = await credential.getToken(scopes)
  assert.equal((await whoIs(answer?.token)).kind, 'person')
})
