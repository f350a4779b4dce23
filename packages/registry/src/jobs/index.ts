export { dropJobs, enqueueJob, ensureJob, type JobKind, jobKinds, type NewJob } from './enqueue.ts'
export { type Job, type JobFilter, type JobProblem, jobSorts, readJob, readJobs, toProblem } from './find-jobs.ts'
export { type JobState, jobPatience, jobStates, type StuckReason } from './job-state.ts'
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
export { type Queue, readQueues } from './queues.ts'
export { makeDue } from './run-again.ts'
export { batchTrouble } from './trouble.ts'
export { type JobRunner, type Worker, type WorkerLog, workOff } from './work.ts'
