import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { accessFaults, colourFaultsWithin, faultsWithin } from './axe.ts'
import { fillPages, type Shown } from './console-pages.ts'
import type { Home } from './console-routes.ts'
import { type ConsoleWorld, settled, startConsoleWorld } from './console-world.ts'
import { focusOf } from './keyboard.ts'
import { turnTo } from './look-at-pages.ts'
import { type RulesWork, startRulesWork } from './rules-world.ts'

/** Dialogs, menus and popovers of the console, and pages that wait, fail or are empty, read by axe: wholly in light, their colours in dark and high contrast too. */

let world: ConsoleWorld
let shown: Shown
let rules: RulesWork
before(async () => {
  world = await startConsoleWorld(12)
  shown = await fillPages(world)
  rules = await startRulesWork(world, 'For room 12')
})
after(() => world?.close())

/** The page, and the buttons there that open something. */
type Opened = readonly [path: string, ...buttons: string[]]

const dialogs: Record<Home, () => Opened[]> = {
  tenant: () => [
    ['/devices', 'Filter', 'Find a list', 'Columns', 'Views'],
    [`/devices/${shown.deviceId}`, 'Release', 'What was presented', 'Dismiss', 'Give a profile', 'Whole answer'],
    ['/consents?state=requested', 'Answer: Litware Reselling'],
    ['/consents?state=granted', 'Change: Northwind Devices'],
    [`/profiles/${rules.profileId}`, 'Delete', 'Assign', 'Take back: Kiosks'],
    [`/groups/${rules.groupId}`, 'Delete'],
    [`/support-requests/${world.tenantId}/${shown.requestId}`, 'Withdraw'],
    [`/people/${shown.personId}`, 'Change name', 'Disable', 'Change roles', 'Make a token', 'New sign-in link'],
    ['/roles/berlin-desk', 'Delete'],
    [`/applications/${shown.applicationId}`, 'Edit', 'Revoke', 'Add a secret', 'Add a certificate'],
    ['/delegations', 'Give rights'],
    [`/delegations/${shown.delegationId}`, 'Grant', 'Decline'],
    [`/submissions/${rules.submissionId}`, 'Refuse', 'Approve'],
    [`/waiting-batches/${rules.batchId}`, 'Accept all that wait (3)'],
    [`/released-devices/${rules.releasedId}`, 'Remove for good', 'Take back'],
  ],
  partner: () => [
    ['/customers', 'Ask for consent', 'Take back: waiting.example'],
    [`/customers/${world.tenantId}/devices/${shown.order.deviceId}`, 'Show as JSON', 'Release'],
    [`/orders/${world.tenantId}/${shown.order.id}`, 'Return'],
    ['/line-stations', 'Add a station'],
    [`/line-stations/${shown.stationId}`, 'Rename', 'Revoke'],
    [`/desk/${shown.requestId}`, 'Approve all', 'Refuse all'],
    ['/applications', 'Add an application'],
    ['/delegations', 'Ask for rights'],
  ],
  registry: () => [
    ['/tenants', 'Add a customer'],
    ['/partners', 'Add a partner'],
    ['/keys', 'Replace the key'],
  ],
}

const surface = '.fui-DialogSurface, .fui-PopoverSurface, .fui-MenuPopover'
const still = { reducedMotion: 'reduce' } as const
const light = { ...still, colorScheme: 'light', contrast: 'no-preference' } as const
const others = {
  dark: { ...still, colorScheme: 'dark', contrast: 'no-preference' },
  'high contrast': { ...still, colorScheme: 'light', contrast: 'more' },
} as const

/** Waits until colours have arrived where they were going. */
const arrived = (page: Page) =>
  page.evaluate(
    'new Promise(requestAnimationFrame).then(() => Promise.allSettled(document.getAnimations().filter(each => each.effect.getTiming().iterations !== Infinity).map(each => each.finished)))',
  )

/** Reads what is shown within, wholly in light, and its colours in the other looks. */
async function faultsOf(page: Page, what: string, within: string, wholly = faultsWithin): Promise<string[]> {
  await arrived(page)
  const found = (await wholly(page, within)).map(fault => `${what}: ${fault}`)
  for (const [look, options] of Object.entries(others)) {
    await page.emulateMedia(options)
    await arrived(page)
    found.push(...(await colourFaultsWithin(page, within)).map(fault => `${what}, ${look}: ${fault}`))
  }
  await page.emulateMedia(light)
  return found
}

