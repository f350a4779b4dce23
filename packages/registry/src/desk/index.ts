export { type DeskDecision, type DeskDecisionResult, decideDeskDevices } from './decide.ts'
export { type CheckedDevice, type DeskDevice, listDeskRequestDevices, listOwnRequestDevices } from './devices.ts'
export { endDueRequest } from './due.ts'
export { fetchDeskHashes, offerDeskHashes } from './hashes.ts'
export {
  type DeskRequestFilter,
  getDeskRequest,
  getOwnRequest,
  listDeskRequests,
  listOwnRequests,
} from './list.ts'
export { type DeskMessage, listDeskMessages, listOwnMessages, sendDeskMessage, sendOwnMessage } from './messages.ts'
export { type NewDeskRequest, openDeskRequest } from './open.ts'
export { readDeskProof, readOwnProof, sendProof } from './proof.ts'
export type { DeskRequest } from './request.ts'
export { deskDeviceStates, deskKinds, deskStates } from './state.ts'
export { submitDeskRequest, withdrawDeskRequest } from './submit.ts'
export { takeDeskRequest } from './take.ts'
