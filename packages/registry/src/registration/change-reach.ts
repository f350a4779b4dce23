import { type Permission, type Principal, type Reach, reaches, requireTenantReach } from '../organizations/index.ts'
import type { CheckedChange, DeviceChange, Difference } from './change.ts'
import type { DeviceRecord } from './device.ts'

/** The permission that each member of a change needs. */
const needed: Readonly<Record<keyof DeviceChange, Permission>> = {
  groupTag: 'device.tag',
  displayName: 'device.write',
  assignedUser: 'device.assign',
  addressableUserName: 'device.assign',
  purchaseOrder: 'device.write',
  deviceAccountUpn: 'device.assign',
  deviceAccountPassword: 'device.assign',
  deviceFriendlyName: 'device.assign',
  userlessEnrollmentStatus: 'device.write',
  resourceAccount: 'device.assign',
}

/** How far somebody's change reaches: the devices that it sees, and of these the ones that it may change in each member. */
export interface ChangeReach {
  readonly seen: Reach
  readonly members: { readonly [K in keyof DeviceChange]?: Reach }
}

/** @throws forbidden when the principal lacks a permission that a member needs; not_found for another tenant. */
export function requireChangeReach(
  principal: Principal,
  tenantId: string,
  { fields }: Pick<CheckedChange, 'fields'>,
): ChangeReach {
  const seen = requireTenantReach(principal, tenantId, 'device.read')
  const members = fields.map(field => [field, requireTenantReach(principal, tenantId, needed[field])])
  return { seen, members: Object.fromEntries(members) }
}

/**
 * Whether group tags may turn from one into another: whoever is limited to some tags takes no device away from others, but may tag one
 * that has no tag yet.
 */
function mayTag(reach: Reach, from: string | null, to: string | null): boolean {
  return reaches(reach, to) && (from === null || reaches(reach, from))
}

/** The first member whose change is beyond the reach. */
export function beyondReach(
  { members }: ChangeReach,
  row: Pick<DeviceRecord, 'group_tag'>,
  after: Difference['after'],
): string | undefined {
  return Object.keys(after).find(name => {
    const reach = members[name as keyof DeviceChange]
    if (reach === undefined) return false
    return name === 'groupTag' ? !mayTag(reach, row.group_tag, after.groupTag ?? null) : !reaches(reach, row.group_tag)
  })
}
