import type { ColumnKind } from '../migration.ts'

/** Element type (as SQL) and its OID in the wire format. OIDs of built-in types are fixed (pg_type.dat). */
export const arrayTypes: Record<ColumnKind, { readonly sql: string; readonly oid: number }> = {
  id: { sql: 'uuid', oid: 2950 },
  text: { sql: 'text', oid: 25 },
  int: { sql: 'int8', oid: 20 },
  bytes: { sql: 'bytea', oid: 17 },
}

const headBytes = 20

function sizeOf(kind: ColumnKind, value: unknown): number {
  if (value === null || value === undefined) return 0
  if (kind === 'id') return 16
  if (kind === 'int') return 8
  return kind === 'text' ? Buffer.byteLength(value as string) : (value as Uint8Array).length
}

function write(kind: ColumnKind, value: unknown, into: Buffer, at: number): void {
  if (kind === 'text') into.write(value as string, at)
  else if (kind === 'bytes') into.set(value as Uint8Array, at)
  else if (kind === 'int') into.writeBigInt64BE(BigInt(value as number), at)
  else {
    const text = value as string
    // A UUID that is none must not become another one.
    if (text.length !== 36 || into.write(text.replaceAll('-', ''), at, 16, 'hex') !== 16)
      throw new Error(`Not a UUID: ${text}`)
  }
}

/**
 * One column of many rows in PostgreSQL's binary array format, as one parameter: half the size of the text form, and no escaping.
 * Source: array_recv() in src/backend/utils/adt/arrayfuncs.c.
 */
export function binaryArray(kind: ColumnKind, values: readonly unknown[]): Buffer {
  let size = headBytes
  let nulls = 0
  for (const value of values) {
    if (value === null || value === undefined) nulls += 1
    size += 4 + sizeOf(kind, value)
  }
  const buffer = Buffer.allocUnsafe(size)
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(nulls > 0 ? 1 : 0, 4)
  buffer.writeInt32BE(arrayTypes[kind].oid, 8)
  if (values.length === 0) return buffer.subarray(0, 12)
  buffer.writeInt32BE(values.length, 12)
  buffer.writeInt32BE(1, 16)
  let at = headBytes
  for (const value of values) {
    if (value === null || value === undefined) at = buffer.writeInt32BE(-1, at)
    else {
      const length = sizeOf(kind, value)
      at = buffer.writeInt32BE(length, at)
      write(kind, value, buffer, at)
      at += length
    }
  }
  return buffer
}
