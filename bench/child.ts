import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A process of the benchmark that answers questions, one at a time. */
export interface Child<T> {
  readonly ready: T
  ask<A>(question: object): Promise<A>
  stop(): Promise<void>
}

/** Starts a file that sends one message when it is ready. Every part has a process of its own, so that none shares an event loop. */
export async function startChild<T>(file: string, args: readonly string[] = []): Promise<Child<T>> {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
    // As the operations guide advises for the service.
    env: { MALLOC_ARENA_MAX: '2', ...process.env },
  })
  let stopping = false
  const next = <M>() =>
    new Promise<M>((resolve, reject) => {
      const onMessage = (message: M | { failed: string }) => {
        child.off('exit', onExit)
        if (typeof message === 'object' && message !== null && 'failed' in message)
          reject(new Error(`${file}: ${message.failed}`))
        else resolve(message as M)
      }
      const onExit = (code: number | null) => {
        child.off('message', onMessage)
        reject(new Error(`${file} ended with status ${code}.`))
      }
      child.once('message', onMessage)
      child.once('exit', onExit)
    })
  const ready = await next<T>()
  return {
    ready,
    async ask(question) {
      child.send(question)
      return next()
    },
    async stop() {
      if (stopping || child.exitCode !== null || child.signalCode !== null) return
      stopping = true
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.send({ stop: true })
      await ended
    },
  }
}

/** The child's side: announces readiness, then answers until told to stop, or until its parent is gone. */
export function serveParent<Q extends object>(
  ready: unknown,
  answer: (question: Q) => unknown,
  stop: () => Promise<void> = async () => undefined,
): void {
  const end = async () => {
    await stop()
    process.exit(0)
  }
  process.on('disconnect', end)
  process.on('message', async (message: Q) => {
    if ('stop' in message) return end()
    try {
      process.send?.((await answer(message)) ?? null)
    } catch (error) {
      process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.send?.(ready)
}
