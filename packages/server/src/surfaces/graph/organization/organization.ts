import { getTenant, RegistryError, type Tenant } from '@hailport/registry'
import { countText, entity } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { countItems, listItems } from '../list-items.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'

const toOrganization = ({ id, name, domain, createdAt }: Tenant) => ({
  id,
  deletedDateTime: null,
  createdDateTime: new Date(createdAt).toISOString(),
  displayName: name,
  tenantType: 'AAD',
  verifiedDomains: [{ capabilities: '', isDefault: true, isInitial: true, name: domain, type: 'Managed' }],
})

const own = async ({ registry, principal, tenantId }: GraphCall) =>
  toOrganization(await getTenant(registry, principal, tenantId))

/** The caller's own organization: scripts read its id and its domain. */
export const organizationRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: 'organization',
    type: 'organization',
    scopes: scopes.organizationRead,
    handle: async call => listItems(call, [await own(call)]),
  },
  {
    method: 'GET',
    path: 'organization/$count',
    type: 'organization',
    scopes: scopes.organizationRead,
    handle: async call => countText(countItems(call, [await own(call)])),
  },
  {
    method: 'GET',
    path: 'organization/{organizationId}',
    type: 'organization',
    scopes: scopes.organizationRead,
    async handle(call) {
      if (call.keys['organizationId']?.toLowerCase() !== call.tenantId) throw new RegistryError('not_found')
      return entity(call, await own(call))
    },
  },
]
