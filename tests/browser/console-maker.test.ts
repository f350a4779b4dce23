import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type ConsoleWorld, settled, startConsoleWorld } from './console-world.ts'
import { invoice, type MakerWork, newStation, startMakerWork } from './maker-world.ts'

/** The maker's side of the console, and requests to makers, in a real browser over a real service. */

let world: ConsoleWorld
let work: MakerWork
let mia = ''
let ada = ''
before(async () => {
  world = await startConsoleWorld(12)
  work = await startMakerWork(world)
  mia = await world.person('Mia Maker', ['support-agent', 'factory-reporter', 'auditor'], world.makerId)
  ada = await world.person('Ada Lang', ['tenant-admin'])
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
    // Browsers complain of each answer that refuses something.
    const complaints = window.complaints.filter(text => !/status of 422/.test(text))
    assert.deepEqual(complaints, [])
  } finally {
    await window.close()
  }
}

const rowOf = (page: Page, text: string) => page.locator('#main [role=table] [role=row]', { hasText: text })
const pdf = (buffer: Buffer) => ({ name: 'invoice.pdf', mimeType: 'application/pdf', buffer })

/** Opens a request for two devices, with a proof that is refused before one that is taken. @returns its address. */
async function openRequest(page: Page, serials: readonly string[]): Promise<string> {
  await page.getByRole('link', { name: 'Open a request' }).first().click()
  await page.getByRole('combobox', { name: 'Maker' }).selectOption({ label: 'Northwind Devices' })
  await page.getByLabel('Serial numbers').fill(serials.join('\n'))
  await page.getByLabel('Group tag').fill('Hamburg')
  await page.getByRole('button', { name: 'Save draft and go on to the proof' }).click()
  await page.waitForURL(/support-requests\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/)
  assert.ok(await page.getByRole('button', { name: 'Submit' }).isDisabled())
  const file = page.locator('input[type=file]')
  await file.setInputFiles(pdf(Buffer.from('<html>no document</html>')))
  await page.getByRole('button', { name: 'Send the proof' }).click()
  await page.getByRole('link', { name: 'proof_not_accepted' }).waitFor()
  await file.setInputFiles(pdf(invoice))
  await page.getByRole('button', { name: 'Send the proof' }).click()
  await page.getByRole('button', { name: 'Download the PDF' }).waitFor()
  await page.getByRole('button', { name: 'Submit' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Submit' }).click()
  await page.getByText('nobody has taken it on yet').waitFor()
  return new URL(page.url()).pathname.replace('/console', '')
}

/** Approves the first device and refuses the second one. */
async function decide(page: Page, [first, second]: readonly string[]): Promise<void> {
  await rowOf(page, 'New').getByRole('link', { name: 'Register devices' }).click()
  await page.getByRole('button', { name: 'Take on' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the PDF' }).click()
  assert.match((await download).suggestedFilename(), /^proof-.*\.pdf$/)
  await rowOf(page, String(first)).getByText('Known').waitFor()
  await rowOf(page, String(first)).getByText('Nobody').waitFor()
  await rowOf(page, String(second)).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Refuse selected' }).click()
  const dialog = page.getByRole('alertdialog')
  assert.ok(await dialog.getByRole('button', { name: 'Refuse' }).isDisabled())
  await dialog.getByLabel('Reason').fill('Not on the invoice')
  await dialog.getByRole('button', { name: 'Refuse' }).click()
  await rowOf(page, String(second)).getByText('Refused').waitFor()
  await page.getByRole('button', { name: 'Approve all' }).click()
  await dialog.getByRole('button', { name: 'Approve' }).click()
  await rowOf(page, String(first)).getByText('Approved').waitFor()
  await page.getByText('Decided', { exact: true }).first().waitFor()
}

test('a customer asks, the agent approves one device and refuses one, the customer reads why and has the device', async () => {
  const [first, second] = work.built as [string, string]
  let address = ''
  await inConsole(ada, '/support-requests', async page => {
    address = await openRequest(page, [first, second])
  })
  await inConsole(mia, '/desk?state=open', page => decide(page, [first, second]))
  await inConsole(ada, address, async page => {
    await rowOf(page, second).getByText('Not on the invoice').waitFor()
    await rowOf(page, first).getByRole('link', { name: first }).click()
    await page.getByRole('heading', { name: first }).waitFor()
    await page.getByText('Hamburg').first().waitFor()
  })
})

test('an approval that cannot be carried out leaves the device open and says why; an answer goes back', async () => {
  await inConsole(ada, `/support-requests/${world.tenantId}/${work.requestId}`, async page => {
    await page.getByText('Whose is it?').waitFor()
    await page.getByLabel('Your answer').fill('A <b>mistake</b>.')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('A <b>mistake</b>.').waitFor()
  })
  await inConsole(mia, `/desk/${work.requestId}`, async page => {
    await page.getByText('A <b>mistake</b>.').waitFor()
    await rowOf(page, 'NW-UNKNOWN-1').getByRole('link', { name: 'device_not_found' }).waitFor()
    await page.getByRole('button', { name: 'Approve all' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('button', { name: 'Approve' }).click()
    await dialog.getByText('1 device stays as it was').waitFor()
    await dialog.getByRole('link', { name: 'device_not_found' }).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await page.getByText('1 device is not decided').waitFor()
    await settled(page)
  })
})

test('a build report tells of each row, and a serial number leads to its record', async () => {
  const [, , third] = work.built as string[]
  await inConsole(mia, '/build-reports', async page => {
    await page.getByRole('link', { name: 'Week 46' }).click()
    await page.getByRole('button', { name: '1 Rejected' }).click()
    // The head, and the one; the rows of before go first.
    const rows = page.locator('#main [role=table] [role=row]')
    await rows.nth(2).waitFor({ state: 'detached' })
    await rows.nth(1).getByRole('link').waitFor()
    await page.goto(`${world.service.url}/console/factory-records?serialNumber=${third}`)
    await page.getByRole('link', { name: String(third) }).click()
    await page.getByRole('heading', { name: String(third) }).waitFor()
    await page.getByText('Device reported as built').waitFor()
  })
})

test('a station is added by what it printed, and revoked with a reason', async () => {
  await inConsole(mia, '/line-stations', async page => {
    await page.getByRole('button', { name: 'Add a station' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel('Name').fill("Hall 2's end")
    await dialog.getByText(`--partner ${world.makerId}`).waitFor()
    await dialog.getByText(`--name 'Hall 2'\\''s end'`).waitFor()
    const printed = dialog.getByLabel('What the station printed')
    await printed.fill('{"name": 1}')
    await dialog.getByText('This is not what').waitFor()
    await printed.fill(`It is not registered yet: POST this\n${JSON.stringify(newStation('Hall 2, end'))}`)
    await dialog.getByRole('button', { name: 'Add a station' }).click()
    await page.getByRole('heading', { name: 'Hall 2, end' }).waitFor()
    await page.getByRole('button', { name: 'Revoke' }).click()
    await dialog.getByLabel('Reason').fill('Its disk was taken')
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await page.locator('#main').getByText('Its disk was taken').waitFor()
    await page.goto(`${world.service.url}/console/line-stations?state=revoked`)
    await page.getByRole('link', { name: 'Hall 2, end' }).waitFor()
  })
})

/** Confirms what a preview shows, and waits for the result. */
async function confirmPreview(page: Page, deed: string): Promise<void> {
  const dialog = page.getByRole('alertdialog')
  const before = page.url()
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await dialog.getByRole('button', { name: deed }).click()
  await page.waitForURL(({ href }) => href !== before && href.includes('/order-transactions/'))
  await page.getByText('Complete', { exact: true }).waitFor()
}

test('an order is placed, the customer sees what is on its way, a device is returned, and that is taken back', async () => {
  const { service, makerId, maker, tenantId } = world
  const petra = await world.person('Petra Partner', ['registrar'], makerId)
  const wanted = work.built.slice(2, 4) as [string, string]
  const records = await service.list(`/api/v1/partners/${makerId}/factory-records`, maker)
  const keys = wanted.map(serial => records.find(record => record.serialNumber === serial).productKeyId)
  let address = ''
  await inConsole(petra, '/orders', async page => {
    await page.getByRole('link', { name: 'Place an order' }).first().click()
    // The list that is left has a choice of customers as well.
    await page.getByRole('heading', { level: 1, name: 'Place an order' }).waitFor()
    await page.getByRole('combobox', { name: 'Customer' }).selectOption(tenantId)
    await page.getByRole('textbox', { name: 'Number' }).first().fill('SO-9')
    await page.getByLabel('Ships on').fill('2090-01-31')
    const lines = page.getByRole('textbox', { name: 'Devices' })
    await lines.fill(`${keys.join('\n')}\nno device`)
    await page.getByText('Not understood: line 3.').waitFor()
    assert.ok(await page.getByRole('button', { name: 'Preview' }).isDisabled())
    await lines.fill(keys.join('\n'))
    await page.getByRole('button', { name: 'Preview' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('Registered: 2').waitFor()
    assert.deepEqual(await service.list(`/api/v1/orders?number=SO-9`, maker), [])
    await dialog.getByRole('button', { name: 'Register' }).click()
    await page.getByText('Complete', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'To the order' }).click()
    await page.getByRole('heading', { name: 'SO-9' }).waitFor()
    address = new URL(page.url()).pathname.replace('/console', '')
  })
  await inConsole(ada, address, async page => {
    await rowOf(page, wanted[1]).getByText('Registered, not shipped').waitFor()
  })
  await inConsole(petra, address, async page => {
    await rowOf(page, wanted[1]).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Return 1 device' }).click()
    await confirmPreview(page, 'Return')
    await page.getByRole('link', { name: 'To the order' }).click()
    await rowOf(page, wanted[1]).getByText('Returned').waitFor()
    await page.getByRole('link', { name: 'Return', exact: true }).click()
    await page.getByRole('button', { name: 'Take back' }).click()
    await confirmPreview(page, 'Take back')
    await page.goto(`${service.url}/console${address}/override`)
    const lines = page.getByRole('textbox', { name: 'Devices' })
    assert.equal((await lines.inputValue()).split('\n').length, 2)
    await lines.fill((await lines.inputValue()).split('\n')[0] ?? '')
    await page.getByRole('button', { name: 'Preview' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('Kept: 1').waitFor()
    await dialog.getByText('Returned: 1').waitFor()
    await dialog.getByRole('button', { name: 'Replace' }).click()
    await page.getByText('Complete', { exact: true }).waitFor()
  })
})
