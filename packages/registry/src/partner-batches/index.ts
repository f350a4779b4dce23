export { type PolicyChange, type PolicyUpdate, updateDevicePolicies } from './apply-policies.ts'
export {
  getPartnerBatchDevice,
  listPartnerBatchDevices,
  type PartnerDevice,
  removePartnerBatchDevice,
  setDevicePolicy,
} from './devices.ts'
export { getPartnerJob, type PartnerJob } from './job.ts'
export { listPartnerBatches, type PartnerBatch } from './list.ts'
export { partnerBatchNameLength } from './name.ts'
export {
  appendToPartnerBatch,
  createPartnerBatch,
  type PartnerSubmission,
  partnerBatchesPerCustomer,
} from './submit.ts'
