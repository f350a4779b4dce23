import type { Registry } from '../context.ts'
import type { Count } from '../count-up-to.ts'
import { countDelayed } from '../credentials/index.ts'
import { type JobKind, jobKinds, type Queue, readQueues } from '../jobs/index.ts'
import { countOrganizations, type Principal, requireRegistry } from '../organizations/index.ts'
import type { EngineName } from '../store/index.ts'
import { keepFor } from './kept.ts'
import { type Part, partsOf } from './parts.ts'
import { readServers, type Server } from './servers.ts'

/** How the registry stands. */
export interface RegistryState {
  readonly measuredAt: number
  readonly engine: EngineName
  /** Time that the store took for a trifle, ms. */
  readonly storeMs: number
  readonly parts: readonly Part[]
  readonly queues: readonly Queue[]
  /** Every kind of work that there can be, whether there is some just now or not. */
  readonly jobKinds: readonly JobKind[]
  readonly servers: readonly Server[]
  readonly tenants: Count
  readonly partners: Count
  /** People, addresses and networks whose next sign-in has to wait after failures. */
  readonly delayedSignIns: Count
}

/** So long a measurement is good for, ms. */
const freshMs = 5_000

async function measure(registry: Registry): Promise<RegistryState> {
  const begun = performance.now()
  await registry.store.ping()
  const storeMs = Math.round(performance.now() - begun)
  const [queues, servers] = [await readQueues(registry), await readServers(registry)]
  return {
    measuredAt: registry.now(),
    engine: registry.store.engine,
    storeMs,
    parts: partsOf({ storeMs, queues, servers }),
    queues,
    jobKinds,
    servers,
    ...(await countOrganizations(registry)),
    delayedSignIns: await countDelayed(registry),
  }
}

/** How the registry stands, not older than some seconds; for operators. */
export async function getRegistryState(registry: Registry, principal: Principal): Promise<RegistryState> {
  requireRegistry(principal, 'registry.read')
  return keepFor(registry, 'state', freshMs, () => measure(registry))
}
