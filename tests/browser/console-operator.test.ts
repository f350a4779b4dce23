import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type ConsoleWorld, settled, startConsoleWorld } from './console-world.ts'
import { faultsOfPages, looks } from './look-at-pages.ts'
import { type OperatorWork, operatorPages, registryId, startOperatorWork } from './operator-world.ts'
import { type PartnerWork, startPartnerWork } from './partner-world.ts'
import { startWebhookWork } from './webhook-world.ts'

/** The console of those who run the registry, in a real browser over a real service. */

let world: ConsoleWorld
let partners: PartnerWork
let work: OperatorWork
let olga = ''
before(async () => {
  world = await startConsoleWorld(12)
  partners = await startPartnerWork(world)
  work = await startOperatorWork(world, partners)
  await startWebhookWork(world, 'Inventory', 'taken')
  olga = await world.person('Olga Operator', ['operator'], registryId)
})
after(() => world?.close())

async function inConsole(
  path: string,
  look: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
  expected?: RegExp,
): Promise<void> {
  const window = await world.open(olga, path, options)
  try {
    await look(window.page)
    assert.deepEqual(
      window.complaints.filter(complaint => !expected?.test(complaint)),
      [],
    )
  } finally {
    await window.context.close()
  }
}

for (const [look, options] of Object.entries(looks))
  test(`pages of operators are accessible and fit their window: ${look}`, async () => {
    const paths = Object.values(operatorPages(world, work))
    await inConsole(
      '/',
      async page => assert.deepEqual(await faultsOfPages(page, world.service.url, paths, look), []),
      options,
    )
  })

test('a job that is stuck is found with its remedy, and runs to its end when the damage is repaired', async () => {
  const { service } = world
  const { fabrikam } = partners
  await inConsole(
    '/',
    async page => {
      await page.getByRole('link', { name: '1 job is stuck' }).click()
      await page.waitForURL(/jobs\?state=stuck/)
      await page.getByText('A stored value cannot be opened').waitFor()
      await page.getByRole('link', { name: 'Fabrikam' }).waitFor()
      await page.getByRole('link', { name: 'Decide a batch' }).click()
      await page.getByText('It has failed again and again.').waitFor()
      await page.getByText('put the value back from a backup').waitFor()
      assert.ok(await page.getByRole('link', { name: 'stored_value_unreadable' }).isVisible())
      work.repair()
      await page.getByRole('button', { name: 'Run again now' }).click()
      const dialog = page.getByRole('alertdialog')
      await dialog.getByLabel('Reason').fill('Chunk restored from the backup')
      await dialog.getByRole('button', { name: 'Run again now' }).click()
      await page.getByText('This job is done').waitFor()
      const path = `/api/v1/tenants/${fabrikam.id}/batches/${fabrikam.batchId}`
      const batch = await service.call(200, 'GET', path, fabrikam.approver)
      assert.deepEqual([batch.state, batch.counts.registered, batch.counts.held], ['finished', 2, 0])
      await page.getByRole('link', { name: 'Journal' }).click()
      await page.locator('#main [role=row]', { hasText: 'Job run again' }).getByText('Chunk restored').waitFor()
      await page.goto(`${service.url}/console/jobs?state=stuck`)
      await page.getByText('No job in this state').waitFor()
      // The page looks for a job that is done.
    },
    {},
    /404/,
  )
})

test('a customer is added with its first administrator, whose link really sets a password', async () => {
  await inConsole(
    '/tenants',
    async page => {
      await page.getByRole('button', { name: 'Add a customer' }).click()
      const dialog = page.getByRole('alertdialog')
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Adatum')
      await dialog.getByRole('textbox', { name: 'Domain' }).fill('contoso.example')
      await dialog.getByLabel('Name of the first administrator').fill('Ida Adatum')
      await dialog.getByLabel('E-mail address').fill('ida@adatum.example')
      await dialog.getByRole('button', { name: 'Add a customer' }).click()
      await dialog.getByText('belongs to a tenant already').waitFor()
      await dialog.getByRole('textbox', { name: 'Domain' }).fill('adatum.example')
      await dialog.getByRole('button', { name: 'Add a customer' }).click()
      await page.getByText('Link for Ida Adatum').waitFor()
      const link = String(
        await page
          .getByRole('alertdialog')
          .getByText(/^https?:/)
          .textContent(),
      )
      const other = await page.context().browser()?.newPage()
      assert.ok(other)
      await other.goto(world.service.url + new URL(link).pathname)
      assert.ok(await other.locator('#password').isVisible())
      await other.close()
      await page.getByRole('button', { name: 'Close' }).click()
      await page.getByRole('heading', { name: 'Adatum' }).waitFor()
      await settled(page)
      await page.goto(`${world.service.url}/console/tenants?name=adat`)
      await page.getByRole('link', { name: 'Adatum' }).waitFor()
      assert.equal(await page.getByRole('link', { name: 'Contoso' }).count(), 0)
      // The domain of another customer.
    },
    {},
    /409/,
  )
})

test('what a partner says of itself is read, shown in the public directory, and taken out again', async () => {
  const participants = async () => (await world.service.list('/api/v1/participants', '')).map(each => each.name)
  await inConsole('/directory?state=waiting', async page => {
    await page.getByRole('button', { name: 'Look: Northwind Devices' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('registration@northwind.example').waitFor()
    await dialog.getByRole('button', { name: 'Show it' }).click()
    await page.getByText('Nothing matches').waitFor()
    assert.deepEqual(await participants(), ['Northwind Devices'])
    await page.goto(`${world.service.url}/console/directory`)
    await page.getByRole('button', { name: 'Look: Northwind Devices' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take it out' }).click()
    await page.getByText('Not shown').waitFor()
    assert.deepEqual(await participants(), [])
  })
})

test('webhooks that fail are seen with their reason, and neither their names nor their addresses', async () => {
  await inConsole('/webhook-standings', async page => {
    const chip = page.getByRole('button', { name: /^1 Attempts fail/ })
    await chip.click()
    const row = page.locator('#main [role=row]', { hasText: '503' })
    await row.getByRole('link', { name: 'Contoso' }).waitFor()
    await row.getByText('Attempts fail').waitFor()
    await page.locator('#main [role=table][aria-rowcount="2"]').waitFor()
    const content = await page.content()
    for (const secret of ['Ticket desk', '/busy', 'Inventory']) assert.ok(!content.includes(secret), secret)
    await chip.click()
    await page.locator('#main [role=table][aria-rowcount="3"]').waitFor()
  })
})

test('the key of tokens is replaced with a reason, and signs later', async () => {
  await inConsole('/keys', async page => {
    await page.getByRole('button', { name: 'Replace the key' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('radio', { name: 'because a key has leaked' }).click()
    assert.ok(await dialog.getByRole('button', { name: 'Replace the key' }).isDisabled())
    await dialog.getByRole('radio', { name: 'In a week' }).click()
    await dialog.getByLabel('Reason').fill('Yearly exercise')
    await dialog.getByRole('button', { name: 'Replace the key' }).click()
    await page.getByText('Published, signs later').waitFor()
  })
})
