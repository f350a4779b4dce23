import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import type { Count } from '../count-up-to.ts'
import type { ColumnsOf } from '../filter/index.ts'
import type { Principal } from '../organizations/index.ts'
import { decodeCursor, encodeCursor, type Page, type PageRequest, pageLimit } from '../page.ts'
import type { DeviceProfileState } from '../profiles/index.ts'
import { type Device, type DeviceRecord, selectDevices, toDevice } from './device.ts'
import { type DeviceConditions, narrowDevices } from './device-filter.ts'
import { profileStates, statusColumn } from './device-profiles.ts'
import { type Base, baseOf, deviceSorts, type Place, type Slice, type Walk, walkDevices } from './device-walk.ts'
import { type DeviceCriteria, narrowingOf } from './profile-narrowing.ts'
import { inSight, type Sight, sightOf } from './visibility.ts'

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

type Query = ReturnType<typeof findDevices>

/** As `findDevices`, with what profiles and groups narrow to. */
async function findMatching(
  registry: Registry,
  principal: Principal,
  sight: Sight,
  tenantId: string,
  filter: DeviceCriteria,
): Promise<Query> {
  const query = findDevices(
    registry,
    sight,
    tenantId,
    filter,
    await statusColumn(registry, principal, tenantId, filter),
  )
  if (filter.profileId === undefined && filter.groupId === undefined && filter.rule === undefined) return query
  return query.where(await narrowingOf(registry, principal, tenantId, filter))
}

/** Few enough to be sorted when they are asked for. */
const sortable = 5_000
/** Devices that one statement looks at: nobody waits for more than that. */
const mostSlice = 5_000

/** The query narrowed to devices that an index leads to, when these are few; undefined when the list has to be walked. */
async function whenFew(
  registry: Registry,
  query: Query,
  tenantId: string,
  filter: DeviceFilter,
  base: Base | undefined,
): Promise<Query | undefined> {
  if (namesDevices(filter) || filter.ids !== undefined || filter.conflict) return query
  if (!base || filter.sort === undefined || filter.sort === 'registeredAt') return undefined
  const walk = walkDevices(registry, { tenantId, order: 'asc', base }, undefined, () => sortable)
  const { places } = (await walk.next()).value as Slice
  if (places.length === sortable) return undefined
  const ids = places.map(({ id }) => id)
  return query.where(registry.store.textIn<'registrations'>('registrations.id', ids))
}

/** The query narrowed to the devices of a slice, of which there is at least one. */
function withinSlice({ store }: Registry, query: Query, walk: Walk, slice: Slice): Query {
  const ids = slice.places.map(({ id }) => id)
  const [first, last] = [ids[0] as string, ids.at(-1) as string].sort()
  const plain = walk.base === undefined && (walk.column === undefined || slice.lacking)
  const within = plain
    ? query.where('registrations.id', '>=', String(first)).where('registrations.id', '<=', String(last))
    : query.where(store.textIn<'registrations'>('registrations.id', ids))
  return slice.lacking ? within.where(`registrations.${walk.column as 'model'}`, 'is', null) : within
}

/** The devices of a slice that meet the conditions, in the order of the slice. */
async function matchSlice(registry: Registry, query: Query, walk: Walk, slice: Slice): Promise<DeviceRecord[]> {
  if (slice.places.length === 0) return []
  const found: DeviceRecord[] = await withinSlice(registry, query, walk, slice).execute()
  const rows = new Map(found.map(row => [row.id, row]))
  return slice.places.flatMap(({ id }) => rows.get(id) ?? [])
}

