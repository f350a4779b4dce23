import type { Harness } from './harness.ts'

/** An organization and the token of a person who has all the roles that its kind can give. */
export interface Member {
  readonly id: string
  readonly personId: string
  readonly token: string
}

const tenantRoles = ['tenant-admin', 'consent-approver', 'device-manager', 'profile-manager', 'auditor']
const partnerRoles = ['partner-admin', 'registrar', 'profile-manager', 'auditor']

/** Adds a person with a token. */
export async function addPerson(h: Harness, organizationId: string, email: string, roles: string[]): Promise<Member> {
  const people = `/api/v1/organizations/${organizationId}/people`
  const person = await h.call('POST', people, h.operator, { email, name: email, roles })
  const token = await h.call('POST', `${people}/${person.body.id}/tokens`, h.operator, { name: 'test' })
  return { id: organizationId, personId: person.body.id, token: token.body.secret }
}

/** Makes a tenant with one person. */
export async function addTenant(h: Harness, domain: string): Promise<Member> {
  const tenant = await h.call('POST', '/api/v1/tenants', h.operator, { name: domain, domain })
  return addPerson(h, tenant.body.id, `admin@${domain}`, tenantRoles)
}

/** Makes a partner with one person. */
export async function addPartner(h: Harness, name: string, kind = 'csp-direct'): Promise<Member> {
  const partner = await h.call('POST', '/api/v1/partners', h.operator, { name, kind, manufacturers: [] })
  const roles = kind === 'oem' ? [...partnerRoles, 'factory-reporter', 'support-agent'] : partnerRoles
  return addPerson(h, partner.body.id, `admin@${name}.example`, roles)
}
