import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Account, findAccounts, toAccount } from './accounts.ts'
import type { PendingSignIn } from './pending.ts'
import { samePerson } from './person-ref.ts'

/** What a sign-in needs next. */
export type SignInStep =
  | { readonly step: 'organization'; readonly accounts: readonly Account[] }
  | { readonly step: 'done'; readonly account: Account }

/** The accounts of a sign-in that can still be used: enabled, and with the password that was proved. */
async function usableAccounts(registry: Registry, pending: PendingSignIn): Promise<Account[]> {
  const all = await findAccounts(registry, pending.email)
  return all
    .filter(account => pending.people.some(person => samePerson(person, account)))
    .filter(account => !account.disabled && account.passwordSetAt <= pending.at)
    .map(toAccount)
}

/** Finds out what a sign-in needs next. @throws sign_in_failed when nobody is left to sign in. */
export async function nextStep(registry: Registry, pending: PendingSignIn): Promise<SignInStep> {
  const accounts = await usableAccounts(registry, pending)
  const { chosen } = pending
  const candidates = chosen === undefined ? accounts : accounts.filter(account => samePerson(account, chosen))
  const [account] = candidates
  if (account === undefined) throw new RegistryError('sign_in_failed')
  if (candidates.length > 1) return { step: 'organization', accounts: candidates }
  return { step: 'done', account }
}
