import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { parseCsv } from '../../packages/cli/src/hash-input/csv.ts'
import { consolePages } from './console-pages.ts'
import type { Home } from './console-routes.ts'
import { type ConsoleWorld, settled, startConsoleWorld } from './console-world.ts'
import { turnTo } from './look-at-pages.ts'
import { operatorPages, startOperatorWork } from './operator-world.ts'
import {
  fillWithProbes,
  injected,
  type Probed,
  pagesOfProbes,
  probe,
  probedFields,
  probesIn,
  turned,
} from './probes.ts'
import { rulesPages } from './rules-world.ts'

/** What others write stays text: every field that others fill holds markup, and every page is looked at. */

let world: ConsoleWorld
let probed: Probed
/** Fields whose probe was seen whole on some page. */
const seen = new Set<string>()
before(async () => {
  world = await startConsoleWorld(12, probe('reseller-message'))
  probed = await fillWithProbes(world)
})
after(() => world?.close())

/** Asserts that what the page shows of probes is text, whole, and that nothing else has come of them. */
async function assertText(page: Page, where: string): Promise<void> {
  assert.deepEqual(await page.evaluate(injected), [], `${where}: what has come of probes`)
  assert.deepEqual(await page.evaluate(turned), [], `${where}: what is turned around`)
  const { whole, broken } = await probesIn(page)
  assert.deepEqual(broken, [], `${where}: probes that are not shown as they were written`)
  for (const field of whole) seen.add(field)
}

const somebody: Record<Home, () => Promise<string>> = {
  tenant: () => world.person('Ada Lang', ['tenant-admin', 'consent-approver']),
  partner: () =>
    world.person(
      'Petra Partner',
      ['registrar', 'partner-admin', 'factory-reporter', 'support-agent', 'auditor'],
      world.makerId,
    ),
  registry: () => world.operator('Olga Operator'),
}

/** Pages that other tests name. */
const more: Record<Home, () => Promise<string[]>> = {
  tenant: async () => Object.values(rulesPages(probed.rules)),
  partner: async () => [],
  async registry() {
    // A stuck job has pages of partners wait for good: it comes after them.
    const operator = await startOperatorWork(world, probed.shown)
    const entry = { description: probe('directory-new'), services: ['later'], regions: ['world'] }
    await world.service.call(200, 'PUT', `/api/v1/partners/${world.makerId}/directory-entry`, world.maker, entry)
    return Object.values(operatorPages(world, operator))
  },
}

/** Addresses of one route alike but for what they show. */
const alike = (path: string): string => path.replace(/\?.*/, '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')

