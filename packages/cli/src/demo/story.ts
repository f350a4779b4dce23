import { isDeepStrictEqual } from 'node:util'
import { print, printable, styled, table } from '../terminal.ts'

/** Tells the demo: numbered steps, short explanations, and what was checked. */
export class Story {
  #steps = 0
  #checks = 0
  #title = ''

  /** Begins a step. */
  step(title: string, ...explanation: string[]): void {
    this.#steps += 1
    this.#title = title
    print('', styled('bold', `${this.#steps}. ${title}`), ...explanation.map(line => `   ${styled('dim', line)}`))
  }

  /** Says what happened. */
  say(...lines: string[]): void {
    print(...lines.map(line => `   ${printable(line)}`))
  }

  /** Shows rows in columns. */
  rows(rows: readonly (readonly string[])[]): void {
    print(
      ...table(
        rows.map(row => row.map(printable)),
        '   ',
      ),
    )
  }

  /** Holds what came against what should have come. @throws Error when they differ. */
  check(claim: string, actual: unknown, expected: unknown = true): void {
    if (!isDeepStrictEqual(actual, expected))
      throw new Error(
        `Step ${this.#steps} (${this.#title}): "${claim}" does not hold; expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
      )
    this.#checks += 1
    print(`   ${styled('green', '✓')} ${printable(claim)}`)
  }

  /** What has been told so far. */
  get told(): string {
    return `${this.#steps} steps, ${this.#checks} checks`
  }
}
