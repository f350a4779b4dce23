import type { ImportRecord, ImportRecordInput } from '@hailport/registry'
import type { Members } from '../body/read-members.ts'

/** An importedWindowsAutopilotDeviceIdentity (graph-api 3.2). The hash is never told again. */
export const toImportEntity = ({ id, state, ...record }: ImportRecord) => ({
  id,
  groupTag: record.groupTag ?? '',
  serialNumber: record.serialNumber ?? '',
  productKey: record.productKey ?? '',
  importId: record.importId ?? '',
  assignedUserPrincipalName: record.assignedUser ?? '',
  hardwareIdentifier: null,
  state: {
    deviceImportStatus: state.status,
    deviceRegistrationId: state.deviceRegistrationId ?? '',
    deviceErrorCode: state.errorCode,
    deviceErrorName: state.errorName,
  },
})

/** Older clients call the group tag `orderIdentifier`, which the contract no longer has. */
function orderIdentifierOf(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const found = Object.entries(raw).find(([name]) => name.toLowerCase() === 'orderidentifier')?.[1]
  return typeof found === 'string' ? found : undefined
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** What matters of a device to be imported; id and state, which clients send too, do not. @param raw the body as it was sent. */
export const toImportInput = (members: Members, raw: unknown): ImportRecordInput => ({
  groupTag: text(members['groupTag']) || (orderIdentifierOf(raw) ?? null),
  serialNumber: text(members['serialNumber']),
  productKey: text(members['productKey']),
  importId: text(members['importId']),
  hardwareIdentifier: text(members['hardwareIdentifier']),
  assignedUser: text(members['assignedUserPrincipalName']),
})
