import type { Device } from '@hailport/registry'
import type { Version } from '../model.ts'
import { never, toTime } from '../times.ts'

/** What stands in place of the id of a managed device: a registry knows none. */
export const noManagedDevice = '00000000-0000-0000-0000-000000000000'

/** Until its first boot a device was not contacted; whether it enrolled afterwards, a registry does not see. */
export const enrollmentStates = { before: 'notContacted', after: 'unknown' } as const

/** The state of its profile is unknown to those who may not see profiles. */
const onlyBeta = (device: Device) => ({
  azureAdDeviceId: device.id,
  deploymentProfileAssignmentStatus: device.profile?.status ?? 'unknown',
  deploymentProfileAssignmentDetailedStatus: device.profile?.detailedStatus ?? 'none',
  deploymentProfileAssignedDateTime: toTime(device.profile?.assignedAt),
  remediationState: 'unknown',
  remediationStateLastModifiedDateTime: never,
  userlessEnrollmentStatus: device.userlessEnrollmentStatus ?? 'allowed',
  deviceAccountUpn: device.deviceAccountUpn ?? '',
  deviceAccountPassword: null,
  deviceFriendlyName: device.deviceFriendlyName ?? '',
})

/**
 * A windowsAutopilotDeviceIdentity (graph-api 3.1). Texts that are not set are empty; times that never were are of the year 1. In the
 * directory the device stands under the id of its registration.
 */
export const toDeviceEntity = (device: Device, version: Version) => ({
  id: device.id,
  groupTag: device.groupTag ?? '',
  purchaseOrderIdentifier: device.purchaseOrder ?? '',
  serialNumber: device.serialNumber ?? '',
  productKey: device.productKeyId ?? '',
  manufacturer: device.manufacturer ?? '',
  model: device.model ?? '',
  enrollmentState: device.lastContactAt === undefined ? enrollmentStates.before : enrollmentStates.after,
  lastContactedDateTime: toTime(device.lastContactAt),
  addressableUserName: device.addressableUserName ?? '',
  userPrincipalName: device.assignedUser ?? '',
  resourceName: device.resourceAccount?.name ?? '',
  skuNumber: '',
  systemFamily: '',
  azureActiveDirectoryDeviceId: device.id,
  managedDeviceId: noManagedDevice,
  displayName: device.displayName ?? '',
  ...(version === 'beta' && onlyBeta(device)),
})
