import { DeviceError } from '../device-error.ts'
import type { BootAnswer, BootProfile } from './answer.ts'

/** The name and place Windows looks for; only this one (Microsoft Learn, "Windows Autopilot for existing devices"). */
export const OFFLINE_PROFILE_PATH = 'C:\\Windows\\Provisioning\\Autopilot\\AutopilotConfigurationFile.json'

/** The fields of the file, in the order they are written: type, and whether Windows needs them. */
const FIELDS: readonly (readonly [keyof BootProfile, 'number' | 'string', 'required' | 'optional'])[] = [
  ['CloudAssignedTenantId', 'string', 'required'],
  ['CloudAssignedTenantDomain', 'string', 'required'],
  ['CloudAssignedOobeConfig', 'number', 'required'],
  ['CloudAssignedDomainJoinMethod', 'number', 'required'],
  ['CloudAssignedForcedEnrollment', 'number', 'required'],
  ['ZtdCorrelationId', 'string', 'required'],
  ['CloudAssignedAadServerData', 'string', 'required'],
  ['CloudAssignedDeviceName', 'string', 'optional'],
  ['Version', 'number', 'optional'],
  ['Comment_File', 'string', 'optional'],
]

/**
 * The content of `AutopilotConfigurationFile.json`, for a device that cannot reach the service during set-up. Windows
 * ignores the file without a word when it is not plain ASCII, so everything else is escaped; only the fields Windows
 * knows are written.
 *
 * @throws DeviceError `bad_request` when the answer carries no profile, or the profile lacks a field Windows needs
 */
export function offlineProfileFile(answer: BootAnswer): string {
  const { profile } = answer
  if (!profile) throw noFile(`the device is ${answer.status} and no profile came with the answer`)
  const content: Record<string, unknown> = {}
  for (const [name, type, need] of FIELDS) {
    const value = profile[name]
    if (value === undefined && need === 'optional') continue
    if (typeof value !== type) throw noFile(`the profile's ${name} is ${JSON.stringify(value)}, not a ${type}`)
    content[name] = value
  }
  return JSON.stringify(content, null, 2).replace(
    /[^\n\x20-\x7e]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function noFile(why: string): DeviceError {
  return new DeviceError('bad_request', {
    what: 'No offline profile can be written',
    why,
    remedy: 'Register the device and assign a deployment profile to it.',
  })
}
