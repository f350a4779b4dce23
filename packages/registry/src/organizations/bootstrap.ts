import type { Registry } from '../context.ts'
import { scopeTo } from '../store/index.ts'
import { createPerson } from './people.ts'
import { type Principal, registryId } from './principal.ts'
import { createAccessToken } from './tokens.ts'

/** The registry acting by itself: first start, workers. */
export const systemPrincipal: Principal = {
  kind: 'system',
  id: 'hailport',
  organization: { kind: 'registry', id: registryId },
  roles: [],
}

/**
 * Makes the first operator and its token when there is none yet.
 * @returns the token's secret on the very first start, undefined afterwards.
 */
export async function bootstrapOperator(registry: Registry): Promise<string | undefined> {
  const existing = await scopeTo(registry.store.db, registryId)
    .selectFrom('people')
    .select('id')
    .limit(1)
    .executeTakeFirst()
  if (existing) return undefined
  const person = await createPerson(registry, systemPrincipal, registryId, {
    email: 'operator@registry.invalid',
    name: 'First operator',
    roles: ['operator'],
  })
  const token = await createAccessToken(registry, systemPrincipal, registryId, person.id, { name: 'first start' })
  return token.secret
}
