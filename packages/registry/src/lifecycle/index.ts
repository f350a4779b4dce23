export type { ActionKind, ActionRowStatus, ActionState, DeviceAction } from './action.ts'
export { type ActionInput, type ActionTargets, beginAction } from './begin-action.ts'
export { type Confirmation, cancelAction, confirmAction } from './confirm-action.ts'
export {
  type CorporateIdentifier,
  type CorporateIdentifierInput,
  type CorporateIdentifierType,
  corporateIdentifierTypes,
  countCorporateIdentifiers,
  deleteCorporateIdentifier,
  type ImportedCorporateIdentifier,
  importCorporateIdentifiers,
  listCorporateIdentifiers,
  searchCorporateIdentifiers,
} from './corporate-identifiers.ts'
export { type DeletedDeviceState, deleteDevices } from './delete-devices.ts'
export { dropAction } from './drop-action.ts'
export {
  countImportRecords,
  createImportRecords,
  deleteImportRecord,
  getImportRecord,
  type ImportRecord,
  type ImportRecordFilter,
  type ImportRecordInput,
  importSorts,
  listImportRecords,
} from './import-records.ts'
export type { ImportState } from './import-state.ts'
export {
  type ActionReceipt,
  type ActionResult,
  exportActionRows,
  getAction,
  listActionRows,
  listActions,
  readReceipt,
} from './list-actions.ts'
export { previewAction } from './preview-action.ts'
export type { NamesFormat } from './read-names.ts'
export {
  type CertificateFilter,
  type IssuedCertificate,
  issueCertificates,
  listCertificates,
  type ReleaseCertificate,
  type VerifiedCertificate,
  verifyCertificate,
  withdrawCertificate,
} from './release-certificates.ts'
export { runAction } from './run-action.ts'
export { finishSync, readSync, requestSync, type SyncStatus } from './sync.ts'
export { type TakenDevice, takeDevice } from './take-device.ts'
export { undoAction } from './undo-action.ts'
export { uploadAction } from './upload-action.ts'
