import { type SqlBool, sql } from 'kysely'
import type { Registry } from '../context.ts'
import { scopeTo } from '../store/index.ts'
import type { DeviceConditions } from './device-filter.ts'
import type { Sight } from './visibility.ts'

/** Columns that a list of devices can be sorted by; each has an index of the devices that have a value in it. */
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

type SortColumn = Exclude<(typeof deviceSorts)[keyof typeof deviceSorts], 'id'>

/** Conditions that an index answers, those that leave the fewest devices first. */
const indexed = {
  productKeyId: 'product_key_id',
  assignedUser: 'assigned_user',
  batchId: 'batch_id',
  purchaseOrder: 'purchase_order',
  groupTag: 'group_tag',
  model: 'model',
} as const

/** The one condition whose index a list is read through. */
export interface Base {
  readonly column: (typeof indexed)[keyof typeof indexed] | 'registrar_id'
  readonly value: string
}

/** What an index can answer of the conditions and of what the principal sees. */
export function baseOf(filter: DeviceConditions, sight: Sight, tenantId: string): Base | undefined {
  for (const [name, column] of Object.entries(indexed)) {
    const value = filter[name as keyof typeof indexed]
    if (value !== undefined) return { column, value }
  }
  const registrar = filter.registrarId ?? (sight.all ? undefined : sight.partner?.id)
  return registrar === undefined || registrar === tenantId ? undefined : { column: 'registrar_id', value: registrar }
}

/** A device in the order of a list. */
export interface Place {
  readonly id: string
  /** What the list is sorted by; null: it has none, and comes after those that have. */
  readonly value: string | null
}

export interface Walk {
  readonly tenantId: string
  /** Absent: by id, which is the time of registration. */
  readonly column?: SortColumn
  readonly order: 'asc' | 'desc'
  /** For lists by id only. */
  readonly base?: Base | undefined
}

/** The next devices in the order of the list, out of an index alone; `complete` when no more follow in this part of it. */
async function readPart(
  { store }: Registry,
  { tenantId, column, order, base }: Walk,
  after: Place | undefined,
  size: number,
): Promise<Place[]> {
  const comparison = sql.raw(order === 'desc' ? '<' : '>')
  let query = scopeTo(store.db, tenantId).selectFrom('registrations').select('registrations.id').limit(size)
  if (base) query = query.where(`registrations.${base.column}`, '=', base.value)
  // The words of the index, or SQLite does not see that it has all of them.
  if (base?.column === 'registrar_id') query = query.where(sql<SqlBool>`registrations.registrar_kind <> 'tenant'`)
  if (column === undefined) {
    if (after) query = query.where(sql<SqlBool>`registrations.id ${comparison} ${after.id}`)
    return (await query.orderBy('registrations.id', order).execute()).map(({ id }) => ({ id, value: null }))
  }
  const key = sql.ref<string>(`registrations.${column}`)
  if (after) query = query.where(sql<SqlBool>`(${key}, registrations.id) ${comparison} (${after.value}, ${after.id})`)
  const rows = await query
    .select(key.as('value'))
    .where(`registrations.${column}`, 'is not', null)
    .orderBy(key, order)
    .orderBy('registrations.id', order)
    .execute()
  return rows
}

/** Devices that follow each other in a list. */
export interface Slice {
  readonly places: readonly Place[]
  /** Those of them that lack what the list is sorted by are to be taken, and no others. */
  readonly lacking: boolean
  /** Nothing comes after it. */
  readonly last: boolean
}

/**
 * The devices of a tenant in the order of a list, in slices: first those that have what it is sorted by, then all once more for those that
 * have not.
 * @param sizeOf how many are wanted in the next slice, asked before each.
 */
export async function* walkDevices(
  registry: Registry,
  walk: Walk,
  after: Place | undefined,
  sizeOf: () => number,
): AsyncGenerator<Slice> {
  const sorted = walk.column !== undefined
  for (let place = after, lacking = sorted && after !== undefined && after.value === null; ; ) {
    const size = sizeOf()
    const { column: _, ...byId } = walk
    const places = await readPart(registry, lacking ? byId : walk, place, size)
    const ended = places.length < size
    yield { places, lacking, last: ended && (!sorted || lacking) }
    place = places.at(-1)
    if (!ended) continue
    if (!sorted || lacking) return
    lacking = true
    place = undefined
  }
}
