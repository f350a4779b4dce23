import type { Registry } from '../context.ts'
import { type Count, countUpTo } from '../count-up-to.ts'
import { scopeTo } from '../store/index.ts'

/** How many devices a maker has reported. For code that has checked who asks. */
export const countFactoryRecords = (registry: Registry, partnerId: string): Promise<Count> =>
  countUpTo(registry, scopeTo(registry.store.db, partnerId).selectFrom('factory_records').select('id'))
