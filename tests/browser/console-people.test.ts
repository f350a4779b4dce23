import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type ConsoleWorld, settled, startConsoleWorld } from './console-world.ts'
import { faultsOfPages } from './look-at-pages.ts'
import { type AccessWork, startAccessWork } from './people-world.ts'
import { startReceiver } from './webhook-world.ts'

/** People and what they may do, in a real browser over a real service. */

let world: ConsoleWorld
let work: AccessWork
let ada = ''
before(async () => {
  world = await startConsoleWorld(12)
  work = await startAccessWork(world)
  ada = await world.person('Ada Lang', ['tenant-admin'])
})
after(() => world?.close())

async function inConsole(
  email: string,
  path: string,
  look: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
  refused = 0,
): Promise<void> {
  const window = await world.open(email, path, options)
  try {
    await look(window.page)
    // The browser tells of every answer that is no success.
    assert.deepEqual(
      window.complaints.filter(text => !/status of 409/.test(text)),
      [],
    )
    assert.equal(window.complaints.length, refused)
  } finally {
    await window.context.close()
  }
}

const password = 'lantern quarry sextant 9 moss'

/** Uses the link in a browser of its own, as the person who was given it. */
async function signInWithLink(link: string, email: string, look: (page: Page) => Promise<void>): Promise<void> {
  const context = await world.browser.newContext({ locale: 'en-GB' })
  context.setDefaultTimeout(15_000)
  try {
    const page = await context.newPage()
    await page.goto(link)
    await page.fill('#password', password)
    await page.fill('#again', password)
    await page.click('main button')
    await page.goto(`${world.service.url}/console/`)
    await page.fill('#email', email)
    await page.fill('#password', password)
    await page.click('form[action="/sign-in"] button')
    await page.waitForSelector('#main h1')
    await look(page)
  } finally {
    await context.close()
  }
}

const navigation = (page: Page) => page.getByRole('navigation', { name: 'Navigation' })

test('a role that is made here decides what a person who is added here sees, once it signs in by its link', async () => {
  let link = ''
  await inConsole(ada, '/roles', async page => {
    await page.getByRole('link', { name: 'Make a role' }).first().click()
    await page.getByRole('textbox', { name: 'Name' }).fill('tag-desk')
    await page.getByLabel('See devices, batches, conflicts and first boots').check()
    const consent = page.getByLabel('Grant, limit, decline and revoke consents')
    assert.ok(await consent.isDisabled(), 'an administrator has no say in consents, and cannot hand it on')
    await page.getByRole('textbox', { name: 'Group tags' }).fill('Sales')
    await page.getByRole('button', { name: 'Make a role' }).click()
    await page.waitForURL(/\/roles\/tag-desk$/)
    await page.goto(`${world.service.url}/console/people`)
    await page.getByRole('button', { name: 'Add a person' }).first().click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel('Name').fill('Tam Desk')
    await dialog.getByLabel('E-mail address').fill('tam@people.example')
    await dialog.getByLabel(/^tag-desk/).check()
    await dialog.getByRole('button', { name: 'Add a person' }).click()
    link = await page.getByRole('textbox', { name: 'Sign-in link' }).inputValue()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.locator('#main [role=table]').getByText('tam@people.example').waitFor()
  })
  await signInWithLink(link, 'tam@people.example', async page => {
    await navigation(page).getByRole('link', { name: 'Devices', exact: true }).waitFor()
    assert.equal(await navigation(page).getByRole('link', { name: 'People' }).count(), 0)
    await page.goto(`${world.service.url}/console/people`)
    await page.getByText('There is nothing here').waitFor()
    await page.goto(`${world.service.url}/console/devices`)
    const table = page.locator('#main [role=table]')
    await table.getByText('Sales').first().waitFor()
    assert.equal(await table.getByText('Kiosk').count(), 0)
  })
})

