import type { Queue } from '../jobs/index.ts'
import type { Server } from './servers.ts'

/** What has to work for the registry to work. */
export const partNames = ['store', 'servers', 'jobs'] as const

/** How one of the parts stands. bad: something does not get done. warning: somebody should look. */
export interface Part {
  readonly part: (typeof partNames)[number]
  readonly state: 'good' | 'warning' | 'bad'
}

/** A store that takes longer to answer a trifle is slow, ms. */
const slowStoreMs = 500

/** Judges the parts by what was seen of them. */
export function partsOf(seen: { storeMs: number; queues: readonly Queue[]; servers: readonly Server[] }): Part[] {
  const { storeMs, queues, servers } = seen
  const some = (...states: Queue['state'][]) => queues.some(queue => states.includes(queue.state))
  const working = servers.some(server => server.alive && server.worksJobs)
  return [
    { part: 'store', state: storeMs > slowStoreMs ? 'warning' : 'good' },
    { part: 'servers', state: !working ? 'bad' : servers.every(server => server.alive) ? 'good' : 'warning' },
    { part: 'jobs', state: some('stuck') ? 'bad' : some('slow', 'failed') ? 'warning' : 'good' },
  ]
}