/** Closes with Escape what is open. @returns what is wrong when the focus is not where it was. */
async function faultsOfEscape(page: Page, what: string, opener: Locator): Promise<string[]> {
  await page.keyboard.press('Escape')
  await page.locator(surface).first().waitFor({ state: 'detached' })
  // What keeps the focus may need a moment.
  const back = opener.and(page.locator(':focus')).waitFor({ timeout: 5000 })
  return back.then(
    () => [],
    async () => [`${what}: the focus is not where it was, but at "${await focusOf(page)}"`],
  )
}

/** Opens something with a button that has the focus, and closes it again. */
async function faultsOfOpened(page: Page, what: string, opener: Locator): Promise<string[]> {
  await opener.click()
  await page.locator(surface).first().waitFor()
  return [...(await faultsOf(page, what, surface)), ...(await faultsOfEscape(page, what, opener))]
}

/** What stands around every page: the search with its hits, the menu of the account. */
async function faultsOfFrame(page: Page): Promise<string[]> {
  const search = page.getByRole('button', { name: /^Search/ })
  await search.focus()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).fill(String(world.serials[4]))
  await page.getByRole('option', { name: String(world.serials[4]) }).waitFor()
  const found = await faultsOf(page, 'search', surface)
  found.push(...(await faultsOfEscape(page, 'search', search)))
  const account = page.getByRole('button', { name: /Sam Search/ })
  return [...found, ...(await faultsOfOpened(page, 'account', account))]
}

const wholePage = '#main'
const readPage = (page: Page) => accessFaults(page)

/** A page that waits for its answer. Only the answer's way is longer: it is the service's own. */
async function faultsOfWaiting(page: Page): Promise<string[]> {
  const held = Promise.withResolvers<void>()
  const profiles = `**/api/v1/tenants/${world.tenantId}/profiles?*`
  await page.route(profiles, async route => {
    await held.promise
    await route.continue()
  })
  await page.evaluate(
    "history.pushState({ idx: 99 }, '', '/console/profiles'); dispatchEvent(new PopStateEvent('popstate'))",
  )
  await page.getByRole('heading', { level: 1, name: 'Profiles' }).waitFor()
  await page.locator('#main :is([role=progressbar], [aria-busy=true])').first().waitFor()
  const found = await faultsOf(page, 'a page that waits', wholePage, readPage)
  held.resolve()
  await settled(page)
  await page.unroute(profiles)
  return found
}

/** Pages without what they are about: nothing matches, and it does not exist. */
async function faultsOfNothing(page: Page): Promise<string[]> {
  await turnTo(page, '/consents?state=cancelled')
  await page.getByText('No consent in this state').waitFor()
  const found = await faultsOf(page, 'an empty list', wholePage, readPage)
  await turnTo(page, '/devices/00000000-0000-4000-8000-000000000000')
  await page.locator('#main [role=alert]').waitFor()
  return [...found, ...(await faultsOf(page, 'a page that fails', wholePage, readPage))]
}

const somebody: Record<Home, () => Promise<string>> = {
  tenant: () => world.person('Ada Lang', ['tenant-admin', 'consent-approver']),
  partner: () =>
    world.person('Petra Partner', ['registrar', 'partner-admin', 'factory-reporter', 'support-agent'], world.makerId),
  registry: () => world.operator('Olga Operator'),
}

for (const home of ['tenant', 'partner', 'registry'] as const)
  test(`what opens on pages is accessible, and Escape closes it: ${home}`, async () => {
    const { page, complaints, close } = await world.open(await somebody[home](), '/', light)
    const found: string[] = []
    for (const [path, ...buttons] of dialogs[home]()) {
      await turnTo(page, path)
      for (const name of buttons) {
        const opener = page.locator('#main').getByRole('button', { name, exact: true }).first()
        found.push(...(await faultsOfOpened(page, `${path} ${name}`, opener)))
      }
    }
    assert.deepEqual(found, [])
    assert.deepEqual(complaints, [])
    await close()
  })

test('the search, the menu of the account, and pages that wait, fail or are empty are accessible', async () => {
  const sam = await world.person('Sam Search', ['tenant-admin', 'consent-approver'])
  const { page, complaints, close } = await world.open(sam, '/devices', light)
  await settled(page)
  const found = [...(await faultsOfFrame(page)), ...(await faultsOfWaiting(page)), ...(await faultsOfNothing(page))]
  assert.deepEqual(found, [])
  // The page of what is not there is among them.
  assert.deepEqual(
    complaints.filter(each => !each.includes('status of 404')),
    [],
  )
  await close()
})
