/** `node scripts/console-screenshots.ts [name…]`: pictures of every page for the documentation, or of some, light and dark. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import {
  customerPictures,
  linkPictures,
  makerPictures,
  operatorPictures,
  type Pictured,
  partnerPictures,
} from '../tests/browser/console-pictures.ts'
import { type ConsoleWorld, importUntidyFile, startConsoleWorld } from '../tests/browser/console-world.ts'
import { turnTo } from '../tests/browser/look-at-pages.ts'
import { startMakerWork } from '../tests/browser/maker-world.ts'
import { registryId, startOperatorWork } from '../tests/browser/operator-world.ts'
import { startPartnerWork } from '../tests/browser/partner-world.ts'
import { fillPastDays } from '../tests/browser/past-days.ts'
import { startAccessWork } from '../tests/browser/people-world.ts'
import { startRulesWork } from '../tests/browser/rules-world.ts'
import { root } from './run.ts'

const folder = join(root, 'docs/console')
mkdirSync(folder, { recursive: true })
const wanted = process.argv.slice(2)
// The identity provider of the pictures is the service itself.
process.env['HAILPORT_PROVIDER_ADDRESSES'] = 'any'
const world = await startConsoleWorld(120, '')

/** Something of every kind that a page can show. */
async function fill(): Promise<Pictured> {
  fillPastDays(world)
  const { service, tenantId, makerId, admin } = world
  const tenant = `/api/v1/tenants/${tenantId}`
  const [device] = await service.list(`${tenant}/devices?conflict=true`, admin)
  const body = { kind: 'change', change: { groupTag: 'Reception' }, filter: { groupTag: 'Kiosk' }, reason: 'New name' }
  const action = await service.call(202, 'POST', `${tenant}/device-actions`, admin, body)
  const issuer = `${service.url}/${makerId}/v2.0`
  const provider = { label: 'Contoso staff', issuer, clientId: 'hailport' }
  const providers = `/api/v1/organizations/${tenantId}/identity-providers`
  return {
    world,
    deviceId: device.id,
    actionId: action.id,
    importId: await importUntidyFile(world),
    providerId: (await service.call(201, 'POST', providers, admin, provider)).id,
    ...(await startPartnerWork(world)),
    ...(await startMakerWork(world)),
    rules: await startRulesWork(world, 'Replacement for room 12'),
    ...(await startAccessWork(world)),
  }
}

const names = [
  'Lea Brandt',
  'Jonas Keller',
  'Mara Ott',
  'Felix Amann',
  'Nora Weiss',
  'Paul Egger',
  'Ida Roth',
  'Timo Lang',
]

/** Gives the people who have done all this names that can be read. */
async function nameEverybody({ world: { service, tenantId, makerId } }: Pictured): Promise<void> {
  for (const organizationId of [tenantId, makerId]) {
    const people = `/api/v1/organizations/${organizationId}/people`
    const somebody = (await service.list(people, service.operatorToken)).filter(({ name }) => name === 'Somebody')
    for (const [index, { id }] of somebody.entries())
      await service.call(200, 'PATCH', `${people}/${id}`, service.operatorToken, { name: names[index % names.length] })
  }
}

/** The pages that need no console: the answer to a consent link, and those for everybody. */
async function publicPages({ service, tenantId, admin }: ConsoleWorld): Promise<Record<string, string>> {
  const id = await service.partner('Adatum Computers', 'csp-direct')
  const registrar = await service.person(id, ['registrar'])
  const link = await service.call(200, 'GET', `/api/v1/partners/${id}/consent-link`, registrar)
  const [certificate] = await service.list(`/api/v1/tenants/${tenantId}/release-certificates`, admin)
  return {
    'consent-link': new URL(link.url).pathname,
    participants: '/participants',
    'device-status': '/device-status',
    certificate: new URL(certificate.url).pathname,
    account: '/account',
  }
}

const looks = ['light', 'dark'] as const

async function picture(page: Page, name: string, look: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}-${look}.png`) })
}

const chosen = (pages: Readonly<Record<string, string>>) =>
  Object.entries(pages).filter(([name]) => wanted.length === 0 || wanted.includes(name))

async function take(email: string, pages: Readonly<Record<string, string>>): Promise<void> {
  if (chosen(pages).length === 0) return
  for (const colorScheme of looks) {
    const { page, context } = await world.open(email, '/', { colorScheme, reducedMotion: 'reduce' })
    await page.waitForSelector('#main h1')
    for (const [name, path] of chosen(pages)) {
      await turnTo(page, path)
      // Counts and charts come after the page.
      await page.waitForTimeout(500)
      await picture(page, name, colorScheme)
    }
    await context.close()
  }
}

async function takePublic(email: string): Promise<void> {
  const pages = chosen(await publicPages(world))
  for (const colorScheme of looks) {
    const { page, context } = await world.open(email, '/', { colorScheme })
    for (const [name, path] of pages) {
      await page.goto(world.service.url + path)
      await picture(page, name, colorScheme)
    }
    await context.clearCookies()
    for (const [name, path] of chosen({ 'sign-in-page': '/sign-in' })) {
      await page.goto(world.service.url + path)
      await picture(page, name, colorScheme)
    }
    await context.close()
  }
}

try {
  const shown = await fill()
  await nameEverybody(shown)
  const ada = await world.person('Ada Lang', ['tenant-admin', 'consent-approver'])
  await take(ada, customerPictures(shown))
  await take(
    await world.person('Mia Maker', ['support-agent', 'factory-reporter', 'auditor'], world.makerId),
    makerPictures(shown),
  )
  await take(await world.person('Petra Partner', ['registrar', 'partner-admin'], world.makerId), partnerPictures(shown))
  await take(await world.person('Rena Reseller', ['partner-admin'], shown.reseller.id), linkPictures)
  await takePublic(ada)
  // What operators look at is damaged: last.
  const running = await startOperatorWork(world, shown)
  await take(await world.person('Olga Operator', ['operator'], registryId), operatorPictures(shown, running))
} finally {
  await world.close()
}
