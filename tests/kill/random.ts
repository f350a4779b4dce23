/** Numbers of one seed: below 1, or whole ones of a range. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return this.#state / 2 ** 32
  }

  /** From `low` to `high`, both among them. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items]
    for (let n = shuffled.length - 1; n > 0; n--) {
      const other = this.between(0, n)
      const kept = shuffled[n] as T
      shuffled[n] = shuffled[other] as T
      shuffled[other] = kept
    }
    return shuffled
  }
}
