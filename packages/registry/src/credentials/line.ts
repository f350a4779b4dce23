import { RegistryError } from '../errors.ts'

/** Runs costly work a few pieces at a time, in the order of asking. */
export class Line {
  readonly #width: number
  readonly #maxWaiting: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** @param maxWaiting callers that may wait; more are turned away. */
  constructor(width: number, maxWaiting: number) {
    this.#width = width
    this.#maxWaiting = maxWaiting
  }

  /** @throws overloaded when too many wait already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#width) this.#running++
    else await this.#turn()
    try {
      return await work()
    } finally {
      // Whoever waits first takes the place over; it is never free in between.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting)
      throw new RegistryError('overloaded', 'Too many sign-ins at the same time.', { retryAfterSeconds: 5 })
    return new Promise(resolve => this.#waiting.push(resolve))
  }
}