test('an application that is added here gets tokens with the secret that was shown, until it is revoked', async () => {
  await inConsole(ada, '/applications', async page => {
    await page.getByRole('button', { name: 'Add an application' }).first().click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Stock keeping')
    await dialog.getByLabel(/^Device reader/).check()
    await dialog.getByRole('button', { name: 'Add an application' }).click()
    const secret = await page.getByRole('textbox', { name: 'Client secret' }).inputValue()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('heading', { name: 'Stock keeping' }).waitFor()
    const fact = (name: string) =>
      page.locator(`dt:text-is("${name}") + dd span span`).first().textContent().then(String)
    const form = {
      grant_type: 'client_credentials',
      client_id: await fact('Client id'),
      client_secret: secret,
      scope: await fact('Scope'),
    }
    const endpoint = await fact('Token endpoint')
    const ask = async () => (await fetch(endpoint, { method: 'POST', body: new URLSearchParams(form) })).json()
    const { access_token: token } = (await ask()) as { access_token: string }
    await world.service.call(200, 'GET', `/api/v1/tenants/${world.tenantId}/devices?limit=1`, token)
    await page.reload()
    await page.getByText(/Last used/).waitFor()
    await page.getByRole('button', { name: 'Add a secret' }).click()
    await page.getByRole('alertdialog').getByRole('textbox', { name: 'Name' }).fill('next year')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Add a secret' }).click()
    const second = await page.getByRole('textbox', { name: 'Client secret' }).inputValue()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('button', { name: 'Remove: secret' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Remove: secret' }).waitFor({ state: 'detached' })
    assert.equal(((await ask()) as { error: string }).error, 'invalid_client')
    form.client_secret = second
    assert.ok(((await ask()) as { access_token?: string }).access_token)
    await page.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Add a secret' }).waitFor({ state: 'detached' })
    await world.service.call(401, 'GET', '/api/v1/me', token)
  })
})

test('a person is disabled, enabled and removed, and the last administrator is told why not', async () => {
  await inConsole(ada, `/people/${work.personId}`, async page => {
    await page.getByRole('heading', { name: 'Grace Park' }).waitFor()
    await page.getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('button', { name: 'Enable' }).click()
    await page.getByRole('button', { name: 'Disable' }).waitFor()
    await page.getByRole('button', { name: 'Revoke: laptop' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
    await page.locator('section', { hasText: 'Personal access tokens' }).getByText('Revoked').waitFor()
  })
  const people = `/api/v1/organizations/${world.tenantId}/people`
  const gone = await world.service.call(201, 'POST', people, world.admin, {
    email: 'gone@people.example',
    name: 'Gone Soon',
    roles: [],
  })
  const admins = await world.service.list(`${people}?role=tenant-admin`, world.admin)
  const others = admins.filter(({ email }) => email !== ada)
  for (const { id } of others)
    await world.service.call(200, 'PATCH', `${people}/${id}`, world.service.operatorToken, { disabled: true })
  await inConsole(
    ada,
    `/people/${gone.id}`,
    async page => {
      await page.getByRole('button', { name: 'Remove' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
      await page.waitForURL(/\/people$/)
      await settled(page)
      assert.equal(await page.getByText('gone@people.example').count(), 0)
      await page.getByRole('link', { name: 'Ada Lang' }).click()
      await page.getByRole('button', { name: 'Disable' }).click()
      const dialog = page.getByRole('alertdialog')
      await dialog.getByRole('button', { name: 'Disable' }).click()
      await dialog.getByRole('link', { name: 'last_administrator' }).waitFor()
      await dialog.getByRole('button', { name: 'Cancel' }).click()
    },
    {},
    1,
  )
  for (const { id } of others)
    await world.service.call(200, 'PATCH', `${people}/${id}`, world.service.operatorToken, { disabled: false })
})

test('a customer grants less than a partner asks for, the partner says who uses it, and the customer sees whom', async () => {
  const petra = await world.person('Petra Partner', ['partner-admin', 'registrar'], world.makerId)
  const path = `/delegations/${work.delegationId}`
  await inConsole(ada, '/delegations', async page => {
    await page.getByRole('link', { name: 'Northwind Devices' }).click()
    await page.getByText('Help desk, contract 4711').waitFor()
    await page.getByRole('button', { name: 'Grant' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel('Set and clear group tags').uncheck()
    await dialog.getByRole('textbox', { name: 'Group tags' }).fill('Sales\nKiosk')
    await dialog.getByRole('button', { name: 'Grant' }).click()
    await page.getByRole('button', { name: 'Revoke' }).waitFor()
  })
  await inConsole(petra, path, async page => {
    await page.getByRole('heading', { name: 'Contoso' }).waitFor()
    assert.equal(await page.getByText('Set and clear group tags').count(), 0)
    await page.getByRole('button', { name: 'Assign' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel(/^Petra Partner/).check()
    await dialog.getByRole('button', { name: 'Assign' }).click()
    await page.getByRole('button', { name: 'Take back: Petra Partner' }).waitFor()
  })
  await inConsole(ada, path, async page => {
    await page.getByText('Petra Partner').waitFor()
    await page.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('Revoked').first().waitFor()
  })
  const { state, permissions, groupTags } = await world.service.call(200, 'GET', `/api/v1${path}`, world.admin)
  assert.deepEqual([state, permissions, groupTags], ['revoked', ['device.read', 'profile.read'], ['Sales', 'Kiosk']])
})

test('a reseller accepts the link that a provider has offered', async () => {
  const rena = await world.person('Rena Reseller', ['partner-admin'], work.reseller.id)
  await inConsole(rena, '/links', async page => {
    await page.getByRole('button', { name: `Accept: ${work.provider.name}` }).click()
    await page.getByRole('button', { name: `End: ${work.provider.name}` }).waitFor()
    assert.deepEqual(await faultsOfPages(page, world.service.url, ['/links'], 'light'), [])
  })
})

test('a webhook is made, tested, seen to deliver, given a new secret, and paused', async () => {
  const receiver = await startReceiver('much obliged')
  await inConsole(ada, '/webhooks', async page => {
    const dialog = page.getByRole('alertdialog')
    await page.getByRole('button', { name: 'Add a webhook' }).first().click()
    await dialog.getByLabel('Name').fill('Asset register')
    await dialog.getByLabel('Address').fill(`${receiver}/assets`)
    await dialog.getByLabel('Some kinds').check()
    assert.ok(await dialog.getByRole('button', { name: 'Add a webhook' }).isDisabled(), 'none is chosen')
    await dialog.getByRole('searchbox').fill('group.')
    await dialog.getByLabel(/^Group added/).check()
    await dialog.getByRole('button', { name: 'Add a webhook' }).click()
    const first = await page.getByRole('textbox', { name: 'Signing secret' }).inputValue()
    assert.match(first, /^whsec_/)
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Asset register' }).waitFor()

    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByText('The receiver has taken the test.').waitFor()
    await page.getByRole('dialog').getByText('much obliged').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()

    const groups = `/api/v1/tenants/${world.tenantId}/groups`
    await world.service.call(201, 'POST', groups, world.admin, { displayName: 'Berlin' })
    const row = page.getByRole('table', { name: 'Deliveries' }).getByRole('row', { name: /Delivered/ })
    await row.getByText('200 much obliged').waitFor()
    await row.getByRole('button').click()
    await page.getByRole('dialog').getByText('Group added').waitFor()
    await page.getByRole('button', { name: 'Close' }).click()

    await page.getByRole('button', { name: 'New secret' }).click()
    await dialog.getByRole('button', { name: 'New secret' }).click()
    assert.notEqual(await page.getByRole('textbox', { name: 'Signing secret' }).inputValue(), first)
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await page.getByText('Old secret counts until').waitFor()

    await page.getByRole('button', { name: 'Pause' }).click()
    await dialog.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Resume' }).waitFor()
  })
})
