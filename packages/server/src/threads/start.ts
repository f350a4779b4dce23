import { MessageChannel } from 'node:worker_threads'
import type { ThreadHelper, TurnQueue } from '@hailport/registry'
import type { Logger } from 'pino'
import type { ThreadSettings } from '../registry.ts'
import { type SupervisedThread, supervise } from './supervise.ts'

/** The threads beside the one that serves. */
export interface Threads {
  /** Tells the job thread that there may be work. */
  wake(): void
  /** Stops both after what they have under way. */
  stop(): Promise<void>
}

/**
 * Starts the job thread and the helper thread.
 * @param helper is connected with the helper thread, now and after each restart of it.
 * @param withJobs false where another process works off jobs: then there is only the helper thread.
 */
export function startThreads(
  settings: ThreadSettings,
  turns: TurnQueue,
  helper: ThreadHelper,
  logger: Logger,
  withJobs: boolean,
): Threads {
  let jobs: SupervisedThread | undefined
  let preparing: SupervisedThread | undefined
  const connectJobs = () => {
    if (!withJobs) return
    const { port1, port2 } = new MessageChannel()
    preparing?.post({ serve: port1 }, [port1])
    jobs?.post({ helper: port2 }, [port2])
  }
  const connectBoth = () => {
    const { port1, port2 } = new MessageChannel()
    preparing?.post({ serve: port1 }, [port1])
    helper.attach(port2)
    connectJobs()
  }
  // A thread that is started for the first time is not known yet when it has started: it is connected below.
  preparing = supervise(new URL('./helper-thread.ts', import.meta.url), settings, turns, logger, () => {
    if (preparing) connectBoth()
  })
  if (withJobs)
    jobs = supervise(new URL('./job-thread.ts', import.meta.url), settings, turns, logger, () => {
      if (jobs) connectJobs()
    })
  connectBoth()
  return {
    wake: () => jobs?.post('wake'),
    async stop() {
      await jobs?.stop()
      await preparing.stop()
    },
  }
}
