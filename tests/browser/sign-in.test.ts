import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { type OtherProvider, startOtherProvider } from '../../packages/server/src/testing/other-provider.ts'
import { Service } from '../service.ts'
import { accessFaults } from './axe.ts'
import { startChromium } from './chromium.ts'
import { buildConsole } from './console-world.ts'

/** The pages for people in a real browser: without a script but for passkeys, and read by axe in every look that they have. */

let browser: Browser
let service: Service
let other: OtherProvider
let base = ''
let tenantId = ''
const password = 'kettle orbit marble 7 fen'

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}

before(async () => {
  buildConsole()
  const port = await freePort()
  // Passkeys are good for a name, not for an address.
  base = `http://localhost:${port}`
  const args = ['--port', String(port), '--public-url', base]
  // The other provider is one of this machine, without TLS.
  const env = { HAILPORT_PROVIDER_ADDRESSES: 'any' }
  browser = await startChromium()
  service = await Service.start({ args, env })
  other = await startOtherProvider()
  tenantId = await service.tenant('Contoso')
})
after(async () => {
  await browser?.close()
  await other?.stop()
  await service?.remove()
})

/** A person with a password; `path` is the page where it is set. */
async function invite(email: string, roles: string[]): Promise<{ id: string; path: string }> {
  const people = `/api/v1/organizations/${tenantId}/people`
  const person = await service.call(201, 'POST', people, service.operatorToken, { email, name: 'Ada Lang', roles })
  return { id: person.id, path: new URL(person.signInLink.url).pathname }
}

