import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { StartOptions } from '../main.ts'
import { type FromWorker, fromSent, type ToWorker } from './messages.ts'

/** What a worker says when it serves. */
export interface Ready {
  readonly url: string
  readonly operatorToken?: string
}

const shortestBackOffMs = 100
const longestBackOffMs = 30_000
/** Who has lived for so long has not died of its start. */
const soundMs = 60_000

const isGone = (worker: Worker): boolean => worker.process.exitCode !== null || worker.process.signalCode !== null

/** Sends, unless the worker is gone. */
function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message, undefined, () => undefined)
}

/** The worker processes of one service, by number: each is replaced when it dies, later each time it dies young. */
export class Crew {
  readonly #log: Logger
  readonly #optionsFor: (number: number) => StartOptions
  readonly #workers = new Map<number, Worker>()
  readonly #dismissed = new AbortController()

  constructor(log: Logger, optionsFor: (number: number) => StartOptions) {
    this.#log = log
    this.#optionsFor = optionsFor
  }

  /** Starts a worker and looks after it from then on. @throws what kept it from starting. */
  async hire(number: number): Promise<Ready> {
    const ready = await this.#start(number)
    this.#lookAfter(number)
    return ready
  }

  /** Stops all; each finishes what it is doing. */
  async dismiss(): Promise<void> {
    this.#dismissed.abort()
    await Promise.all(
      [...this.#workers.values()].map(async worker => {
        if (isGone(worker)) return
        const gone = once(worker.process, 'exit')
        send(worker, { stop: true })
        await gone
      }),
    )
  }

  async #start(number: number): Promise<Ready> {
    const worker = cluster.fork()
    this.#workers.set(number, worker)
    const said = once(worker, 'message') as Promise<[FromWorker]>
    const gone = once(worker.process, 'exit').then(([code, signal]) => {
      throw new Error(`Worker ${number} ended while it started: ${signal ?? `exit code ${code}`}.`)
    })
    // Only one of the two comes first.
    said.catch(() => undefined)
    gone.catch(() => undefined)
    send(worker, { start: this.#optionsFor(number) })
    const [message] = await Promise.race([said, gone])
    if ('failed' in message) throw fromSent(message.failed)
    this.#log.info({ worker: number, workerPid: worker.process.pid }, 'worker serves')
    return message.ready
  }

  /** Waits for the end of a worker, and starts another until one serves. */
  async #lookAfter(number: number): Promise<void> {
    const { signal } = this.#dismissed
    let backOff = shortestBackOffMs
    for (;;) {
      const worker = this.#workers.get(number) as Worker
      const began = performance.now()
      if (!isGone(worker)) await once(worker.process, 'exit')
      if (signal.aborted) return
      if (performance.now() - began > soundMs) backOff = shortestBackOffMs
      const { pid, exitCode, signalCode } = worker.process
      this.#log.error({ worker: number, workerPid: pid, exitCode, signal: signalCode, backOff }, 'worker ended')
      await pause(backOff, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      backOff = Math.min(longestBackOffMs, backOff * 2)
      await this.#start(number).catch(err => {
        this.#log.error({ err, worker: number }, 'worker did not start')
      })
    }
  }
}
