import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A server of the benchmark, in a process of its own so that the load does not share its event loop. */
export interface Child<T> {
  readonly ready: T
  /** Peak resident memory of the process so far, MB. */
  peakMemory(): Promise<number>
  stop(): Promise<void>
}

/** Starts a file that sends one message when it is ready and answers 'memory' with its peak. */
export async function startChild<T>(file: string, args: readonly string[]): Promise<Child<T>> {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: process.env.BENCH_PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof', '--cpu-prof-interval=300'] : [],
  })
  const next = <M>() =>
    new Promise<M>((resolve, reject) => {
      child.once('message', message => resolve(message as M))
      child.once('exit', code => reject(new Error(`${file} ended with status ${code}.`)))
    })
  const ready = await next<T>()
  return {
    ready,
    async peakMemory() {
      child.send('memory')
      return next<number>()
    },
    async stop() {
      if (child.exitCode !== null) return
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.send('stop')
      await ended
    },
  }
}

/** The child's side: announces readiness, then serves until told to stop. */
export function serveParent(ready: unknown, stop: () => Promise<void>): void {
  process.on('message', async message => {
    if (message === 'memory') process.send?.(process.resourceUsage().maxRSS / 1024)
    if (message === 'stop') {
      await stop()
      process.exit(0)
    }
  })
  process.send?.(ready)
}
