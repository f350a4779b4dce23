import {
  getCustomer,
  getLinkCode,
  getLinkCodeBetween,
  listLinks,
  type PartnerLink,
  type Principal,
  type Registry,
  RegistryError,
} from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { consentLinkUrl } from '../consent-link.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { collection } from './collection.ts'
import { requireCustomer } from './customers.ts'
import { ContractError } from './faults.ts'
import { type Members, membersOf, textOf } from './members.ts'
import { hidden } from './route.ts'

/** What the caller is to a partner of this kind. */
const types: Readonly<Record<string, string>> = {
  'csp-indirect-reseller': 'is_indirect_cloud_solution_provider_of',
  'csp-indirect-provider': 'is_indirect_reseller_of',
}
const typeNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(types).map(type => [type.replaceAll('_', ''), type]),
)

const relationship = ({ partner }: PartnerLink) => ({
  id: partner.id,
  name: partner.name,
  relationshipType: types[partner.kind],
  state: 'active',
  attributes: { objectType: 'PartnerRelationship' },
})

/** Partners that the caller works with now, all of them: the contract has no pages here. */
async function linksOf(registry: Registry, principal: Principal): Promise<PartnerLink[]> {
  const items: PartnerLink[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listLinks(registry, principal, { state: 'active', ...(cursor !== undefined && { cursor }) })
    items.push(...page.items)
    cursor = page.nextCursor
    if (cursor === undefined) return items
  }
}

/**
 * The consent link that is asked for. A provider that names its reseller gets the link by which the customer authorises both.
 * @throws invalid_request, not_found.
 */
async function linkCodeFor(registry: Registry, principal: Principal, query: Members): Promise<string> {
  const resellerId = textOf(query, 'indirectResellerId')
  const providerId = textOf(query, 'indirectCloudSolutionProviderId')
  const dual = textOf(query, 'dualRoleIndirectRelationship')?.toLowerCase()
  if (dual !== undefined && dual !== 'false')
    throw new RegistryError('invalid_request', 'Here a partner has one role: dualRoleIndirectRelationship is false.', {
      field: 'dualRoleIndirectRelationship',
    })
  if (resellerId !== undefined && providerId !== undefined)
    throw new RegistryError('invalid_request', 'Name the other partner: a reseller or a provider, not both.', {
      field: 'indirectResellerId',
    })
  if (resellerId !== undefined) return getLinkCodeBetween(registry, principal, { resellerId })
  if (providerId !== undefined) return getLinkCodeBetween(registry, principal, { providerId })
  return getLinkCode(registry, principal, principal.organization.id)
}

/** How a partner comes by a customer, and to whom it stands how. */
export function relationshipRoutes(app: App, { registry, baseUrl }: SurfaceDeps): void {
  app.get('/customers/relationshiprequests', hidden, async request => {
    const principal = principalOf(request)
    const code = await linkCodeFor(registry, principal, membersOf(request.query, 'query'))
    // Members that clients read out of the original's link; the page itself needs none of them.
    const query = new URLSearchParams({
      invType: 'ResellerRelationship',
      partnerId: principal.organization.id,
      msppId: '0',
      DAP: 'false',
    })
    return { url: `${consentLinkUrl(baseUrl, code)}?${query}`, attributes: { objectType: 'RelationshipRequest' } }
  })
  app.get('/customers/:customer/relationships', hidden, async request => {
    const { tenantId, through } = await requireCustomer(registry, request)
    const links = through === undefined ? [] : await linksOf(registry, principalOf(request))
    const items = links.filter(item => item.partner.id === through)
    return collection({ items }, `/customers/${tenantId}/relationships`, relationship)
  })
  app.get('/relationships', hidden, async request => {
    const type = textOf(membersOf(request.query, 'query'), 'relationship_type')?.toLowerCase().replaceAll('_', '')
    const asked = type === undefined ? undefined : typeNames[type]
    if (type !== undefined && asked === undefined)
      throw new RegistryError('invalid_request', `relationship_type is ${Object.values(types).join(' or ')}.`, {
        field: 'relationship_type',
      })
    const links = await linksOf(registry, principalOf(request))
    const items = links.filter(({ partner }) => asked === undefined || types[partner.kind] === asked)
    return collection({ items }, '/relationships', relationship)
  })
  app.get('/compliance/csp/agreementstatus', hidden, async request => {
    const query = membersOf(request.query, 'query')
    const asked = textOf(query, 'tenantId') ?? textOf(query, 'mpnId')
    // A partner of the registry has agreed to its terms; whether others have is not its business.
    if (asked?.toLowerCase() !== principalOf(request).organization.id)
      throw new ContractError('1000', 'not_found', 'Only your own agreement can be asked for.')
    return { isAgreementSigned: true }
  })
  app.head('/domains/:domain', hidden, async (request, reply) => {
    const { domain } = request.params as { domain: string }
    // Of a domain of anybody else it is not told whether it is taken.
    const customer = await getCustomer(registry, principalOf(request), { domain })
    return reply.code(customer ? 200 : 404).send()
  })
}
