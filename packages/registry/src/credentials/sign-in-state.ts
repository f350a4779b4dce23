import type { Registry } from '../context.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requirePermission } from '../organizations/index.ts'
import { type Factors, findFactors } from './factors.ts'
import { delayedUntil, forgetFailures, personKey } from './failures.ts'
import { findPasskeys, type Passkey } from './passkeys.ts'
import type { PersonRef } from './person-ref.ts'
import { requireSelfOrManager } from './person-rights.ts'

/** How a person signs in, without any secret. */
export interface SignInState extends Omit<Factors, 'passkeys' | 'totpSince' | 'passwordSetAt'> {
  readonly passwordSetAt?: number
  readonly authenticatorAppSetAt?: number
  readonly passkeys: Passkey[]
  /** Until when failed attempts delay the next one. */
  readonly delayedUntilAt?: number
}

/** How a person signs in; for the person and who manages people. */
export async function getSignInState(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
): Promise<SignInState> {
  await requireSelfOrManager(registry, principal, person)
  const { passwordSetAt, totpSince, recoveryCodes } = await findFactors(registry.store.db, person)
  const delayed = await delayedUntil(registry, personKey(person))
  return {
    ...(passwordSetAt !== undefined && { passwordSetAt }),
    ...(totpSince !== undefined && { authenticatorAppSetAt: totpSince }),
    recoveryCodes,
    passkeys: await findPasskeys(registry, person),
    ...(delayed !== undefined && { delayedUntilAt: delayed }),
  }
}

/** Forgets the failed attempts of a person,  so that it need not wait. */
export async function unlockPerson(registry: Registry, principal: Principal, person: PersonRef): Promise<void> {
  requirePermission(principal, 'people.manage')
  await requireSelfOrManager(registry, principal, person)
  await registry.store.write(async tx => {
    await forgetFailures(tx, personKey(person))
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId: person.organizationId,
        action: 'person.unlocked',
        subjectKind: 'person',
        subjectId: person.personId,
      },
    ])
  })
}
