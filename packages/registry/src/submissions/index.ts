export { approveSubmission, expireSubmission, refuseSubmission } from './decide.ts'
export { getSubmission, listSubmissions, type SubmissionFilter } from './list.ts'
export { type DeviceSubmission, type SubmissionState, submissionStates } from './submission.ts'
export { submitDevice } from './submit.ts'
