/** Rows of a CSV text (RFC 4180) whose delimiter is the comma, semicolon or tab that its header has. Empty lines are left out. */
export function parseCsv(text: string): string[][] {
  const header = text.split('\n', 1)[0] ?? ''
  const delimiter = [',', ';', '\t'].find(candidate => header.includes(candidate)) ?? ','
  const cell = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^${delimiter}\\r\\n]*))(${delimiter}|\\r?\\n|$)`, 'y')
  const rows: string[][] = []
  let row: string[] = []
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex
    const found = cell.exec(text)
    if (!found) {
      // A quote in an odd place: the rest of the line is taken as it is.
      const end = text.indexOf('\n', at)
      row.push(text.slice(at, end < 0 ? text.length : end))
      cell.lastIndex = end < 0 ? text.length : end + 1
      rows.push(row)
      row = []
      continue
    }
    row.push(found[1]?.replaceAll('""', '"') ?? found[2]?.trim() ?? '')
    if (found[3] === delimiter) continue
    if (row.some(value => value !== '')) rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows
}
