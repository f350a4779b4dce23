export type { BootAnswer, BootProfile } from './boot/answer.ts'
export { OFFLINE_PROFILE_PATH, offlineProfileFile } from './boot/offline-profile-file.ts'
export { type ResolveOptions, resolveAtFirstBoot } from './boot/resolve.ts'
export { type Capture, type CaptureOptions, captureDevice } from './capture/capture-device.ts'
export type { MissingField } from './capture/finding.ts'
export { DeviceError, type DeviceErrorCode, type Trouble } from './device-error.ts'
export { csvReport, ndjsonReport, oa3Report } from './simulate/build-report.ts'
export { recapture, withNewBoard, withNewDisk, withNewNic } from './simulate/change-device.ts'
export { hashOf, hashTextOf } from './simulate/hash-of.ts'
export type { DeviceKind } from './simulate/model.ts'
export {
  type DeviceTraits,
  SIMULATED_MAKERS,
  type SimulatedDevice,
  simulateDevice,
} from './simulate/simulate-device.ts'
export { type FactoryOptions, type SimulatedFactory, simulateFactory } from './simulate/simulate-factory.ts'
export { readTpm, type TpmIdentity } from './tpm/endorsement.ts'
export { type SoftwareTpm, startSoftwareTpm } from './tpm/swtpm.ts'
export { openTpm, type TpmTransport } from './tpm/transport.ts'
