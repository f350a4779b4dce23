import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal, type JournalEntry, type JournalFilter, readJournal } from '../journal/index.ts'
import { type Permission, type Principal, type Reach, reaches, requireTenantReach } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type Store, scopeTo } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { type Device, type DeviceRecord, toDevice } from './device.ts'
import { inSight, maySee, sightOf } from './visibility.ts'

/** Columns that a list of devices can be sorted by. */
export const deviceSorts = {
  registeredAt: 'id',
  serialNumber: 'serial_number',
  manufacturer: 'manufacturer',
  model: 'model',
  groupTag: 'group_tag',
} as const

export interface DeviceFilter extends PageRequest {
  readonly serialNumber?: string
  readonly manufacturer?: string
  readonly model?: string
  readonly productKeyId?: string
  readonly groupTag?: string
  readonly purchaseOrder?: string
  readonly orderId?: string
  readonly registrarId?: string
  readonly batchId?: string
  readonly quality?: string
  readonly sort?: keyof typeof deviceSorts
  readonly order?: 'asc' | 'desc'
}

const filterColumns = {
  serialNumber: 'serial_number',
  manufacturer: 'manufacturer',
  model: 'model',
  productKeyId: 'product_key_id',
  groupTag: 'group_tag',
  purchaseOrder: 'purchase_order',
  orderId: 'order_id',
  registrarId: 'registrar_id',
  batchId: 'batch_id',
  quality: 'quality',
} as const

function select(db: Store['db'], tenantId: string) {
  return scopeTo(db, tenantId)
    .selectFrom('registrations')
    .leftJoin('contacts', join =>
      join
        .onRef('contacts.tenant_id', '=', 'registrations.tenant_id')
        .onRef('contacts.device_id', '=', 'registrations.id'),
    )
    .selectAll('registrations')
    .select(['contacts.first_at', 'contacts.last_at'])
}

/** Devices of a tenant: all for its own people, those that it registered for a partner. Newest first unless asked otherwise. */
export async function listDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: DeviceFilter,
): Promise<Page<Device>> {
  const sight = await sightOf(registry, principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const order = filter.order ?? 'desc'
  const after = decodeCursor(filter.cursor, 2)
  let query = select(registry.store.db, tenantId)
  for (const [name, target] of Object.entries(filterColumns)) {
    const wanted = filter[name as keyof typeof filterColumns]
    if (wanted !== undefined) query = query.where(`registrations.${target as 'serial_number'}`, '=', wanted)
  }
  const exact = filter.serialNumber !== undefined || filter.productKeyId !== undefined
  query = query.where(inSight(sight, exact))
  const sorted = deviceSorts[filter.sort ?? 'registeredAt']
  // The id is the time of registration and the order of the primary key; the other columns may be empty.
  const key =
    sorted === 'id' ? sql<string>`registrations.id` : sql<string>`coalesce(${sql.ref(`registrations.${sorted}`)}, '')`
  if (after !== undefined) {
    const comparison = sql.raw(order === 'desc' ? '<' : '>')
    query = query.where(
      sql<boolean>`(${key}, registrations.id) ${comparison} (${String(after[0])}, ${String(after[1])})`,
    )
  }
  const rows: DeviceRecord[] = await query
    .orderBy(key, order)
    .orderBy('registrations.id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toDevice, row => [row[sorted] ?? '', row.id])
}

async function requireDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<DeviceRecord> {
  const sight = await sightOf(registry, principal, tenantId, 'device.read')
  const row = await select(registry.store.db, tenantId).where('registrations.id', '=', id).executeTakeFirst()
  // One that somebody else registered answers as one that is not there.
  if (!row || !maySee(sight, row)) throw new RegistryError('device_not_registered')
  return row
}

/** One device. @throws device_not_registered also for devices of others. */
export async function getDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<Device> {
  return toDevice(await requireDevice(registry, principal, tenantId, id))
}

export interface DeviceChange {
  readonly groupTag?: string | null
  readonly displayName?: string | null
  readonly assignedUser?: string | null
  readonly purchaseOrder?: string | null
}

const changeColumns = {
  groupTag: ['group_tag', 512, 'device.tag'],
  displayName: ['display_name', 64, 'device.write'],
  assignedUser: ['assigned_user', 320, 'device.assign'],
  purchaseOrder: ['purchase_order', 512, 'device.write'],
} as const satisfies Record<string, readonly [string, number, Permission]>

/**
 * Whether group tags may turn from one into another: whoever is limited to some tags takes no device away from others, but may tag one
 * that has no tag yet.
 */
function mayTag(reach: Reach, from: string | null, to: string | null): boolean {
  return reaches(reach, to) && (from === null || reaches(reach, from))
}

/** Changes what a customer may change of its device. null or empty clears a value; an absent member stays. */
export async function updateDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  change: DeviceChange,
): Promise<Device> {
  const seen = requireTenantReach(principal, tenantId, 'device.read')
  const wanted = Object.entries(changeColumns).flatMap(([field, [column, max, permission]]) => {
    const value = change[field as keyof DeviceChange]
    if (value === undefined) return []
    const reach = requireTenantReach(principal, tenantId, permission)
    return [{ field, column, value: optionalText(value, field, max), reach }]
  })
  if (wanted.length === 0)
    throw new RegistryError(
      'invalid_request',
      `Nothing to change; give one of ${Object.keys(changeColumns).join(', ')}.`,
    )
  return registry.store.write(async tx => {
    const row = await select(tx.db, tenantId).where('registrations.id', '=', id).executeTakeFirst()
    if (!row || !reaches(seen, row.group_tag)) throw new RegistryError('device_not_registered')
    const now = registry.now()
    const differing = wanted.filter(({ column, value }) => row[column] !== value)
    for (const { field, value, reach } of differing) {
      const allowed = field === 'groupTag' ? mayTag(reach, row.group_tag, value) : reaches(reach, row.group_tag)
      if (!allowed) throw new RegistryError('group_tag_not_yours', undefined, { field })
    }
    if (differing.length === 0) return toDevice(row)
    const next = { ...Object.fromEntries(differing.map(({ column, value }) => [column, value])), updated_at: now }
    await scopeTo(tx.db, tenantId).updateTable('registrations').set(next).where('id', '=', id).execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId: tenantId,
        action: 'device.updated',
        subjectKind: 'device',
        subjectId: id,
        before: Object.fromEntries(differing.map(({ field, column }) => [field, row[column]])),
        after: Object.fromEntries(differing.map(({ field, value }) => [field, value])),
      },
    ])
    return toDevice({ ...row, ...next })
  })
}

/** The history of a device, for whoever may see it. A partner sees its own acts only. */
export async function readDeviceJournal(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  filter: JournalFilter,
): Promise<Page<JournalEntry>> {
  await requireDevice(registry, principal, tenantId, id)
  const own = principal.organization.kind === 'tenant' ? {} : { onBehalfOf: principal.organization.id }
  return readJournal(registry, tenantId, { ...filter, ...own, subjectId: id })
}
