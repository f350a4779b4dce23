import { type Expression, type SqlBool, sql } from 'kysely'
import { RegistryError } from '../errors.ts'
import { type Column, compileFilter, type Filter, foldCase, raiseCase } from '../filter/index.ts'
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
  serialNumber: 'serial_number',
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

/** What a matching text begins with: as typed, in small and in capital letters, so that an index can be used. None when it is too short. */
function beginnings(text: string): string[] {
  if (!/[*?]/.test(text)) return []
  const prefix = text.slice(0, text.search(/[*?]/))
  return prefix === '' ? [] : [...new Set([prefix, foldCase(prefix), raiseCase(prefix)])]
}

type Devices = ReturnType<typeof selectDevices>

/**
 * Devices whose serial number fits a pattern. Looked up among the entries of the index on serial numbers, never among whole rows: 1,000,000
 * entries are read in a fraction of the time. A beginning in mixed capitals is found when it is typed as it is, or is all of one kind.
 */
function withSerialLike(query: Devices, text: string): Devices {
  const starts = beginnings(text)
  return query.where('registrations.id', 'in', eb =>
    eb
      .selectFrom('registrations as named')
      .select('named.id')
      .where(sql<SqlBool>`lower(named.serial_number) like ${likePattern(text)} escape '!'`)
      .where(inner => {
        const ranges: Expression<SqlBool>[] = starts.map(start =>
          inner.and([
            inner('named.serial_number', '>=', start),
            inner('named.serial_number', '<', `${start}\u{10ffff}`),
          ]),
        )
        return ranges.length > 0 ? inner.or(ranges) : inner('named.serial_number', 'is not', null)
      }),
  )
}

function checkListed(listed: readonly string[] | undefined, field: string, most: number): void {
  if (listed !== undefined && listed.length > most)
    throw new RegistryError('invalid_request', `At most ${most} ${field} a search.`, { field })
}

/** Narrows a query on devices to the conditions. @throws invalid_request. */
export function narrowDevices(store: Store, query: Devices, filter: DeviceConditions, mostListed: number): Devices {
  checkListed(filter.serialNumbers, 'serialNumbers', mostListed)
  checkListed(filter.ids, 'ids', mostListed)
  let narrowed = query
  for (const [name, column] of Object.entries(equalColumns)) {
    const wanted = filter[name as keyof typeof equalColumns]
    if (wanted !== undefined) narrowed = narrowed.where(`registrations.${column as 'model'}`, '=', wanted)
  }
  const { serial, serialNumbers, ids, tagged, assigned, booted, conflict } = filter
  if (serial !== undefined && serial !== '') narrowed = withSerialLike(narrowed, serial)
  if (serialNumbers !== undefined)
    narrowed = narrowed.where(store.textIn<'registrations'>('registrations.serial_number', serialNumbers))
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
  if (filter.where) narrowed = narrowed.where(compileFilter(filter.where, filterable))
  return narrowed
}
