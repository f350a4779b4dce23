import { type SqlBool, sql } from 'kysely'
import { RegistryError } from '../errors.ts'
import { type Column, type ColumnsOf, compileFilter, type Filter, foldCase } from '../filter/index.ts'
import { isId } from '../ids.ts'
import type { Store } from '../store/index.ts'
import type { selectDevices } from './device.ts'

/** Conditions on devices; all that are given must hold. */
export interface DeviceConditions {
  readonly serialNumber?: string
  /** Part of the serial number, whatever its capitals; or a pattern with `*` for anything and `?` for one character. */
  readonly serial?: string
  /** Any of these serial numbers. */
  readonly serialNumbers?: readonly string[]
  readonly ids?: readonly string[]
  readonly manufacturer?: string
  readonly model?: string
  readonly productKeyId?: string
  readonly groupTag?: string
  /** Whether there is a group tag. */
  readonly tagged?: boolean
  readonly purchaseOrder?: string
  readonly orderId?: string
  readonly assignedUser?: string
  /** Whether there is a user. */
  readonly assigned?: boolean
  readonly registrarId?: string
  readonly registrarKind?: string
  readonly source?: string
  readonly batchId?: string
  readonly quality?: string
  /** Whether the device has asked at a first boot. */
  readonly booted?: boolean
  /** Whether a conflict about the device is open. */
  readonly conflict?: boolean
  readonly registeredFrom?: number
  /** Before this moment. */
  readonly registeredUntil?: number
  /** Any other condition, on properties of a device. */
  readonly where?: Filter
}

const equalColumns = {
  manufacturer: 'manufacturer',
  model: 'model',
  productKeyId: 'product_key_id',
  groupTag: 'group_tag',
  purchaseOrder: 'purchase_order',
  orderId: 'order_id',
  assignedUser: 'assigned_user',
  registrarId: 'registrar_id',
  registrarKind: 'registrar_kind',
  source: 'source',
  batchId: 'batch_id',
  quality: 'quality',
} as const

const never = -62_135_596_800_000

/** Properties of a device that a filter may name; what a device lacks is the empty text, and a boot that never was the year 1. */
const filterable: Readonly<Record<string, Column>> = {
  id: { type: 'id', column: 'registrations.id' },
  ...Object.fromEntries(
    (
      [
        ['serialNumber', 'serial_number'],
        ['manufacturer', 'manufacturer'],
        ['model', 'model'],
        ['productKeyId', 'product_key_id'],
        ['groupTag', 'group_tag'],
        ['purchaseOrder', 'purchase_order'],
        ['orderId', 'order_id'],
        ['assignedUser', 'assigned_user'],
        ['displayName', 'display_name'],
        ['registrarKind', 'registrar_kind'],
        ['source', 'source'],
        ['quality', 'quality'],
      ] as const
    ).map(([name, column]) => [name, { type: 'text', column: `registrations.${column}`, absent: '' } as const]),
  ),
  batchId: { type: 'id', column: 'registrations.batch_id' },
  registrarId: { type: 'id', column: 'registrations.registrar_id' },
  registeredAt: { type: 'moment', column: 'registrations.registered_at' },
  updatedAt: { type: 'moment', column: 'registrations.updated_at' },
  lastContactAt: { type: 'moment', column: 'contacts.last_at', absent: never },
}

/** The pattern of a search, as SQL's `like` takes it with `!` for escapes. */
const likePattern = (text: string): string => {
  const escaped = foldCase(text).replaceAll(/[!%_]/g, '!$&')
  return /[*?]/.test(text) ? escaped.replaceAll('*', '%').replaceAll('?', '_') : `%${escaped}%`
}

type Devices = ReturnType<typeof selectDevices>

/**
 * Devices whose serial number fits a pattern, looked at one by one in the order of the list: what is common is found at once, what is rare
 * takes a walk over the devices of the tenant (some 400 ms for 300,000 on a busy machine; a list of ids out of the index would take
 * longer than that as soon as the pattern fits many).
 */
const withSerialLike = (query: Devices, text: string): Devices =>
  query.where(sql<SqlBool>`lower(registrations.serial_number) like ${likePattern(text)} escape '!'`)

/**
 * Devices that have one of these serial numbers, looked up in their index. Written as a list of ids, because SQLite without statistics
 * would rather walk all devices of the tenant in the order of the list (245 ms of 300,000, against 1 ms).
 */
const withSerials = (store: Store, query: Devices, serials: readonly string[]): Devices =>
  query.where('registrations.id', 'in', eb =>
    eb
      .selectFrom('registrations as named')
      .select('named.id')
      .where(store.textIn<'registrations'>('named.serial_number', serials)),
  )

function checkListed(listed: readonly string[] | undefined, field: string, most: number): void {
  if (listed !== undefined && listed.length > most)
    throw new RegistryError('invalid_request', `At most ${most} ${field} a search.`, { field })
}

/** Whether a filter names a property. */
export function names(filter: Filter | undefined, property: string): boolean {
  if (filter === undefined) return false
  if (filter.kind === 'not') return names(filter.of, property)
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.some(part => names(part, property))
  return filter.property === property
}

/**
 * Narrows a query on devices to the conditions.
 * @param more properties that `where` may name beside those of the device itself.
 * @throws invalid_request.
 */
export function narrowDevices(
  store: Store,
  query: Devices,
  filter: DeviceConditions,
  mostListed: number,
  more: ColumnsOf = {},
): Devices {
  checkListed(filter.serialNumbers, 'serialNumbers', mostListed)
  checkListed(filter.ids, 'ids', mostListed)
  let narrowed = query
  for (const [name, column] of Object.entries(equalColumns)) {
    const wanted = filter[name as keyof typeof equalColumns]
    if (wanted !== undefined) narrowed = narrowed.where(`registrations.${column as 'model'}`, '=', wanted)
  }
  const { serial, serialNumber, serialNumbers, ids, tagged, assigned, booted, conflict } = filter
  if (serial !== undefined && serial !== '') narrowed = withSerialLike(narrowed, serial)
  if (serialNumber !== undefined) narrowed = withSerials(store, narrowed, [serialNumber])
  if (serialNumbers !== undefined) narrowed = withSerials(store, narrowed, serialNumbers)
  if (ids !== undefined) narrowed = narrowed.where(store.textIn<'registrations'>('registrations.id', ids.filter(isId)))
  if (tagged !== undefined) narrowed = narrowed.where('registrations.group_tag', tagged ? 'is not' : 'is', null)
  if (assigned !== undefined) narrowed = narrowed.where('registrations.assigned_user', assigned ? 'is not' : 'is', null)
  if (booted !== undefined) narrowed = narrowed.where('contacts.device_id', booted ? 'is not' : 'is', null)
  if (conflict !== undefined)
    narrowed = narrowed.where('registrations.id', conflict ? 'in' : 'not in', eb =>
      eb.selectFrom('identity_conflicts').select('identity_conflicts.device_id').where('state', '=', 'open'),
    )
  if (filter.registeredFrom !== undefined)
    narrowed = narrowed.where('registrations.registered_at', '>=', filter.registeredFrom)
  if (filter.registeredUntil !== undefined)
    narrowed = narrowed.where('registrations.registered_at', '<', filter.registeredUntil)
  if (filter.where) narrowed = narrowed.where(compileFilter(filter.where, { ...filterable, ...more }))
  return narrowed
}
