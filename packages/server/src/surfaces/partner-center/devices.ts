import type { PartnerDevice } from '@hailport/registry'
import { membersOf, textOf } from './members.ts'

/** Names of the contract for what the registry knows by other names. */
const names = {
  hardwareHash: 'hardwarehash',
  productKeyId: 'productkey',
  serialNumber: 'serialnumber',
  manufacturer: 'oemmanufacturername',
  model: 'modelname',
} as const

/** No value that identifies a device is as long; of a longer one this much shows that it is too long. */
const longest = 12_001

/**
 * A device of the contract as a row of an upload. Everything else is read over: what only the service writes, and what some clients add
 * (R5, R6). What is wrong with the values is told in the result of the device.
 */
export function toRow(device: unknown): unknown {
  if (typeof device !== 'object' || device === null || Array.isArray(device)) return null
  const members = membersOf(device, 'device')
  const policyId = policyOf(members.get('policies'))
  const values = Object.fromEntries(
    Object.entries(names).flatMap(([name, theirs]) => {
      const value = members.get(theirs)
      return value === undefined ? [] : [[name, typeof value === 'string' ? value.slice(0, longest) : value]]
    }),
  )
  return policyId ? { ...values, policyId } : values
}

const oobe = new Set(['oobe', '1', ''])

/**
 * The policy for first boot among `policies`: null to take it away, undefined when there is nothing said. Its key is o_o_b_e, oobe in any
 * case of letters, or 1 (R10).
 */
export function policyOf(policies: unknown): string | null | undefined {
  if (!Array.isArray(policies)) return undefined
  for (const policy of policies) {
    const members = membersOf(policy, 'policies')
    const key = String(members.get('key') ?? '').replaceAll('_', '')
    if (oobe.has(key.toLowerCase())) return textOf(members, 'value')?.toLowerCase() ?? null
  }
  return undefined
}

const present = <T>(name: string, value: T | null) => (value === null ? {} : { [name]: value })

/** A registered device as the contract shows it. The hash is not shown, and neither is what may be done with it (R8). */
export function toDevice(device: PartnerDevice): object {
  return {
    id: device.id,
    ...present('serialNumber', device.serialNumber),
    ...present('productKey', device.productKeyId),
    ...present('modelName', device.model),
    ...present('oemManufacturerName', device.manufacturer),
    policies: [{ key: 'o_o_b_e', value: device.policyId }],
    uploadedDate: new Date(device.registeredAt).toISOString(),
    attributes: { objectType: 'Device' },
  }
}
