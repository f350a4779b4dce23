import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { consoleRoutes, type Home } from './console-routes.ts'
import { type ConsoleWorld, importUntidyFile } from './console-world.ts'
import { type MakerWork, startMakerWork } from './maker-world.ts'
import { type PartnerWork, startPartnerWork } from './partner-world.ts'
import { type AccessWork, startAccessWork } from './people-world.ts'

/** Something of every kind that a page can show. */
export interface Shown extends PartnerWork, MakerWork, AccessWork {
  readonly world: ConsoleWorld
  readonly deviceId: string
  readonly importId: string
  readonly actionId: string
  readonly profileId: string
  readonly groupId: string
  /** Somebody of each organization. */
  readonly people: Readonly<Record<Home, string>>
}

/** The addresses to look at for a route, below `/console`; several where the page differs by what it shows. */
type Addresses = (shown: Shown) => readonly string[]

/** Pages about people and access, which every organization has. */
const accessPages = (home: Home): Readonly<Record<string, Addresses>> => ({
  people: () => ['/people'],
  'people/:personId': ({ people }) => [`/people/${people[home]}`],
  roles: () => ['/roles'],
  'roles/new': () => ['/roles/new'],
  'roles/:roleName': () => ['/roles/auditor', ...(home === 'tenant' ? ['/roles/berlin-desk'] : [])],
  'roles/:roleName/edit': () => [home === 'tenant' ? '/roles/berlin-desk/edit' : '/roles/auditor/edit'],
  applications: () => ['/applications'],
  'applications/:applicationId': ({ applicationId }) => [`/applications/${applicationId}`],
  'sign-in': () => ['/sign-in'],
  'sign-in/providers/new': () => ['/sign-in/providers/new'],
  'sign-in/providers/:providerId': ({ applicationId }) => [`/sign-in/providers/${applicationId}`],
  ...(home !== 'registry' && {
    webhooks: () => ['/webhooks'],
    'webhooks/:webhookId': ({ webhookId, busyId }: Shown) => [`/webhooks/${webhookId}`, `/webhooks/${busyId}`],
    delegations: () => ['/delegations'],
    'delegations/:delegationId': ({ delegationId }: Shown) => [`/delegations/${delegationId}`],
  }),
  me: () => ['/me'],
  journal: () => ['/journal'],
})

/** Where partners write an order; customers find nothing there. */
const orderForms: Readonly<Record<string, Addresses>> = {
  'orders/new': () => ['/orders/new'],
  'orders/upload': () => ['/orders/upload?number=SO-4714'],
  'orders/:tenantId/:orderId/add': ({ world, order }) => [`/orders/${world.tenantId}/${order.id}/add`],
  'orders/:tenantId/:orderId/override': ({ world, order }) => [`/orders/${world.tenantId}/${order.id}/override`],
}

