import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { ColumnsOf } from '../filter/index.ts'
import { type JournalEntry, type JournalFilter, readJournal } from '../journal/index.ts'
import { type Principal, reaches } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { DeviceProfileState } from '../profiles/index.ts'
import { changeDevices, checkChange, type DeviceChange, differenceOf } from './change.ts'
import { beyondReach, requireChangeReach } from './change-reach.ts'
import { type Device, type DeviceRecord, selectDevices, toDevice } from './device.ts'
import { type DeviceConditions, narrowDevices } from './device-filter.ts'
import { profileStates, statusColumn } from './device-profiles.ts'
import { type DeviceCriteria, narrowingOf } from './profile-narrowing.ts'
import { inSight, maySee, type Sight, sightOf } from './visibility.ts'

/** Columns that a list of devices can be sorted by. */
export const deviceSorts = {
  registeredAt: 'id',
  serialNumber: 'serial_number',
  manufacturer: 'manufacturer',
  model: 'model',
  groupTag: 'group_tag',
  purchaseOrder: 'purchase_order',
  productKeyId: 'product_key_id',
  assignedUser: 'assigned_user',
  displayName: 'display_name',
} as const

export interface DeviceFilter extends PageRequest, DeviceCriteria {
  readonly sort?: keyof typeof deviceSorts
  readonly order?: 'asc' | 'desc'
}

/** Whether devices are named one by one: a maker then finds those of its make that others registered. */
const namesDevices = (filter: DeviceConditions): boolean =>
  filter.serialNumber !== undefined || filter.serialNumbers !== undefined || filter.productKeyId !== undefined

/** Devices that a principal may see and that meet the conditions. */
export function findDevices(
  registry: Registry,
  sight: Sight,
  tenantId: string,
  filter: DeviceConditions,
  columns?: ColumnsOf,
) {
  const { store, limits } = registry
  const all = selectDevices(store.db, tenantId).where(inSight(sight, namesDevices(filter)))
  return narrowDevices(store, all, filter, limits.listedDevices, columns)
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
  let query = findDevices(registry, sight, tenantId, filter, await statusColumn(registry, principal, tenantId, filter))
  if (filter.profileId !== undefined || filter.groupId !== undefined || filter.rule !== undefined)
    query = query.where(await narrowingOf(registry, principal, tenantId, filter))
  const sorted = deviceSorts[filter.sort ?? 'registeredAt']
  // The id is the time of registration and the order of the primary key; the other columns may be empty.
  const key =
    sorted === 'id' ? sql<string>`registrations.id` : sql<string>`coalesce(${sql.ref(`registrations.${sorted}`)}, '')`
  if (after !== undefined) {
    const [value, id] = [String(after[0]), String(after[1])]
    const comparison = sql.raw(order === 'desc' ? '<' : '>')
    query = query.where(
      sorted === 'id'
        ? sql<boolean>`registrations.id ${comparison} ${id}`
        : sql<boolean>`(${key}, registrations.id) ${comparison} (${value}, ${id})`,
    )
  }
  const rows: DeviceRecord[] = await query
    .orderBy(key, order)
    .orderBy('registrations.id', order)
    .limit(limit + 1)
    .execute()
  const states = await profileStates(registry, principal, tenantId, rows.slice(0, limit))
  return toPage(
    rows,
    limit,
    row => withProfile(row, states),
    row => [row[sorted] ?? '', row.id],
  )
}

function withProfile(row: DeviceRecord, states: ReadonlyMap<string, DeviceProfileState>): Device {
  const profile = states.get(row.id)
  return { ...toDevice(row), ...(profile && { profile }) }
}

/** As `listDevices`, with those of the serial numbers asked for that no device has, on the first page. */
export async function searchDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: DeviceFilter,
): Promise<Page<Device> & { notFound?: string[] }> {
  const page = await listDevices(registry, principal, tenantId, filter)
  const { serialNumbers } = filter
  if (serialNumbers === undefined || filter.cursor !== undefined) return page
  const sight = await sightOf(registry, principal, tenantId, 'device.read')
  const rows = await findDevices(registry, sight, tenantId, { serialNumbers })
    .clearSelect()
    .select('registrations.serial_number')
    .distinct()
    .execute()
  const found = new Set(rows.map(row => row.serial_number))
  return { ...page, notFound: [...new Set(serialNumbers)].filter(serial => !found.has(serial)) }
}

async function requireDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<DeviceRecord> {
  const sight = await sightOf(registry, principal, tenantId, 'device.read')
  const row = await selectDevices(registry.store.db, tenantId).where('registrations.id', '=', id).executeTakeFirst()
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
  const row = await requireDevice(registry, principal, tenantId, id)
  return withProfile(row, await profileStates(registry, principal, tenantId, [row]))
}

/** Changes what a customer may change of its device. @throws invalid_request, device_not_registered, group_tag_not_yours. */
export async function updateDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  change: DeviceChange,
): Promise<Device> {
  const checked = checkChange(change)
  const reach = requireChangeReach(principal, tenantId, checked)
  const changed = await registry.store.write(async tx => {
    const find = () => selectDevices(tx.db, tenantId).where('registrations.id', '=', id).executeTakeFirst()
    const row = await find()
    if (!row || !reaches(reach.seen, row.group_tag)) throw new RegistryError('device_not_registered')
    const password = checked.password === undefined ? {} : { deviceAccountPassword: null }
    const field = beyondReach(reach, row, { ...differenceOf(row, checked)?.after, ...password })
    if (field !== undefined) throw new RegistryError('group_tag_not_yours', undefined, { field })
    await changeDevices(tx, registry, principal, tenantId, [{ row, change: checked }])
    return (await find()) as DeviceRecord
  })
  return withProfile(changed, await profileStates(registry, principal, tenantId, [changed]))
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
