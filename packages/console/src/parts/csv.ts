import { saveFile } from './download.ts'

type Cell = string | number | undefined

/** One cell: what a spreadsheet would calculate with is made text by an apostrophe before it. */
function cell(value: Cell): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows that the page has as a file, in UTF-8 with a byte order mark, so that spreadsheets know it. */
export function saveCsv(rows: readonly (readonly Cell[])[], name: string): void {
  const lines = rows.map(row => `${row.map(cell).join(',')}\r\n`)
  saveFile(new Blob(['\ufeff', ...lines], { type: 'text/csv;charset=utf-8' }), name)
}