async function countSlice(registry: Registry, query: Query, walk: Walk, slice: Slice): Promise<number> {
  if (slice.places.length === 0) return 0
  const within = withinSlice(registry, query, walk, slice).clearSelect()
  const { n } = await within.select(eb => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  return Number(n)
}

interface Found {
  readonly rows: DeviceRecord[]
  /** After which place more may follow. */
  readonly next?: Place
}

/** Walks until there are enough, all was looked at, or it was enough for one request. */
async function walkFor(
  registry: Registry,
  query: Query,
  walk: Walk,
  after: Place | undefined,
  limit: number,
  narrowed: boolean,
): Promise<Found> {
  const rows: DeviceRecord[] = []
  const placeOf = (row: DeviceRecord): Place => ({ id: row.id, value: walk.column ? row[walk.column] : null })
  let size = narrowed ? 4 * (limit + 1) : limit + 1
  const start = performance.now()
  for await (const slice of walkDevices(registry, walk, after, () => size)) {
    rows.push(...(await matchSlice(registry, query, walk, slice)))
    const kept = rows.slice(0, limit)
    if (rows.length > limit) return { rows: kept, next: placeOf(kept.at(-1) as DeviceRecord) }
    const end = slice.places.at(-1)
    if (performance.now() - start >= registry.limits.listMs && !slice.last && end)
      return { rows, next: slice.lacking ? { ...end, value: null } : end }
    size = Math.min(size * 4, mostSlice)
    await setImmediate()
  }
  return { rows }
}

/** The few that match, sorted by the store. */
async function sortFew(query: Query, { column, order }: Walk, after: Place | undefined, limit: number): Promise<Found> {
  const comparison = sql.raw(order === 'desc' ? '<' : '>')
  const id = sql.ref<string>('registrations.id')
  const key = column === undefined ? id : sql.ref<string>(`registrations.${column}`)
  // Those that lack it come last, whichever way the others are sorted.
  const lacks = sql<number>`(case when ${key} is null then 1 else 0 end)`
  let rest = query
  if (after && (column === undefined || after.value === null))
    rest = rest.where(sql<boolean>`${lacks} = ${column === undefined ? 0 : 1} and ${id} ${comparison} ${after.id}`)
  else if (after)
    rest = rest.where(sql<boolean>`(${lacks} = 1 or (${key}, ${id}) ${comparison} (${after.value}, ${after.id}))`)
  const rows: DeviceRecord[] = await rest
    .orderBy(lacks, 'asc')
    .orderBy(key, order)
    .orderBy('registrations.id', order)
    .limit(limit + 1)
    .execute()
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    rows: rows.slice(0, limit),
    ...(last && { next: { id: last.id, value: column ? last[column] : null } }),
  }
}

/** A device with its profile, for those who may see that. */
export function withProfile(row: DeviceRecord, states: ReadonlyMap<string, DeviceProfileState>): Device {
  const profile = states.get(row.id)
  return { ...toDevice(row), ...(profile && { profile }) }
}

/** Counted are so many devices at most; somebody who sees a list does not need to know more. */
const mostCounted = 10_000

/** How many devices a list has, as far as one request looks. */
export async function countDevicesUpTo(
  registry: Registry,
  principal: Principal,
  sight: Sight,
  tenantId: string,
  filter: DeviceCriteria,
): Promise<Count> {
  const query = await findMatching(registry, principal, sight, tenantId, filter)
  const base = baseOf(filter, sight, tenantId)
  if (await whenFew(registry, query, tenantId, filter, base)) {
    const rows = await query
      .clearSelect()
      .select('registrations.id')
      .limit(mostCounted + 1)
      .execute()
    return { count: Math.min(rows.length, mostCounted), more: rows.length > mostCounted }
  }
  const walk: Walk = { tenantId, order: 'desc', base }
  const narrowed = isNarrowed(filter, sight, base)
  let count = 0
  const start = performance.now()
  for await (const slice of walkDevices(registry, walk, undefined, () => mostSlice)) {
    count += narrowed ? await countSlice(registry, query, walk, slice) : slice.places.length
    if (count > mostCounted) return { count: mostCounted, more: true }
    if (performance.now() - start >= registry.limits.listMs && !slice.last) return { count, more: true }
    await setImmediate()
  }
  return { count, more: false }
}

const paging = ['limit', 'cursor', 'sort', 'order']

/** Whether anything but the base narrows the list. */
function isNarrowed(filter: DeviceFilter, sight: Sight, base: Base | undefined): boolean {
  const given = Object.entries(filter).filter(([name, value]) => value !== undefined && !paging.includes(name)).length
  const own = sight.all ? 0 : 1
  return given + own > (base ? 1 : 0)
}

/**
 * Devices of a tenant: all for its own people, those that it registered for a partner. Newest first unless asked otherwise; those that lack
 * what the list is sorted by come last. A page may have fewer devices than asked for, even none, although others follow: a request
 * looks for so long (`limits.listMs`) and no longer.
 */
export async function listDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: DeviceFilter,
): Promise<Page<Device>> {
  const sight = await sightOf(registry, principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const cursor = decodeCursor(filter.cursor, 2)
  const after = cursor && { id: String(cursor[1]), value: cursor[0] === null ? null : String(cursor[0]) }
  const sorted = deviceSorts[filter.sort ?? 'registeredAt']
  const order = filter.order ?? 'desc'
  const query = await findMatching(registry, principal, sight, tenantId, filter)
  const base = baseOf(filter, sight, tenantId)
  const walk: Walk = { tenantId, order, ...(sorted === 'id' ? { base } : { column: sorted }) }
  const few = await whenFew(registry, query, tenantId, filter, base)
  const found = few
    ? await sortFew(few, walk, after, limit)
    : await walkFor(registry, query, walk, after, limit, isNarrowed(filter, sight, walk.base))
  const states = await profileStates(registry, principal, tenantId, found.rows)
  return {
    items: found.rows.map(row => withProfile(row, states)),
    ...(found.next && { nextCursor: encodeCursor([found.next.value, found.next.id]) }),
  }
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
