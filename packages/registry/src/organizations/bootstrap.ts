import type { Registry } from '../context.ts'
import { scopeTo, type Tx } from '../store/index.ts'
import { addPerson, type Person } from './people.ts'
import { type Principal, registryId } from './principal.ts'
import { addAccessToken } from './tokens.ts'

/** The registry acting by itself: first start, workers. */
export const systemPrincipal: Principal = {
  kind: 'system',
  id: 'hailport',
  organization: { kind: 'registry', id: registryId },
  roles: [],
  grants: [],
}

const operator = { email: 'operator@registry.invalid', name: 'First operator', roles: ['operator'] }

/**
 * Makes the first operator and its token when there is none yet: both or neither, and for one of several servers that start at once.
 * @param also what else is to be done for that person, in the same transaction.
 * @returns the token's secret on the very first start, undefined afterwards.
 */
export async function bootstrapOperator(
  registry: Registry,
  also: (tx: Tx, person: Person) => Promise<void> = async () => undefined,
): Promise<string | undefined> {
  const { organization } = systemPrincipal
  const now = registry.now()
  return registry.store.write(
    async tx => {
      const existing = await scopeTo(tx.db, registryId).selectFrom('people').select('id').limit(1).executeTakeFirst()
      if (existing) return undefined
      const person = await addPerson(tx, systemPrincipal, organization, now, operator)
      const token = await addAccessToken(tx, systemPrincipal, registryId, person.id, now, { name: 'first start' })
      await also(tx, person)
      return token.secret
    },
    // Serialisable alone would let the slower one fail on the unique address in place of running again.
    { inTurn: true },
  )
}
