import { getCustomer, getLinkCode } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { consentLinkUrl } from '../consent-link.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { collection } from './collection.ts'
import { requireCustomer } from './customers.ts'
import { ContractError } from './faults.ts'
import { membersOf, textOf } from './members.ts'
import { hidden } from './route.ts'

/** How a partner comes by a customer, and to whom it stands how. */
export function relationshipRoutes(app: App, { registry, baseUrl }: SurfaceDeps): void {
  app.get('/customers/relationshiprequests', hidden, async request => {
    const principal = principalOf(request)
    const code = await getLinkCode(registry, principal, principal.organization.id)
    return { url: consentLinkUrl(baseUrl, code), attributes: { objectType: 'RelationshipRequest' } }
  })
  app.get('/customers/:customer/relationships', hidden, async request => {
    const { tenantId } = await requireCustomer(registry, request)
    return collection({ items: [] }, `/customers/${tenantId}/relationships`, item => item)
  })
  app.get('/relationships', hidden, async request => {
    principalOf(request)
    return collection({ items: [] }, '/relationships', item => item)
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
