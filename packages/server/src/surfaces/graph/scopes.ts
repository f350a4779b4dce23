import type { GraphPermission } from '@hailport/registry'
import { GraphError } from './errors.ts'

/** Graph permissions that routes name, the least first. */
export const scopes = {
  serviceConfigRead: ['DeviceManagementServiceConfig.Read.All', 'DeviceManagementServiceConfig.ReadWrite.All'],
  serviceConfigWrite: ['DeviceManagementServiceConfig.ReadWrite.All'],
  profilesRead: [
    'DeviceManagementServiceConfig.Read.All',
    'DeviceManagementConfiguration.Read.All',
    'DeviceManagementServiceConfig.ReadWrite.All',
    'DeviceManagementConfiguration.ReadWrite.All',
  ],
  profilesWrite: ['DeviceManagementServiceConfig.ReadWrite.All', 'DeviceManagementConfiguration.ReadWrite.All'],
  managedDevicesRead: ['DeviceManagementManagedDevices.Read.All', 'DeviceManagementManagedDevices.ReadWrite.All'],
  managedDevicesWrite: ['DeviceManagementManagedDevices.ReadWrite.All'],
  directoryDevicesRead: ['Device.Read.All', 'Device.ReadWrite.All'],
  directoryDevicesWrite: ['Device.ReadWrite.All'],
  groupsRead: ['GroupMember.Read.All', 'Group.Read.All', 'GroupMember.ReadWrite.All', 'Group.ReadWrite.All'],
  groupsWrite: ['Group.ReadWrite.All'],
  membersWrite: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All'],
  directoryObjectsRead: [
    'Device.Read.All',
    'Group.Read.All',
    'GroupMember.Read.All',
    'User.Read.All',
    'User.ReadBasic.All',
    'Directory.Read.All',
  ],
  usersRead: ['User.ReadBasic.All', 'User.Read.All'],
  meRead: ['User.Read', 'User.ReadBasic.All', 'User.Read.All'],
  organizationRead: ['User.Read', 'Organization.Read.All', 'Directory.Read.All'],
} as const satisfies Record<string, readonly GraphPermission[]>

/** @throws GraphError in the form from which tools cut the list of permissions. */
export function requireScopes(granted: readonly string[], wanted: readonly string[]): void {
  if (wanted.some(scope => granted.includes(scope))) return
  throw new GraphError(
    403,
    'Forbidden',
    `Application is not authorized to perform this operation. Application must have one of the following scopes: ${wanted.join(', ')}`,
    { nested: true },
  )
}
