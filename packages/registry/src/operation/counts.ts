import { countConsents } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import type { Count } from '../count-up-to.ts'
import { RegistryError } from '../errors.ts'
import { countFactoryRecords } from '../factory/index.ts'
import { countMembers, findOrganizationById, type Principal, requireRegistry } from '../organizations/index.ts'
import { countRegistrations } from '../registration/index.ts'
import { keepFor } from './kept.ts'

/** How much of everything an organization has. */
export interface OrganizationCounts {
  readonly measuredAt: number
  readonly people: Count
  readonly applications: Count
  /** Consents in force: given by a customer, or to a partner. */
  readonly consents: Count
  /** Devices of a customer. */
  readonly devices?: Count
  /** Devices that a maker has reported. */
  readonly factoryRecords?: Count
}

/** So long counts are good for, ms. */
const freshMs = 60_000

/** How much an organization has, and nothing of what it is; for operators. @throws not_found. */
export async function getOrganizationCounts(
  registry: Registry,
  principal: Principal,
  organizationId: string,
): Promise<OrganizationCounts> {
  requireRegistry(principal, 'registry.read')
  const organization = await findOrganizationById(registry, organizationId)
  if (!organization || organization.kind === 'registry') throw new RegistryError('not_found')
  const { id, kind } = organization
  return keepFor(registry, `counts ${id}`, freshMs, async () => ({
    measuredAt: registry.now(),
    ...(await countMembers(registry, id)),
    consents: await countConsents(registry, kind, id),
    ...(kind === 'tenant'
      ? { devices: await countRegistrations(registry, id) }
      : { factoryRecords: await countFactoryRecords(registry, id) }),
  }))
}
