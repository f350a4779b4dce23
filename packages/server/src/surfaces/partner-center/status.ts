import type { DeviceResult, PartnerJob } from '@hailport/registry'

/** The number by which Windows Autopilot knows an error, else our own code. */
function errorCode({ code, autopilot }: DeviceResult): string {
  if (autopilot?.number !== undefined) return String(autopilot.number)
  // Its number is not public; to the sender it is one more device that is there already.
  return code === 'device_duplicated' ? '806' : String(code)
}

function toDeviceStatus(result: DeviceResult): object {
  const registered = result.status === 'registered'
  return {
    ...(registered && { deviceId: result.deviceId }),
    ...(result.serialNumber !== undefined && { serialNumber: result.serialNumber }),
    ...(result.productKeyId !== undefined && { productKey: result.productKeyId }),
    status: registered ? 'finished' : 'finished_with_errors',
    ...(!registered && {
      errorCode: errorCode(result),
      errorDescription: result.autopilot?.name ?? result.message ?? String(result.code),
    }),
    attributes: { objectType: 'DeviceUploadDetails' },
  }
}

/** The names of a job's states that all clients know (R10). */
const jobStates: Record<PartnerJob['state'], 'queued' | 'processing' | 'finished'> = {
  receiving: 'queued',
  queued: 'queued',
  processing: 'processing',
  held: 'processing',
  finished: 'finished',
}

const time = (name: string, at: number | undefined) => (at === undefined ? {} : { [name]: new Date(at).toISOString() })

/**
 * A submission as the contract tells of it. A job that ran is `finished` whatever became of its devices: old clients wait for that word.
 * What became of them comes only then (R9), in the order in which they were sent.
 */
export function toUploadDetails({ id, state, startedAt, finishedAt, results }: PartnerJob): object {
  return {
    batchTrackingId: id,
    status: jobStates[state],
    ...time('startedTime', startedAt),
    ...(results !== undefined && {
      ...time('completedTime', finishedAt),
      devicesStatus: results.map(toDeviceStatus),
    }),
    attributes: { objectType: 'BatchUploadDetails' },
  }
}
