import type { Field } from './fields.ts'

/** Properties of a record as the codecs see them; the public types in model.ts say which each type has. */
export type Properties = Record<string, unknown>

/** Reads and writes the payload of one record type; each is the exact inverse of the other. */
export interface RecordCodec {
  /** Size of the payload, for records that have only one. */
  readonly size?: number
  /** Properties of `bytes[start .. end)`, or `undefined` when it has another form and must be kept raw. */
  read(bytes: Uint8Array, start: number, end: number): Properties | undefined
  /** @throws {HardwareHashError} `value` naming the property. */
  write(record: Properties): Uint8Array
}

/** A record of fixed fields, one behind the other. */
export function struct(fields: Record<string, Field>): RecordCodec & { size: number } {
  const entries = Object.entries(fields)
  const size = entries.reduce((sum, [, field]) => sum + field.size, 0)
  return {
    size,
    read(bytes, start) {
      const record: Properties = {}
      let at = start
      for (const [name, field] of entries) {
        record[name] = field.read(bytes, at)
        at += field.size
      }
      return record
    },
    write(record) {
      const bytes = new Uint8Array(size)
      let at = 0
      for (const [name, field] of entries) {
        field.write(bytes, at, record[name], name)
        at += field.size
      }
      return bytes
    },
  }
}
