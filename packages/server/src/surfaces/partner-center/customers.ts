import {
  type Customer,
  type CustomerFilter,
  endRelationship,
  getCustomer,
  listCustomers,
  type Principal,
  type Registry,
  RegistryError,
} from '@hailport/registry'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../../http/authenticate.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { collection, link, pagingOf } from './collection.ts'
import { ContractError } from './faults.ts'
import { type Members, membersOf, textOf } from './members.ts'
import { customerIdOf, hidden } from './route.ts'

/** Customers of one page when the caller does not say. */
const customersPerPage = 100

const companyProfile = ({ tenantId, domain, name }: Customer) => ({
  tenantId,
  domain,
  companyName: name,
  links: { self: link(`/customers/${tenantId}/profiles/company`) },
  attributes: { objectType: 'CustomerCompanyProfile' },
})

const billingProfile = ({ tenantId, name }: Customer) => ({
  id: tenantId,
  companyName: name,
  links: { self: link(`/customers/${tenantId}/profiles/billing`) },
  attributes: { objectType: 'CustomerBillingProfile' },
})

const listed = (customer: Customer) => ({
  id: customer.tenantId,
  companyProfile: companyProfile(customer),
  relationshipToPartner: 'reseller',
  ...(customer.through !== undefined && { associatedPartnerId: customer.through }),
  links: { self: link(`/customers/${customer.tenantId}`) },
  attributes: { objectType: 'Customer' },
})

const whole = (customer: Customer) => ({
  ...listed(customer),
  commerceId: customer.tenantId,
  billingProfile: billingProfile(customer),
  allowDelegatedAccess: false,
  customDomains: [customer.domain],
})

/** The customer of the path. @throws not_found for everybody who has not consented, whether there is such a tenant or not. */
export async function requireCustomer(registry: Registry, request: FastifyRequest): Promise<Customer> {
  const customer = await getCustomer(registry, principalOf(request), { tenantId: customerIdOf(request) })
  if (!customer) throw new ContractError('60003', 'not_found', 'There is no such customer of yours.')
  return customer
}

const fields: Record<string, 'name' | 'domain'> = { companyname: 'name', domain: 'domain' }

function parseFilter(text: string): Members {
  try {
    return membersOf(JSON.parse(text), 'filter')
  } catch (cause) {
    if (cause instanceof RegistryError) throw cause
    throw new RegistryError('invalid_request', 'filter must be JSON.', { field: 'filter', cause })
  }
}

/** `{"Field":"CompanyName","Value":"…","Operator":"starts_with"}`, each name and value in the spellings that clients have. */
function readFilter(request: FastifyRequest): CustomerFilter {
  const text = textOf(membersOf(request.query, 'query'), 'filter')
  if (text === undefined) return {}
  const filter = parseFilter(text)
  const plain = (name: string) => textOf(filter, name)?.toLowerCase().replaceAll('_', '')
  const field = fields[plain('Field') ?? '']
  if (field === undefined || plain('Operator') !== 'startswith')
    throw new RegistryError('invalid_request', 'filter takes CompanyName or Domain with the operator starts_with.', {
      field: 'filter',
    })
  return { [field]: textOf(filter, 'Value') ?? '' }
}

/** What a partner may change: it ends the relationship, or says that it needs no delegated access, which there never is. */
async function patchCustomer(registry: Registry, request: FastifyRequest, principal: Principal): Promise<object> {
  const tenantId = customerIdOf(request)
  const body = membersOf(request.body, 'body')
  const relationship = textOf(body, 'relationshipToPartner')?.toLowerCase()
  if (relationship === undefined && body.get('allowdelegatedaccess') === false)
    return whole(await requireCustomer(registry, request))
  if (relationship !== 'none')
    throw new ContractError('3000', 'invalid_request', 'Only relationshipToPartner "none" can be set.')
  await requireCustomer(registry, request)
  await endRelationship(registry, principal, tenantId)
  return { id: tenantId, relationshipToPartner: 'none', attributes: { objectType: 'Customer' } }
}

/** Customers: tenants that let the partner register devices. */
export function customerRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get('/customers', hidden, async request => {
    const { size, cursor } = pagingOf(request, registry.limits.pageSize)
    const page = await listCustomers(registry, principalOf(request), {
      ...readFilter(request),
      limit: size ?? customersPerPage,
      ...(cursor !== undefined && { cursor }),
    })
    return collection(page, '/customers', listed, size)
  })
  app.get('/customers/:customer', hidden, async request => whole(await requireCustomer(registry, request)))
  app.patch('/customers/:customer', hidden, request => patchCustomer(registry, request, principalOf(request)))
  app.get('/customers/:customer/profiles/company', hidden, async request =>
    companyProfile(await requireCustomer(registry, request)),
  )
  app.get('/customers/:customer/profiles/billing', hidden, async request =>
    billingProfile(await requireCustomer(registry, request)),
  )
}
