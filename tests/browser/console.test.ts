import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { hashTextOf, simulateFactory } from '@hailport/device'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type ConsoleWorld, probe, startConsoleWorld, type Window } from './console-world.ts'

/** The console in a real browser over a real service. */

let world: ConsoleWorld
let ada = ''
before(async () => {
  world = await startConsoleWorld()
  ada = await world.person('Ada Lang', ['tenant-admin', 'consent-approver'])
})
after(() => world?.close())

async function inConsole(
  path: string,
  work: (page: Page, window: Window) => Promise<void>,
  options: BrowserContextOptions = {},
  email = ada,
): Promise<void> {
  const window = await world.open(email, path, options)
  try {
    await work(window.page, window)
    assert.deepEqual(window.complaints, [])
  } finally {
    await window.close()
  }
}

const table = '#main [role=table]'

/** Waits until the list has rows, or says that it has none. */
const listed = (page: Page) => page.waitForSelector(`${table} [aria-rowindex="2"]`)

test('signing in leads to the page that was asked for, a reload asks nobody, signing out ends it', async () => {
  const sam = await world.person('Sam Short', ['tenant-admin'])
  const look = async (page: Page) => {
    await listed(page)
    assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, '/console/devices?booted=true')
    assert.equal(await page.locator(`${table} [role=row][tabindex]`).count(), 5)
    await page.reload()
    await listed(page)
    const kept = await page.evaluate(
      'JSON.stringify([Object.values(localStorage), Object.values(sessionStorage), document.cookie])',
    )
    assert.doesNotMatch(String(kept), /eyJ/, 'no token may be where other scripts can read it')
    await page.getByRole('button', { name: 'Sam Short' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForSelector('#email')
  }
  await inConsole('/devices?booted=true', look, {}, sam)
})

test('the page has a strict policy, and files of the console are kept for good', async () => {
  const page = await fetch(`${world.service.url}/console/devices`)
  const policy = String(page.headers.get('content-security-policy'))
  assert.match(policy, /default-src 'none';script-src 'self';style-src 'self' 'nonce-[\w+/=]{20,}'/)
  assert.doesNotMatch(policy, /unsafe/)
  const text = await page.text()
  const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? []
  assert.ok(text.includes(`nonce="${nonce}"`))
  const script = String(/src="(\/console\/assets\/[^"]+)"/.exec(text)?.[1])
  const asset = await fetch(world.service.url + script, { headers: { 'accept-encoding': 'gzip' } })
  assert.match(String(asset.headers.get('cache-control')), /immutable/)
  assert.equal(asset.headers.get('content-encoding'), 'gzip')
  for (const path of ['/console/assets/nothing.js', '/console/assets/..%2f..%2fpackage.json'])
    assert.equal((await fetch(world.service.url + path)).status, 404)
})

test('devices: search, conditions in the address, a pasted list with the missing ones, export', async () => {
  await inConsole('/devices', async page => {
    await listed(page)
    await page.locator(`${table}[aria-rowcount="121"]`).waitFor()
    const [first = '', second = ''] = world.serials.filter(serial => /\d{4}/.test(serial))
    await page.getByRole('searchbox').fill(first.slice(-6))
    await page.waitForURL(/serial=/)
    await page.locator(table).getByText(first, { exact: true }).waitFor()
    await page.getByRole('searchbox').fill('')
    await page.waitForURL(url => !url.search.includes('serial='))
    await page.getByRole('button', { name: 'Find a list' }).click()
    await page.getByRole('dialog').getByLabel('Serial numbers').fill(`${first}\n${second},NOT-HERE-1\nNOT-HERE-2`)
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByText('2 of 4 found').waitFor()
    assert.match(String(await page.textContent('#main')), /Not found: NOT-HERE-1, NOT-HERE-2/)
    await page.getByRole('button', { name: 'Back to all devices' }).click()
    await page.getByRole('button', { name: /In conflict/ }).click()
    await page.waitForURL(/conflict=true/)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    assert.equal(
      readFileSync(await download.path(), 'utf8')
        .trim()
        .split('\n').length,
      2,
    )
  })
})

test('devices: who registered them, and whether that partner may still, are columns to choose', async () => {
  await inConsole('/devices', async page => {
    await listed(page)
    await page.getByRole('button', { name: 'Columns' }).click()
    for (const name of ['Registered by', 'Consent']) await page.getByRole('menuitemcheckbox', { name }).click()
    await page.keyboard.press('Escape')
    const row = page.locator(`${table} [aria-rowindex="2"]`)
    await row.getByText('Northwind Devices').waitFor()
    await row.getByText('Granted').waitFor()
  })
})

