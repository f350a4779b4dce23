import type { Registry } from '../context.ts'
import type { ErrorCode } from '../errors.ts'
import { allKeys, type IdentityFacts, identityKeys, type Match, matchIdentity } from '../identity/index.ts'
import type { Actor } from '../journal/index.ts'
import type { Store, Tx } from '../store/index.ts'
import type { HeldDevice } from './decide.ts'
import { type DeviceRecord, fetchDeviceRows } from './device.ts'
import { fetchDevices } from './facts.ts'
import { releaseDevices } from './release.ts'
import { mayDeregister, mayTakeBack, partnerSight, type Sight } from './visibility.ts'

async function findHeld(
  store: Store,
  db: Store['db'],
  devices: readonly IdentityFacts[],
): Promise<Match<HeldDevice>[]> {
  const known = await fetchDevices(
    store,
    db,
    devices.flatMap(facts => allKeys(identityKeys(facts))),
  )
  return devices.map(facts => matchIdentity(facts, known.find(identityKeys(facts))))
}

/** nobody: it is free. tenant: it is registered there. elsewhere: somebody else has it. conflict: its facts contradict a known device. */
export type Holder = 'nobody' | 'tenant' | 'elsewhere' | 'conflict'

/** Who holds devices, as far as the tenant may matter; nothing says who else it is. */
export async function findHolders(
  store: Store,
  db: Store['db'],
  tenantId: string,
  devices: readonly IdentityFacts[],
): Promise<Holder[]> {
  return (await findHeld(store, db, devices)).map(found => {
    if (found.kind === 'new') return 'nobody'
    if (found.kind === 'conflict') return 'conflict'
    return found.device.tenantId === tenantId ? 'tenant' : 'elsewhere'
  })
}

/** Registrations that somebody asks to be ended. */
export interface RequestedReleases {
  /** The tenant that the request is about. */
  readonly tenantId: string
  /** The partner that has asked; absent when it was the tenant itself. */
  readonly askedBy?: string
  /** Who carries it out: a maker may end registrations of its own make wherever it has live consent. */
  readonly makerId: string
  /** Facts of the maker's own records. */
  readonly devices: readonly IdentityFacts[]
  readonly reason: string
}

export type RequestedRelease = { readonly deviceId: string } | { readonly code: ErrorCode }

/** All sights by which devices of a tenant may be ended. */
async function sightsIn(
  db: Store['db'],
  holder: string,
  { tenantId, askedBy, makerId }: RequestedReleases,
  now: number,
): Promise<Sight[]> {
  if (holder === tenantId && askedBy === undefined) return [{ all: true }]
  const sights: Sight[] = []
  for (const partnerId of new Set([makerId, (holder === tenantId && askedBy) || makerId])) {
    const sight = await partnerSight(db, holder, partnerId, {}, now)
    if (sight) sights.push(sight)
  }
  return sights
}

/**
 * Ends registrations in the caller's transaction, by the rules of `deregisterDevice`: of the tenant that has asked, and of others only
 * where one of the partners may. In a fixed number of queries for each tenant that holds some of them.
 * @returns the answers in the order of the devices.
 */
export async function releaseRequested(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  request: RequestedReleases,
): Promise<RequestedRelease[]> {
  const { store } = registry
  const found = await findHeld(store, tx.db, request.devices)
  const ended = new Set<string>()
  const holders = Map.groupBy(
    found.flatMap(one => (one.kind === 'same' ? [one.device] : [])),
    device => device.tenantId,
  )
  for (const [holder, devices] of holders) {
    const sights = await sightsIn(tx.db, holder, request, registry.now())
    const ids = [...new Set(devices.map(device => device.deviceId))]
    const by = new Map<DeviceRecord, Sight>()
    for (const row of (await fetchDeviceRows(store, tx.db, holder, ids)).values()) {
      // Its own record has led here: the maker has reported the device, however it was registered.
      const reported = { ...row, factory_partner_id: request.makerId }
      const sight = sights.find(one => mayDeregister(one, reported))
      if (sight) by.set(row, sight)
    }
    await releaseDevices(tx, registry, actor, holder, [...by.keys()], {
      reason: request.reason,
      keep: row => mayTakeBack(by.get(row) as Sight, row),
    })
    for (const row of by.keys()) ended.add(row.id)
  }
  return found.map(one => {
    if (one.kind === 'new') return { code: 'device_not_registered' }
    if (one.kind === 'conflict') return { code: 'identity_conflict' }
    const { deviceId, tenantId } = one.device
    if (ended.has(deviceId)) return { deviceId }
    return { code: tenantId === request.tenantId ? 'device_registered_by_another' : 'device_registered_elsewhere' }
  })
}
