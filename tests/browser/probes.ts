import { DatabaseSync } from 'node:sqlite'
import { buildHardwareHash, bytesToBase64 } from '@hailport/hardware-hash'
import type { Page } from 'playwright-core'
import { fillPages, type Shown } from './console-pages.ts'
import { type ConsoleWorld, importFile } from './console-world.ts'
import { invoice, newStation } from './maker-world.ts'
import { type RulesWork, startRulesWork } from './rules-world.ts'
import { startWebhookWork } from './webhook-world.ts'

/**
 * What an attacker writes: a formula, markup in several dresses, a link, placeholders of translated texts, and character references.
 */
const markup =
  '=1<img src=x onerror=probed=1><script>probed=1</script>"><svg onload=probed=1>{{name}}$t(overview.title)&lt;b&gt;[a](javascript:probed=1)'
/** The same in fewer characters, for fields that have little room. */
const shortMarkup = '=1"><img src=x onerror=probed=1>{{name}}$t(x)'
/** Of a device that says so of itself: text in a hash may also turn the direction of what stands after it. */
const hashMarkup = `${shortMarkup}\u202e`

const fields = new Set<string>()
/** A probe, with the name of the field that holds it at its end. */
export const probe = (field: string): string => {
  fields.add(field)
  return `${markup}#${field}#`
}
/** At most 70 characters. */
const shortProbe = (field: string): string => {
  fields.add(field)
  return `${shortMarkup}#${field}#`
}
const hashProbe = (field: string): string => {
  fields.add(field)
  return `${hashMarkup}#${field}#`
}
/** Every field that holds a probe. */
export const probedFields = (): readonly string[] => [...fields].sort()

const hashOf = (serial: string) =>
  bytesToBase64(
    buildHardwareHash({
      SmbiosUuid: crypto.randomUUID(),
      SmbiosSystemSerialNumber: serial,
      SmbiosSystemManufacturer: hashProbe('maker'),
      SmbiosSystemProductName: hashProbe('model'),
    }),
  )

/** Runs in the page: what has come of probes. Elements, attributes, links and scripts that only they could have made, and their deed. */
export const injected = `[
  ...(globalThis.probed === undefined ? [] : ['ran']),
  ...[...document.querySelectorAll('img[src="x"], svg[onload], [onerror], [onclick], script:not([src]):not([type="application/json"])')].map(each => each.outerHTML.slice(0, 80)),
  ...[...document.querySelectorAll('a[href], form[action], iframe')].filter(each => /^\\s*(javascript|data|vbscript):/i.test(each.getAttribute('href') ?? each.getAttribute('action') ?? each.src)).map(each => each.outerHTML.slice(0, 80)),
]`

/** Runs in the page: sentences whose rest is turned around by what somebody else wrote into their middle. */
export const turned = `(() => {
  const found = new Set()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    if (!texts.currentNode.data.includes('\\u202e')) continue
    let box = texts.currentNode.parentElement
    while (/^inline$|contents/.test(getComputedStyle(box).display) && getComputedStyle(box).unicodeBidi === 'normal') box = box.parentElement
    const after = box.innerText.split('\\u202e').slice(1)
    // What a device says of itself may stand together.
    if (after.some(each => !/^#[a-z-]+#[ ·]*(=1"><img .*)?$/.test(each.split('\\n')[0]))) found.add(box.innerText.slice(0, 300))
  }
  return [...found]
})()`

/** Signs that turn the direction of a sentence are shown as a sign of their own in it. */
const asShown = (text: string): string => text.replaceAll('\u202e', '\ufffd').replaceAll(/\s+/g, ' ')

