import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { findActingPerson, type Principal } from '../organizations/index.ts'
import { type Account, findAccounts, toAccount } from './accounts.ts'
import { type Factors, findFactors, hasSecondFactor } from './factors.ts'
import type { PendingSignIn } from './pending.ts'
import { samePerson } from './person-ref.ts'
import { findSignInPolicy, maySignInHere, needsSecondFactor } from './policy.ts'

/** What a sign-in needs next. */
export type SignInStep =
  | { readonly step: 'organization'; readonly accounts: readonly Account[] }
  | {
      /** A second factor has to be proved, set up, or nothing more is needed. */
      readonly step: 'second-factor' | 'set-up' | 'done'
      readonly account: Account
      readonly principal: Principal
      readonly factors: Factors
    }

/** Which step comes next for a person. A factor that is there is always asked for. */
export function stepFor(facts: { factors: Factors; needed: boolean; amr: readonly string[] }) {
  if (facts.amr.includes('mfa')) return 'done'
  if (hasSecondFactor(facts.factors)) return 'second-factor'
  return facts.needed ? 'set-up' : 'done'
}

/** The accounts of a sign-in that can still be used: enabled, and with the password that was proved. */
async function usableAccounts(registry: Registry, pending: PendingSignIn): Promise<Account[]> {
  const all = await findAccounts(registry, pending.email)
  return all
    .filter(account => pending.people.some(person => samePerson(person, account)))
    .filter(account => !account.disabled && account.passwordSetAt <= pending.at)
    .map(toAccount)
}

/**
 * Finds out what a sign-in needs next.
 * @throws sign_in_failed when nobody is left to sign in; external_sign_in_needed when the organization takes no factor of this service.
 */
export async function nextStep(registry: Registry, pending: PendingSignIn): Promise<SignInStep> {
  const accounts = await usableAccounts(registry, pending)
  const { chosen, amr } = pending
  const candidates = chosen === undefined ? accounts : accounts.filter(account => samePerson(account, chosen))
  const [account] = candidates
  if (account === undefined) throw new RegistryError('sign_in_failed')
  if (candidates.length > 1) return { step: 'organization', accounts: candidates }
  const person = await findActingPerson(registry, account.organizationId, account.personId)
  if (!person) throw new RegistryError('sign_in_failed')
  const { principal } = person
  const policy = await findSignInPolicy(registry, account.organizationId)
  if (!amr.includes('fed') && !maySignInHere(policy, account.personId))
    throw new RegistryError('external_sign_in_needed')
  const factors = await findFactors(registry.store.db, account)
  const needed = needsSecondFactor(policy, principal)
  return { step: stepFor({ factors, needed, amr }), account, principal, factors }
}
