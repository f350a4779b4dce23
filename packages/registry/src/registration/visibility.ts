import { consentState, currentConsent } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Permission, type Principal, requirePermission } from '../organizations/index.ts'
import type { RegistrationsTable } from '../store/index.ts'

/**
 * What a principal sees of a tenant's devices: all of them, or those that it registered; a maker also finds devices of its own make
 * that others registered, when it knows which it is looking for.
 */
export type Sight =
  | { readonly all: true }
  | {
      readonly all: false
      readonly partnerId: string
      readonly maker: boolean
      readonly manufacturers: readonly string[]
    }

/**
 * @throws not_found for another tenant, and for a partner without live consent: the answer for a tenant that does not exist.
 */
export async function sightOf(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  permission: Permission,
): Promise<Sight> {
  const { organization } = principal
  if (organization.kind === 'tenant' && organization.id === tenantId) {
    requirePermission(principal, permission)
    return { all: true }
  }
  if (organization.kind !== 'partner') throw new RegistryError('not_found')
  requirePermission(principal, permission)
  const consent = await currentConsent(registry.store.db, tenantId, organization.id)
  const state = consent && consentState(consent, registry.now())
  // A consent that is used up still lets the partner look after what it registered.
  if (state !== 'granted' && state !== 'exhausted') throw new RegistryError('not_found')
  const partner = await registry.store.db
    .selectFrom('partners')
    .select(['kind', 'manufacturers'])
    .where('id', '=', organization.id)
    .executeTakeFirstOrThrow()
  return {
    all: false,
    partnerId: organization.id,
    maker: partner.kind === 'oem',
    manufacturers: JSON.parse(partner.manufacturers),
  }
}

type Registered = Pick<RegistrationsTable, 'registrar_id' | 'manufacturer' | 'factory_partner_id'>

/** Whether the device is of the partner's own make: reported by it, or with its name in SMBIOS. */
function isOwnMake(sight: Sight, row: Registered): boolean {
  if (sight.all || !sight.maker) return false
  return (
    row.factory_partner_id === sight.partnerId ||
    (row.manufacturer !== null && sight.manufacturers.includes(row.manufacturer))
  )
}

/** Whether the device may be seen one by one. */
export function maySee(sight: Sight, row: Registered): boolean {
  return sight.all || row.registrar_id === sight.partnerId || isOwnMake(sight, row)
}

/**
 * Who may deregister: the customer always; the party that registered the device while it has consent; its maker with live consent
 * (autopilot-domain 6.6 and 13).
 */
export function mayDeregister(sight: Sight, row: Registered): boolean {
  return maySee(sight, row)
}
