export {
  getPartnerBatchDevice,
  listPartnerBatchDevices,
  type PartnerDevice,
  removePartnerBatchDevice,
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
