import { deleteDevices, deregisterDevice, isId, RegistryError } from '@hailport/registry'
import { actionResult, type GraphAnswer, noContent } from '../answer.ts'
import { readActionBody } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'
import { badRequest } from '../errors.ts'

/** Releases one device. One that is not there is a bad request, in the words of the original. */
export async function deleteDevice(call: GraphCall): Promise<GraphAnswer> {
  const { registry, principal, tenantId, keys } = call
  const id = keys['deviceId'] ?? ''
  const unknown = () => badRequest(`Cannot find device with ztd Id ${id} and accountId ${tenantId} to delete`)
  if (!isId(id.toLowerCase())) throw unknown()
  await deregisterDevice(registry, principal, tenantId, id.toLowerCase()).catch(error => {
    throw error instanceof RegistryError && error.code === 'device_not_registered' ? unknown() : error
  })
  return noContent()
}

/** Releases devices by their serial numbers, as a job; tells of each whether it was taken on. */
export async function deleteManyDevices(call: GraphCall): Promise<GraphAnswer> {
  const { serialNumbers } = readActionBody(call, 'deleteDevices')
  const wanted = ((serialNumbers ?? []) as (string | null)[]).map(text => text?.trim() ?? '')
  if (wanted.includes('')) throw badRequest('serialNumbers must be a list of serial numbers, none of them empty.')
  const { devices } = await deleteDevices(call.registry, call.principal, call.tenantId, wanted)
  const states = devices.map(({ serialNumber, deviceId, state, message }) => ({
    serialNumber,
    deviceRegistrationId: deviceId ?? '',
    deletionState: state,
    errorMessage: message ?? '',
  }))
  return actionResult(call, 'deletedWindowsAutopilotDeviceState', states)
}
