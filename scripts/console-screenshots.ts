/** `node scripts/console-screenshots.ts [name…]`: pictures of every page of the console for the documentation, or of some, light and dark. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { importUntidyFile, settled, startConsoleWorld } from '../tests/browser/console-world.ts'
import { makerPages, startMakerWork, supportPages } from '../tests/browser/maker-world.ts'
import { operatorPages, registryId, startOperatorWork } from '../tests/browser/operator-world.ts'
import { partnerPages, startPartnerWork } from '../tests/browser/partner-world.ts'
import { fillPastDays } from '../tests/browser/past-days.ts'
import { accessPages, startAccessWork } from '../tests/browser/people-world.ts'
import { rulesPages, startRulesWork } from '../tests/browser/rules-world.ts'
import { root } from './run.ts'

const folder = join(root, 'docs/console')
mkdirSync(folder, { recursive: true })
const world = await startConsoleWorld(120, '')
try {
  fillPastDays(world)
  const devices = `/api/v1/tenants/${world.tenantId}/devices`
  const { items } = await world.service.call(200, 'GET', `${devices}?conflict=true`, world.admin)
  const actions = `/api/v1/tenants/${world.tenantId}/device-actions`
  const body = { kind: 'change', change: { groupTag: 'Reception' }, filter: { groupTag: 'Kiosk' }, reason: 'New name' }
  const action = await world.service.call(202, 'POST', actions, world.admin, body)
  const pages: Record<string, string> = {
    overview: '/',
    devices: '/devices',
    device: `/devices/${items[0].id}`,
    consents: '/consents',
    journal: '/journal',
    'bulk-actions': '/device-actions',
    'bulk-action': `/device-actions/${action.id}`,
    imports: '/imports',
    'import-new': '/imports/new',
    import: `/imports/${await importUntidyFile(world)}`,
  }
  const work = await startPartnerWork(world)
  const made = await startMakerWork(world)
  const rules = await startRulesWork(world, 'Replacement for room 12')
  const access = await startAccessWork(world)
  const ada = await world.person('Ada Lang', ['tenant-admin', 'consent-approver'])
  const petra = await world.person('Petra Partner', ['registrar', 'partner-admin'], world.makerId)
  const mia = await world.person('Mia Maker', ['support-agent', 'factory-reporter', 'auditor'], world.makerId)
  const homes = [
    { email: ada, pages: { ...pages, ...supportPages(world, made), ...rulesPages(rules), ...accessPages(access) } },
    { email: mia, pages: makerPages(made) },
    { email: petra, pages: partnerPages(world, work) },
  ]
  const wanted = process.argv.slice(2)
  const take = async (email: string, pages: Record<string, string>) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, context } = await world.open(email, '/', { colorScheme })
      for (const [name, path] of Object.entries(pages)) {
        if (wanted.length > 0 && !wanted.includes(name)) continue
        await page.goto(`${world.service.url}/console${path}`)
        await page.waitForSelector('#main h1')
        await settled(page)
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) })
      }
      await context.close()
    }
  }
  for (const { email, pages } of homes) await take(email, pages)
  // What operators look at is damaged: last.
  const running = await startOperatorWork(world, work)
  await take(await world.person('Olga Operator', ['operator'], registryId), operatorPages(world, running))
} finally {
  await world.close()
}
