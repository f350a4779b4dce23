export { dropJobs, enqueueJob, ensureJob, type JobKind, type NewJob } from './enqueue.ts'
export {
  finishJob,
  type Lease,
  LeaseLostError,
  otherJobDue,
  postponeJob,
  renewLease,
  retryJob,
  takeJob,
  yieldJob,
} from './lease.ts'
export { batchTrouble } from './trouble.ts'
export { type JobRunner, type Worker, type WorkerLog, workOff } from './work.ts'
