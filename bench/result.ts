/** One line of the benchmark: a measured rate beside the floor that was measured in the same run. */
export interface Result {
  readonly name: string
  readonly rate: number
  readonly unit: string
  /** What the floor does. */
  readonly floor: string
  readonly floorRate: number
  /** rate / floorRate. */
  readonly ratio: number
  readonly target?: number
  readonly notes?: string
}

const number = (value: number) => Math.round(value).toLocaleString('en')

/** Ratios first, absolute figures second. */
export function printResults(results: readonly Result[]): void {
  const width = Math.max(...results.map(result => result.name.length))
  console.log(`${'what'.padEnd(width)}  ratio  target          rate         floor`)
  for (const { name, ratio, target, rate, floorRate, unit, notes } of results) {
    const goal =
      target === undefined ? '           ' : `${target.toFixed(2)} ${ratio >= target ? 'met   ' : 'NOT MET'}`.padEnd(11)
    console.log(
      `${name.padEnd(width)}   ${ratio.toFixed(2)}  ${goal}${number(rate).padStart(9)}${number(floorRate).padStart(14)}  ${unit}`,
    )
    if (notes) console.log(`${' '.repeat(width)}         ${notes}`)
  }
}
