import type { Registry } from '../context.ts'
import type { JobKind } from './enqueue.ts'
import { type JobState, jobState } from './job-state.ts'

/** Jobs of one kind in one state. */
export interface Queue {
  readonly kind: JobKind
  readonly state: JobState
  readonly jobs: number
  /** When the first of them was due, or will be. */
  readonly oldestDueAt: number
}

/** How many jobs there are, by kind and state. Reads all of them: there are few beside devices. For code that has checked who asks. */
export async function readQueues(registry: Registry): Promise<Queue[]> {
  const now = registry.now()
  const states = registry.store.db
    .selectFrom('jobs')
    .select(eb => ['jobs.kind', 'jobs.run_after', jobState(now)(eb).as('current')])
    .as('states')
  const rows = await registry.store.db
    .selectFrom(states)
    .select(eb => ['kind', 'current', eb.fn.countAll().as('jobs'), eb.fn.min('run_after').as('oldest')])
    .groupBy(['kind', 'current'])
    .orderBy('kind')
    .orderBy('current')
    .execute()
  return rows.map(row => ({
    kind: row.kind as JobKind,
    state: row.current as JobState,
    jobs: Number(row.jobs),
    oldestDueAt: Number(row.oldest),
  }))
}
