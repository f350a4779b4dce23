/** Characters with which a spreadsheet begins to calculate. */
const formula = /^[=+\-@\t\r]/

/** One field: quoted where needed; what a spreadsheet would run as a formula is made text by an apostrophe before it. */
function field(value: string | number | undefined | null): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = formula.test(value) ? `'${value}` : value
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One line of a CSV file (RFC 4180). */
export const csvLine = (values: readonly (string | number | undefined | null)[]): string =>
  `${values.map(field).join(',')}\r\n`
