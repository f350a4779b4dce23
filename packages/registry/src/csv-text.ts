/** Values that a spreadsheet would run as a formula. */
const formula = /^[=+\-@\t\r\n]/
const neutral = /^'[=+\-@\t\r\n]/

/** Makes a value harmless for spreadsheets: an apostrophe in front of what would be run. Done twice it is the same. */
export const neutralise = (value: string): string => (formula.test(value) ? `'${value}` : value)

/** Takes the apostrophe off that `neutralise` has put there. */
export const restore = (value: string): string => (neutral.test(value) ? value.slice(1) : value)

/** One field: quoted where needed, and harmless. */
function field(value: string | number | undefined | null): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = neutralise(value)
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One line of a CSV file (RFC 4180). */
export const csvLine = (values: readonly (string | number | undefined | null)[]): string =>
  `${values.map(field).join(',')}\r\n`
