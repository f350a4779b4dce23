import type { Registry } from '../context.ts'
import { type Count, countUpTo } from '../count-up-to.ts'
import { scopeTo } from '../store/index.ts'

/** How many devices a customer has. For code that has checked who asks. */
export const countRegistrations = (registry: Registry, tenantId: string): Promise<Count> =>
  countUpTo(registry, scopeTo(registry.store.db, tenantId).selectFrom('registrations').select('id'))
