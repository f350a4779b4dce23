/**
 * How the rows of one device become those of another: found out from the rows themselves, so that a change of the schema does not break
 * the benchmark. Values that stand in a few rows are a device's own: ids and keys get other random bits, everything else stays.
 */
import { hash } from 'node:crypto'

/**
 * id: UUIDv7; a clone has the same time and counter, so that clones lie beside each other and the devices that were really registered lie
 * all over the table. key: random bytes. text: indexed text, such as a serial number. same: everything else.
 */
export type ColumnKind = 'id' | 'key' | 'text' | 'same'

/** What is to be done with a column. */
export interface ColumnPlan {
  readonly name: string
  readonly kind: ColumnKind
  /** Values that many rows share: they stay as they are. As hex or text. */
  readonly shared: ReadonlySet<string>
}

export interface TablePlan {
  readonly columns: readonly ColumnPlan[]
  /** Position of the column that tells in which order the devices came. */
  readonly arrival: number | undefined
}

const mostAlike = 8
const uuidText = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A value as text: bytes and UUIDs as hex. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
  const text = String(value)
  return uuidText.test(text) ? text.replaceAll('-', '') : text
}

const isId = (hex: string) => hex[12] === '7' && '89ab'.includes(hex[16] as string)
const isHex16 = (value: unknown) =>
  value instanceof Uint8Array ? value.length === 16 : typeof value === 'string' && uuidText.test(value)

/** Finds out what to do with the columns of a table of devices. @param indexed names of columns in keys and indexes. */
export function planTable(
  rows: readonly (readonly unknown[])[],
  names: readonly string[],
  indexed: ReadonlySet<string>,
): TablePlan {
  let arrival: number | undefined
  const columns = names.map((name, at): ColumnPlan => {
    const same = { name, kind: 'same', shared: new Set<string>() } as const
    const values = rows.map(row => row[at]).filter(value => value !== null)
    const worth = indexed.has(name) || (values.length > 0 && values.every(isHex16))
    if (!worth || typeof values[0] === 'number' || typeof values[0] === 'bigint') return same
    const counts = new Map<string, number>()
    for (const value of values) counts.set(textOf(value), (counts.get(textOf(value)) ?? 0) + 1)
    const shared = new Set([...counts].filter(([, count]) => count > mostAlike).map(([text]) => text))
    const own = [...counts.keys()].filter(text => !shared.has(text))
    if (own.length < rows.length / 8) return same
    if (!values.every(isHex16)) return { name, kind: 'text', shared }
    const ids = own.filter(isId).length
    if (ids < own.length * 0.9) return { name, kind: 'key', shared }
    if (shared.size === 0 && values.length === rows.length) arrival ??= at
    return { name, kind: 'id', shared }
  })
  return { columns, arrival }
}

/** Whether clones of a row differ in these columns: those of a primary key must. */
export function isOwn(row: readonly unknown[], { columns }: TablePlan, names: readonly string[]): boolean {
  return columns.some(
    ({ name, kind, shared }, at) =>
      names.includes(name) && kind !== 'same' && row[at] !== null && !shared.has(textOf(row[at])),
  )
}

/** The random bits that one clone of every device differs by. Clone 0 is the device itself. */
export interface Pad {
  readonly bytes: Uint8Array
  readonly text: string
}

export function padOf(clone: number): Pad {
  if (clone === 0) return { bytes: new Uint8Array(16), text: '' }
  const bytes = hash('md5', `clone ${clone}`, 'buffer')
  return { bytes, text: bytes.readUInt32LE(0).toString(36).toUpperCase().padStart(4, '0').slice(-4) }
}

/** A value of the clone. */
export function cloneValue(value: unknown, { kind, shared }: ColumnPlan, pad: Pad): unknown {
  if (kind === 'same' || value === null || pad.text === '') return value
  if (shared.size > 0 && shared.has(textOf(value))) return value
  if (kind === 'text') return cloneText(value as string, pad)
  if (value instanceof Uint8Array) return mix(Buffer.from(value), kind, pad)
  const text = mix(Buffer.from((value as string).replaceAll('-', ''), 'hex'), kind, pad).toString('hex')
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}

/** As another factory numbers its devices: the letters at the front differ, the running number stays. */
function cloneText(text: string, pad: Pad): string {
  return text.length < 8 ? text : text.slice(0, 3) + pad.text + text.slice(7)
}

function mix(bytes: Buffer, kind: 'id' | 'key', pad: Pad): Buffer {
  for (let at = kind === 'id' ? 8 : 0; at < bytes.length; at++) (bytes[at] as number) ^= pad.bytes[at & 15] as number
  // The variant of a UUID stays.
  if (kind === 'id') bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return bytes
}
