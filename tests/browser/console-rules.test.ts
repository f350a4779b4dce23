import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { hashTextOf } from '@hailport/device'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type ConsoleWorld, probe, startConsoleWorld } from './console-world.ts'
import { faultsOfPages, looks } from './look-at-pages.ts'
import { freshDevices, type RulesWork, rulesPages, startRulesWork } from './rules-world.ts'

/** The customer's rules in the console: a real browser over a real service. */

let world: ConsoleWorld
let work: RulesWork
let ada = ''
before(async () => {
  world = await startConsoleWorld(24)
  work = await startRulesWork(world, `Room 12 ${probe}`)
  ada = await world.person('Ada Lang', ['tenant-admin', 'consent-approver'])
})
after(() => world?.close())

async function inConsole(
  path: string,
  work: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
  email = ada,
): Promise<void> {
  const { page, context, complaints } = await world.open(email, path, options)
  try {
    await work(page)
    // What the service refuses while somebody types, the browser reports as well.
    assert.deepEqual(
      complaints.filter(text => !/status of (400|409) /.test(text)),
      [],
    )
  } finally {
    await context.close()
  }
}

const list = (path: string) => world.service.list(`/api/v1/tenants/${world.tenantId}/${path}`, world.admin)
const dialogButton = (page: Page, name: string) => page.getByRole('alertdialog').getByRole('button', { name }).click()

for (const [look, options] of Object.entries(looks))
  test(`pages are accessible and fit their window: ${look}`, async () => {
    // The walk through all pages looks at these.
    const { profiles, groups, 'profile-new': _, 'group-new': __, ...pages } = rulesPages(work)
    await inConsole(
      '/',
      async page => assert.deepEqual(await faultsOfPages(page, world.service.url, Object.values(pages), look), []),
      options,
    )
  })

