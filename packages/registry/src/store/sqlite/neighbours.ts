import { closeSync, fstatSync, futimesSync, openSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/** A knock that is older has been answered, or nobody waits any more, ms. */
const recentMs = 100
/** Longer than a waiting process pauses between two attempts, ms. */
const restMs = 8

/**
 * Turns at the write lock among processes. SQLite keeps no line: who writes chunk after chunk would leave the lock free for microseconds,
 * and another process would hardly ever meet that. So who waits leaves the time on an empty file beside the database, and
 * who is about to write again looks at it and rests for a moment. (A write each 50 ms, two processes, two cores: the other's median wait
 * was 1.2 s without this.)
 */
export class Neighbours {
  #file: number | undefined
  #own = 0
  #answered = 0

  /** @param path of the database. */
  constructor(path: string) {
    this.#file = openSync(`${path}-waiting`, 'a', 0o600)
  }

  /** Tells the others that this process waits. */
  knock(): void {
    const now = Date.now()
    if (this.#file === undefined || now === this.#own) return
    this.#own = now
    futimesSync(this.#file, now / 1000, now / 1000)
  }

  /** Leaves the lock free for a moment when another process has knocked since this one last did so. */
  async letFirst(): Promise<void> {
    if (this.#file === undefined) return
    const knocked = Math.round(fstatSync(this.#file).mtimeMs)
    if (knocked === this.#own || knocked === this.#answered || Date.now() - knocked > recentMs) return
    this.#answered = knocked
    await setTimeout(restMs)
  }

  close(): void {
    if (this.#file === undefined) return
    closeSync(this.#file)
    this.#file = undefined
  }
}
