import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleWorld, openUnsigned, password, settled, startConsoleWorld } from './console-world.ts'
import { enter, focusOf, keyTo, stopsNotSeen } from './keyboard.ts'
import { turnTo } from './look-at-pages.ts'

/** The console with the keyboard alone: no test here touches a mouse. */

let world: ConsoleWorld
let ada = ''
before(async () => {
  world = await startConsoleWorld(12)
  ada = await world.person('Ada Lang', ['tenant-admin', 'consent-approver'])
})
after(() => world?.close())

/** Searches everything. */
async function search(page: Page, text: string, hit: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).waitFor()
  await page.keyboard.type(text)
  await page.getByRole('option', { name: hit }).waitFor()
  await page.keyboard.press('Enter')
}

test('sign in, skip to the content, find a device, tag it, sign out', async () => {
  const { page, context, complaints } = await openUnsigned(world, '/devices')
  await page.waitForSelector('#email:focus')
  await page.keyboard.type(ada)
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.locator('#main [role=table]').waitFor()
  await keyTo(page, /^Skip to/, 'Tab', 1)
  assert.ok(
    Number((await page.locator('a[href="#main"]').boundingBox())?.y) >= 0,
    'it is in sight while it has the focus',
  )
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id'), 'main')

  const serial = String(world.serials[7])
  await search(page, serial, serial)
  await page.getByRole('heading', { name: serial }).waitFor()
  await enter(page, /^Edit$/)
  await keyTo(page, /^Group tag/)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('By keyboard')
  await enter(page, /^Save$/)
  await page.getByText('Device changed').first().waitFor()
  await page.waitForFunction('document.activeElement !== document.body')
  const found = await world.service.list(
    `/api/v1/tenants/${world.tenantId}/devices?groupTag=By%20keyboard`,
    world.admin,
  )
  assert.deepEqual(
    found.map(device => device.serialNumber),
    [serial],
  )

  await enter(page, /Ada Lang/, 'Shift+Tab')
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
  await enter(page, /^Sign out$/, 'ArrowUp')
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
  assert.deepEqual(complaints, [])
  await context.close()
})

test('Enter in the search leads to what was typed, also while the service still looks for it', async () => {
  const { page, complaints, close } = await world.open(ada, '/devices')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).waitFor()
  await page.keyboard.type('SIMGENE')
  const option = page.getByRole('option', { name: /SIMGENE/ })
  await option.first().waitFor()
  const [serial = ''] = /^SIMGENE\w{6}/.exec(String(await option.last().textContent())) ?? []
  assert.notEqual(serial, '')
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  await page.route(/[?&]serial=/, async route => {
    await held
    await route.continue().catch(() => undefined)
  })
  await page.keyboard.type(serial.slice('SIMGENE'.length))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: serial }).waitFor()
  release()
  assert.deepEqual(complaints, [])
  await close()
})

/** Opens a dialog with the button that has the focus, and leaves it with Escape. */
async function thereAndBack(page: Page, button: RegExp): Promise<void> {
  await enter(page, button)
  const dialog = page.locator('[role=dialog], [role=alertdialog], [role=menu]')
  await dialog.first().waitFor()
  await page.waitForFunction("document.activeElement.closest('[role=dialog], [role=alertdialog], [role=menu]')")
  await page.keyboard.press('Escape')
  await dialog.first().waitFor({ state: 'detached' })
  await page.waitForFunction('document.activeElement !== document.body')
  assert.match(await focusOf(page), button, 'the focus is back where it was')
}

test('dialogs and menus take the focus, Escape closes them, and the focus is back where it was', async () => {
  const { page, complaints, close } = await world.open(ada, '/devices')
  await page.locator('#main [role=table]').waitFor()
  await thereAndBack(page, /^Search/)
  await thereAndBack(page, /Ada Lang/)
  for (const button of [/^Filter/, /^Find a list/, /^Columns/]) await thereAndBack(page, button)
  await keyTo(page, /^Select all/)
  await page.keyboard.press('Space')
  await page.getByText('12 selected').waitFor()
  for (const button of [/^Change$/, /^Release$/]) {
    await page.keyboard.press('Shift+Tab')
    await keyTo(page, button, 'Shift+Tab', 20).catch(() => keyTo(page, button))
    await page.keyboard.press('Shift+Tab')
    await thereAndBack(page, button)
  }
  await turnTo(page, '/consents?state=requested')
  await thereAndBack(page, /^Answer: Litware/)
  assert.deepEqual(complaints, [])
  await close()
})

test('an import with the keyboard alone', async () => {
  const { page, complaints, close } = await world.open(ada, '/imports')
  // Long before: the browser takes its time to begin listening for it.
  const chosen = page.waitForEvent('filechooser', { timeout: 60_000 })
  await settled(page)
  await enter(page, /^Import a file$/)
  await page.getByRole('heading', { level: 1, name: 'Import a file' }).waitFor()
  await settled(page)
  await enter(page, /^Choose/)
  const chooser = await chosen
  const file = Buffer.from('Device Serial Number,Hardware Hash\n1,T0FP-nonsense\n')
  await chooser.setFiles({ name: 'keys.csv', mimeType: 'text/csv', buffer: file })
  await enter(page, /^Send and check$/)
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/)
  await page.getByRole('button', { name: '1 Rejected' }).waitFor()
  await page.waitForFunction('document.activeElement !== document.body')
  await enter(page, /^Give up$/)
  await page.getByRole('alertdialog').waitFor()
  await enter(page, /^Give up$/)
  await page.getByText('This import was given up.').waitFor()
  await page.waitForFunction('document.activeElement !== document.body')
  assert.deepEqual(complaints, [])
  await close()
})

test('what has the focus looks so', async () => {
  const { page, close } = await world.open(ada, '/devices', { reducedMotion: 'reduce' })
  await page.locator('#main [role=table]').waitFor()
  await settled(page)
  assert.deepEqual(await stopsNotSeen(page, 45), [])
  await close()
})
