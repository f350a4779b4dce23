import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import type { TurnQueue } from '@hailport/registry'
import type { Logger } from 'pino'
import type { ThreadSettings } from '../registry.ts'

/** What a thread sends to be logged. */
export interface ThreadLog {
  readonly details: object
  readonly message: string
}

/** A thread that runs until it is stopped. */
export interface SupervisedThread {
  post(message: unknown, transfer?: readonly MessagePort[]): void
  /** Asks it to stop and waits until it has ended. */
  stop(): Promise<void>
}

const restartMs = 1000

/**
 * Chunks are collected young: a large nursery would only keep them for longer. What a thread holds is bounded by its chunks, some 30 MB: with
 * a limit in sight, V8 lets garbage grow to half as much again, and else to several times as much (together 140 MB in an import of 50,000 rows).
 */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 512 }

/**
 * Runs a file in a thread of its own, and again a second after it has crashed: what it was doing is in the store.
 * @param started is called after each start.
 */
export function supervise(
  file: URL,
  settings: ThreadSettings,
  turns: TurnQueue,
  logger: Logger,
  started: () => void,
): SupervisedThread {
  let worker: Worker
  let stopping = false
  let restart: NodeJS.Timeout | undefined
  let ended = Promise.withResolvers<void>()
  const start = () => {
    ended = Promise.withResolvers()
    const { port1, port2 } = new MessageChannel()
    turns.serve(port1)
    worker = new Worker(file, { workerData: { settings, turns: port2 }, transferList: [port2], resourceLimits })
    worker.on('message', ({ details, message }: ThreadLog) => logger.error(details, message))
    worker.on('error', err => logger.error({ err }, 'A thread crashed and will be started again.'))
    worker.on('exit', () => {
      ended.resolve()
      if (!stopping) restart = setTimeout(start, restartMs)
    })
    started()
  }
  start()
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    async stop() {
      stopping = true
      clearTimeout(restart)
      worker.postMessage('stop')
      await ended.promise
    },
  }
}
