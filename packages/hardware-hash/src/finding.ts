import type { HardwareHashErrorCode } from './error.ts'

/** Stable word for what was found. Those of `HardwareHashError` are used where the hash cannot be read. */
export type FindingCode =
  | HardwareHashErrorCode
  | 'required-missing'
  | 'field-missing'
  | 'field-placeholder'
  | 'ek-form'
  | 'offline-id-mismatch'
  | 'not-full-os'
  | 'record-malformed'
  | 'record-repeated'
  | 'size'
  | 'tail'
  | 'record-unknown'
  | 'record-order'
  | 'utc-offset'
  | 'capture-time'
  | 'product-key-id'
  | 'processor-classes'

/** One thing found in a hash. */
export interface Finding {
  /** `reject`: not usable. `warn`: registration or matching may suffer. `note`: unusual, harmless. */
  severity: 'reject' | 'warn' | 'note'
  code: FindingCode
  /** OA3Tool's name of the field, or `HardwareHash`, or `record 99`. */
  field: string
  /** What is so, for people. */
  message: string
  /** What to do about it, for people. */
  remedy: string
}

/** A finding of severity `warn`. */
export function warn(code: FindingCode, field: string, message: string, remedy: string): Finding {
  return { severity: 'warn', code, field, message, remedy }
}

/** A finding of severity `note`. */
export function note(code: FindingCode, field: string, message: string, remedy = 'Nothing needs doing.'): Finding {
  return { severity: 'note', code, field, message, remedy }
}
