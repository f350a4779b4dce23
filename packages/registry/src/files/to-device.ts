import { restore } from '../csv-text.ts'
import { type DeviceRow, type Row, toRow } from '../rows/index.ts'
import { type Cleaned, clean } from './clean.ts'
import { type Column, type ColumnField, memberField } from './columns.ts'
import type { FileRow } from './row.ts'

/** A remark on a row that is not refused for it. */
export interface Note {
  /**
   * blanks: blanks were taken off; hidden: characters that nobody sees were; number: a spreadsheet held it as a number, which has no
   * leading zeroes; duplicate: an earlier row of the file is the same.
   */
  readonly code: 'blanks' | 'hidden' | 'number' | 'duplicate'
  /** Name of the column. */
  readonly column?: string
  /** duplicate: number of the row that it is the same as. */
  readonly row?: number
}

/** What a row of a file says. */
export interface ReadRow {
  readonly row: Row
  /** The customer that it names. */
  readonly tenant?: string
  readonly notes: readonly Note[]
}

/** Columns in which a number that lost its zeroes or digits would be another device. */
const identifying: readonly (ColumnField | undefined)[] = ['serialNumber', 'productKeyId']
/** As spreadsheets write large numbers: 1.23457E+11. */
const scientific = /^\d(?:[.,]\d+)?E[+-]\d{2,3}$/i

const damaged = (column: Column, message: string): Row => ({
  problem: { code: 'value_damaged', message, ...(column.field !== undefined && { field: column.field }) },
})

/** Why a value is not what it was before a spreadsheet had it. */
function damageOf(column: Column, value: string, mark: string | undefined): Row | undefined {
  if (column.field === undefined || column.field === 'result') return undefined
  if (mark === 'error') return damaged(column, `${column.name} is the error ${value} of a formula.`)
  if (!identifying.includes(column.field)) return undefined
  if (mark === 'imprecise')
    return damaged(column, `${column.name} was stored as a number of more than 15 digits, and the last ones are lost.`)
  if (scientific.test(value))
    return damaged(column, `${column.name} is ${value}: a spreadsheet has written the number in short and lost digits.`)
  return undefined
}

function cleaned(field: ColumnField, value: string): Cleaned {
  const result = clean(restore(value))
  // A hash may have been wrapped into lines; no blank is part of it.
  return field === 'hardwareHash' ? { ...result, text: result.text.replaceAll(' ', '') } : result
}

/** The columns of a row: those of the file, or what the members of a JSON object are. */
function columnsOf(row: FileRow, columns: readonly Column[]): readonly Column[] {
  if (row.names === undefined) return columns
  return row.names.map(name => {
    const field = memberField(name)
    return field === undefined ? { name } : { name, field }
  })
}

/** Reads a row: values cleaned, damage refused, the rest checked as in any other upload. */
export function toDevice(row: FileRow, columns: readonly Column[]): ReadRow {
  if (row.problem !== undefined) return { row: { problem: row.problem }, notes: [] }
  const fields: Partial<Record<keyof DeviceRow, string>> = {}
  const notes: Note[] = []
  let tenant: string | undefined
  let problem: Row | undefined
  const own = columnsOf(row, columns)
  for (let at = 0; at < own.length; at++) {
    const column = own[at] as Column
    const { field, name } = column
    const value = row.cells[at] ?? ''
    if (field === undefined || field === 'result' || value === '') continue
    const { text, changes } = cleaned(field, value)
    const mark = row.marks?.get(at)
    problem ??= damageOf(column, text, mark)
    for (const code of changes) notes.push({ code, column: name })
    if (mark === 'number' && identifying.includes(field)) notes.push({ code: 'number', column: name })
    if (text === '') continue
    if (field === 'tenant') tenant = text.toLowerCase()
    else if (fields[field] !== undefined) problem ??= damaged(column, `${field} stands in the row more than once.`)
    else fields[field] = text
  }
  return { row: problem ?? toRow(fields), notes, ...(tenant !== undefined && { tenant }) }
}

const blankNames: Readonly<Record<Note['code'], (note: Note) => string>> = {
  blanks: ({ column }) => `blanks were taken off ${column}`,
  hidden: ({ column }) => `hidden characters were taken out of ${column}`,
  number: ({ column }) => `${column} was stored as a number: if it had leading zeroes, they are lost`,
  duplicate: ({ row }) => `row ${row} is the same device`,
}

/** A note in words. */
export const noteText = (note: Note): string => blankNames[note.code](note)
