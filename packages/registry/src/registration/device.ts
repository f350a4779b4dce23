import type { DeviceProfileState } from '../profiles/index.ts'
import { type RegistrationsTable, type Store, scopeTo } from '../store/index.ts'

/** A mailbox or room account that signs in to a shared device. */
export interface ResourceAccount {
  readonly userPrincipalName: string
  readonly addressableUserName?: string
  readonly name?: string
}

/** What a device may have beside its registration (graph-api 3.1). */
export interface DeviceDetails {
  /** How the assigned user is greeted. */
  readonly addressableUserName?: string
  /** Surface Hub: the account of the device. */
  readonly deviceAccountUpn?: string
  /** Surface Hub: the name that people see. */
  readonly deviceFriendlyName?: string
  /** Whether a device that enrolled without a user may do so again. */
  readonly userlessEnrollmentStatus?: 'allowed' | 'blocked'
  readonly resourceAccount?: ResourceAccount
}

/** A registered device: what ties it to its tenant, and what its owner may see of it. The hash is never part of it. */
export interface Device extends DeviceDetails {
  readonly id: string
  readonly tenantId: string
  readonly serialNumber?: string
  readonly manufacturer?: string
  readonly model?: string
  readonly productKeyId?: string
  readonly groupTag?: string
  readonly purchaseOrder?: string
  readonly orderId?: string
  readonly assignedUser?: string
  readonly displayName?: string
  /** Which kind of party registered it: trust decisions (firmware management, for one) rest on that. */
  readonly registrar: { readonly kind: string; readonly id: string }
  readonly source: 'hash' | 'product-key-id' | 'tuple'
  readonly batchId: string
  readonly quality: string
  readonly flags: string[]
  readonly registeredAt: number
  readonly updatedAt: number
  readonly firstContactAt?: number
  readonly lastContactAt?: number
  /** Its profile, for those who may see profiles. */
  readonly profile?: DeviceProfileState
}

/** A registration with what is kept beside it. */
export type DeviceRecord = RegistrationsTable & {
  first_at: number | null
  last_at: number | null
  times: number | null
  /** What the device was told last. */
  told_profile_id: string | null
  details: string | null
  account_password: Uint8Array | null
}

/** Devices of a tenant with what is kept beside them. */
export function selectDevices(db: Store['db'], tenantId: string) {
  return scopeTo(db, tenantId)
    .selectFrom('registrations')
    .leftJoin('contacts', join =>
      join
        .onRef('contacts.tenant_id', '=', 'registrations.tenant_id')
        .onRef('contacts.device_id', '=', 'registrations.id'),
    )
    .leftJoin('device_details', join =>
      join
        .onRef('device_details.tenant_id', '=', 'registrations.tenant_id')
        .onRef('device_details.device_id', '=', 'registrations.id'),
    )
    .selectAll('registrations')
    .select(['contacts.first_at', 'contacts.last_at', 'contacts.times', 'contacts.profile_id as told_profile_id'])
    .select(['device_details.details', 'device_details.account_password'])
}

/** The devices of these ids that are the tenant's, by id. */
export async function fetchDeviceRows(
  store: Store,
  db: Store['db'],
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, DeviceRecord>> {
  const rows: DeviceRecord[] = await selectDevices(db, tenantId)
    .where(store.textIn<'registrations'>('registrations.id', ids))
    .execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** What tells whether a partner may take a device back, and which one it is. */
export type DeviceNames = Pick<
  RegistrationsTable,
  'id' | 'registrar_id' | 'group_tag' | 'batch_id' | 'serial_number' | 'product_key_id'
>

const selectNames = (db: Store['db'], tenantId: string) =>
  scopeTo(db, tenantId)
    .selectFrom('registrations')
    .select(['id', 'registrar_id', 'group_tag', 'batch_id', 'serial_number', 'product_key_id'])

/** As `fetchDeviceRows`, for lists so long that only the names are to be in memory. */
export async function fetchDeviceNames(
  store: Store,
  db: Store['db'],
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, DeviceNames>> {
  const rows = await selectNames(db, tenantId).where(store.textIn<'registrations'>('id', ids)).execute()
  return new Map(rows.map(row => [row.id, row]))
}

/** The devices of a purchase order that a partner has registered, in the order of their registration. */
export async function fetchPurchased(
  db: Store['db'],
  tenantId: string,
  partnerId: string,
  purchaseOrder: string,
  limit: number,
): Promise<DeviceNames[]> {
  return selectNames(db, tenantId)
    .where('purchase_order', '=', purchaseOrder)
    .where('registrar_id', '=', partnerId)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** The details of a device, as they are stored. */
export const detailsOf = (row: Pick<DeviceRecord, 'details'>): DeviceDetails =>
  row.details === null ? {} : JSON.parse(row.details)

const present = <K extends string>(name: K, value: string | null): { [P in K]?: string } =>
  (value === null ? {} : { [name]: value }) as { [P in K]?: string }

export const toDevice = (row: DeviceRecord): Device => ({
  id: row.id,
  tenantId: row.tenant_id,
  ...present('serialNumber', row.serial_number),
  ...present('manufacturer', row.manufacturer),
  ...present('model', row.model),
  ...present('productKeyId', row.product_key_id),
  ...present('groupTag', row.group_tag),
  ...present('purchaseOrder', row.purchase_order),
  ...present('orderId', row.order_id),
  ...present('assignedUser', row.assigned_user),
  ...present('displayName', row.display_name),
  ...detailsOf(row),
  registrar: { kind: row.registrar_kind, id: row.registrar_id },
  source: row.source as Device['source'],
  batchId: row.batch_id,
  quality: row.quality,
  flags: JSON.parse(row.flags),
  registeredAt: row.registered_at,
  updatedAt: row.updated_at,
  ...(row.first_at !== null && { firstContactAt: row.first_at }),
  ...(row.last_at !== null && { lastContactAt: row.last_at }),
})

/** How many devices of the tenant have each serial number, and one of them: however large a crowd is, one row each. */
export async function countSerials(
  store: Store,
  db: Store['db'],
  tenantId: string,
  serialNumbers: readonly string[],
): Promise<Map<string, { count: number; id: string }>> {
  const rows = await scopeTo(db, tenantId)
    .selectFrom('registrations')
    .select(eb => [
      'serial_number',
      eb.fn.countAll<number>().as('count'),
      eb.fn.min<string>(eb.cast('id', 'text')).as('id'),
    ])
    .where(store.textIn<'registrations'>('serial_number', serialNumbers))
    .groupBy('serial_number')
    .execute()
  return new Map(rows.map(row => [String(row.serial_number), { count: Number(row.count), id: row.id }]))
}
