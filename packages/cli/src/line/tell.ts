import type { LineVerdict } from '@hailport/registry/line'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { printable, styled } from '../terminal.ts'
import type { UnitOutcome } from './take-unit.ts'

/** What the operator sees. A unit that nobody could judge is stopped as well. */
const words: Readonly<Record<LineVerdict, { word: string; style: 'green' | 'yellow' | 'red'; beeps: number }>> = {
  ok: { word: 'OK', style: 'green', beeps: 1 },
  look: { word: 'OK, LOOK', style: 'yellow', beeps: 2 },
  stop: { word: 'STOP', style: 'red', beeps: 3 },
  duplicate: { word: 'STOP: DUPLICATE', style: 'red', beeps: 3 },
}

const exits: Readonly<Record<LineVerdict, ExitCode>> = {
  ok: exitCodes.ok,
  look: exitCodes.findings,
  stop: exitCodes.stop,
  duplicate: exitCodes.conflict,
}

export const exitOf = (verdict: LineVerdict): ExitCode => exits[verdict]

/** Of several units the worst counts. */
export const worseExit = (a: ExitCode, b: ExitCode): ExitCode =>
  [exitCodes.failed, exitCodes.stop, exitCodes.conflict, exitCodes.findings].find(exit => a === exit || b === exit) ??
  exitCodes.ok

/** Letters that can be read from across the hall: five rows of five, a bit each. */
const letters: Readonly<Record<string, readonly number[]>> = {
  O: [14, 17, 17, 17, 14],
  K: [17, 18, 28, 18, 17],
  L: [16, 16, 16, 16, 31],
  S: [15, 16, 14, 1, 30],
  T: [31, 4, 4, 4, 4],
  P: [30, 17, 30, 16, 16],
  D: [30, 17, 17, 17, 30],
  U: [17, 17, 17, 17, 14],
  ',': [0, 0, 0, 4, 8],
  ' ': [0, 0, 0, 0, 0],
}

function banner(word: string): string[] {
  const shown = [...word].map(letter => letters[letter]).filter(rows => rows !== undefined)
  return [0, 1, 2, 3, 4].map(row =>
    shown
      .map(rows => (rows[row] ?? 0).toString(2).padStart(5, '0').replaceAll('1', '\u2588\u2588').replaceAll('0', '  '))
      .join('  '),
  )
}

export interface TellFlags {
  readonly json?: true
  readonly quiet?: true
}

/** Tells what became of a unit: a JSON line for machines; for people a word, large on a terminal, and a beep. */
export function tellUnit(outcome: UnitOutcome & { readonly source?: string }, flags: TellFlags): void {
  const { verdict, findings, serialNumber, productKeyId, sequence } = outcome
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(outcome)}\n`)
    return
  }
  const { word, style, beeps } = words[verdict]
  const large = process.stdout.isTTY === true
  const head = [
    styled([style, 'bold'], word),
    serialNumber && printable(serialNumber),
    productKeyId && `PKID ${printable(productKeyId)}`,
    sequence !== undefined && `entry ${sequence}`,
    outcome.source && `(${printable(outcome.source)})`,
  ]
  const lines = [
    ...(large ? ['', ...banner(word.replace(/:.*/, '')).map(line => styled([style, 'bold'], line)), ''] : []),
    head.filter(Boolean).join('  '),
    ...findings
      .filter(({ severity }) => severity !== 'note')
      .flatMap(({ message, remedy }) => [`  ${printable(message)}`, styled('dim', `    ${printable(remedy)}`)]),
  ]
  process.stdout.write(`${lines.join('\n')}\n${large && !flags.quiet ? '\u0007'.repeat(beeps) : ''}`)
}