test('every row of a list can be had as a file, with all that the service tells of it', async () => {
  await inConsole('/journal', async page => {
    await listed(page)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    assert.equal(file.suggestedFilename(), 'Journal.csv')
    const [head = '', ...rows] = readFileSync(await file.path(), 'utf8')
      .slice(1)
      .trimEnd()
      .split('\r\n')
    const columns = head.split(',')
    for (const column of ['id', 'at', 'action', 'actor.kind', 'subject.kind']) assert.ok(columns.includes(column), head)
    const entries = await world.service.list(`/api/v1/organizations/${world.tenantId}/journal`, world.admin)
    assert.ok(entries.length > 100)
    assert.deepEqual(
      rows.map(row => row.split(',')[columns.indexOf('id')]),
      entries.map(entry => entry.id),
    )
  })
})

test('a chart is a table, too, leads to what it counts, and gives its numbers away', async () => {
  await inConsole('/?days=7', async page => {
    const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Registrations by source' }) })
    await card.locator('svg rect').first().waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card.getByRole('button', { name: 'Registrations by source: save the numbers as CSV' }).click(),
    ])
    assert.equal(download.suggestedFilename(), 'registrations.csv')
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n')
    assert.equal(lines.length, 8)
    assert.match(String(lines.at(-1)), /^20\d\d-\d\d-\d\d,120,0,0$/)
    await card.getByRole('button', { name: 'Table' }).click()
    await card.getByRole('cell', { name: '120' }).getByRole('link').click()
    await page.waitForURL(/\/devices\?source=hash&registeredFrom=/)
    await listed(page)
    await page.locator(`${table}[aria-rowcount="121"]`).waitFor()
  })
})

test('many devices are changed: all that match, preview, confirmation, result file, undo', async () => {
  await inConsole('/devices?groupTag=Field%20service', async page => {
    await listed(page)
    await page.getByRole('checkbox', { name: 'Select', exact: true }).first().click()
    await page.getByRole('button', { name: 'Select all 24 that match' }).click()
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByRole('checkbox', { name: 'Set: Group tag' }).click()
    await page.getByRole('textbox', { name: 'Group tag' }).fill('Service 2027')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.waitForURL(/device-actions\//)
    await page.getByText('Nothing has been done yet.').waitFor()
    await page.getByRole('button', { name: 'Change 24 devices' }).click()
    await page.getByRole('button', { name: 'Do it' }).click()
    await page.getByText('Finished').first().waitFor()
    const changed = await world.service.list(
      `/api/v1/tenants/${world.tenantId}/devices?groupTag=Service%202027`,
      world.admin,
    )
    assert.equal(changed.length, 24)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Result file' }).click(),
    ])
    assert.equal(
      readFileSync(await download.path(), 'utf8')
        .trim()
        .split('\n').length,
      25,
    )
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('button', { name: 'Undo for 24 devices' }).click()
    await page.getByRole('button', { name: 'Do it' }).click()
    await page.getByText('Finished').first().waitFor()
    const back = await world.service.list(
      `/api/v1/tenants/${world.tenantId}/devices?groupTag=Field%20service`,
      world.admin,
    )
    assert.equal(back.length, 24)
  })
})

/** Registers many devices as makers do, by one upload. @returns their serial numbers. */
async function addFleet(count: number, groupTag: string): Promise<string[]> {
  const { service, tenantId, maker } = world
  const factory = simulateFactory({ seed: 'fleet', count, noTpmRate: 0, vmRate: 0, placeholderRate: 0 })
  const serials: string[] = []
  const lines = function* () {
    for (const device of factory) {
      serials.push(String(device.fields.SmbiosSystemSerialNumber))
      yield `${JSON.stringify({ hardwareHash: hashTextOf(device), groupTag })}\n`
    }
  }
  const batches = `/api/v1/tenants/${tenantId}/batches`
  const { id } = await service.upload(batches, maker, lines())
  while ((await service.call(200, 'GET', `${batches}/${id}`, maker)).state !== 'finished') await pause(100)
  return serials
}

