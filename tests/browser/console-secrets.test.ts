import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { type OtherProvider, startOtherProvider } from '../../packages/server/src/testing/other-provider.ts'
import { Service } from '../service.ts'
import { startChromium } from './chromium.ts'
import { buildConsole, password, settled } from './console-world.ts'
import { listenForSecrets, secretsInReach, type Wire } from './secrets.ts'

/** What proves who somebody is stays out of the reach of scripts that do not belong to the console. */

let browser: Browser
let service: Service
let other: OtherProvider
let tenantId = ''
const email = 'ada@contoso.example'

before(async () => {
  buildConsole()
  // The other provider is one of this machine, without TLS.
  const env = { HAILPORT_PROVIDER_ADDRESSES: 'any' }
  browser = await startChromium()
  service = await Service.start({ env })
  other = await startOtherProvider()
  tenantId = await service.tenant('Contoso')
  const admin = await service.person(tenantId, ['tenant-admin'])
  const organization = `/api/v1/organizations/${tenantId}`
  await service.call(200, 'PUT', `${organization}/sign-in-policy`, admin, { secondFactor: 'optional' })
  const provider = await service.call(201, 'POST', `${organization}/identity-providers`, admin, {
    label: 'Contoso Login',
    issuer: other.issuer,
    clientId: 'hailport',
    credential: { kind: 'secret', secret: 'a secret of the provider' },
    emailDomains: ['contoso.example'],
    roleMapping: [{ value: 'readers', role: 'device-reader' }],
    secondFactor: 'provider',
  })
  const client = {
    client_id: 'hailport',
    client_secret: 'a secret of the provider',
    redirect_uris: [provider.redirectUri],
    grant_types: ['authorization_code'],
  }
  await other.tell({ do: 'client', client })
  const claims = { email: 'lin@contoso.example', email_verified: true, name: 'Lin Reader', groups: ['readers'] }
  await other.tell({ do: 'person', name: 'lin', claims })
  const body = { email, name: 'Ada Lang', roles: ['tenant-admin'] }
  const person = await service.call(201, 'POST', `${organization}/people`, service.operatorToken, body)
  const page = await browser.newPage()
  await page.goto(service.url + new URL(person.signInLink.url).pathname)
  await page.fill('#password', password)
  await page.fill('#again', password)
  await page.click('main button')
  await page.close()
})
after(async () => {
  await browser?.close()
  await other?.stop()
  await service?.remove()
})

const ways: Record<string, (page: Page) => Promise<void>> = {
  'a password': async page => {
    await page.fill('#email', email)
    await page.fill('#password', password)
    await page.click('form[action="/sign-in"] button')
  },
  'the provider of the organization': async page => {
    await page.fill('#email', 'lin@contoso.example')
    await page.click('button[formaction="/sign-in/external"]')
  },
}

/** Signs in, and goes through a few pages, a reload and so a renewal of the token among them. */
async function signedIn(context: BrowserContext, signIn: (page: Page) => Promise<void>): Promise<[Page, Wire]> {
  const page = await context.newPage()
  const wire = listenForSecrets(page)
  await page.goto(`${service.url}/console/devices`)
  await signIn(page)
  await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor()
  await page.reload()
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('heading', { level: 1, name: 'Contoso' }).waitFor()
  await settled(page)
  const cookies = await context.cookies(service.url)
  for (const { value } of cookies) wire.secrets.add(value)
  assert.ok(cookies.length > 0)
  assert.ok([...wire.secrets].filter(each => each.startsWith('eyJ')).length >= 3, 'tokens were seen on the wire')
  return [page, wire]
}

for (const [way, signIn] of Object.entries(ways))
  test(`after a sign-in with ${way} no token or cookie is where scripts of others could read it`, async () => {
    const context = await browser.newContext()
    const [page, wire] = await signedIn(context, signIn)
    assert.deepEqual(await secretsInReach(page, wire), [])
    for (const cookie of await context.cookies(service.url)) {
      assert.ok(cookie.httpOnly, cookie.name)
      assert.equal(cookie.sameSite, 'Lax', cookie.name)
    }
    await context.close()
  })

test('a secret in any of these places is found', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${service.url}/sign-in`)
  const places: Record<string, string> = {
    localStorage: 'localStorage.setItem("x", "a planted secret")',
    sessionStorage: 'sessionStorage.setItem("x", "a planted secret")',
    'document.cookie': 'document.cookie = "x=a planted secret"',
    'window.holder.deep{}': 'window.holder = { deep: new Map([[1, { of: "a planted secret" }]]) }',
    'element.kept': 'document.body.kept = "a planted secret"',
    cache: 'caches.open("x").then(cache => cache.put("/x", new Response("a planted secret")))',
    indexedDB: `new Promise(done => {
      const opened = indexedDB.open('x')
      opened.onupgradeneeded = () => opened.result.createObjectStore('y', { autoIncrement: true })
      opened.onsuccess = () => {
        const writing = opened.result.transaction('y', 'readwrite')
        writing.objectStore('y').put({ token: 'a planted secret' })
        writing.oncomplete = () => { opened.result.close(); done() }
      }
    })`,
  }
  for (const planting of Object.values(places)) await page.evaluate(planting)
  const found = await secretsInReach(page, { secrets: new Set(['a planted secret']) })
  for (const place of Object.keys(places))
    assert.ok(
      found.some(each => each.startsWith(place)),
      `${place} is not among ${found}`,
    )
  await context.close()
})

test('pages for people say what may run in them', async () => {
  const pages = [
    '/console/devices',
    '/sign-in',
    '/participants',
    '/device-status',
    '/certificates/none',
    '/consent/none',
  ]
  for (const path of pages) {
    const answer = await fetch(service.url + path)
    const policy = Object.fromEntries(
      String(answer.headers.get('content-security-policy'))
        .split(';')
        .map(each => [each.split(' ')[0], each.split(' ').slice(1).join(' ')]),
    )
    assert.equal(policy['default-src'], "'none'", `${path}: objects, frames and workers included`)
    assert.equal(policy['frame-ancestors'], "'none'", path)
    assert.equal(policy['base-uri'], "'none'", path)
    assert.ok(["'self'", undefined].includes(policy['script-src']), path)
    assert.doesNotMatch(String(answer.headers.get('content-security-policy')), /unsafe-(inline|eval|hashes)/, path)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path)
    await answer.text()
  }
})

test('in the console no text becomes markup or a script, not even by a script of its own', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${service.url}/console`)
  await ways['a password']?.(page)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const refused = async (deed: string) =>
    page.evaluate(`(() => { try { ${deed}; return 'done' } catch (error) { return error.constructor.name } })()`)
  assert.equal(await refused('document.body.innerHTML = "<b>"'), 'TypeError')
  assert.equal(await refused('document.createElement("script").src = "/x.js"'), 'TypeError')
  assert.equal(await refused('trustedTypes.createPolicy("mine", {})'), 'TypeError')
  assert.equal(await refused('document.createElement("iframe").srcdoc = "<b>"'), 'TypeError')
  // Whoever drives the browser may run code; the page may not.
  const inline = `(() => {
    const element = document.createElement('a')
    element.href = 'javascript:globalThis.ran=1'
    document.body.append(element)
    element.click()
    return new Promise(done => setTimeout(() => done(globalThis.ran), 100))
  })()`
  assert.equal(await page.evaluate(inline), undefined)
  await context.close()
})
