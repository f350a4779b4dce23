import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { FactRow } from '../identity/index.ts'
import { finishJob, type Lease, postponeJob, renewLease } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type ReleasedDevicesTable, type Store, scopeTo } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { openDevice } from './sealed-device.ts'

/** A device that was released and that its tenant may still take back. */
export interface ReleasedDevice {
  readonly id: string
  readonly serialNumber?: string
  readonly manufacturer?: string
  readonly model?: string
  readonly groupTag?: string
  readonly releasedAt: number
  readonly releasedBy: { readonly kind: string; readonly id: string; readonly onBehalfOf?: string }
  readonly reason?: string
  readonly actionId?: string
  /** When what is kept of it will be removed. */
  readonly expiresAt: number
}

const toReleased = (row: Omit<ReleasedDevicesTable, 'sealed' | 'kept_for'>): ReleasedDevice => ({
  id: row.id,
  ...(row.serial_number !== null && { serialNumber: row.serial_number }),
  ...(row.manufacturer !== null && { manufacturer: row.manufacturer }),
  ...(row.model !== null && { model: row.model }),
  ...(row.group_tag !== null && { groupTag: row.group_tag }),
  releasedAt: row.released_at,
  releasedBy: JSON.parse(row.released_by),
  ...(row.reason !== null && { reason: row.reason }),
  ...(row.action_id !== null && { actionId: row.action_id }),
  expiresAt: row.expires_at,
})

const columns = [
  'tenant_id',
  'id',
  'serial_number',
  'manufacturer',
  'model',
  'group_tag',
  'released_at',
  'released_by',
  'reason',
  'action_id',
  'expires_at',
] as const

export interface ReleasedFilter extends PageRequest {
  readonly serialNumber?: string
  /** newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

/** Released devices that can be taken back. */
export async function listReleased(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: ReleasedFilter,
): Promise<Page<ReleasedDevice>> {
  requireTenant(principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  const order = filter.order ?? 'desc'
  let query = scopeTo(registry.store.db, tenantId)
    .selectFrom('released_devices')
    .select(columns)
    .where('expires_at', '>', registry.now())
    .where('kept_for', 'is', null)
  if (filter.serialNumber !== undefined) query = query.where('serial_number', '=', filter.serialNumber)
  if (after !== undefined) {
    const [at, id] = [Number(after[0]), String(after[1])]
    const beyond = order === 'desc' ? '<' : '>'
    query = query.where(eb =>
      eb.or([eb('released_at', beyond, at), eb.and([eb('released_at', '=', at), eb('id', beyond, id)])]),
    )
  }
  const rows = await query
    .orderBy('released_at', order)
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toReleased, row => [row.released_at, row.id])
}

/** A released device with the facts by which it would be found again. */
export interface ReleasedFacts {
  readonly releasedAt: number
  readonly facts: FactRow
}

/** Of devices that the tenant may still take back, what they are; nothing for others. */
export async function readReleasedFacts(
  registry: Registry,
  db: Store['db'],
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, ReleasedFacts>> {
  const rows = await scopeTo(db, tenantId)
    .selectFrom('released_devices')
    .select(['id', 'released_at', 'sealed'])
    .where(registry.store.textIn<'released_devices'>('id', ids))
    .where('expires_at', '>', registry.now())
    .where('kept_for', 'is', null)
    .execute()
  return new Map(
    rows.map(({ id, released_at, sealed }) => {
      const { facts, serial_number, manufacturer, model, product_key_id } = openDevice(
        registry.vault,
        tenantId,
        id,
        sealed,
      ).row
      return [id, { releasedAt: released_at, facts: { facts, serial_number, manufacturer, model, product_key_id } }]
    }),
  )
}

/** One released device that can be taken back. @throws not_found. */
export async function getReleased(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<ReleasedDevice> {
  requireTenant(principal, tenantId, 'device.read')
  const row = await scopeTo(registry.store.db, tenantId)
    .selectFrom('released_devices')
    .select(columns)
    .where('id', '=', id)
    .where('expires_at', '>', registry.now())
    .where('kept_for', 'is', null)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return toReleased(row)
}

/** Removes what is kept of a released device, for good. The journal says that it was done, and nothing of the device. @throws not_found. */
export async function purgeReleased(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  reason?: string,
): Promise<void> {
  requireTenant(principal, tenantId, 'device.release')
  const why = optionalText(reason, 'reason', 1000)
  await registry.store.write(async tx => {
    const result = await scopeTo(tx.db, tenantId)
      .deleteFrom('released_devices')
      .where('id', '=', id)
      .where('kept_for', 'is', null)
      .executeTakeFirst()
    if (result.numDeletedRows === 0n) throw new RegistryError('not_found')
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId: tenantId,
        action: 'device.purged',
        subjectKind: 'device',
        subjectId: id,
        ...(why !== null && { reason: why }),
      },
    ])
  })
}

/** Released devices that one transaction purges. */
const slice = 1000

/** Job: removes what is kept of devices whose time to be taken back is over, then waits for the next. */
export async function purgeExpired(registry: Registry, lease: Lease): Promise<void> {
  const tenantId = lease.organizationId
  for (let more = true; more; )
    more = await registry.store.write(async tx => {
      await renewLease(tx, registry, lease)
      const own = scopeTo(tx.db, tenantId)
      const now = registry.now()
      const rows = await own
        .selectFrom('released_devices')
        .select(['id', 'expires_at'])
        .orderBy('expires_at')
        .limit(slice)
        .execute()
      const due = rows.filter(row => row.expires_at <= now).map(row => row.id)
      if (due.length > 0) {
        await own.deleteFrom('released_devices').where(registry.store.textIn<'released_devices'>('id', due)).execute()
        const actor = { kind: 'system', id: 'hailport', organization: { kind: 'tenant', id: tenantId } }
        const entry = { organizationId: tenantId, action: 'device.purged', subjectKind: 'device' } as const
        await appendJournal(
          tx,
          actor,
          now,
          due.map(subjectId => ({ ...entry, subjectId, reason: 'The time to take it back is over.' })),
        )
        return true
      }
      const [next] = rows
      if (next) await postponeJob(tx, lease, next.expires_at)
      else await finishJob(tx, lease)
      return false
    })
}
