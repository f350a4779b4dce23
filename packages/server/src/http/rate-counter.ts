/** Where a caller stands in its window. */
export interface Count {
  /** Requests so far, this one included. */
  readonly hits: number
  /** When the window ends, ms. */
  readonly endsAt: number
}

interface Window {
  hits: number
  endsAt: number
}

/** Counts the requests of callers in windows of fixed length, each beginning with a caller's first request. */
export class RateCounter {
  readonly #windows = new Map<string, Window>()
  readonly #windowMs: number
  readonly #maxCallers: number

  /** @param maxCallers callers that are remembered; beyond them the one whose window began first is forgotten. */
  constructor(windowMs: number, maxCallers: number) {
    this.#windowMs = windowMs
    this.#maxCallers = maxCallers
  }

  /** Counts a request. */
  hit(caller: string, now: number): Count {
    const known = this.#windows.get(caller)
    if (known !== undefined && now < known.endsAt) {
      known.hits++
      return known
    }
    // Put in anew, so that the map stays in the order in which windows end.
    if (known !== undefined) this.#windows.delete(caller)
    else if (this.#windows.size >= this.#maxCallers) this.#forgetFirst()
    const begun = { hits: 1, endsAt: now + this.#windowMs }
    this.#windows.set(caller, begun)
    return begun
  }

  #forgetFirst(): void {
    const first = this.#windows.keys().next().value
    if (first !== undefined) this.#windows.delete(first)
  }
}
