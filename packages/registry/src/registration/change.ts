import type { Registry } from '../context.ts'
import { deviceNameProblem } from '../device-name.ts'
import { RegistryError } from '../errors.ts'
import { type Actor, appendJournal } from '../journal/index.ts'
import { scopeTo, type Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { type DeviceDetails, type DeviceRecord, detailsOf, type ResourceAccount } from './device.ts'

/** What a customer may change of its device. null or empty clears a value; an absent member stays. */
export interface DeviceChange {
  readonly groupTag?: string | null
  readonly displayName?: string | null
  /** Without it, `addressableUserName` goes too. */
  readonly assignedUser?: string | null
  readonly addressableUserName?: string | null
  readonly purchaseOrder?: string | null
  readonly deviceAccountUpn?: string | null
  /** Kept sealed; never given out. */
  readonly deviceAccountPassword?: string | null
  readonly deviceFriendlyName?: string | null
  readonly userlessEnrollmentStatus?: 'allowed' | 'blocked' | null
  readonly resourceAccount?: ResourceAccount | null
}

const columnFields = {
  groupTag: ['group_tag', 512],
  displayName: ['display_name', 64],
  assignedUser: ['assigned_user', 320],
  purchaseOrder: ['purchase_order', 512],
} as const

const detailFields = { addressableUserName: 256, deviceAccountUpn: 320, deviceFriendlyName: 256 } as const

const passwordLength = 256

type ColumnName = (typeof columnFields)[keyof typeof columnFields][0]

/** A change whose values were looked at. */
export interface CheckedChange {
  /** The members that were given. */
  readonly fields: readonly (keyof DeviceChange)[]
  readonly columns: { readonly [K in ColumnName]?: string | null }
  readonly details: { readonly [K in keyof DeviceDetails]?: DeviceDetails[K] | null }
  readonly password?: string | null
}

/** A user name of the form name@domain; whether there is such a user, a registry cannot know. */
function checkUser(value: string | null, field: string): string | null {
  if (value !== null && !/^[^\s@]+@[^\s@]+$/.test(value))
    throw new RegistryError('invalid_request', `${field} must be a user principal name such as ada@contoso.example.`, {
      field,
    })
  return value
}

function checkColumn(field: keyof typeof columnFields, value: unknown): string | null {
  const text = optionalText(value, field, columnFields[field][1])
  if (field === 'assignedUser') return checkUser(text, field)
  const problem = field === 'displayName' && text !== null ? deviceNameProblem(text) : undefined
  if (problem !== undefined) throw new RegistryError('invalid_request', `displayName: ${problem}`, { field })
  return text
}

function checkAccount(account: ResourceAccount | null): ResourceAccount | null {
  if (account === null) return null
  const field = 'resourceAccount.userPrincipalName'
  const userPrincipalName = checkUser(optionalText(account.userPrincipalName, field, 320), field)
  if (userPrincipalName === null) throw new RegistryError('invalid_request', `${field} is required.`, { field })
  const addressable = optionalText(account.addressableUserName, 'resourceAccount.addressableUserName', 256)
  const name = optionalText(account.name, 'resourceAccount.name', 256)
  return {
    userPrincipalName,
    ...(addressable !== null && { addressableUserName: addressable }),
    ...(name !== null && { name }),
  }
}

function checkDetails(change: DeviceChange): CheckedChange['details'] {
  const details: { -readonly [K in keyof CheckedChange['details']]: CheckedChange['details'][K] } = {}
  for (const [name, max] of Object.entries(detailFields)) {
    const field = name as keyof typeof detailFields
    if (change[field] !== undefined) details[field] = optionalText(change[field], field, max)
  }
  if (details.deviceAccountUpn != null) checkUser(details.deviceAccountUpn, 'deviceAccountUpn')
  const status = change.userlessEnrollmentStatus
  if (status !== undefined) {
    if (status !== null && status !== 'allowed' && status !== 'blocked')
      throw new RegistryError('invalid_request', 'userlessEnrollmentStatus must be allowed or blocked.', {
        field: 'userlessEnrollmentStatus',
      })
    details.userlessEnrollmentStatus = status
  }
  if (change.resourceAccount !== undefined) details.resourceAccount = checkAccount(change.resourceAccount)
  return details
}

/** Looks at the values of a change. @throws invalid_request, naming the field. */
export function checkChange(change: DeviceChange): CheckedChange {
  const columns: { [K in ColumnName]?: string | null } = {}
  for (const [name, [column]] of Object.entries(columnFields)) {
    const field = name as keyof typeof columnFields
    if (change[field] !== undefined) columns[column] = checkColumn(field, change[field])
  }
  const given = checkDetails(change)
  const orphan = columns.assigned_user === null && given.addressableUserName === undefined
  const details = orphan ? { ...given, addressableUserName: null } : given
  const password =
    change.deviceAccountPassword === undefined
      ? undefined
      : optionalText(change.deviceAccountPassword, 'deviceAccountPassword', passwordLength)
  if (Object.keys(columns).length + Object.keys(details).length === 0 && password === undefined)
    throw new RegistryError('invalid_request', 'Nothing to change; give at least one member.')
  const fields = Object.keys(change).filter(
    field => change[field as keyof DeviceChange] !== undefined,
  ) as (keyof DeviceChange)[]
  return { fields, columns, details, ...(password !== undefined && { password }) }
}

/** The change that puts back what was before another one. Its values were looked at when they came in. */
export function revertOf(before: DeviceChange): CheckedChange {
  const columns: { [K in ColumnName]?: string | null } = {}
  const details: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(before)) {
    const column = columnFields[name as keyof typeof columnFields]?.[0]
    if (column === undefined) details[name] = value
    else columns[column] = value as string | null
  }
  return { fields: Object.keys(before) as (keyof DeviceChange)[], columns, details }
}

