import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { Principal } from '../organizations/index.ts'
import { type Device, getDevice, listDevices, registerDevices, updateDevice } from '../registration/index.ts'

/** A device as a client of the Graph contract posts it (graph-api 2.1); what is absent does not matter. */
export interface TakenDevice {
  /** The hardware hash in base64. */
  readonly hardwareHash?: string | undefined
  readonly serialNumber?: string | undefined
  readonly manufacturer?: string | undefined
  readonly model?: string | undefined
  readonly productKeyId?: string | undefined
  readonly groupTag?: string | undefined
  readonly purchaseOrder?: string | undefined
  readonly assignedUser?: string | undefined
  readonly displayName?: string | undefined
}

const present = (value: string | undefined): value is string => value !== undefined && value !== ''

/**
 * Registers a device by its hash. Without a hash nothing is registered, since labels can be read by whoever passes the box; but a device that
 * the tenant has already is taken by its serial number, and gets the values that were given.
 * @throws what the row of an import would be told: device_already_registered, device_registered_elsewhere, missing_identifier…; and
 * device_not_unique when several devices of the tenant have the serial number.
 */
export async function takeDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  given: TakenDevice,
): Promise<Device> {
  const row = Object.fromEntries(Object.entries(given).filter(([, value]) => present(value)))
  const known = present(given.hardwareHash) ? undefined : await findOwn(registry, principal, tenantId, given)
  if (known !== undefined) return changeTaken(registry, principal, known, given)
  const [result] = (await registerDevices(registry, principal, tenantId, { devices: [row] })).results
  if (result?.status === 'registered' && result.deviceId !== undefined)
    return getDevice(registry, principal, tenantId, result.deviceId)
  throw new RegistryError(result?.code ?? 'invalid_item', result?.message, {
    ...(result?.field !== undefined && { field: result.field }),
  })
}

/** The one device of the tenant that has the serial number, and is not said to be another one. */
async function findOwn(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  { serialNumber, manufacturer, model, productKeyId }: TakenDevice,
): Promise<Device | undefined> {
  if (!present(serialNumber)) return undefined
  const { items } = await listDevices(registry, principal, tenantId, {
    serialNumber: serialNumber.trim(),
    ...(present(manufacturer) && { manufacturer }),
    ...(present(model) && { model }),
    ...(present(productKeyId) && { productKeyId }),
    limit: 2,
  })
  if (items.length > 1)
    throw new RegistryError('device_not_unique', `Several devices of yours have the serial number ${serialNumber}.`)
  return items[0]
}

async function changeTaken(
  registry: Registry,
  principal: Principal,
  device: Device,
  { groupTag, purchaseOrder, assignedUser, displayName }: TakenDevice,
): Promise<Device> {
  const wanted = Object.entries({ groupTag, purchaseOrder, assignedUser, displayName })
  const change = Object.fromEntries(wanted.filter(([, value]) => present(value)))
  if (Object.keys(change).length === 0) return device
  return updateDevice(registry, principal, device.tenantId, device.id, change)
}