async function withContext(
  options: BrowserContextOptions,
  work: (page: Page, context: BrowserContext) => Promise<void>,
) {
  const context = await browser.newContext(options)
  try {
    await work(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

function totpCode(secret: string): string {
  const bits = [...secret].map(letter =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  const key = Buffer.from((bits.join('').match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac[19] as number) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function setPassword(page: Page, path: string): Promise<void> {
  await page.goto(base + path)
  await page.fill('#password', password)
  await page.fill('#again', password)
  await page.click('main button')
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(`${base}/sign-in`)
  await page.fill('#email', email)
  await page.fill('#password', password)
  await page.click('form[action="/sign-in"] button')
}

test('invitation, password, authenticator app and account, without JavaScript', async () => {
  const { path } = await invite('ada@contoso.example', ['tenant-admin'])
  await withContext({ javaScriptEnabled: false }, async page => {
    await setPassword(page, path)
    assert.match(String(await page.textContent('main')), /Your password is set/)
    assert.equal(await page.inputValue('#email'), 'ada@contoso.example')
    await page.fill('#password', password)
    await page.click('form[action="/sign-in"] button')
    assert.match(String(await page.textContent('h1')), /Set up a second factor/)
    assert.match(String(await page.textContent('main')), /Passkeys need JavaScript/)
    const secret = String(await page.textContent('.secret')).replaceAll(' ', '')
    await page.fill('#code', totpCode(secret))
    await page.click('form[action="/sign-in/set-up"] button')
    assert.equal(await page.locator('.codes li').count(), 10)
    await page.click('form[action="/sign-in/next"] button')
    assert.match(String(await page.textContent('main')), /ada@contoso\.example of Contoso/)
    await page.click('form[action="/sign-out"] button')
    assert.match(String(await page.textContent('h1')), /Signed out/)
    await page.goto(`${base}/account`)
    assert.match(page.url(), /\/sign-in\?continue=%2Faccount$/)
  })
})

/** A made-up authenticator with a user who always agrees. */
async function addAuthenticator(page: Page, context: BrowserContext): Promise<void> {
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

test('a passkey is made at the first sign-in, and is enough for the next', async () => {
  const { path } = await invite('grace@contoso.example', ['consent-approver'])
  await withContext({}, async (page, context) => {
    await addAuthenticator(page, context)
    await setPassword(page, path)
    await signIn(page, 'grace@contoso.example')
    await page.fill('#name', 'Key of the test')
    await page.click('form[data-passkey="create"] button')
    await page.waitForURL(`${base}/account`)
    assert.match(String(await page.textContent('main')), /Key of the test/)
    await page.click('form[action="/sign-out"] button')
    await page.goto(`${base}/sign-in?continue=/account%3Fby%3Dpasskey`)
    await page.click('form[data-passkey="get"] button')
    await page.waitForURL(`${base}/account?by=passkey`)
    // As the second factor beside the password, too.
    await page.click('form[action="/sign-out"] button')
    await signIn(page, 'grace@contoso.example')
    assert.match(String(await page.textContent('h1')), /Second factor/)
    await page.click('form[data-passkey="get"] button')
    await page.waitForURL(`${base}/account`)
    // The console goes on where it was asked for.
    await page.click('form[action="/sign-out"] button')
    await page.goto(`${base}/console/consents?state=granted`)
    await page.click('form[data-passkey="get"] button')
    await page.getByText('No consent in this state').waitFor()
    assert.equal(page.url(), `${base}/console/consents?state=granted`)
    // The last factor that is required stays.
    await page.goto(`${base}/account`)
    await page.click('form[action$="/remove"] button')
    assert.match(String(await page.textContent('main')), /second_factor_needed/)
  })
  await withContext({}, async (page, context) => {
    await addAuthenticator(page, context)
    await page.goto(`${base}/sign-in`)
    await page.click('form[data-passkey="get"] button')
    // This authenticator has none.
    await page.waitForSelector('form[data-passkey] [role=alert]:not([hidden])')
    assert.equal(new URL(page.url()).pathname, '/sign-in')
  })
})

test('the provider of the organization leads to the console, with the roles of the groups there', async () => {
  const admin = await service.person(tenantId, ['tenant-admin'])
  const provider = await service.call(201, 'POST', `/api/v1/organizations/${tenantId}/identity-providers`, admin, {
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
  await withContext({}, async page => {
    await page.goto(`${base}/console/devices?booted=true`)
    await page.fill('#email', 'lin@contoso.example')
    await page.click('button[formaction="/sign-in/external"]')
    await page.getByRole('heading', { name: 'Devices' }).waitFor()
    assert.equal(page.url(), `${base}/console/devices?booted=true`)
    await page.getByRole('button', { name: 'Lin Reader' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Journal' }).count(), 0)
  })
})

const looks: Record<string, BrowserContextOptions> = {
  light: {},
  'dark, narrow, German': { colorScheme: 'dark', viewport: { width: 320, height: 640 }, locale: 'de-DE' },
  'more contrast': { contrast: 'more' },
}

for (const [look, options] of Object.entries(looks))
  test(`pages are accessible and fit their window: ${look}`, async () => {
    const email = `${look.replaceAll(/\W/g, '')}@contoso.example`
    const { path } = await invite(email, ['consent-approver'])
    await withContext(options, async page => {
      const found: string[] = []
      const shots = process.env['HAILPORT_SCREENSHOTS']
      const look_ = async (name: string) => {
        found.push(...(await accessFaults(page)).map(fault => `${page.url()} ${fault}`))
        if (shots) await page.screenshot({ path: `${shots}/${look.replaceAll(/\W/g, '')}-${name}.png`, fullPage: true })
      }
      const errors: string[] = []
      page.on('console', message => message.type() === 'error' && errors.push(message.text()))
      await page.goto(`${base}/sign-in`)
      await look_('sign-in')
      await page.goto(base + path)
      await look_('invitation')
      await setPassword(page, path)
      await signIn(page, email)
      await look_('set-up')
      const secret = String(await page.textContent('.secret')).replaceAll(' ', '')
      await page.fill('#code', totpCode(secret))
      await page.click('form[action="/sign-in/set-up"] button')
      await look_('codes')
      await page.click('form[action="/sign-in/next"] button')
      await look_('account')
      await page.goto(`${base}/account/password`)
      await look_('password')
      await page.click('form[action="/sign-out"] button')
      await look_('signed-out')
      assert.deepEqual(errors, [])
      await signIn(page, email)
      await look_('second-factor')
      await page.goto(`${base}/invitation/${'A'.repeat(43)}`)
      await look_('error')
      assert.deepEqual(found, [])
    })
  })
