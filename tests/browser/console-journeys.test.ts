import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleWorld, password, settled, startConsoleWorld } from './console-world.ts'
import { enter, focusOf, keyTo } from './keyboard.ts'
import { turnTo } from './look-at-pages.ts'
import { type OperatorWork, startOperatorWork } from './operator-world.ts'
import { type PartnerWork, startPartnerWork } from './partner-world.ts'

/** What people come for, with the keyboard alone: no test here touches a mouse. */

let world: ConsoleWorld
let partners: PartnerWork
before(async () => {
  world = await startConsoleWorld(12)
  partners = await startPartnerWork(world)
})
after(() => world?.close())

/** A dialog that has the focus. */
async function inDialog(page: Page): Promise<void> {
  await page.waitForFunction("document.activeElement.closest('[role=dialog], [role=alertdialog]')")
}

/** Asserts that the focus can leave what it is in, in both directions, and comes round. */
async function assertNoTrap(page: Page): Promise<void> {
  for (const key of ['Tab', 'Shift+Tab']) {
    const passed = new Set<string>()
    for (let n = 0; n < 8; n++) {
      await page.keyboard.press(key)
      passed.add(await focusOf(page))
    }
    assert.ok(passed.size > 3, `${key} goes on: ${[...passed]}`)
  }
}

/** The page of a partner's link, in a browser in which nobody is signed in. */
async function openLink(name: string, email: string): Promise<Page> {
  const { service, browser } = world
  const id = await service.partner(name, 'csp-direct')
  const token = await service.person(id, ['partner-admin'])
  const link = await service.call(200, 'GET', `/api/v1/partners/${id}/consent-link`, token)
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  await page.goto(service.url + new URL(link.url).pathname)
  await keyTo(page, /email$/)
  await page.keyboard.type(email)
  await keyTo(page, /password$/)
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.getByText(name).first().waitFor()
  await page.getByRole('button', { name: 'Grant consent' }).waitFor()
  return page
}

const stateOf = async (partner: string) => {
  const consents = await world.service.list('/api/v1/consents', world.approver)
  return consents.find(consent => consent.partner.name === partner)
}

test('a consent link is opened, answered with limits, and revoked', async () => {
  const carl = await world.person('Carl Consent', ['consent-approver'])
  const page = await openLink('Adatum Resale', carl)
  await assertNoTrap(page)
  await page.reload()
  await keyTo(page, /devices$/)
  await page.keyboard.type('50')
  await keyTo(page, /tags$/)
  await page.keyboard.type('Sales')
  await enter(page, /^Grant consent/)
  await page.getByText('Consent is granted, effective at once.').waitFor()
  const granted = await stateOf('Adatum Resale')
  assert.deepEqual([granted.state, granted.limits.deviceLimit, granted.limits.groupTags], ['granted', 50, ['Sales']])
  await enter(page, /^Revoke consent/)
  await page.getByText('Consent is revoked, effective at once.').waitFor()
  assert.equal((await stateOf('Adatum Resale')).state, 'revoked')
  await page.context().close()
})

test('a consent link is declined with a reason', async () => {
  const dora = await world.person('Dora Decides', ['consent-approver'])
  const page = await openLink('Proseware', dora)
  await keyTo(page, /reason$/)
  await page.keyboard.type('We do not know you')
  await enter(page, /^Decline$/)
  await page.getByText('You have declined.').waitFor()
  assert.equal((await stateOf('Proseware')).state, 'declined')
  await page.context().close()
})

test('a partner finds an order, and what became of its device', async () => {
  const petra = await world.person('Petra Partner', ['registrar', 'partner-admin'], world.makerId)
  const { page, complaints, close } = await world.open(petra, '/orders')
  await settled(page)
  await enter(page, /^SO-4714/)
  await page.getByRole('heading', { level: 1, name: 'SO-4714' }).waitFor()
  await settled(page)
  await enter(page, /^Enrol/)
  await page.getByText('ERP-4714').waitFor()
  await settled(page)
  await assertNoTrap(page)
  assert.deepEqual(complaints, [])
  await close()
})

test('the trace of a device is read, and a partner is revoked', async () => {
  const ada = await world.person('Ada Lang', ['tenant-admin', 'consent-approver'])
  const { page, complaints, close } = await world.open(ada)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).waitFor()
  const serial = String(world.serials[4])
  await page.keyboard.type(serial)
  await page.getByRole('option', { name: serial }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('It would be told that it is yours').waitFor()
  await enter(page, /^Whole answer/)
  await inDialog(page)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.waitForFunction('document.activeElement !== document.body')
  assert.match(await focusOf(page), /^Whole answer/, 'the focus is back where it was')
  await turnTo(page, '/consents?state=granted')
  await enter(page, /^Change: Northwind Devices/)
  await inDialog(page)
  await enter(page, /^Revoke$/)
  await page.getByRole('alertdialog').getByText('Devices that are registered stay yours').waitFor()
  await inDialog(page)
  assert.equal((await stateOf('Northwind Devices')).state, 'granted', 'nothing is done before it is confirmed')
  await keyTo(page, /^Reason/)
  await page.keyboard.type('The contract ends')
  await enter(page, /^Revoke$/)
  await page.getByText('No consent in this state').waitFor()
  await page.waitForFunction('document.activeElement !== document.body')
  assert.equal((await stateOf('Northwind Devices')).state, 'revoked')
  assert.deepEqual(complaints, [])
  await close()
})

test('an operator finds a stuck job and runs it again', async () => {
  const work: OperatorWork = await startOperatorWork(world, partners)
  const olga = await world.operator('Olga Operator')
  const { page, close } = await world.open(olga)
  await settled(page)
  await enter(page, /^1 job is stuck/)
  await page.getByText('A stored value cannot be opened').waitFor()
  await settled(page)
  await enter(page, /^Decide a batch/)
  await page.getByText('It has failed again and again.').waitFor()
  work.repair()
  await enter(page, /^Run again now/)
  await inDialog(page)
  await keyTo(page, /^Reason/)
  await page.keyboard.type('Chunk restored from the backup')
  await enter(page, /^Run again now/)
  await page.getByText('This job is done').waitFor()
  await close()
})
