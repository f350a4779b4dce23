/** The test kit of the registry: a fresh registry, principals of every role, synthetic devices. Imported by tests only. */
export { rejectsWith } from './assertions.ts'
export { bytesOf, ndjson } from './body.ts'
export { type DeviceOverrides, device, type TestDevice } from './device.ts'
export { type TestClock, type TestRegistry, testRegistry } from './registry.ts'
