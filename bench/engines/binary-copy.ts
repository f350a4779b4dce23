/** Type of a column, as `information_schema` names it. */
export type ColumnType = 'uuid' | 'text' | 'bigint' | 'bytea'

const signature = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const trailer = Buffer.from([0xff, 0xff])

function toBytes(type: ColumnType, value: unknown): Uint8Array {
  if (type === 'bytea') return value as Uint8Array
  if (type === 'uuid') return Buffer.from((value as string).replaceAll('-', ''), 'hex')
  if (type === 'text') return Buffer.from(value as string)
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value as number))
  return bytes
}

/** Rows in the binary form of COPY, as a file has it. */
export function binaryCopy(types: readonly ColumnType[], rows: readonly (readonly unknown[])[]): Buffer {
  const parts: Uint8Array[] = [signature]
  for (const row of rows) {
    const head = Buffer.alloc(2)
    head.writeInt16BE(types.length)
    parts.push(head)
    for (const [at, type] of types.entries()) {
      const value = row[at]
      const bytes = value === null ? undefined : toBytes(type, value)
      const size = Buffer.alloc(4)
      size.writeInt32BE(bytes?.length ?? -1)
      parts.push(size)
      if (bytes) parts.push(bytes)
    }
  }
  parts.push(trailer)
  return Buffer.concat(parts)
}
