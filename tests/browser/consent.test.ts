import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { buildHardwareHash, bytesToBase64 } from '@hailport/hardware-hash'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { Service } from '../service.ts'
import { accessFaults } from './axe.ts'
import { startChromium } from './chromium.ts'

/** The page of a consent link in a real browser without scripts, read by axe. */

let browser: Browser
let service: Service
let tenantId = ''
let partnerId = ''
let registrar = ''
let path = ''
const password = 'kettle orbit marble 7 fen'

before(async () => {
  browser = await startChromium()
  service = await Service.start()
  tenantId = await service.tenant('Contoso')
  partnerId = await service.partner('Northwind Devices', 'oem', ['Northwind', 'NORTHWIND INC.'])
  const token = await service.person(partnerId, ['partner-admin'])
  const link = await service.call(200, 'GET', `/api/v1/partners/${partnerId}/consent-link`, token)
  path = new URL(link.url).pathname
  registrar = await service.person(partnerId, ['registrar'])
  // The page is looked at here; second factors have tests of their own.
  const admin = await service.person(tenantId, ['tenant-admin'])
  const policy = `/api/v1/organizations/${tenantId}/sign-in-policy`
  await service.call(200, 'PUT', policy, admin, { secondFactor: 'optional' })
})
after(async () => {
  await browser?.close()
  await service?.remove()
})

/** A person with a password. */
async function addPerson(email: string, roles: string[]): Promise<void> {
  const people = `/api/v1/organizations/${tenantId}/people`
  const person = await service.call(201, 'POST', people, service.operatorToken, { email, name: 'Ada Lang', roles })
  const page = await browser.newPage()
  await page.goto(service.url + new URL(person.signInLink.url).pathname)
  await page.fill('#password', password)
  await page.fill('#again', password)
  await page.click('main button')
  await page.close()
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(service.url + path)
  await page.fill('#email', email)
  await page.fill('#password', password)
  await page.click('form[action="/sign-in"] button')
  assert.equal(new URL(page.url()).pathname, path)
}

/** The hash of a device with this serial number. */
const hashOf = (serial: string) =>
  bytesToBase64(
    buildHardwareHash({
      SmbiosUuid: crypto.randomUUID(),
      SmbiosSystemSerialNumber: serial,
      SmbiosSystemManufacturer: 'Northwind',
      SmbiosSystemProductName: 'Laptop 7',
    }),
  )

const looks: Record<string, BrowserContextOptions> = {
  light: {},
  'dark, narrow, German': { colorScheme: 'dark', viewport: { width: 320, height: 640 }, locale: 'de-DE' },
}

for (const [look, options] of Object.entries(looks))
  test(`the consent page is accessible, fits its window and needs no script: ${look}`, async () => {
    const name = look.replaceAll(/\W/g, '')
    await addPerson(`${name}@contoso.example`, ['consent-approver'])
    await addPerson(`${name}-reader@contoso.example`, ['device-reader'])
    const found: string[] = []
    const shots = process.env['HAILPORT_SCREENSHOTS']
    const inspect = async (page: Page, state: string) => {
      found.push(...(await accessFaults(page)).map(fault => `${state} ${fault}`))
      if (shots) await page.screenshot({ path: `${shots}/consent-${name}-${state}.png`, fullPage: true })
    }
    // axe itself is a script; what the page does is tried by a browser without any.
    const [plain, reader, scripted] = await Promise.all([
      browser.newContext({ ...options, javaScriptEnabled: false }),
      browser.newContext(options),
      browser.newContext(options),
    ])
    const [page, other, seen] = await Promise.all([plain.newPage(), reader.newPage(), scripted.newPage()])
    await signIn(other, `${name}-reader@contoso.example`)
    await inspect(other, 'not-you')
    await signIn(page, `${name}@contoso.example`)
    await signIn(seen, `${name}@contoso.example`)
    await inspect(seen, 'asked')
    await page.fill('#lastDay', '2001-01-01')
    await page.fill('#tags', 'Sales\nLab')
    await page.click('form[action$="/grant"] button')
    assert.equal(await page.getAttribute('#lastDay', 'aria-invalid'), 'true')
    assert.equal(await page.inputValue('#tags'), 'Sales\nLab')
    await page.fill('#lastDay', '2099-12-31')
    await page.check('input[name="mayGiveProfiles"]')
    await page.check('input[name="eachBatch"][value="hold"]')
    await page.click('form[action$="/grant"] button')
    assert.match(String(await page.textContent('[role=status]')), /Consent is granted|Einwilligung ist erteilt/)
    await seen.goto(page.url())
    await inspect(seen, 'receipt')
    const rows = [{ hardwareHash: hashOf(`NW-${name}`), groupTag: 'Sales' }]
    await service.call(200, 'POST', `/api/v1/tenants/${tenantId}/registrations`, registrar, {
      name: 'Order 7',
      devices: rows,
    })
    await seen.goto(page.url())
    await seen.click('details summary')
    await inspect(seen, 'batch')
    await page.goto(page.url())
    await page.click('form[action$="/answer"] button:not(.second)')
    assert.match(String(await page.textContent('[role=status]')), /Order 7/)
    await page.fill('#reason', 'The contract has ended')
    await page.click('form[action$="/revoke"] button')
    assert.match(String(await page.textContent('[role=status]')), /Consent is revoked|Wirkung widerrufen/)
    await seen.goto(page.url())
    await inspect(seen, 'revoked')
    await Promise.all([plain.close(), reader.close(), scripted.close()])
    assert.deepEqual(found, [])
  })