/** What says more than its page. */
const dialogs: Partial<Record<Home, [string, RegExp][]>> = {
  tenant: [['/consents?state=requested', /#reseller-partner#/]],
  registry: [['/directory', /#partner#/]],
}

for (const home of ['tenant', 'partner', 'registry'] as const)
  test(`what others write is text on every page: ${home}`, async () => {
    const { page, complaints, close } = await world.open(await somebody[home]())
    const alerts: string[] = []
    page.on('dialog', dialog => {
      alerts.push(dialog.message())
      void dialog.dismiss()
    })
    const requests: string[] = []
    page.on('request', request => requests.push(request.url()))
    const first = [...pagesOfProbes(world, probed)[home], ...(await more[home]())]
    const known = new Set(first.map(alike))
    const walked = Object.values(consolePages[home]).flatMap(addresses => addresses(probed.shown))
    for (const path of new Set([...first, ...walked.filter(each => !known.has(alike(each)))])) {
      await turnTo(page, path)
      await assertText(page, path)
    }
    for (const [path, button] of dialogs[home] ?? []) {
      await turnTo(page, path)
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('dialog').waitFor()
      await settled(page)
      await assertText(page, `${path}, ${button}`)
    }
    await close()
    assert.deepEqual(alerts, [])
    assert.deepEqual(
      requests.filter(url => !url.startsWith(world.service.url) || /\/x$/.test(url)),
      [],
    )
    // Pages of what is not there are among them.
    assert.deepEqual(
      complaints.filter(each => !each.includes('status of 404')),
      [],
    )
  })

test('what others write is text in the JSON of journal entries, and nothing to calculate in a list that is saved', async () => {
  const { page, complaints, close } = await world.open(await world.person('Jo Journal', ['tenant-admin']), '/journal')
  const entries = page.locator('#main [role=row] button')
  await entries.first().waitFor()
  for (let n = 0; n < 8; n++) {
    await entries.nth(n).click()
    await page.getByRole('dialog').waitFor()
    assert.deepEqual(await page.evaluate(injected), [], `entry ${n}`)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  const cells: string[] = []
  for (const path of ['/journal', '/orders', '/imports', '/released-devices']) {
    await turnTo(page, path)
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    cells.push(...parseCsv(readFileSync(await file.path(), 'utf8').replace('\ufeff', '')).flat())
  }
  assert.ok(cells.some(cell => cell.includes('<img')))
  assert.deepEqual(
    cells.filter(cell => /^[=+\-@\t\r]/.test(cell)),
    [],
  )
  assert.deepEqual(complaints, [])
  await close()
})

test('what others write is text on pages without the console', async () => {
  const email = await world.person('Carl Consent', ['consent-approver'])
  const { page, context, complaints, close } = await world.open(email)
  const paths = [
    '/participants',
    `/consent/${probed.consentCode}`,
    `/certificates/${probed.certificate}`,
    '/account',
    '/api/v1/docs',
  ]
  for (const path of paths) {
    const answer = await page.goto(world.service.url + path)
    assert.equal(answer?.status(), 200, path)
    await assertText(page, path)
  }
  await page.goto(`${world.service.url}/device-status`)
  await page.fill('#hash', probed.hash)
  await page.click('main button')
  await page.locator('[role=status]').waitFor()
  await assertText(page, '/device-status')
  const stranger = await context.browser()?.newPage()
  for (const path of ['/participants', `/certificates/${probed.certificate}`, `/consent/${probed.consentCode}`]) {
    await stranger?.goto(world.service.url + path)
    await assertText(stranger as Page, `${path}, signed out`)
  }
  assert.deepEqual(complaints, [])
  await stranger?.close()
  await close()
})

/** Fields that no page shows: they are in files, which are looked at below. */
const inFiles = ['import-cell', 'import-tag', 'rejected-tag']

test('every field of an attacker was seen, whole', () => {
  assert.deepEqual(
    probedFields().filter(field => !seen.has(field) && !inFiles.includes(field)),
    [],
  )
})

test('the look finds what has come of a probe, were it markup', async () => {
  const page = await world.browser.newPage()
  await page.setContent(`<p>${probe('tag')}</p>`, { waitUntil: 'load' })
  const found = (await page.evaluate(injected)) as string[]
  assert.ok(found.includes('ran'))
  assert.ok(found.some(each => each.startsWith('<img')))
  assert.deepEqual((await probesIn(page)).broken, ['tag'])
  await page.close()
})

test('a spreadsheet calculates nothing of what others have written into an exported file', async () => {
  const { service, tenantId, admin } = world
  const tenant = `/api/v1/tenants/${tenantId}`
  const files = [
    `${tenant}/devices.csv`,
    `${tenant}/device-actions/${probed.actionId}/rows.csv`,
    `${tenant}/orders/${probed.orderId}/devices.csv`,
    `/api/v1/organizations/${tenantId}/imports/${probed.importId}/result`,
  ]
  for (const file of files) {
    const answer = await fetch(service.url + file, { headers: { authorization: `Bearer ${admin}` } })
    const text = (await answer.text()).replace('\ufeff', '')
    assert.equal(answer.status, 200, `${file}: ${text}`)
    const cells = parseCsv(text).flat()
    assert.ok(
      cells.some((cell: string) => cell.startsWith("'=1")),
      file,
    )
    assert.deepEqual(
      cells.filter((cell: string) => /^[=+\-@\t\r]/.test(cell)),
      [],
      file,
    )
  }
})