/** Every page of each home, by its route. `npm run check` refuses routes that are missing here and in other tests. */
export const consolePages: Readonly<Record<Home, Readonly<Record<string, Addresses>>>> = {
  tenant: {
    '/': () => ['/'],
    devices: () => ['/devices', '/devices?serial=nothing-like-it'],
    'devices/:deviceId': ({ deviceId }) => [`/devices/${deviceId}`],
    imports: () => ['/imports'],
    'imports/new': () => ['/imports/new'],
    'imports/:importId': ({ importId }) => [`/imports/${importId}?status=rejected`],
    'device-actions': () => ['/device-actions'],
    'device-actions/:actionId': ({ actionId }) => [`/device-actions/${actionId}`],
    consents: () => ['/consents'],
    orders: () => ['/orders'],
    'orders/:tenantId/:orderId': ({ world, order }) => [`/orders/${world.tenantId}/${order.id}`],
    ...orderForms,
    'order-transactions/:tenantId/:orderTransactionId': ({ world, order }) => [
      `/order-transactions/${world.tenantId}/${order.transactionId}`,
    ],
    profiles: () => ['/profiles'],
    'profiles/new': () => ['/profiles/new'],
    'profiles/:profileId': ({ profileId }) => [`/profiles/${profileId}`],
    'profiles/:profileId/edit': ({ profileId }) => [`/profiles/${profileId}/edit`],
    groups: () => ['/groups'],
    'groups/new': () => ['/groups/new', '/groups/new?rule=%5BOrderID%5D:Kiosk'],
    'groups/:groupId': ({ groupId }) => [`/groups/${groupId}`],
    'groups/:groupId/edit': ({ groupId }) => [`/groups/${groupId}/edit`],
    'support-requests': () => ['/support-requests'],
    'support-requests/new': () => ['/support-requests/new'],
    'support-requests/:tenantId/:requestId': ({ world, requestId }) => [
      `/support-requests/${world.tenantId}/${requestId}`,
    ],
    ...accessPages('tenant'),
  },
  partner: {
    '/': () => ['/'],
    imports: () => ['/imports'],
    'imports/new': () => ['/imports/new'],
    'imports/:importId': ({ world }) => [`/imports/${world.makerId}`],
    customers: () => ['/customers'],
    'customers/:tenantId': ({ world }) => [`/customers/${world.tenantId}`],
    'customers/:tenantId/devices/:deviceId': ({ world, order }) => [
      `/customers/${world.tenantId}/devices/${order.deviceId}`,
    ],
    batches: () => ['/batches'],
    'batches/:tenantId/:batchId': ({ fabrikam }) => [`/batches/${fabrikam.id}/${fabrikam.batchId}`],
    orders: () => ['/orders'],
    'orders/:tenantId/:orderId': ({ world, order }) => [`/orders/${world.tenantId}/${order.id}`],
    ...orderForms,
    'order-transactions/:tenantId/:orderTransactionId': ({ world, order }) => [
      `/order-transactions/${world.tenantId}/${order.transactionId}`,
    ],
    'build-reports': () => ['/build-reports'],
    'build-reports/:reportId': ({ reportId }) => [`/build-reports/${reportId}`],
    'factory-records': () => ['/factory-records'],
    'factory-records/:recordId': ({ recordId }) => [`/factory-records/${recordId}`],
    'line-stations': () => ['/line-stations'],
    'line-stations/:stationId': ({ stationId }) => [`/line-stations/${stationId}`],
    desk: () => ['/desk'],
    'desk/:requestId': ({ requestId }) => [`/desk/${requestId}`],
    'support-requests': () => ['/support-requests'],
    'support-requests/new': () => ['/support-requests/new'],
    'support-requests/:tenantId/:requestId': ({ world, requestId }) => [
      `/support-requests/${world.tenantId}/${requestId}`,
    ],
    ...accessPages('partner'),
  },
  registry: {
    '/': () => ['/'],
    'organizations/:organizationId/people': ({ world }) => [`/organizations/${world.tenantId}/people`],
    'organizations/:organizationId/people/:personId': ({ world, personId }) => [
      `/organizations/${world.tenantId}/people/${personId}`,
    ],
    ...accessPages('registry'),
  },
}

/** Gives a world something of every kind that a page can show. */
export async function fillPages(world: ConsoleWorld): Promise<Shown> {
  const { service, tenantId, admin } = world
  const tenant = `/api/v1/tenants/${tenantId}`
  const partner = await startPartnerWork(world)
  const maker = await startMakerWork(world)
  const access = await startAccessWork(world)
  const { organization } = await service.call(200, 'GET', '/api/v1/me', service.operatorToken)
  const somebodyOf = async (organizationId: string): Promise<string> =>
    (await service.list(`/api/v1/organizations/${organizationId}/people`, service.operatorToken))[0].id
  const body = { kind: 'change', change: { groupTag: 'Reception' }, filter: { groupTag: 'Kiosk' }, reason: 'New name' }
  const action = await service.call(202, 'POST', `${tenant}/device-actions`, admin, body)
  const [device] = await service.list(`${tenant}/devices?conflict=true`, admin)
  const [profile] = await service.list(`${tenant}/profiles?sort=createdAt&order=desc`, admin)
  const [group] = await service.list(`${tenant}/groups?kind=dynamic`, admin)
  return {
    ...partner,
    ...maker,
    ...access,
    world,
    deviceId: device.id,
    importId: await importUntidyFile(world),
    actionId: action.id,
    profileId: profile.id,
    groupId: group.id,
    people: {
      tenant: access.personId,
      partner: await somebodyOf(world.makerId),
      registry: await somebodyOf(organization.id),
    },
  }
}

/** Everything that tests say which look at pages of their own, with `faultsOfPages`. */
function saidElsewhere(): string {
  const files = readdirSync(import.meta.dirname).filter(name => /(test|world)\.ts$/.test(name))
  return files.map(name => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n')
}

/** Matches an address of the route in the text of a test: each of its parts that differ is put in, or a word. */
function addressOf(route: string): RegExp {
  const parts = route.split('/').map(part => (part.startsWith(':') ? '(\\$\\{[^}]*\\}|[\\w-]+)' : part))
  return new RegExp(`['"\`]/${parts.join('/')}['"\`?]`)
}

/** Routes of the console that no test looks at, and rows of the table above whose routes are no more. */
export async function pagesNotWalked(): Promise<string[]> {
  const routes = await consoleRoutes()
  const elsewhere = saidElsewhere()
  return Object.entries(consolePages).flatMap(([home, pages]) => {
    const real = new Set(routes[home as Home])
    const missing = [...real].filter(route => !(route in pages) && !addressOf(route).test(elsewhere))
    const gone = Object.keys(pages).filter(route => !real.has(route))
    return [
      ...missing.map(route => `lacks ${route} of the home ${home}`),
      ...gone.map(route => `names ${route} of the home ${home}, which is no more`),
    ]
  })
}
