import type { DeviceFields } from '@hailport/hardware-hash'

/** A value the hash should have and has not. */
export interface MissingField {
  /** Its name in the hardware hash. */
  readonly field: string
  readonly why: string
  readonly remedy: string
}

/** What one part of the capture found, and what it could not. */
export interface Finding {
  readonly fields: Partial<DeviceFields>
  readonly missing: readonly MissingField[]
}

/** The entries of `fields` that have a value. */
export function known<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}
