import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type JournalEntry, type JournalFilter, readJournal } from '../journal/index.ts'
import { type Principal, reaches } from '../organizations/index.ts'
import type { Page } from '../page.ts'
import { changeDevices, checkChange, type DeviceChange, differenceOf } from './change.ts'
import { beyondReach, requireChangeReach } from './change-reach.ts'
import { type Device, type DeviceRecord, selectDevices } from './device.ts'
import { profileStates } from './device-profiles.ts'
import { withProfile } from './list-devices.ts'
import { maySee, sightOf } from './visibility.ts'

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
