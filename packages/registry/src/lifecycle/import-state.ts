import type { ErrorCode } from '../errors.ts'
import type { DeviceResult } from '../registration/index.ts'

/** How far an import has come, in the words of the Graph contract (graph-api 3.3, 4.1). */
export interface ImportState {
  /** unknown while it is being worked on: clients wait for as long as they read that. */
  readonly status: 'unknown' | 'complete' | 'error'
  /** The id of the device, once it is registered by this import. */
  readonly deviceRegistrationId?: string
  /** 0 without an error. */
  readonly errorCode: number
  readonly errorName: string
  /** What went wrong and what to do, in words of the catalogue. */
  readonly message?: string
  readonly remedy?: string
}

/**
 * Outcomes that Windows Autopilot has no number for, under the nearest one that clients know: a second row of the same device is as harmless
 * as a device that is there already; one whose identity is doubtful does not stand for one device.
 */
const nearest: Partial<Record<ErrorCode, { name: string; number: number }>> = {
  device_duplicated: { name: 'ZtdDeviceDuplicated', number: 806 },
  identity_conflict: { name: 'ZtdDeviceIsNotUnique', number: 813 },
}

/** What the Graph contract calls any other refusal. */
const malformed = { name: 'InvalidZtdRequestBody', number: 801 }

/** The state of an import, from what became of its row. */
export function importState(result: DeviceResult | undefined): ImportState {
  if (result === undefined) return { status: 'unknown', errorCode: 0, errorName: '' }
  if (result.status === 'registered' && result.deviceId !== undefined)
    return { status: 'complete', deviceRegistrationId: result.deviceId, errorCode: 0, errorName: 'None' }
  const known = (result.code && nearest[result.code]) ?? result.autopilot
  return {
    status: 'error',
    errorCode: known?.number ?? malformed.number,
    errorName: known?.name ?? malformed.name,
    ...(result.message !== undefined && { message: result.message }),
    ...(result.remedy !== undefined && { remedy: result.remedy }),
  }
}
