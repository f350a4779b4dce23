import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { consentState, effectiveConsent } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Permission, type Principal, type Reach, reaches, requireReach } from '../organizations/index.ts'
import type { Database, RegistrationsTable, Store } from '../store/index.ts'

/**
 * What a principal sees of a tenant's devices: all of them, or those that it registered, and of these perhaps only those with some group
 * tags; a maker also finds devices of its own make that others registered, when it knows which it is looking for.
 */
export type Sight =
  | { readonly all: true }
  | {
      readonly all: false
      /** Absent for people of the tenant, who see whatever is within reach. */
      readonly partner?: {
        readonly id: string
        readonly maker: boolean
        readonly manufacturers: readonly string[]
      }
      readonly reach: Reach
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
    const reach = requireReach(principal, permission, tenantId)
    return reach.groupTags === undefined ? { all: true } : { all: false, reach }
  }
  if (organization.kind !== 'partner') throw new RegistryError('not_found')
  const reach = requireReach(principal, permission, tenantId)
  const sight = await partnerSight(registry.store.db, tenantId, organization.id, reach, registry.now())
  if (!sight) throw new RegistryError('not_found')
  return sight
}

/** What a partner sees of a tenant's devices; undefined without live consent. */
export async function partnerSight(
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  reach: Reach,
  now: number,
): Promise<Sight | undefined> {
  const consent = await effectiveConsent(db, tenantId, partnerId, now)
  const state = consent && consentState(consent, now)
  // A consent that is used up still lets the partner look after what it registered.
  if (state !== 'granted' && state !== 'exhausted') return undefined
  const partner = await db
    .selectFrom('partners')
    .select(['kind', 'manufacturers'])
    .where('id', '=', partnerId)
    .executeTakeFirstOrThrow()
  return {
    all: false,
    partner: {
      id: partnerId,
      maker: partner.kind === 'oem',
      manufacturers: JSON.parse(partner.manufacturers),
    },
    reach,
  }
}

type Registered = Pick<RegistrationsTable, 'registrar_id' | 'manufacturer' | 'factory_partner_id' | 'group_tag'>

/** Whether the device may be seen one by one. A maker's own make: reported by it, or with its name in SMBIOS. */
export function maySee(sight: Sight, row: Registered): boolean {
  if (sight.all) return true
  if (!reaches(sight.reach, row.group_tag)) return false
  const { partner } = sight
  if (partner === undefined || row.registrar_id === partner.id) return true
  return (
    partner.maker &&
    (row.factory_partner_id === partner.id ||
      (row.manufacturer !== null && partner.manufacturers.includes(row.manufacturer)))
  )
}

/**
 * The same as a condition on a list. A maker that names a device exactly finds it even when another party registered it; it cannot
 * browse.
 */
export function inSight(sight: Sight, exact: boolean) {
  return (eb: ExpressionBuilder<Database, 'registrations'>): Expression<SqlBool> => {
    if (sight.all) return eb.and([])
    const { partner, reach } = sight
    const tagged = reach.groupTags === undefined ? [] : [eb('registrations.group_tag', 'in', [...reach.groupTags])]
    if (partner === undefined) return eb.and(tagged)
    const own = [eb('registrations.registrar_id', '=', partner.id)]
    if (partner.maker && exact) {
      own.push(eb('registrations.factory_partner_id', '=', partner.id))
      if (partner.manufacturers.length > 0) own.push(eb('registrations.manufacturer', 'in', [...partner.manufacturers]))
    }
    return eb.and([...tagged, eb.or(own)])
  }
}

/**
 * Who may deregister: the customer always; the party that registered the device while it has consent; its maker with live consent
 * (autopilot-domain 6.6 and 13).
 */
export function mayDeregister(sight: Sight, row: Registered): boolean {
  return maySee(sight, row)
}

/**
 * Whether the tenant may take a device back after this party has deregistered it: not when a partner ends a registration that it made
 * itself, or a lease would end only when the lessee agrees (decision 0020).
 */
export function mayTakeBack(sight: Sight, row: Registered): boolean {
  return sight.all || row.registrar_id !== sight.partner?.id
}
