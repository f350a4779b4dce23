import { randomUUID } from 'node:crypto'
import type { Registry } from '../context.ts'
import type { JobKind } from './enqueue.ts'
import { type Lease, LeaseLostError, retryJob, takeJob } from './lease.ts'

/** What a worker says of its work. */
export interface WorkerLog {
  error(details: object, message: string): void
}

export interface Worker {
  /** There may be work: look now instead of at the next tick. */
  wake(): void
  /** Stops after the chunk under way; the job goes on in another worker, or here after the next start. */
  stop(): Promise<void>
}

const pollMs = 1000

/** Does one job, or a part of it. `stopped` is asked between the steps of a long one. */
export type JobRunner = (registry: Registry, lease: Lease, stopped: () => boolean) => Promise<void>

/** Gives a lease back when the worker stops, so that the next one need not wait for it to run out. */
async function release(registry: Registry, owner: string): Promise<void> {
  await registry.store.write(async tx => {
    await tx.db
      .updateTable('jobs')
      .set({ lease_owner: null, lease_until: null })
      .where('lease_owner', '=', owner)
      .execute()
  })
}

/** When even that fails, the lease runs out by itself: the loop must not end over it. */
async function giveBack(registry: Registry, lease: Lease | undefined, error: unknown, log: WorkerLog): Promise<void> {
  try {
    if (lease) await retryJob(registry, lease, error)
  } catch (err) {
    log.error({ err, job: lease?.id }, 'A job could not be given back; its lease will run out.')
  }
}

/** Works off jobs, one at a time, until it is stopped. Any number of workers may share a store. */
export function workOff(registry: Registry, runners: Readonly<Record<JobKind, JobRunner>>, log: WorkerLog): Worker {
  const owner = randomUUID()
  let stopping = false
  let wakeUp: () => void = () => undefined
  let signalled = false
  const pause = () =>
    new Promise<void>(resolve => {
      if (signalled || stopping) return resolve()
      const timer = setTimeout(resolve, pollMs)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const loop = async () => {
    while (!stopping) {
      signalled = false
      let lease: Lease | undefined
      try {
        lease = await takeJob(registry, owner)
        if (lease) await runners[lease.kind](registry, lease, () => stopping)
        else await pause()
      } catch (error) {
        if (error instanceof LeaseLostError) continue
        log.error({ err: error, job: lease?.id, kind: lease?.kind }, 'A job failed and will be tried again.')
        await giveBack(registry, lease, error, log)
        // A store that fails now may well fail again at once.
        if (!lease) await pause()
      }
    }
    await release(registry, owner)
  }
  const done = loop()
  return {
    wake() {
      signalled = true
      wakeUp()
    },
    async stop() {
      stopping = true
      wakeUp()
      await done
    },
  }
}
