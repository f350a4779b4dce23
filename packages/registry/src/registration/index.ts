export { answerBatch, type BatchDecision } from './answer-batch.ts'
export { type Batch, type BatchAnswer, type DeviceResult, toResult } from './batch.ts'
export type { CustomerBatch } from './batch-page.ts'
export { batchProgress } from './batch-progress.ts'
export { getBatch, listBatches, listBatchResults } from './batches.ts'
export type { DeviceChange } from './change.ts'
export { type CheckedChange, changeDevices, checkChange, differenceOf, revertOf } from './change.ts'
export { beyondReach, type ChangeReach, requireChangeReach } from './change-reach.ts'
export { dismissConflict, type IdentityConflict, listConflicts } from './conflicts.ts'
export { countDevices, countMatching, type DeviceCounts } from './count-devices.ts'
export { countModels, type ModelCounts } from './count-models.ts'
export { countRegistrations } from './count-registrations.ts'
export type { HeldDevice } from './decide.ts'
export { deregisterDevice } from './deregister.ts'
export type { Device } from './device.ts'
export {
  countSerials,
  type DeviceNames,
  type DeviceRecord,
  fetchDeviceNames,
  fetchDeviceRows,
  fetchPurchased,
  selectDevices,
} from './device.ts'
export type { DeviceConditions } from './device-filter.ts'
export { narrowDevices } from './device-filter.ts'
export { countProfiles, explainProfile, type ProfileCounts, type ProfileExplanation } from './device-profiles.ts'
export { deviceSorts } from './device-walk.ts'
export { getDevice, readDeviceJournal, updateDevice } from './devices.ts'
export { listDevicesAcross } from './devices-across.ts'
export { expireHeld } from './expire-held.ts'
export { exportDevices } from './export-devices.ts'
export { fetchDevices } from './facts.ts'
export { type HeldBatchFilter, heldBatchSorts, listHeldBatches } from './held-batches.ts'
export {
  type BatchRef,
  beginImportBatch,
  carryOutImportBatches,
  dropImportBatches,
  type ImportBatchInput,
  ImportIntake,
  outcomesAround,
  queueImportBatches,
  refusalOf,
} from './import-batches.ts'
export { type InspectedDevice, inspectDevice } from './inspect.ts'
export type { ItemDefaults } from './item.ts'
export { type DeviceFilter, listDevices, searchDevices } from './list-devices.ts'
export type { DeviceStatus, Outcome, Warning } from './outcome.ts'
export { listOwnBatches, type OwnBatchFilter, ownBatchSorts } from './own-batches.ts'
export { processBatch } from './process.ts'
export { compilePresentNarrowing, type DeviceCriteria, narrowingOf } from './profile-narrowing.ts'
export { type RecognisedRow, recogniseRows } from './recognise.ts'
export { reconsiderHeld } from './reconsider.ts'
export { type FoundConflict, recordConflicts } from './record-conflicts.ts'
export {
  type RegisterAnswer,
  type RegisterInput,
  registerDevices,
  type Validation,
  validateDevices,
} from './register.ts'
export { type RequestedDevices, registerRequested } from './register-requested.ts'
export { releaseDevices } from './release.ts'
export {
  findHolders as findDeviceHolders,
  type Holder,
  type RequestedRelease,
  type RequestedReleases,
  releaseRequested,
} from './release-requested.ts'
export {
  getReleased,
  listReleased,
  purgeExpired,
  purgeReleased,
  type ReleasedDevice,
  type ReleasedFacts,
  type ReleasedFilter,
  readReleasedFacts,
} from './released.ts'
export { findRestorable, restoreDevice, restoreDevices } from './restore.ts'
export { requireSubmitter, type Submitter } from './submission.ts'
export { type BatchInput, dropUpload, submitBatch } from './submit.ts'
export { readRowResults, submitRows } from './submit-rows.ts'
export { registrationTasks } from './tasks.ts'
export { sightOf } from './visibility.ts'
export { decidedOutcomes, withdrawHeld } from './withdraw.ts'
