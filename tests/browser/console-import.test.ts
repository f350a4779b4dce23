import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { hashTextOf, simulateFactory } from '@hailport/device'
import type { Page } from 'playwright-core'
import { type ConsoleWorld, probe, startConsoleWorld } from './console-world.ts'

/** Imports in the console: a real browser, a real service, and files as people have them. */

let world: ConsoleWorld
let ada = ''
before(async () => {
  world = await startConsoleWorld(12)
  ada = await world.person('Ada Lang', ['tenant-admin'])
})
after(() => world?.close())

const factory = [...simulateFactory({ seed: 'ugly file', count: 4, noTpmRate: 0, vmRate: 0, placeholderRate: 0 })]
const [one, two, three, four] = factory.map(device => hashTextOf(device))

/** As Excel saves it: UTF-16, semicolons; serial numbers with zeroes in front, a column nobody asked for, and rows that are wrong. */
const uglyText = [
  `Device Serial Number;Windows Product ID;Hardware Hash;"${probe.replaceAll('"', '""')}"`,
  `0012;;${one};North`,
  `0013;;${two};${probe.slice(0, 8)}`,
  '0014;;T0FP-nonsense;South',
  `0015;;${three}`,
  `0016;;${four};North`,
  '',
].join('\r\n')
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])

async function send(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: 'Send and check' }).click()
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/)
}

async function download(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()])
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

const count = (page: Page, number: number, name: string) =>
  page.getByRole('button', { name: `${number} ${name}`, exact: true }).waitFor()

test('the ugly file: how it was read, what would become of it, the error file, start, and the same again', async () => {
  const { page, complaints, close } = await world.open(ada, '/imports')
  await page.getByRole('link', { name: 'Import a file' }).last().click()
  await send(page, 'Büro.csv', utf16(uglyText))
  await page.getByText('Nothing has been registered yet.').waitFor()
  const understood = String(await page.getByRole('region', { name: 'How the file was read' }).textContent())
  for (const said of ['utf-16le (with byte order mark)', 'Semicolon', 'Device Serial Number → Serial number', probe])
    assert.ok(understood.includes(said), said)
  await count(page, 3, 'Would be registered')

  await page.getByRole('button', { name: 'Read otherwise' }).click()
  await page.getByLabel('Column 4').selectOption({ label: 'Group tag' })
  await page.getByRole('button', { name: 'Read again' }).click()
  await page.getByText(`${probe} → Group tag`).waitFor()
  await count(page, 3, 'Would be registered')
  await page.getByRole('button', { name: '2 Rejected', exact: true }).click()
  await page.waitForURL(/status=rejected/)
  await page.getByRole('cell', { name: /row_malformed/ }).waitFor()
  assert.match(String(await page.textContent('#main [role=table]')), /Capture the hash again/)

  const errors = await download(page, 'Rejected rows')
  assert.equal(errors.name, 'Büro-errors.csv')
  assert.deepEqual([...errors.bytes.subarray(0, 2)], [0xff, 0xfe])
  const [head = '', bad = ''] = errors.bytes.toString('utf16le').slice(1).split('\r\n')
  assert.match(head, /;Hailport Status;Hailport Code;Hailport Reason;Hailport Remedy$/)
  assert.match(bad, /^0014;;T0FP-nonsense;South;rejected;invalid_hardware_hash;/)

  await page.getByRole('button', { name: 'Register 3 devices' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Start' }).click()
  await page.getByText('Finished').first().waitFor()
  const { service, tenantId, admin } = world
  const found = await service.list(`/api/v1/tenants/${tenantId}/devices?groupTag=North`, admin)
  assert.equal(found.length, 2)

  await page.goto(`${service.url}/console/imports?state=finished`)
  await page.getByRole('link', { name: 'Büro.csv' }).waitFor()
  await page.getByRole('link', { name: 'Import a file' }).click()
  await send(page, 'again.csv', utf16(uglyText))
  await page.getByText('The very same file was sent before').waitFor()
  await count(page, 3, 'Already registered')
  assert.equal(await page.getByRole('button', { name: 'Register 0 devices' }).isDisabled(), true)
  await page.getByRole('button', { name: 'Give up' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Give up' }).click()
  await page.getByText('This import was given up.').waitFor()
  assert.notEqual(await page.title(), '1')
  assert.deepEqual(complaints, [])
  await close()
})

test('an answer that was on its way when an import was given up does not bring it back', async () => {
  const [device] = simulateFactory({ seed: 'late', count: 1 })
  const { page, complaints, close } = await world.open(ada, '/imports/new')
  await send(page, 'late.csv', Buffer.from(`Device Serial Number,Hardware Hash\n0012,${hashTextOf(device as never)}\n`))
  const giveUp = page.getByRole('button', { name: 'Give up' })
  await page.getByRole('button', { name: 'Register 1 device' }).waitFor()
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  let late: Promise<void> | undefined
  await page.route(/\/imports\/[0-9a-f-]{36}$/, async route => {
    if (late) return route.continue()
    const answer = route.fetch()
    late = answer.then(() => held).then(async () => route.fulfill({ response: await answer }).catch(() => undefined))
    await late
  })
  // The window comes back, so what it shows is asked for anew: 15 seconds after the last time.
  await page.clock.install()
  await page.clock.fastForward(20_000)
  await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
  for (let n = 0; !late && n < 250; n++) await page.waitForTimeout(20)
  await giveUp.click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Give up' }).click()
  const gone = page.getByText('This import was given up.')
  await gone.waitFor()
  release()
  await late
  await page.waitForTimeout(300)
  assert.ok(await gone.isVisible())
  assert.deepEqual(complaints, [])
  await close()
})

test('a file that is not understood is read once its columns are named', async () => {
  const { page, close } = await world.open(ada, '/imports/new')
  await send(page, 'assets.txt', Buffer.from(`Asset|Blob\n0099|${three}\n`))
  await page.getByText('The file is not understood').waitFor()
  await page.getByLabel('Column 1: Asset').selectOption({ label: 'Serial number' })
  await page.getByLabel('Column 2: Blob').selectOption({ label: 'Hardware hash' })
  await page.getByRole('button', { name: 'Read again' }).click()
  await count(page, 1, 'Would be registered')
  await close()
})

test('a partner says whose devices they are, and a maker what kind of file it is', async () => {
  const mia = await world.person('Mia Maker', ['registrar', 'factory-reporter'], world.makerId)
  const { page, close } = await world.open(mia, '/imports/new')
  await page.getByLabel('Customer').selectOption(world.tenantId)
  await send(page, 'order.csv', Buffer.from(`Hardware Hash\n${three}\n`))
  await count(page, 1, 'Would be registered')
  await page.goto(`${world.service.url}/console/imports/new`)
  await page.getByLabel('Kind').selectOption('build-report')
  await send(page, 'built.csv', Buffer.from(`Hardware Hash\n${three}\n`))
  await page.getByRole('button', { name: 'Report 1 device' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Start' }).click()
  await page.getByText('Finished').first().waitFor()
  await close()
})
