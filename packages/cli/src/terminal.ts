import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Styled text for standard output: plain when that is no terminal, or with NO_COLOR. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** Writes lines to standard output. */
export function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Characters that would steer the terminal or turn the text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const steering = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Text from outside, safe to print: what would steer the terminal is shown as an escape. */
export function printable(text: string): string {
  return text.replace(steering, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Rows in aligned columns. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths: number[] = []
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, width(cell))
  return rows.map(row => {
    const cells = row.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell)))
    return `${indent}${cells.join('  ')}`.trimEnd()
  })
}

/** Columns that a text takes, without its styles. */
function width(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: styles are control sequences
  return text.replace(/\u001b\[[0-9;]*m/g, '').length
}

/** Text shortened to a number of characters. */
export function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}

/** A reader that stops early (`| head`) is no error, unless the command set an exit code that says so. */
export function quietBrokenPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      throw error
    })
}
