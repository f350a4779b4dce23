import { randomBytes } from 'node:crypto'
import { createRegistry } from '../create.ts'
import { isId } from '../ids.ts'
import { findPersonByEmail, findTenantByTarget, registryId, systemPrincipal } from '../organizations/index.ts'
import { openExisting } from '../store/index.ts'
import { createVault } from '../vault.ts'
import { normalEmail } from './accounts.ts'
import { createSignInLink, type NewSignInLink } from './links.ts'

/** Whom a link is for. */
export interface LinkRequest {
  readonly email: string
  /** Id of the organization, or domain of a tenant; the operators of the registry when absent. */
  readonly organization?: string
  readonly resetSecondFactors: boolean
}

/**
 * Makes a link at the word of whoever has the machine: nobody is asked for rights.
 * @param database as `openStore` takes it.
 * @returns undefined when there is no such person.
 * @throws StoreToolError when there is no such database.
 */
export async function makeSignInLink(
  database: string,
  { email, organization, resetSecondFactors }: LinkRequest,
): Promise<(NewSignInLink & { email: string }) | undefined> {
  const store = openExisting(database)
  try {
    // Nothing of a link is sealed, so any vault does.
    const registry = createRegistry({ store, vault: createVault(randomBytes(32)) })
    const address = normalEmail(email)
    const named = organization?.toLowerCase()
    const byName = async (name: string) => (isId(name) ? name : findTenantByTarget(registry, name))
    const organizationId = named === undefined ? registryId : await byName(named)
    const personId = organizationId && (await findPersonByEmail(registry, organizationId, address))
    if (organizationId === undefined || personId === undefined) return undefined
    const person = { organizationId, personId }
    const link = await createSignInLink(registry, systemPrincipal, person, { resetSecondFactors })
    return { ...link, email: address }
  } finally {
    await store.close()
  }
}
