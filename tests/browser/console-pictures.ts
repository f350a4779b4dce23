import { consoleRoutes, type Home } from './console-routes.ts'
import type { ConsoleWorld } from './console-world.ts'
import { type MakerWork, makerPages, supportPages } from './maker-world.ts'
import { type OperatorWork, operatorPages } from './operator-world.ts'
import { type PartnerWork, partnerPages } from './partner-world.ts'
import { type AccessWork, accessPages } from './people-world.ts'
import { type RulesWork, rulesPages } from './rules-world.ts'

/** What the pictures of the documentation show. */
export interface Pictured extends PartnerWork, MakerWork, AccessWork {
  readonly world: ConsoleWorld
  readonly rules: RulesWork
  readonly deviceId: string
  readonly actionId: string
  readonly importId: string
  readonly providerId: string
}

type Pictures = Readonly<Record<string, string>>

/** Pictures of the customer's pages: addresses below `/console`, by the names of their files in `docs/console/`. */
export const customerPictures = (shown: Pictured): Pictures => ({
  overview: '/',
  devices: '/devices',
  device: `/devices/${shown.deviceId}`,
  consents: '/consents',
  journal: '/journal',
  'bulk-actions': '/device-actions',
  'bulk-action': `/device-actions/${shown.actionId}`,
  imports: '/imports',
  'import-new': '/imports/new',
  import: `/imports/${shown.importId}`,
  ...supportPages(shown.world, shown),
  ...rulesPages(shown.rules),
  'profile-edit': `/profiles/${shown.rules.profileId}/edit`,
  'group-edit': `/groups/${shown.rules.groupId}/edit`,
  ...accessPages(shown),
  'role-edit': '/roles/berlin-desk/edit',
  'identity-provider': `/sign-in/providers/${shown.providerId}`,
})

/** Those of a partner. */
export const partnerPictures = (shown: Pictured): Pictures => ({
  ...partnerPages(shown.world, shown),
  'order-add': `/orders/${shown.world.tenantId}/${shown.order.id}/add`,
})

/** Those of an indirect provider or reseller, which other partners do not have. */
export const linkPictures: Pictures = { links: '/links' }

/** Those of a maker. */
export const makerPictures = (shown: Pictured): Pictures => makerPages(shown)

/** Those of who runs the registry. */
export const operatorPictures = (shown: Pictured, running: Pick<OperatorWork, 'jobId'>): Pictures => ({
  ...operatorPages(shown.world, running as OperatorWork),
  'people-of-customer': `/organizations/${shown.world.tenantId}/people`,
  'person-of-customer': `/organizations/${shown.world.tenantId}/people/${shown.personId}`,
})

/** Stands for whatever a world has. */
const anything: never = new Proxy(
  {},
  { get: (_, key) => (key === Symbol.toPrimitive || key === 'toString' ? () => 'x' : anything) },
) as never

/** Routes of the console of which there is no picture. Those that several homes have need one. */
export async function routesWithoutPicture(): Promise<string[]> {
  const partner = { ...partnerPictures(anything), ...linkPictures, ...makerPictures(anything) }
  const pictured: Record<Home, Pictures> = {
    tenant: customerPictures(anything),
    partner,
    registry: operatorPictures(anything, anything),
  }
  const addresses = Object.values(pictured).flatMap(Object.values)
  const routes = new Set(Object.values(await consoleRoutes()).flat())
  return [...routes].filter(route => {
    const parts = route === '/' ? '/' : `/${route.replaceAll(/:\w+/g, '[^/]+')}`
    const address = new RegExp(`^${parts}(\\?.*)?$`)
    return !addresses.some(each => address.test(each))
  })
}