/** Probes on the page: fields whose text stands there as it was written, and those of which only a part does. */
export async function probesIn(page: Page): Promise<{ whole: string[]; broken: string[] }> {
  const read = `[...new Set([document.title, document.body.textContent, ...[...document.querySelectorAll('input, textarea')].map(each => each.value)])].join('\\n')`
  const text = asShown(String(await page.evaluate(read)))
  const whole = new Set<string>()
  const broken = new Set<string>()
  for (const { 1: field = '', index = 0 } of text.matchAll(/#([a-z-]+)#/g)) {
    if (!fields.has(field)) continue
    const before = text.slice(0, index)
    const intact = [markup, markup.slice(-(200 - field.length - 2)), shortMarkup, hashMarkup].some(each =>
      before.endsWith(asShown(each)),
    )
    ;(intact ? whole : broken).add(field)
  }
  return { whole: [...whole], broken: [...broken] }
}

/** What shows the probes. */
export interface Probed {
  readonly shown: Shown
  readonly rules: RulesWork
  readonly deviceId: string
  readonly importId: string
  readonly batchId: string
  readonly orderId: string
  readonly transactionId: string
  readonly profileId: string
  readonly groupId: string
  readonly deskRequestId: string
  readonly reportId: string
  readonly stationId: string
  readonly personId: string
  readonly applicationId: string
  readonly webhookId: string
  readonly delegationId: string
  readonly submissionId: string
  readonly actionId: string
  readonly releasedId: string
  readonly certificate: string
  readonly consentCode: string
  /** Of a device that is one probe. */
  readonly hash: string
}

/** A device all of whose fields are markup, in a batch and an order that are. */
async function addDevices({ service, tenantId, maker, admin }: ConsoleWorld) {
  const tenant = `/api/v1/tenants/${tenantId}`
  const hash = hashOf(hashProbe('serial'))
  const device = {
    hardwareHash: hash,
    groupTag: probe('tag'),
    purchaseOrder: probe('purchase-order'),
    orderId: probe('order-id'),
  }
  const rejected = { groupTag: probe('rejected-tag'), serialNumber: shortProbe('rejected-serial') }
  const { batch } = await service.call(200, 'POST', `${tenant}/registrations`, maker, {
    name: probe('batch').slice(-200),
    devices: [device, rejected, { hardwareHash: hashOf(hashProbe('sold')), groupTag: 'sold' }],
  })
  const placed = await service.call(202, 'POST', `${tenant}/order-transactions`, maker, {
    transactionId: shortProbe('transaction'),
    verb: 'enrol',
    order: { number: shortProbe('order'), purchaseOrder: probe('order-po'), shipTo: probe('ship-to') },
    deliveries: [{ number: shortProbe('delivery'), devices: [{ hardwareHash: hashOf(hashProbe('ordered')) }] }],
    reason: probe('order-reason'),
  })
  const [found] = await service.list(`${tenant}/devices?groupTag=${encodeURIComponent(probe('tag'))}`, admin)
  await service.call(200, 'PATCH', `${tenant}/devices/${found.id}`, admin, {
    assignedUser: 'ada@contoso.example',
    addressableUserName: probe('user-name'),
    deviceFriendlyName: probe('friendly-name'),
  })
  const change = {
    kind: 'change',
    change: { purchaseOrder: probe('purchase-order') },
    deviceIds: [found.id],
    reason: probe('action-reason'),
  }
  const action = await service.call(202, 'POST', `${tenant}/device-actions`, admin, change)
  const [sold] = await service.list(`${tenant}/devices?groupTag=sold`, admin)
  const reason = encodeURIComponent(probe('release-reason'))
  await service.call(204, 'DELETE', `${tenant}/devices/${sold.id}?reason=${reason}`, admin)
  const issued = await service.call(200, 'POST', `${tenant}/release-certificates`, admin, { deviceIds: [sold.id] })
  return {
    deviceId: found.id as string,
    batchId: batch.id as string,
    transactionId: placed.id as string,
    actionId: action.id as string,
    releasedId: sold.id as string,
    certificate: issued.items[0].certificate.code as string,
  }
}

async function addRules({ service, tenantId, admin, maker }: ConsoleWorld, shown: Shown) {
  const tenant = `/api/v1/tenants/${tenantId}`
  const profile = await service.call(201, 'POST', `${tenant}/profiles`, admin, {
    displayName: probe('profile').slice(-200),
    description: probe('profile-text'),
  })
  const group = await service.call(201, 'POST', `${tenant}/groups`, admin, {
    displayName: probe('group'),
    description: probe('group-text'),
    rule: '(device.devicePhysicalIds -any (_ -eq "[OrderID]:probe"))',
  })
  await service.call(201, 'POST', `${tenant}/profiles/${profile.id}/assignments`, admin, {
    target: { kind: 'group', groupId: group.id },
  })
  const technician = await service.person(tenantId, ['technician'])
  const submission = await service.call(201, 'POST', `${tenant}/submissions`, technician, {
    device: { hardwareHash: hashOf(hashProbe('submitted')), groupTag: probe('submitted-tag') },
    note: probe('submission-note'),
  })
  await service.call(200, 'POST', `${tenant}/submissions/${submission.id}/refuse`, admin, {
    reason: probe('submission-reason'),
  })
  await service.call(200, 'POST', `/api/v1/delegations/${shown.delegationId}/decline`, admin, {
    reason: probe('delegation-declined'),
  })
  const delegation = await service.call(201, 'POST', '/api/v1/delegations', maker, {
    tenantId,
    permissions: ['device.read'],
    groupTags: [probe('delegation-tag')],
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    reason: probe('delegation-reason'),
  })
  return {
    profileId: profile.id as string,
    groupId: group.id as string,
    submissionId: submission.id as string,
    delegationId: delegation.id as string,
  }
}

/** People, roles and programs of an organization whose names are markup. */
async function addAccess(world: ConsoleWorld) {
  const { service, tenantId, admin } = world
  const { webhookId } = await startWebhookWork(world, shortProbe('webhook'), probe('webhook-answer'))
  const organization = `/api/v1/organizations/${tenantId}`
  await service.call(201, 'POST', `${organization}/roles`, admin, {
    name: 'probe-desk',
    description: probe('role'),
    permissions: ['device.read'],
    groupTags: [probe('role-tag')],
  })
  const person = await service.call(201, 'POST', `${organization}/people`, admin, {
    email: 'probe@people.example',
    name: probe('person').slice(-200),
    roles: ['probe-desk'],
  })
  await service.call(201, 'POST', `${organization}/people/${person.id}/tokens`, admin, { name: shortProbe('token') })
  const application = await service.call(201, 'POST', `${organization}/applications`, admin, {
    name: probe('application').slice(-200),
    roles: ['device-manager'],
  })
  return {
    personId: person.id as string,
    applicationId: application.id as string,
    webhookId,
  }
}

async function addDesk({ service, tenantId, admin, maker, makerId }: ConsoleWorld) {
  const requests = `/api/v1/tenants/${tenantId}/desk-requests`
  const { id } = await service.call(201, 'POST', requests, admin, {
    makerId,
    kind: 'hashes',
    domain: 'contoso.example',
    serialNumbers: [shortProbe('desk-serial')],
    note: probe('desk-note'),
  })
  await fetch(`${service.url}${requests}/${id}/proof`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/pdf' },
    body: new Uint8Array(invoice),
  })
  await service.call(200, 'POST', `${requests}/${id}/submit`, admin)
  await service.call(201, 'POST', `${requests}/${id}/messages`, admin, { text: `${probe('desk-message')}\n\nbye` })
  const agent = await service.person(makerId, ['support-agent'])
  const answer = { text: probe('desk-answer'), question: true }
  await service.call(201, 'POST', `/api/v1/partners/${makerId}/desk-requests/${id}/messages`, agent, answer)
  const report = await service.upload(
    `/api/v1/partners/${makerId}/build-reports?name=${encodeURIComponent(probe('report').slice(-200))}`,
    maker,
    [hashOf(hashProbe('built')), 'T0FP'].map(hardwareHash => `${JSON.stringify({ hardwareHash })}\n`),
  )
  const stations = `/api/v1/partners/${makerId}/line-stations`
  const station = await service.call(201, 'POST', stations, maker, {
    ...newStation(shortProbe('station')),
    line: shortProbe('line'),
  })
  await service.call(200, 'POST', `${stations}/${station.id}/revoke`, maker, { reason: probe('station-reason') })
  return { deskRequestId: id as string, reportId: report.id as string, stationId: station.id as string }
}

