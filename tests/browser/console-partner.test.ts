import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { hashTextOf, simulateFactory } from '@hailport/device'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type ConsoleWorld, settled, startConsoleWorld } from './console-world.ts'
import { type PartnerWork, startPartnerWork } from './partner-world.ts'

/** The partner's side of the console, in a real browser over a real service. */

let world: ConsoleWorld
let work: PartnerWork
let petra = ''
before(async () => {
  world = await startConsoleWorld(12)
  work = await startPartnerWork(world)
  petra = await world.person('Petra Partner', ['registrar', 'partner-admin'], world.makerId)
})
after(() => world?.close())

async function inConsole(
  email: string,
  path: string,
  look: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const window = await world.open(email, path, options)
  try {
    await look(window.page)
    assert.deepEqual(window.complaints, [])
  } finally {
    await window.close()
  }
}

test('a request for consent is asked with limits, copied, taken back, and seen as granted', async () => {
  await inConsole(petra, '/', async page => {
    await page.getByText('1 customer has not answered yet').click()
    await page.waitForURL(/customers\?state=requested/)
    await page.getByRole('button', { name: 'Take back: waiting.example' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click()
    await page.getByText('No customer in this state').waitFor()
    await page.getByRole('button', { name: 'Ask for consent' }).first().click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel('Customer').fill('tailwind.example')
    await dialog.getByLabel('Most devices').fill('50')
    await dialog.getByRole('button', { name: 'Ask for consent' }).click()
    await page.getByText('The customer is asked').waitFor()
    const asked = await world.service.list('/api/v1/consents?state=requested', world.maker)
    assert.deepEqual([asked[0].target, asked[0].proposed.deviceLimit], ['tailwind.example', 50])
    assert.ok(await page.getByText(asked[0].link).isVisible())
    await page.getByRole('button', { name: 'Close' }).click()
    await page.locator('#main [role=table]').getByText('tailwind.example').waitFor()
    await world.service.call(200, 'POST', `/api/v1/consents/${asked[0].id}/grant`, work.tailwind.approver, {
      limits: { deviceLimit: 50 },
    })
    await page.goto(`${world.service.url}/console/customers?state=granted`)
    await page.getByRole('link', { name: 'Tailwind' }).waitFor()
    assert.match(String(await page.textContent('#main')), /0 \/ 50/)
  })
})

test('batches: those that wait say for whom, one shows every device with code and remedy', async () => {
  await inConsole(petra, '/batches', async page => {
    await page.getByRole('link', { name: 'Order 4712' }).click()
    await page.getByText('2 devices wait until Fabrikam accepts them.').waitFor()
    await page.getByRole('link', { name: 'missing_identifier' }).waitFor()
    await page.goto(`${page.url()}?status=held`)
    await settled(page)
    assert.equal(await page.getByRole('link', { name: 'missing_identifier' }).count(), 0)
    await page.goto(`${world.service.url}/console/batches`)
    await page.getByLabel('Customer').selectOption(world.tenantId)
    await page.getByRole('link', { name: 'Order 4711' }).click()
    await page.getByText('Finished').first().waitFor()
    await page.goto(`${world.service.url}/console/customers/${world.tenantId}`)
    await page.getByRole('link', { name: String(world.serials[0]) }).click()
    await page.getByRole('heading', { name: String(world.serials[0]) }).waitFor()
    await page.getByText('Device registered').waitFor()
    await page.getByRole('button', { name: 'Release' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Release' }).click()
    await page.waitForURL(/customers\/[0-9a-f-]{36}$/)
    await page.getByRole('link', { name: String(world.serials[0]) }).waitFor({ state: 'detached' })
  })
})

test('an order reaches the customer as a device that has not shipped', async () => {
  const ada = await world.person('Ada Lang', ['tenant-admin'])
  const find = async (page: Page) => {
    await page.getByRole('link', { name: 'SO-4714' }).click()
    await page.getByRole('heading', { name: 'SO-4714' }).waitFor()
    const row = page.locator('#main [role=table] [role=row]', { hasText: work.order.serialNumber })
    await row.getByText('Registered, not shipped').waitFor()
    return row
  }
  await inConsole(petra, '/orders', async page => {
    await find(page)
    await page.getByRole('link', { name: 'Enrol' }).click()
    await page.getByText('ERP-4714').waitFor()
    await page.locator('#main [role=table]').getByText(work.order.serialNumber).waitFor()
  })
  await inConsole(ada, '/orders', async page => {
    const row = await find(page)
    await row.getByRole('link').click()
    await page.waitForURL(/\/devices\/[0-9a-f-]{36}$/)
    await page.getByRole('heading', { name: work.order.serialNumber }).waitFor()
  })
})

test('a delivery comes as a file, which is checked against its order before it is registered', async () => {
  const devices = [...simulateFactory({ seed: 'delivery', count: 3, noTpmRate: 0, vmRate: 0, placeholderRate: 0 })]
  const lines = [...devices.map(device => ({ hardwareHash: hashTextOf(device) })), { groupTag: 'Nameless' }]
  const file = {
    name: 'delivery-2.ndjson',
    mimeType: 'application/x-ndjson',
    buffer: Buffer.from(lines.map(line => JSON.stringify(line)).join('\n')),
  }
  await inConsole(petra, '/orders', async page => {
    await page.getByRole('link', { name: 'SO-4714' }).click()
    await page.getByRole('link', { name: 'Send a file' }).click()
    await page.getByLabel('Number of the delivery').fill('2')
    await page.locator('input[type=file]').setInputFiles({ ...file, name: 'delivery.xlsx' })
    await page.getByText('Neither .csv nor .json').waitFor()
    await page.locator('input[type=file]').setInputFiles(file)
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByText('Checked without registering anything').waitFor()
    const place = page.getByRole('button', { name: 'Register the devices' })
    await place.click()
    await page.waitForURL(/\/order-transactions\//)
    await page.getByText('Complete with errors').waitFor()
    await page.locator('#main [role=table][aria-rowcount="5"]').waitFor()
    await page.getByRole('link', { name: 'To the order' }).click()
    await page.getByText('1 (2090-01-31), 2').waitFor()
  })
})
