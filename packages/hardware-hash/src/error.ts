/**
 * Why a hash, a model or a report was refused. Stable: programs may branch on it, and a new reason gets a new word.
 *
 * Reading a hash: `not-base64`, `too-short`, `too-long`, `magic` (no "OA"), `length` (declared length impossible), `trailer`
 * (no "CS", 36), `checksum`, `record-length` (a record shorter than its head or past the end), `record-size` (a fixed-size record
 * of another size). Writing one: `model` (not shaped like a model), `value` (a field that does not fit), `overflow` (too many
 * records). Reading a report: `xml`.
 */
export type HardwareHashErrorCode =
  | 'not-base64'
  | 'too-short'
  | 'too-long'
  | 'magic'
  | 'length'
  | 'trailer'
  | 'checksum'
  | 'record-length'
  | 'record-size'
  | 'model'
  | 'value'
  | 'overflow'
  | 'xml'

/** Where the fault lies, as far as it is known. */
export interface FaultPlace {
  /** Byte offset into the decoded hash; character offset for `not-base64` and `xml`. */
  offset?: number
  /** Record type number. */
  recordType?: number
  /** Property of the model. */
  field?: string
}

/** The one error class of this library. `code` is stable; the message is for people and may change. */
export class HardwareHashError extends Error {
  readonly code: HardwareHashErrorCode
  readonly offset?: number
  readonly recordType?: number
  readonly field?: string

  constructor(code: HardwareHashErrorCode, message: string, place: FaultPlace = {}) {
    super(message)
    this.name = 'HardwareHashError'
    this.code = code
    if (place.offset !== undefined) this.offset = place.offset
    if (place.recordType !== undefined) this.recordType = place.recordType
    if (place.field !== undefined) this.field = place.field
  }
}
