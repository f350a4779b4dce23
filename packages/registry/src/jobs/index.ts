export { dropJobs, enqueueJob, type JobKind, type NewJob } from './enqueue.ts'
export { finishJob, type Lease, LeaseLostError, renewLease, retryJob, takeJob } from './lease.ts'
