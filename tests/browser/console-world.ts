import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { hashTextOf, recapture, resolveAtFirstBoot, simulateFactory, withNewBoard } from '@hailport/device'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { Service } from '../service.ts'
import { startChromium } from './chromium.ts'

/** Of everybody here. */
export const password = 'kettle orbit marble 7 fen'
/** What somebody else may have written into a field. */
export const probe = '<img src=x onerror="document.title=1"><script>document.title=1</script>'

/** A customer with partners, devices and people, and a browser to look at it. */
export interface ConsoleWorld {
  readonly service: Service
  readonly browser: Browser
  readonly tenantId: string
  readonly makerId: string
  /** Token of an administrator. */
  readonly admin: string
  readonly approver: string
  readonly maker: string
  readonly serials: readonly string[]
  /** A person of the customer with a password. @returns its e-mail address. */
  person(name: string, roles: string[], organizationId?: string): Promise<string>
  /** The person who runs the registry, likewise. */
  operator(name: string): Promise<string>
  /** A window in which the person is signed in to the console. */
  open(email: string, path?: string, options?: BrowserContextOptions): Promise<Window>
  close(): Promise<void>
}

export interface Window {
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser has complained about. */
  readonly complaints: string[]
  /** Leaves the person signed in, for the next window, and nothing else. */
  close(): Promise<void>
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', error => complaints.push(String(error)))
  return complaints
}

/** A window in which nobody is signed in; its context is the caller's to close. */
export async function openUnsigned({ browser, service }: ConsoleWorld, path: string) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  await page.goto(`${service.url}/console${path}`)
  return { context, page, complaints }
}

/** Waits until nothing is being fetched any more. */
export const settled = (page: Page): Promise<void> =>
  page.locator('[role=progressbar], .fui-Skeleton, [aria-busy=true]').first().waitFor({ state: 'detached' })

