import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import {
  findActingPerson,
  findOrganizationName,
  getPartnerNames,
  type PartnerKind,
  type Principal,
  renamePerson,
} from '../organizations/index.ts'

/** A person as it sees itself. */
export interface OwnProfile {
  readonly email: string
  readonly name: string
  readonly organizationName: string
  /** Of a partner: what it is. */
  readonly partnerKind?: PartnerKind
}

/** The caller's own profile. @throws not_found for who is no person. */
export async function getOwnProfile(registry: Registry, principal: Principal): Promise<OwnProfile> {
  const person =
    principal.kind === 'person' ? await findActingPerson(registry, principal.organization.id, principal.id) : undefined
  if (!person) throw new RegistryError('not_found', 'Only people have a profile.')
  const { organization } = principal
  const organizationName = await findOrganizationName(registry, organization)
  const partners = await getPartnerNames(registry, organization.kind === 'partner' ? [organization.id] : [])
  const partnerKind = partners.get(organization.id)?.kind
  return { email: person.email, name: person.name, organizationName, ...(partnerKind && { partnerKind }) }
}

/** Changes the caller's own name. The e-mail address is the administrators' to give. */
export async function updateOwnProfile(
  registry: Registry,
  principal: Principal,
  change: { name: string },
): Promise<OwnProfile> {
  await getOwnProfile(registry, principal)
  await renamePerson(registry, principal, change.name)
  return getOwnProfile(registry, principal)
}