/** Partners and a customer whose names are markup, and what they say of themselves and to each other. */
async function addOrganizations(world: ConsoleWorld, { tailwind }: Shown) {
  const { service, maker, makerId, tenantId } = world
  const entry = { description: probe('directory'), services: ['later'], regions: ['world'], showConsentLink: true }
  const own = `/api/v1/partners/${makerId}/directory-entry`
  const contact = { contactUrl: 'https://probe.example/"><img/src=x>', contactEmail: 'a&b@probe.example' }
  const { writtenAt } = await service.call(200, 'PUT', own, maker, { ...entry, ...contact })
  await service.call(200, 'POST', `/api/v1/directory-entries/${makerId}/publish`, service.operatorToken, { writtenAt })
  const asked = await service.call(201, 'POST', '/api/v1/consents', maker, {
    tenantId: tailwind.id,
    message: probe('message'),
  })
  await service.call(200, 'POST', `/api/v1/consents/${asked.id}/decline`, tailwind.approver, {
    reason: probe('decline-reason'),
  })
  const provider = await service.partner(probe('provider-partner').slice(-200), 'csp-indirect-provider')
  const providerToken = await service.person(provider, ['partner-admin'])
  const reseller = await service.partner(probe('reseller-partner').slice(-200), 'csp-indirect-reseller')
  await service.call(200, 'PUT', `/api/v1/links/${reseller}`, providerToken)
  const resellerToken = await service.person(reseller, ['partner-admin', 'registrar'])
  await service.call(201, 'POST', '/api/v1/consents', resellerToken, { tenantId, message: probe('message') })
  await service.call(201, 'POST', '/api/v1/tenants', service.operatorToken, {
    name: probe('other-tenant').slice(-200),
    domain: 'probe.example',
  })
  const link = await service.call(200, 'GET', `/api/v1/partners/${makerId}/consent-link`, maker)
  await service.call(200, 'PATCH', `/api/v1/partners/${makerId}`, service.operatorToken, {
    name: probe('partner').slice(-200),
    manufacturers: [shortProbe('manufacturers').slice(-64)],
  })
  // Customers cannot be renamed: this one was made by an attacker.
  const store = new DatabaseSync(service.databasePath, { timeout: 10_000 })
  store.prepare('update tenants set name = ? where id = ?').run(probe('tenant').slice(-200), tenantId)
  store.close()
  return { consentCode: new URL(link.url).pathname.split('/').at(-1) as string }
}

