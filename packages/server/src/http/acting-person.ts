import { delegationReader, type Principal, personAuthenticator, type Registry } from '@hailport/registry'

/** A partner's person, and the tenant of a customer that it acts in. */
export interface ActingPerson {
  /** The partner. */
  readonly homeId: string
  readonly personId: string
  readonly tenantId: string
}

/**
 * Makes the function that tells as whom a partner's person acts in a tenant at this moment.
 * @returns undefined when it is not there any more, or nothing is delegated to it there.
 */
export function actingPersonReader(
  registry: Registry,
): (acting: ActingPerson, requestId?: string) => Promise<Principal | undefined> {
  const byPerson = personAuthenticator(registry)
  const actIn = delegationReader(registry)
  return async ({ homeId, personId, tenantId }, requestId) => {
    const person = await byPerson(homeId, personId, requestId)
    return person && actIn(person, tenantId)
  }
}
