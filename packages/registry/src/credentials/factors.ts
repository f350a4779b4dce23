import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { Principal } from '../organizations/index.ts'
import { scopeTo, type Tx } from '../store/index.ts'
import type { PersonRef } from './person-ref.ts'
import { findSignInPolicy, needsSecondFactor } from './policy.ts'

/** What a person can sign in with. */
export interface Factors {
  readonly passwordSetAt?: number
  /** When the authenticator app was set up. */
  readonly totpSince?: number
  readonly passkeys: number
  readonly recoveryCodes: number
}

/** What a person has set up. */
export async function findFactors(
  db: Registry['store']['db'],
  { organizationId, personId }: PersonRef,
): Promise<Factors> {
  const own = scopeTo(db, organizationId)
  const row = await own
    .selectFrom('person_credentials')
    .select(['password_set_at', 'totp_since'])
    .where('person_id', '=', personId)
    .executeTakeFirst()
  const count = async (table: 'passkeys' | 'recovery_codes') => {
    const found = await own
      .selectFrom(table)
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow()
    return Number(found.count)
  }
  return {
    ...(row?.password_set_at && { passwordSetAt: row.password_set_at }),
    ...(row?.totp_since && { totpSince: row.totp_since }),
    passkeys: await count('passkeys'),
    recoveryCodes: await count('recovery_codes'),
  }
}

/** Whether there is a second factor. Recovery codes stand in for one, they are none. */
export const hasSecondFactor = ({ totpSince, passkeys }: Factors): boolean => totpSince !== undefined || passkeys > 0

/** Refuses, inside the transaction that has removed one, to be left without a factor that is needed. @throws second_factor_needed */
export async function requireFactorsLeft(
  registry: Registry,
  tx: Tx,
  principal: Principal,
  person: PersonRef,
): Promise<void> {
  const policy = await findSignInPolicy(registry, person.organizationId)
  if (needsSecondFactor(policy, principal) && !hasSecondFactor(await findFactors(tx.db, person)))
    throw new RegistryError('second_factor_needed')
}