/** Writes markup into every field that others can fill. */
export async function fillWithProbes(world: ConsoleWorld): Promise<Probed> {
  const shown = await fillPages(world)
  const devices = await addDevices(world)
  const rules = await addRules(world, shown)
  const access = await addAccess(world)
  const desk = await addDesk(world)
  const importId = await importFile(world, `${shortProbe('file')}.csv`, [
    `Hardware Hash,Group Tag,"${shortProbe('column').replaceAll('"', '""')}"`,
    `${hashOf(hashProbe('imported'))},"${probe('import-tag').replaceAll('"', '""')}",shelf`,
    `T0FP,x,"${probe('import-cell').replaceAll('"', '""')}"`,
  ])
  const organizations = await addOrganizations(world, shown)
  const waiting = await startRulesWork(world, probe('technician-note'))
  const { orderId } = await world.service.call(
    200,
    'GET',
    `/api/v1/tenants/${world.tenantId}/order-transactions/${devices.transactionId}`,
    world.maker,
  )
  return {
    hash: hashOf(hashProbe('unregistered')),
    ...{ shown, rules: waiting, importId, orderId },
    ...devices,
    ...rules,
    ...access,
    ...desk,
    ...organizations,
  }
}

/** The pages of each home that show what holds the probes. */
export const pagesOfProbes = ({ tenantId, makerId }: ConsoleWorld, probed: Probed) => ({
  tenant: [
    '/consents?state=requested',
    `/devices/${probed.deviceId}`,
    `/imports/${probed.importId}`,
    `/device-actions/${probed.actionId}`,
    `/orders/${tenantId}/${probed.orderId}`,
    `/order-transactions/${tenantId}/${probed.transactionId}`,
    `/profiles/${probed.profileId}`,
    `/profiles/${probed.profileId}/edit`,
    `/groups/${probed.groupId}`,
    `/groups/${probed.groupId}/edit`,
    `/people/${probed.personId}`,
    '/roles/probe-desk',
    '/roles/probe-desk/edit',
    `/applications/${probed.applicationId}`,
    `/webhooks/${probed.webhookId}`,
    `/delegations/${probed.delegationId}`,
    `/delegations/${probed.shown.delegationId}`,
    `/support-requests/${tenantId}/${probed.deskRequestId}`,
    `/submissions/${probed.submissionId}`,
    `/released-devices/${probed.releasedId}`,
  ],
  partner: [
    `/batches/${tenantId}/${probed.batchId}`,
    `/customers/${tenantId}`,
    `/customers/${probed.shown.tailwind.id}`,
    `/customers/${tenantId}/devices/${probed.deviceId}`,
    `/orders/${tenantId}/${probed.orderId}`,
    `/orders/${tenantId}/${probed.orderId}/add`,
    `/orders/${tenantId}/${probed.orderId}/override`,
    `/order-transactions/${tenantId}/${probed.transactionId}`,
    `/desk/${probed.deskRequestId}`,
    `/build-reports/${probed.reportId}`,
    `/line-stations/${probed.stationId}`,
    `/delegations/${probed.delegationId}`,
  ],
  registry: [`/organizations/${tenantId}/people/${probed.personId}`, `/partners/${makerId}`, `/tenants/${tenantId}`],
})
