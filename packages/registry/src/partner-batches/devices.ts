import { sql } from 'kysely'
import { type Relationship, requireRelationship } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import type { Permission, Principal } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { policiesOfDevices, requirePolicyConsent } from '../policies/index.ts'
import { deregisterDevice } from '../registration/index.ts'
import { scopeTo } from '../store/index.ts'
import { applyPolicies } from './apply-policies.ts'
import { findPartnerBatch } from './find.ts'

/** A registered device, as the partner that registered it sees it in its batch. */
export interface PartnerDevice {
  readonly id: string
  readonly serialNumber: string | null
  readonly manufacturer: string | null
  readonly model: string | null
  readonly productKeyId: string | null
  readonly registeredAt: number
  /** The partner's policy that it has. */
  readonly policyId: string | null
}

/** A batch, and what of it the principal may see. */
type OpenBatch = Relationship & { readonly id: string }

async function requireBatch(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  name: string,
  permission: Permission,
): Promise<OpenBatch> {
  const relationship = await requireRelationship(registry, principal, tenantId, permission)
  const batch = await findPartnerBatch(registry.store.db, tenantId, relationship.partnerId, name)
  if (!batch) throw new RegistryError('not_found', 'There is no batch of this name.')
  return { id: batch.id, ...relationship }
}

function devicesOf(registry: Registry, tenantId: string, { id, partnerId, reach }: OpenBatch) {
  const query = scopeTo(registry.store.db, tenantId)
    .selectFrom('partner_batch_jobs')
    .innerJoin('registrations', join =>
      join
        .onRef('registrations.tenant_id', '=', 'partner_batch_jobs.tenant_id')
        .onRef('registrations.batch_id', '=', 'partner_batch_jobs.batch_id'),
    )
    .select([
      'partner_batch_jobs.batch_id as submissionId',
      'registrations.id',
      'registrations.serial_number as serialNumber',
      'registrations.manufacturer',
      'registrations.model',
      'registrations.product_key_id as productKeyId',
      'registrations.registered_at as registeredAt',
    ])
    .where('partner_batch_jobs.partner_batch_id', '=', id)
    .where('registrations.registrar_id', '=', partnerId)
  const { groupTags } = reach
  return groupTags === undefined ? query : query.where('registrations.group_tag', 'in', [...groupTags])
}

type DeviceRow = Omit<PartnerDevice, 'policyId'> & { readonly submissionId: string }

async function withPolicies(
  registry: Registry,
  tenantId: string,
  rows: readonly DeviceRow[],
): Promise<PartnerDevice[]> {
  const ids = rows.map(row => row.id)
  const policies = await policiesOfDevices(registry.store, registry.store.db, tenantId, ids)
  return rows.map(({ submissionId: _, ...device }) => ({ ...device, policyId: policies.get(device.id) ?? null }))
}

/** Devices of a batch that are registered now, in the order in which they came. @throws not_found. */
export async function listPartnerBatchDevices(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  name: string,
  request: PageRequest,
): Promise<Page<PartnerDevice>> {
  const batch = await requireBatch(registry, principal, tenantId, name, 'device.read')
  const limit = pageLimit(request.limit, registry.limits.pageSize)
  const after = decodeCursor(request.cursor, 2)
  let query = devicesOf(registry, tenantId, batch)
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(partner_batch_jobs.batch_id, registrations.id) > (${String(after[0])}, ${String(after[1])})`,
    )
  const rows = await query
    .orderBy('partner_batch_jobs.batch_id')
    .orderBy('registrations.id')
    .limit(limit + 1)
    .execute()
  const page = toPage<DeviceRow, DeviceRow>(
    rows,
    limit,
    row => row,
    row => [row.submissionId, row.id],
  )
  return { ...page, items: await withPolicies(registry, tenantId, page.items) }
}

/** One device of a batch. @throws not_found, device_not_registered. */
export async function getPartnerBatchDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  name: string,
  deviceId: string,
  permission: Permission = 'device.read',
): Promise<PartnerDevice> {
  const batch = await requireBatch(registry, principal, tenantId, name, permission)
  const row = isId(deviceId)
    ? await devicesOf(registry, tenantId, batch).where('registrations.id', '=', deviceId).executeTakeFirst()
    : undefined
  if (!row) throw new RegistryError('device_not_registered')
  const [device] = await withPolicies(registry, tenantId, [row])
  return device as PartnerDevice
}

/** Ends the registration of a device of a batch. @throws not_found, device_not_registered. */
export async function removePartnerBatchDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  name: string,
  deviceId: string,
): Promise<void> {
  await getPartnerBatchDevice(registry, principal, tenantId, name, deviceId, 'device.release')
  await deregisterDevice(registry, principal, tenantId, deviceId)
}

/** Gives one device of a batch a policy, or takes it away. @throws not_found, device_not_registered, profile_not_found, profiles_not_allowed. */
export async function setDevicePolicy(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  name: string,
  deviceId: string,
  policyId: string | null,
): Promise<PartnerDevice> {
  const relationship = await requirePolicyConsent(registry, principal, tenantId)
  await getPartnerBatchDevice(registry, principal, tenantId, name, deviceId)
  await registry.store.write(async tx => {
    const changes = [{ deviceId, policyId }]
    const [outcome] = await applyPolicies(tx, registry, principal, tenantId, relationship, changes)
    if (outcome?.code !== undefined) throw new RegistryError(outcome.code)
  })
  return getPartnerBatchDevice(registry, principal, tenantId, name, deviceId)
}
