import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { buildHardwareHash, bytesToBase64 } from '@hailport/hardware-hash'
import type { Browser, Page } from 'playwright-core'
import { Service } from '../service.ts'
import { accessFaults } from './axe.ts'
import { startChromium } from './chromium.ts'

/** The directory of participants in a real browser, read by axe; used without scripts. */

let browser: Browser
let service: Service

before(async () => {
  browser = await startChromium()
  service = await Service.start()
  const participants = [
    [
      'Northwind Devices',
      'oem',
      { services: ['later', 'hashes', 'deregister'], desk: true, regions: ['DE', 'AT', 'CH'] },
    ],
    ['Tailwind Traders', 'csp-direct', { services: ['at-purchase'], showConsentLink: true, regions: ['world'] }],
  ] as const
  for (const [name, kind, entry] of participants) {
    const id = await service.partner(name, kind)
    const token = await service.person(id, ['partner-admin'])
    const more = {
      description: 'Devices for schools.',
      contactEmail: 'desk@partner.example',
      contactUrl: 'https://partner.example/a',
    }
    const own = `/api/v1/partners/${id}/directory-entry`
    const { writtenAt } = await service.call(200, 'PUT', own, token, { ...entry, ...more })
    await service.call(200, 'POST', `/api/v1/directory-entries/${id}/publish`, service.operatorToken, { writtenAt })
  }
})
after(async () => {
  await browser?.close()
  await service?.remove()
})

/** Whether a device is claimed: the page before and after the question. */
async function checkStatusPage(page: Page, look: string, shots: string | undefined): Promise<void> {
  await page.goto(`${service.url}/device-status`)
  assert.deepEqual(await accessFaults(page), [], look)
  const base64 = bytesToBase64(
    buildHardwareHash({
      SmbiosUuid: '4c4c4544-0000-4a10-8000-00000000f701',
      SmbiosSystemSerialNumber: 'F7-1',
      SmbiosSystemManufacturer: 'Fabrikam',
      SmbiosSystemProductName: 'Laptop 7',
    }),
  )
  await page.fill('#hash', `Device Serial Number,Hardware Hash\nx,${base64}`)
  await page.click('form button')
  assert.match(
    String(await page.textContent('[role=status]')),
    /Laptop 7 · F7-1[\s\S]*(Not known here|Hier nicht bekannt)/,
  )
  assert.deepEqual(await accessFaults(page), [], look)
  if (shots) await page.screenshot({ path: `${shots}/device-status-${look}.png`, fullPage: true })
}

test('the directory is accessible, fits its window, and filters without a script', async () => {
  const looks = {
    light: {},
    'dark-narrow-german': { colorScheme: 'dark', viewport: { width: 320, height: 640 }, locale: 'de-DE' },
  } as const
  const shots = process.env['HAILPORT_SCREENSHOTS']
  for (const [look, options] of Object.entries(looks)) {
    const page = await (await browser.newContext(options)).newPage()
    await page.goto(`${service.url}/participants?region=xx1`)
    await page.goto(`${service.url}/participants`)
    assert.deepEqual(await accessFaults(page), [], look)
    if (shots) await page.screenshot({ path: `${shots}/participants-${look}.png`, fullPage: true })
    await checkStatusPage(page, look, shots)
    await page.context().close()
  }
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await page.goto(`${service.url}/participants`)
  assert.equal(await page.locator('section').count(), 2)
  await page.check('input[name=desk]')
  await page.fill('#region', 'at')
  await page.click('form button')
  assert.deepEqual(await page.locator('section h2').allTextContents(), ['Northwind Devices'])
  await page.fill('#region', '9')
  await page.click('form button')
  assert.match(String(await page.textContent('[role=alert]')), /two letters/)
})
