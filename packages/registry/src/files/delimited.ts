import { RegistryError } from '../errors.ts'
import type { FileRow, ReadLimits } from './row.ts'

type Record = Pick<FileRow, 'number' | 'cells' | 'problem'>

const broken = (number: number, line: string, message: string): Record => ({
  number,
  cells: [line.slice(0, 1000)],
  problem: { code: 'row_malformed', message },
})

/** What a record that begins in a line came to: its cells and how many lines it took, why it is none, or that more lines are needed. */
type Parsed = { readonly cells: string[]; readonly lines: number } | { readonly fault: string } | 'more'

/**
 * Takes delimited text apart as Excel writes it: a value that begins with a quotation mark ends with one, and two of them inside are one.
 * A value that begins otherwise may have quotation marks in it: 14" is a size. A row that breaks the rule is reported and the next line
 * is a row again, so that one stray mark does not swallow the rest of the file.
 */
export class DelimitedReader {
  readonly #delimiter: string
  readonly #limits: ReadLimits
  readonly #newline: string
  #rest = ''
  #lines: string[] = []
  #at = 0
  #number = 0

  /** @param newline `\r` for files of old Macs, which have no other. */
  constructor(delimiter: string, limits: ReadLimits, newline: '\n' | '\r' = '\n') {
    this.#delimiter = delimiter
    this.#limits = limits
    this.#newline = newline
  }

  /** @throws body_too_large: nothing after an endless line can be trusted to be a row. */
  push(text: string): Record[] {
    const lines = (this.#rest + text).split(this.#newline)
    this.#rest = lines.pop() as string
    const long = this.#rest.length > this.#limits.rowBytes || lines.some(line => line.length > this.#limits.rowBytes)
    if (long)
      throw new RegistryError(
        'body_too_large',
        `Near line ${this.#number + 1}: a line is longer than ${this.#limits.rowBytes} characters.`,
      )
    this.#lines = this.#at > 0 ? this.#lines.slice(this.#at) : this.#lines
    this.#at = 0
    for (const line of lines) this.#lines.push(line.endsWith('\r') ? line.slice(0, -1) : line)
    return this.#take(false)
  }

  finish(): Record[] {
    const found = this.#rest === '' ? [] : this.push('\n')
    return [...found, ...this.#take(true)]
  }

  #take(ended: boolean): Record[] {
    const found: Record[] = []
    while (this.#at < this.#lines.length) {
      const parsed = this.#parse(ended)
      if (parsed === 'more') break
      const line = this.#lines[this.#at] as string
      const number = this.#number + 1
      const taken = 'fault' in parsed ? 1 : parsed.lines
      found.push('fault' in parsed ? broken(number, line, parsed.fault) : { number, cells: parsed.cells })
      this.#at += taken
      this.#number += taken
    }
    return found
  }

  #parse(ended: boolean): Parsed {
    const first = this.#lines[this.#at] as string
    if (!first.includes('"')) return { cells: first.split(this.#delimiter), lines: 1 }
    const cells: string[] = []
    let line = first
    let lines = 1
    let at = 0
    for (;;) {
      if (line[at] !== '"') {
        const end = line.indexOf(this.#delimiter, at)
        cells.push(line.slice(at, end < 0 ? undefined : end))
        if (end < 0) return { cells, lines }
        at = end + 1
        continue
      }
      let value = ''
      at += 1
      for (;;) {
        const end = line.indexOf('"', at)
        if (end < 0) {
          value += `${line.slice(at)}\n`
          const next = this.#lines[this.#at + lines]
          if (value.length > this.#limits.cellChars || (next === undefined && ended))
            return { fault: `Value ${cells.length + 1} begins with a quotation mark that is not closed.` }
          if (next === undefined) return 'more'
          line = next
          lines += 1
          at = 0
          continue
        }
        value += line.slice(at, end)
        at = end + 1
        if (line[at] !== '"') break
        value += '"'
        at += 1
      }
      cells.push(value)
      if (at === line.length) return { cells, lines }
      if (line[at] !== this.#delimiter)
        return { fault: `Value ${cells.length} goes on after its closing quotation mark.` }
      at += 1
    }
  }
}

/** Delimiters that are looked for, the likeliest first. */
export const delimiters = [',', ';', '\t', '|'] as const

/** `sep=` in the first line, by which Excel is told the delimiter. */
export const separatorLine = /^"?sep=(.)"?\r?(?:\n|$)/i

/** The cells of the first row with something in it, as each delimiter would have it. */
export function firstRecord(text: string, delimiter: string, limits: ReadLimits): readonly string[] {
  const reader = new DelimitedReader(delimiter, limits, text.includes('\n') ? '\n' : '\r')
  const rows = [...reader.push(text), ...reader.finish()]
  return rows.find(row => row.problem === undefined && row.cells.some(cell => cell.trim() !== ''))?.cells ?? []
}
