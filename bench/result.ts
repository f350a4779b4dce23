/** What a measure has to reach. */
export interface Target {
  readonly op: '≥' | '≤'
  readonly value: number
  /** Written behind the value; a ratio has none. */
  readonly unit?: string
}

/** One line of the benchmark. */
export interface Result {
  readonly measure: string
  /** A ratio (no unit) or a figure; absent when it could not be measured. */
  readonly value?: number
  readonly unit?: string
  /** Absent: an indication, not held to anything. */
  readonly target?: Target
  /** Absolute figures with units, or why there is none. */
  readonly detail: string
}

/** Whether the target is met; undefined when there is none, or nothing was measured. */
export function isMet({ value, target }: Result): boolean | undefined {
  if (value === undefined || target === undefined) return undefined
  return target.op === '≥' ? value >= target.value : value <= target.value
}

const withUnit = (value: number, unit: string | undefined): string => {
  const digits = unit === undefined || Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  return `${value.toFixed(digits)}${unit === undefined ? '' : ` ${unit}`}`
}

/** Share of the processors that other programs may take: beyond it, nothing is said to be met or missed. */
const mostUsedByOthers = 0.2

/** Memory and disk are what they are, however busy the processors. */
const whateverOthersDo = new Set(['MB', 'kB'])

/** The cells of a line: measure, result, target, verdict, absolute figures. @param usedByOthers share of the processors meanwhile. */
export function toCells(result: Result, usedByOthers = 0): [string, string, string, string, string] {
  const { measure, value, unit, target, detail } = result
  const met = isMet(result)
  const isDisturbed = usedByOthers > mostUsedByOthers && !whateverOthersDo.has(unit ?? '')
  return [
    measure,
    value === undefined ? 'not available' : withUnit(value, unit),
    target === undefined ? '' : `${target.op} ${target.value}${target.unit === undefined ? '' : ` ${target.unit}`}`,
    met === undefined ? '–' : isDisturbed ? 'not judged' : met ? 'met' : 'NOT MET',
    detail,
  ]
}

const titles = ['measure', 'result', 'target', '', 'absolute figures']

/** The lines as a table for a terminal. */
export function toText(results: readonly Result[], usedByOthers = 0): string {
  const rows = [titles, ...results.map(result => toCells(result, usedByOthers))]
  const widths = titles.map((_, column) => Math.max(...rows.map(row => (row[column] as string).length)))
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Lines that were measured together. */
export interface Measured {
  readonly results: readonly Result[]
  /** Share of the processors that other programs took meanwhile. */
  readonly usedByOthers: number
}

/** The lines as a table in Markdown. */
export function toMarkdown(parts: readonly Measured[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [
    line(['Measure', 'Result', 'Target', 'Met', 'Absolute figures']),
    line(['---', '---', '---', '---', '---']),
    ...parts.flatMap(({ results, usedByOthers }) => results.map(result => line(toCells(result, usedByOthers)))),
  ].join('\n')
}

/** 1234567 → "1,234,567". */
export const whole = (value: number): string => Math.round(value).toLocaleString('en')

/** 1000000 → "1 M", 10000 → "10 k". */
export function short(count: number): string {
  if (count >= 1_000_000) return `${count / 1_000_000} M`
  return count >= 1_000 ? `${count / 1_000} k` : String(count)
}