/** A file of the customer, read and checked. @returns the id of the import. */
export async function importFile({ service, tenantId, admin }: ConsoleWorld, fileName: string, rows: string[]) {
  const imports = `/api/v1/organizations/${tenantId}/imports`
  const answer = await fetch(`${service.url}${imports}?fileName=${encodeURIComponent(fileName)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'text/csv' },
    body: rows.join('\r\n'),
  })
  const { id } = (await answer.json()) as { id: string }
  while ((await service.call(200, 'GET', `${imports}/${id}`, admin)).state !== 'ready') await pause(50)
  return id
}

/** A file as somebody may have it. @returns the id of the import. */
export function importUntidyFile(world: ConsoleWorld): Promise<string> {
  const [first, second] = simulateFactory({ seed: 'untidy', count: 2, noTpmRate: 0, vmRate: 0, placeholderRate: 0 })
  return importFile(world, 'delivery.csv', [
    'Hardware Hash;Windows Product ID;Group Tag;Shelf',
    `${hashTextOf(first as never)};;Kiosk ;7`,
    `${hashTextOf(second as never)};;Kiosk;8`,
    'T0FP;;Kiosk;9',
    ';;Kiosk',
  ])
}

const tags = ['Sales', 'Field service', 'Kiosk', undefined, 'Sales']

async function addDevices(service: Service, tenantId: string, maker: string, count: number) {
  const factory = simulateFactory({ seed: 'console', count, noTpmRate: 0.1, vmRate: 0, placeholderRate: 0.05 })
  const rows = [...factory].map((device, index) => ({
    hardwareHash: hashTextOf(device),
    ...(tags[index % tags.length] && { groupTag: tags[index % tags.length] }),
    ...(index % 3 === 0 && { purchaseOrder: `PO-2026-${100 + (index % 7)}` }),
  }))
  await service.call(200, 'POST', `/api/v1/tenants/${tenantId}/registrations`, maker, {
    devices: rows,
    name: 'Order 4711',
  })
  const boot = async (hash: string) => resolveAtFirstBoot({ url: service.url, hash })
  for (const index of [0, 1, 2, 5, 8]) await boot(hashTextOf(recapture(factory.at(index), { at: new Date() })))
  await boot(hashTextOf(withNewBoard(factory.at(3))))
  return factory
}

async function addProfile(service: Service, tenantId: string, admin: string, note: string) {
  const profiles = `/api/v1/tenants/${tenantId}/profiles`
  await service.call(201, 'POST', profiles, admin, { displayName: 'Office workplace', isDefault: true })
  const kiosk = await service.call(201, 'POST', profiles, admin, { displayName: `Kiosk ${note}`.trim() })
  const group = await service.call(201, 'POST', `/api/v1/tenants/${tenantId}/groups`, admin, {
    displayName: 'Kiosks',
    rule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:Kiosk"))',
  })
  await service.call(201, 'POST', `${profiles}/${kiosk.id}/assignments`, admin, {
    target: { kind: 'group', groupId: group.id },
  })
}

async function addPartners(service: Service, tenantId: string, approver: string, note: string) {
  const makerId = await service.partner('Northwind Devices', 'oem')
  const maker = await service.person(makerId, ['registrar', 'partner-admin', 'factory-reporter'])
  const consent = await service.call(201, 'POST', '/api/v1/consents', maker, { tenantId })
  await service.call(200, 'POST', `/api/v1/consents/${consent.id}/grant`, approver, { limits: { deviceLimit: 20_000 } })
  const resellerId = await service.partner('Litware Reselling', 'csp-indirect-reseller')
  const reseller = await service.person(resellerId, ['registrar', 'partner-admin'])
  await service.call(201, 'POST', '/api/v1/consents', reseller, { tenantId, message: `Your order 4711. ${note}` })
  return { makerId, maker }
}

/** Makes the console when its sources have changed. */
export const buildConsole = () =>
  execFileSync(process.execPath, [fileURLToPath(new URL('../../packages/console/build.ts', import.meta.url))])

/**
 * Starts everything; `close` removes it.
 * @param note what others have written into their fields.
 */
export async function startConsoleWorld(count = 120, note = probe): Promise<ConsoleWorld> {
  buildConsole()
  // What has been started is removed when something after it fails.
  await using started = new AsyncDisposableStack()
  // Receivers of webhooks are on this machine.
  const env = { HAILPORT_WEBHOOK_ADDRESSES: 'any' }
  const service = started.adopt(await Service.start({ env }), each => each.remove())
  const browser = started.adopt(await startChromium(), each => each.close())
  const tenantId = await service.tenant('Contoso')
  const admin = await service.person(tenantId, ['tenant-admin'])
  const approver = await service.person(tenantId, ['consent-approver'])
  // Second factors have tests of their own.
  const policy = `/api/v1/organizations/${tenantId}/sign-in-policy`
  await service.call(200, 'PUT', policy, admin, { secondFactor: 'optional' })
  const { makerId, maker } = await addPartners(service, tenantId, approver, note)
  await addProfile(service, tenantId, admin, note)
  const factory = await addDevices(service, tenantId, maker, count)
  // First boots are written down after they are answered.
  const conflicts = `/api/v1/tenants/${tenantId}/conflicts`
  while ((await service.list(conflicts, admin)).length === 0) await pause(50)
  const serials = [...factory].map(device => String(device.fields.SmbiosSystemSerialNumber))

  let desk: Page | undefined
  const person = async (name: string, roles: string[], organizationId = tenantId) => {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@people.example`
    const people = `/api/v1/organizations/${organizationId}/people`
    const added = await service.call(201, 'POST', people, service.operatorToken, { email, name, roles })
    desk ??= await browser.newPage()
    await desk.goto(service.url + new URL(added.signInLink.url).pathname)
    await desk.fill('#password', password)
    await desk.fill('#again', password)
    await desk.click('main button')
    return email
  }
  const operator = async (name: string) => {
    const { organization } = await service.call(200, 'GET', '/api/v1/me', service.operatorToken)
    const own = `/api/v1/organizations/${organization.id}/sign-in-policy`
    await service.call(200, 'PUT', own, service.operatorToken, { secondFactor: 'optional' })
    return person(name, ['operator'], organization.id)
  }
  // Signing in takes its time, and so does reading the console's files: each person has one browser for each look.
  const contexts = new Map<string, BrowserContext>()
  const contextOf = async (email: string, options: BrowserContextOptions) => {
    const key = JSON.stringify([email, options])
    const known = contexts.get(key)
    if (known) return known
    const storageState = await [...contexts].find(([each]) => JSON.parse(each)[0] === email)?.[1].storageState()
    const context = await browser.newContext({
      ...{ viewport: { width: 1280, height: 800 }, locale: 'en-GB' },
      ...(storageState && { storageState }),
      ...options,
    })
    context.setDefaultTimeout(15_000)
    context.once('close', () => contexts.delete(key))
    contexts.set(key, context)
    return context
  }
  const open = async (email: string, path = '/', options: BrowserContextOptions = {}): Promise<Window> => {
    const context = await contextOf(email, options)
    const page = await context.newPage()
    const complaints = complaintsOf(page)
    await page.goto(`${service.url}/console${path}`)
    const before = await page.waitForSelector('#main, #email')
    if ((await before.getAttribute('id')) === 'email') {
      await page.fill('#email', email)
      await page.fill('#password', password)
      await page.click('form[action="/sign-in"] button')
      await page.waitForSelector('#main')
    }
    const close = async () => {
      await page.evaluate('localStorage.clear()')
      await page.close()
    }
    return { context, page, complaints, close }
  }
  const whole = started.move()
  const close = () => whole.disposeAsync()
  return { service, browser, tenantId, makerId, admin, approver, maker, serials, person, operator, open, close }
}
