import type { BootTrace, Device } from '@hailport/registry'
import { never, toTime } from '../times.ts'

const none = 'PT0S'

/**
 * A deviceManagementAutopilotEvent (graph-api 2.5): a first boot. How the device went on after it was told its profile, a registry does not
 * see: states are unknown, and durations empty.
 * @param device absent when it was released since.
 */
export const toEvent = ({ correlationId, at, deviceId, trace }: BootTrace, device: Device | undefined) => ({
  id: correlationId,
  deviceId: deviceId ?? '',
  eventDateTime: toTime(at),
  deviceRegisteredDateTime: toTime(device?.registeredAt),
  enrollmentStartDateTime: toTime(at),
  enrollmentType: 'unknown',
  deviceSerialNumber: device?.serialNumber ?? '',
  managedDeviceName: device?.displayName ?? '',
  userPrincipalName: device?.assignedUser ?? '',
  userId: '',
  windowsAutopilotDeploymentProfileDisplayName: trace.profileName ?? '',
  enrollmentState: 'unknown',
  windows10EnrollmentCompletionPageConfigurationDisplayName: '',
  windows10EnrollmentCompletionPageConfigurationId: '',
  deploymentState: 'unknown',
  deviceSetupStatus: 'unknown',
  accountSetupStatus: 'unknown',
  osVersion: '',
  deploymentDuration: none,
  deploymentTotalDuration: none,
  deviceSetupDuration: none,
  accountSetupDuration: none,
  deploymentStartDateTime: toTime(at),
  deploymentEndDateTime: never,
  enrollmentFailureDetails: trace.code ?? '',
})
