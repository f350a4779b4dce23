import type { ContactsTable, RegistrationsTable } from '../store/index.ts'

/** A registered device: what ties it to its tenant, and what its owner may see of it. The hash is never part of it. */
export interface Device {
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
}

export type DeviceRecord = RegistrationsTable & {
  first_at: ContactsTable['first_at'] | null
  last_at: ContactsTable['last_at'] | null
}

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
