import type { ErrorCode } from '../errors.ts'

/** What a spreadsheet did to a cell before it came to us. */
export type CellMark = 'number' | 'imprecise' | 'error'

/** A row as it stands in a file. */
export interface FileRow {
  /** Its number for people: the line, the row of the sheet, or the element. */
  readonly number: number
  /** In the order of the columns of the file. */
  readonly cells: readonly string[]
  /** Cells of a spreadsheet that are not plain text. */
  readonly marks?: ReadonlyMap<number, CellMark>
  /** JSON: the names of the cells, because each object has its own, and the object. */
  readonly names?: readonly string[]
  readonly object?: Readonly<Record<string, unknown>>
  /** Why it cannot be read as a row of this file; its cells are what stands there. */
  readonly problem?: { readonly code: ErrorCode; readonly message: string }
}

/** Limits of what is read. */
export interface ReadLimits {
  readonly cellChars: number
  readonly columns: number
  /** Bytes of one row. */
  readonly rowBytes: number
  /** Bytes that a compressed file may unpack to. */
  readonly unpackedBytes: number
}