/** The members that a change would alter, before and after, by their public names. */
export interface Difference {
  readonly before: DeviceChange
  readonly after: DeviceChange
}

/** What a change alters of a device. @returns undefined when the device is so already. */
export function differenceOf(row: DeviceRecord, change: CheckedChange): Difference | undefined {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  for (const [field, [column]] of Object.entries(columnFields)) {
    const next = change.columns[column]
    if (next === undefined || next === row[column]) continue
    before[field] = row[column]
    after[field] = next
  }
  const details = detailsOf(row)
  for (const [field, next] of Object.entries(change.details)) {
    const present = details[field as keyof DeviceDetails] ?? null
    if (JSON.stringify(next) === JSON.stringify(present)) continue
    before[field] = present
    after[field] = next
  }
  return Object.keys(after).length === 0 ? undefined : { before, after }
}

/** The place to which a password of a device account is sealed. */
const passwordPlace = (deviceId: string): string => `device-account/${deviceId}`

function nextDetails(row: DeviceRecord, change: CheckedChange): string {
  const merged = Object.entries({ ...detailsOf(row), ...change.details }).filter(([, value]) => value !== null)
  return JSON.stringify(Object.fromEntries(merged))
}

interface DeviceStep {
  readonly row: DeviceRecord
  readonly change: CheckedChange
}

async function writeDetails(tx: Tx, registry: Registry, tenantId: string, steps: readonly DeviceStep[]): Promise<void> {
  if (steps.length === 0) return
  const ids = steps.map(step => step.row.id)
  await scopeTo(tx.db, tenantId)
    .deleteFrom('device_details')
    .where(registry.store.textIn<'device_details'>('device_id', ids))
    .execute()
  const rows = steps.map(({ row, change }) => {
    const { password } = change
    const kept = password === undefined ? row.account_password : null
    const sealed = password ? registry.vault.seal(Buffer.from(password), passwordPlace(row.id)) : kept
    return [tenantId, row.id, nextDetails(row, change), sealed]
  })
  await tx.insertMany(
    'device_details',
    ['tenant_id', 'device_id', 'details', 'account_password'],
    rows.filter(([, , details, sealed]) => details !== '{}' || sealed !== null),
  )
}

/**
 * Changes devices of a tenant, each in its own way, with their journal entries: a statement for each set of values, whatever the number of
 * devices. @returns what was altered, by device id; devices that were so already are absent.
 */
export async function changeDevices(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  tenantId: string,
  steps: readonly DeviceStep[],
  reason: string | null = null,
): Promise<Map<string, Difference>> {
  const now = registry.now()
  const altered = new Map<string, Difference>()
  const acting = steps.filter(({ row, change }) => {
    const difference = differenceOf(row, change)
    if (difference) altered.set(row.id, difference)
    return difference !== undefined || change.password !== undefined
  })
  for (const [values, same] of Map.groupBy(acting, step => JSON.stringify(step.change.columns)))
    await scopeTo(tx.db, tenantId)
      .updateTable('registrations')
      .set({ ...JSON.parse(values), updated_at: now })
      .where(
        registry.store.textIn<'registrations'>(
          'id',
          same.map(step => step.row.id),
        ),
      )
      .execute()
  await writeDetails(
    tx,
    registry,
    tenantId,
    acting.filter(({ change }) => Object.keys(change.details).length > 0 || change.password !== undefined),
  )
  await appendJournal(
    tx,
    actor,
    now,
    acting.map(({ row, change }) => {
      const { before = {}, after = {} } = altered.get(row.id) ?? {}
      const password = change.password === undefined ? {} : { deviceAccountPassword: change.password ? 'set' : null }
      return {
        organizationId: tenantId,
        action: 'device.updated',
        subjectKind: 'device',
        subjectId: row.id,
        before,
        after: { ...after, ...password },
        ...(reason !== null && { reason }),
      }
    }),
  )
  return altered
}