test('500 pasted serial numbers find their devices among 5,000; all of them are tagged, with preview and progress', async () => {
  const serials = await addFleet(5000, 'Fleet')
  await inConsole('/devices?groupTag=Fleet', async page => {
    await page.locator(`${table}[aria-rowcount="5001"]`).waitFor()
    const missing = Array.from({ length: 20 }, (_, n) => `NOT-HERE-${n}`)
    const pasted = [...serials.filter((_, n) => n % 10 === 0).slice(0, 480), ...missing]
    await page.getByRole('button', { name: 'Find a list' }).click()
    await page.getByRole('dialog').getByLabel('Serial numbers').fill(pasted.join('\n'))
    await page.getByRole('button', { name: 'Find', exact: true }).click()
    await page.getByText('480 of 500 found').waitFor()
    assert.ok((await page.textContent('#main'))?.includes(`Not found: ${missing.join(', ')}`))
    await page.getByRole('button', { name: 'Back to all devices' }).click()
    await page.locator(`${table}[aria-rowcount="5001"]`).waitFor()

    await page.getByRole('checkbox', { name: 'Select', exact: true }).first().click()
    await page.getByRole('button', { name: 'Select all 5,000 that match' }).click()
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByRole('checkbox', { name: 'Set: Group tag' }).click()
    await page.getByRole('textbox', { name: 'Group tag' }).fill('Fleet 2027')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('Nothing has been done yet.').waitFor()
    await page.getByRole('button', { name: 'Change 5,000 devices' }).click()
    await page.getByRole('button', { name: 'Do it' }).click()
    await page.getByRole('progressbar', { name: /Queued|Running/ }).waitFor()
    await page.getByText('5,000', { exact: true }).waitFor()
    await page.getByText('Finished').first().waitFor({ timeout: 60_000 })
    await page.goto(`${world.service.url}/console/devices?groupTag=Fleet%202027`)
    await page.locator(`${table}[aria-rowcount="5001"]`).waitFor()
  })
})

test('a device: decision trace, timeline, change in place, unsaved work is asked about, release', async () => {
  await inConsole(`/devices?serial=${world.serials[4]}`, async page => {
    await page.locator(table).getByRole('link').first().click()
    await page.getByText('It would be told that it is yours, and get the profile “Office workplace”.').waitFor()
    await page.getByText('Device registered').waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Group tag').fill(probe)
    page.once('dialog', dialog => void dialog.dismiss())
    await page.getByRole('link', { name: 'Overview' }).click()
    assert.match(page.url(), /\/devices\//)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Device changed').waitFor()
    assert.ok((await page.textContent('#main'))?.includes(probe), 'what others have written is text')
    await page.getByRole('button', { name: 'Release' }).click()
    await page.getByRole('alertdialog').getByLabel('Reason').fill('Sold')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Release' }).click()
    await page.waitForURL(/\/console\/devices$/)
    const released = await world.service.list(`/api/v1/tenants/${world.tenantId}/released-devices`, world.admin)
    assert.equal(released[0].reason, 'Sold')
    assert.notEqual(await page.title(), '1')
  })
})

test('with the keyboard alone: find a device, look at it, go back', async () => {
  await inConsole('/', async page => {
    await page.keyboard.press('Control+k')
    const wanted = String(world.serials[7])
    await page.getByRole('combobox', { name: 'Search' }).waitFor()
    await page.keyboard.type(wanted)
    await page.getByRole('option', { name: new RegExp(wanted) }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/devices\/[0-9a-f-]{36}$/)
    await page.getByRole('heading', { name: wanted }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search' }).waitFor()
    await page.keyboard.type('bulk')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/device-actions$/)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Search' }).waitFor({ state: 'detached' })
  })
})

test('a partner who asks is answered with limits, and revoked', async () => {
  await inConsole('/consents?state=requested', async page => {
    await page.getByRole('button', { name: 'Answer: Litware Reselling' }).click()
    assert.ok((await page.getByRole('dialog').textContent())?.includes(probe), 'what others have written is text')
    await page.getByLabel('Most devices').fill('250')
    await page.getByLabel('Group tags').fill('Sales, Kiosk')
    await page.getByRole('button', { name: 'Grant', exact: true }).click()
    await page.getByText('No consent in this state').waitFor()
    const consents = () => world.service.list('/api/v1/consents?state=granted', world.admin)
    const given = (await consents()).find(each => each.partner.name === 'Litware Reselling')
    assert.deepEqual([given.limits.deviceLimit, given.limits.groupTags], [250, ['Sales', 'Kiosk']])
    await page.goto(`${world.service.url}/console/consents?state=granted`)
    await page.getByRole('button', { name: 'Change: Litware Reselling' }).click()
    await page.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
    // As long as a dialog is open, nothing else is there for whoever looks by role.
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Change: Litware Reselling' }).waitFor({ state: 'detached' })
    assert.equal((await consents()).length, 1)
  })
})

test('who may only look is offered nothing else', async () => {
  const reader = await world.person('Rita Reader', ['device-reader'])
  await inConsole(
    '/devices',
    async page => {
      await listed(page)
      await page.getByRole('checkbox', { name: 'Select', exact: true }).first().click()
      await page.getByText('1 selected').waitFor()
      assert.equal(await page.getByRole('button', { name: 'Release' }).count(), 0)
    },
    {},
    reader,
  )
})

test('an address that leads nowhere, and a device that is not there', async () => {
  await inConsole('/nothing/here', async page => {
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  })
  const window = await world.open(ada, `/devices/${world.makerId}`)
  await window.page.getByRole('link', { name: 'device_not_registered' }).waitFor()
  await window.close()
})