test('a group by a rule that is checked while it is typed, and one whose devices are listed', async () => {
  await inConsole('/groups', async page => {
    await page.getByRole('link', { name: 'New group' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Field force')
    await page.getByRole('textbox', { name: 'Membership rule' }).fill('device.serialNumber -eq "1"')
    await page.getByRole('link', { name: 'group_rule_not_supported' }).waitFor()
    await page.getByLabel('Value').fill('Field service')
    await page.getByRole('button', { name: 'Write the rule' }).click()
    await page.getByText('5 devices.').waitFor()
    await page.getByRole('button', { name: 'Make group' }).click()
    await page.getByRole('heading', { name: 'Field force' }).waitFor()
    await page.locator('#main [role=table][aria-rowcount="6"]').waitFor()

    await page.getByRole('link', { name: 'Groups' }).first().click()
    await page.getByRole('link', { name: 'New group' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Pilot')
    await page.getByRole('radio', { name: /Listed/ }).click()
    await page.getByRole('button', { name: 'Make group' }).click()
    await page.getByRole('button', { name: 'Add devices' }).click()
    await page.getByLabel('Serial numbers').fill(`${world.serials[6]}\n${world.serials[7]}\nNOT-HERE`)
    await page.getByRole('alertdialog').getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('2 devices were added.').waitFor()
    await page.getByText('1 serial number was not found: NOT-HERE').waitFor()
    await dialogButton(page, 'Close')
    await page.getByRole('checkbox', { name: 'Select', exact: true }).first().click()
    await page.getByRole('button', { name: 'Remove 1 device' }).click()
    await dialogButton(page, 'Remove')
    await page.locator('#main [role=table][aria-rowcount="2"]').waitFor()
  })
})

test('a profile: made with a preview of what is told, assigned, tagged through its devices, changed, deleted', async () => {
  await inConsole('/profiles', async page => {
    await page.getByRole('link', { name: 'New profile' }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Van')
    await page.getByLabel('Device name').fill('VAN-%SERIAL')
    await page.getByText('%SERIAL is not understood').waitFor()
    await page.getByLabel('Device name').fill('VAN-%SERIAL%')
    await page.getByLabel('Try a serial number').fill('AB12')
    await page.getByText('VAN-AB12', { exact: true }).waitFor()
    page.once('dialog', dialog => void dialog.dismiss())
    await page.getByRole('link', { name: 'Groups' }).click()
    await page.getByRole('button', { name: 'Make profile' }).click()
    await page.getByRole('heading', { name: 'Van' }).waitFor()
    await page.getByText('Nobody. No device gets it by a group.').waitFor()
    await page.getByRole('button', { name: 'Assign' }).click()
    await page.getByLabel('Group', { exact: true }).selectOption({ label: 'Field force' })
    await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click()
    await page.getByRole('link', { name: '5 devices get this profile now' }).click()

    await page.waitForURL(/devices\?profileId=/)
    await page.getByRole('checkbox', { name: 'Select', exact: true }).first().click()
    await page.getByRole('button', { name: 'Select all 5 that match' }).click()
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByRole('checkbox', { name: 'Set: Purchase order' }).click()
    await page.getByRole('textbox', { name: 'Purchase order' }).fill('PO-VAN')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('button', { name: 'Change 5 devices' }).click()
    await page.getByRole('button', { name: 'Do it' }).click()
    await page.getByText('Finished').first().waitFor()
    assert.equal((await list('devices?purchaseOrder=PO-VAN')).length, 5)

    await page.getByRole('link', { name: 'Profiles' }).click()
    await page.getByRole('link', { name: 'Van', exact: true }).click()
    await page.getByRole('link', { name: 'Edit' }).click()
    await page.getByLabel('Rights of the person').selectOption({ label: 'Administrator' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Edit' }).waitFor()
    const van = (await list('profiles')).find(profile => profile.displayName === 'Van')
    assert.equal(van.outOfBoxExperienceSetting.userType, 'administrator')
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialogButton(page, 'Delete')
    await page.getByRole('link', { name: 'profile_in_use' }).waitFor()
    await dialogButton(page, 'Cancel')
    await page.getByRole('button', { name: 'Take back: Field force' }).click()
    await dialogButton(page, 'Take back')
    await page.getByText('Nobody. No device gets it by a group.').waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialogButton(page, 'Delete')
    await page.waitForURL(/\/profiles$/)
    assert.ok(!(await list('profiles')).some(profile => profile.displayName === 'Van'))
  })
})

test('a technician submits one device with a phone; who may register approves it, with another tag', async () => {
  const tom = await world.person('Tom Technik', ['technician'])
  const [device] = freshDevices('phone', 1)
  const serial = String(device?.fields.SmbiosSystemSerialNumber)
  const csv = `Device Serial Number,Windows Product ID,Hardware Hash\r\n${serial},,${hashTextOf(device as never)}\r\n`
  const phone = { viewport: { width: 360, height: 740 } }
  await inConsole(
    '/',
    async page => {
      await page.getByRole('link', { name: 'Submit a device' }).click()
      const send = (text: string) =>
        page.locator('input[type=file]').setInputFiles({
          name: 'AutopilotHWID.csv',
          mimeType: 'text/csv',
          buffer: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
        })
      await send('Serial\r\n1\r\n')
      await page.getByText('No hardware hash is in this file.').waitFor()
      await send(csv)
      await page.getByLabel('Group tag').fill('Sales')
      await page.getByLabel('Note').fill('Replacement')
      await page.getByRole('button', { name: 'Submit' }).click()
      await page.getByRole('heading', { name: serial }).waitFor()
      await page.getByText('Waits', { exact: true }).waitFor()
      assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0)
    },
    phone,
    tom,
  )
  await inConsole('/', async page => {
    await page.getByRole('link', { name: '2 submitted devices wait for approval' }).click()
    await page.getByRole('link', { name: serial }).click()
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('alertdialog').getByLabel('Group tag').fill('Kiosk')
    await dialogButton(page, 'Approve')
    await page.getByText('Registered as').waitFor()
    const [registered] = await list(`devices?serial=${serial}`)
    assert.equal(registered.groupTag, 'Kiosk')
    await page.goto(`${world.service.url}/console/submissions/${work.submissionId}`)
    assert.ok((await page.locator('#main dl').textContent())?.includes(probe), 'what others have written is text')
    await page.getByRole('button', { name: 'Refuse' }).click()
    assert.ok(await page.getByRole('alertdialog').getByRole('button', { name: 'Refuse' }).isDisabled())
    await page.getByRole('alertdialog').getByLabel('Reason').fill('Not one of ours')
    await dialogButton(page, 'Refuse')
    await page.getByText('Not one of ours').waitFor()
  })
})

test("a partner's batch that waits: one device refused with a reason, the others accepted", async () => {
  const cora = await world.person('Cora Consent', ['consent-approver'])
  await inConsole(
    '/',
    async page => {
      await page.getByRole('link', { name: '1 batch of a partner waits until you accept it' }).click()
      await page.getByRole('link', { name: 'Order 4715' }).click()
      await page.getByText('From Northwind Devices').waitFor()
      await page.getByRole('checkbox', { name: 'Select', exact: true }).first().click()
      await page.getByRole('button', { name: 'Refuse 1 device' }).click()
      await page.getByRole('alertdialog').getByLabel('Reason').fill('Not ordered')
      await dialogButton(page, 'Refuse')
      await page.getByRole('button', { name: 'Accept all that wait (2)' }).click()
      await dialogButton(page, 'Accept')
      await page.locator('#main').getByText('Finished', { exact: true }).waitFor()
    },
    {},
    cora,
  )
  const { counts } = await world.service.call(
    200,
    'GET',
    `/api/v1/tenants/${world.tenantId}/batches/${work.batchId}`,
    world.admin,
  )
  assert.deepEqual([counts.registered, counts.rejected, counts.held], [2, 1, 0])
})

test('a released device goes with a certificate, which is withdrawn and issued anew', async () => {
  await inConsole('/released-devices', async page => {
    await page.getByRole('link', { name: String(world.serials[9]) }).click()
    const certificate = page.getByRole('region', { name: 'Certificate' })
    const address = await certificate.getByRole('link', { name: 'Open the certificate' }).getAttribute('href')
    assert.match(await (await fetch(String(address))).text(), /Contoso/)
    await certificate.getByRole('button', { name: 'Withdraw' }).click()
    await dialogButton(page, 'Withdraw')
    await certificate.getByRole('button', { name: 'Issue a certificate' }).waitFor()
    assert.equal((await fetch(String(address))).status, 404)
    await page.getByRole('link', { name: 'Released devices' }).first().click()
    await page.getByRole('checkbox', { name: 'Select', exact: true }).first().click()
    const file = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Issue certificates' }).click()
    assert.equal((await file).suggestedFilename(), 'certificates.csv')
    await page.waitForURL('**/release-certificates')
    await page
      .locator('#main [role=table]')
      .getByRole('link', { name: String(world.serials[9]) })
      .waitFor()
    assert.equal((await list('release-certificates')).length, 1)
  })
})

test('a released device is taken back', async () => {
  await inConsole('/released-devices', async page => {
    await page.getByRole('link', { name: String(world.serials[9]) }).click()
    await page.getByText('Sold').waitFor()
    await page.getByRole('button', { name: 'Take back' }).click()
    await dialogButton(page, 'Take back')
    await page.waitForURL(`**/devices/${work.releasedId}`)
    await page.getByRole('heading', { name: String(world.serials[9]) }).waitFor()
    assert.equal((await list('released-devices')).length, 0)
  })
})
