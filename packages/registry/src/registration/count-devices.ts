import type { Registry } from '../context.ts'
import type { Count } from '../count-up-to.ts'
import { keptCount } from '../kept-counts.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import { statusColumn } from './device-profiles.ts'
import { countDevicesUpTo, findDevices } from './list-devices.ts'
import { type DeviceCriteria, narrowingOf } from './profile-narrowing.ts'
import { inSight, sightOf } from './visibility.ts'

/** How many devices of a tenant are in which state. */
export interface DeviceCounts {
  /** Those that meet the conditions. */
  readonly matching: number
  /** Present when there are more than were counted. */
  readonly more?: boolean
  readonly registered: number
  readonly booted: number
  /** Devices about which a conflict is open. */
  readonly inConflict: number
  /** Rows of partners that wait for consent. */
  readonly held: number
  /** Devices that can be taken back. */
  readonly released: number
}

/** How many devices `listDevices` would list in all. */
export async function countMatching(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: DeviceCriteria,
): Promise<number> {
  const sight = await sightOf(registry, principal, tenantId, 'device.read')
  // Without conditions nothing beside the registrations needs a look.
  const query = Object.values(filter).every(value => value === undefined)
    ? scopeTo(registry.store.db, tenantId).selectFrom('registrations').where(inSight(sight, false))
    : findDevices(registry, sight, tenantId, filter, await statusColumn(registry, principal, tenantId, filter))
        .clearSelect()
        .where(await narrowingOf(registry, principal, tenantId, filter))
  const { n } = await query.select(eb => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  return Number(n)
}

/** As `countMatching`, as far as one request of a list looks. */
async function countUpToMany(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: DeviceCriteria,
): Promise<Count> {
  const sight = await sightOf(registry, principal, tenantId, 'device.read')
  return countDevicesUpTo(registry, principal, sight, tenantId, filter)
}

/** Counts for a list of devices, for the tenant. */
export async function countDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: DeviceCriteria,
): Promise<DeviceCounts> {
  requireTenant(principal, tenantId, 'device.read')
  const own = scopeTo(registry.store.db, tenantId)
  const number = async (query: { executeTakeFirstOrThrow(): Promise<{ n: number | string | bigint | null }> }) =>
    Number((await query.executeTakeFirstOrThrow()).n ?? 0)
  const { registered, booted } = await keptCount(registry, ['states', tenantId], async () => {
    const registered = await number(own.selectFrom('registrations').select(eb => eb.fn.countAll<number>().as('n')))
    const booted = await number(own.selectFrom('contacts').select(eb => eb.fn.countAll<number>().as('n')))
    return { found: { registered, booted }, looked: registered }
  })
  const isNarrowed = Object.values(filter).some(value => value !== undefined)
  const matching = isNarrowed
    ? await countUpToMany(registry, principal, tenantId, filter)
    : { count: registered, more: false }
  return {
    matching: matching.count,
    ...(matching.more && { more: true }),
    registered,
    booted,
    inConflict: await number(
      own
        .selectFrom('identity_conflicts')
        .where('state', '=', 'open')
        .select(eb => eb.fn.count<number>('device_id').distinct().as('n')),
    ),
    held: await number(
      own
        .selectFrom('batches')
        .where('state', '=', 'held')
        .select(eb => eb.fn.sum<number>('held').as('n')),
    ),
    released: await number(
      own
        .selectFrom('released_devices')
        .where('expires_at', '>', registry.now())
        .where('kept_for', 'is', null)
        .select(eb => eb.fn.countAll<number>().as('n')),
    ),
  }
}
