import type { Registry } from '../context.ts'
import { type Count, countUpTo } from '../count-up-to.ts'
import { scopeTo } from '../store/index.ts'
import { consentsOfPartner } from './list.ts'

/** How many consents an organization has given or been given that were not ended. For code that has checked who asks. */
export function countConsents(registry: Registry, kind: 'tenant' | 'partner', organizationId: string): Promise<Count> {
  const { db } = registry.store
  if (kind === 'partner')
    return countUpTo(
      registry,
      consentsOfPartner(db, organizationId).clearSelect().select('consents.id').where('consents.state', '=', 'granted'),
    )
  return countUpTo(
    registry,
    scopeTo(db, organizationId).selectFrom('consents').select('id').where('state', '=', 'granted'),
  )
}
