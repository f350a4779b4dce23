/** One structure of the SMBIOS table. */
export interface SmbiosStructure {
  readonly type: number
  /** The formatted part with its four octets of head: offsets are those of the specification (DMTF DSP0134). */
  readonly data: DataView
  readonly strings: readonly string[]
}

/** Splits a raw table (`/sys/firmware/dmi/tables/DMI`) into structures; stops at the first one that cannot be right. */
export function readSmbiosTable(table: Uint8Array): SmbiosStructure[] {
  const structures: SmbiosStructure[] = []
  const END_OF_TABLE = 127
  for (let at = 0; at + 4 <= table.length; ) {
    const type = table[at] ?? END_OF_TABLE
    const stringsAt = at + (table[at + 1] ?? 0)
    if (stringsAt < at + 4 || stringsAt > table.length) break
    const end = stringsEnd(table, stringsAt)
    if (end === undefined) break
    structures.push({
      type,
      data: new DataView(table.buffer, table.byteOffset + at, stringsAt - at),
      strings: end.strings,
    })
    if (type === END_OF_TABLE) break
    at = end.next
  }
  return structures
}

function stringsEnd(table: Uint8Array, from: number): { strings: string[]; next: number } | undefined {
  const strings: string[] = []
  let at = from
  if (table[at] === 0 && table[at + 1] === 0) return { strings, next: at + 2 }
  while (at < table.length && table[at] !== 0) {
    const end = table.indexOf(0, at)
    if (end < 0) return undefined
    strings.push(Buffer.from(table.subarray(at, end)).toString('latin1'))
    at = end + 1
  }
  return at < table.length ? { strings, next: at + 1 } : undefined
}

/** The text whose number stands at `offset`; `undefined` when the structure is too short for it, or it has no such text. */
export function textAt(structure: SmbiosStructure, offset: number): string | undefined {
  return structure.strings[(numberAt(structure, offset, 1) ?? 0) - 1] || undefined
}

/** A little-endian number; `undefined` when the structure is too short for it. */
export function numberAt(structure: SmbiosStructure, offset: number, size: 1 | 2 | 4 | 8): number | undefined {
  const { data } = structure
  if (offset + size > data.byteLength) return undefined
  if (size === 1) return data.getUint8(offset)
  if (size === 2) return data.getUint16(offset, true)
  return size === 4 ? data.getUint32(offset, true) : Number(data.getBigUint64(offset, true))
}

const GUID_ORDER = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15]

/** A UUID in GUID order: the first three groups are little-endian, as Windows reads it. */
export function uuidAt(structure: SmbiosStructure, offset: number): string | undefined {
  const { data } = structure
  if (offset + 16 > data.byteLength) return undefined
  const octet = (index: number) =>
    data
      .getUint8(offset + index)
      .toString(16)
      .padStart(2, '0')
  return GUID_ORDER.map(index => (index < 0 ? '-' : octet(index))).join('')
}
