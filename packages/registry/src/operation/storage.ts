import type { Registry } from '../context.ts'
import { type Principal, requireRegistry } from '../organizations/index.ts'
import type { EngineName, StoreSize } from '../store/index.ts'
import { keepFor } from './kept.ts'

/** What the store takes up. */
export interface Storage extends StoreSize {
  readonly measuredAt: number
  readonly engine: EngineName
}

/** So long a measurement is good for, ms: sizes change slowly. */
const freshMs = 60_000

/** What the store takes up, as far as its engine tells that without counting; for operators. */
export async function getStorage(registry: Registry, principal: Principal): Promise<Storage> {
  requireRegistry(principal, 'registry.read')
  const measure = async () => ({
    measuredAt: registry.now(),
    engine: registry.store.engine,
    ...(await registry.store.size()),
  })
  return keepFor(registry, 'storage', freshMs, measure)
}
