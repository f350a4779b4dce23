import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { findPersonRoles, may, type Principal, requireOrganization } from '../organizations/index.ts'
import type { PersonRef } from './person-ref.ts'

/** @throws forbidden, not_found unless it is the person itself, or somebody who manages the people of its organization. */
export async function requireSelfOrManager(registry: Registry, principal: Principal, person: PersonRef): Promise<void> {
  const self =
    principal.kind === 'person' &&
    principal.id === person.personId &&
    principal.organization.id === person.organizationId
  if (self) return
  if (!may(principal, 'people.manage'))
    throw new RegistryError('forbidden', 'Only the person, or who manages people, may do this.')
  await requireOrganization(registry, principal, person.organizationId)
  if ((await findPersonRoles(registry, person.organizationId, person.personId)) === undefined)
    throw new RegistryError('not_found')
}
