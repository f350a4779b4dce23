import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { consolePages, fillPages, type Shown } from './console-pages.ts'
import type { Home } from './console-routes.ts'
import { type ConsoleWorld, startConsoleWorld } from './console-world.ts'
import { faultsOfPages, looks } from './look-at-pages.ts'

/** Somebody who may see everything there. */
const somebody: Record<Home, (world: ConsoleWorld) => Promise<string>> = {
  tenant: world => world.person('Ada Lang', ['tenant-admin', 'consent-approver']),
  partner: world =>
    world.person(
      'Petra Partner',
      ['registrar', 'partner-admin', 'factory-reporter', 'support-agent', 'auditor'],
      world.makerId,
    ),
  registry: world => world.operator('Olga Operator'),
}

/** Tests every page of these homes in every look, read by axe. */
export function walkPages(homes: readonly Home[]): void {
  let world: ConsoleWorld
  let shown: Shown
  before(async () => {
    world = await startConsoleWorld(24)
    shown = await fillPages(world)
  })
  after(() => world?.close())
  for (const home of homes) {
    let person = ''
    for (const [look, options] of Object.entries(looks))
      test(`pages are accessible and fit their window: ${home}, ${look}`, async () => {
        person ||= await somebody[home](world)
        const paths = Object.values(consolePages[home]).flatMap(addresses => addresses(shown))
        const window = await world.open(person, '/', options)
        const found = await faultsOfPages(window.page, world.service.url, paths, look)
        await window.close()
        // Pages of what is not there are among them.
        const complaints = window.complaints.filter(each => !each.includes('status of 404'))
        assert.deepEqual([...found, ...complaints], [])
      })
  }
}
