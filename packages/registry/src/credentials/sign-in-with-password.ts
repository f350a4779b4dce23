import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { scopeTo } from '../store/index.ts'
import { type Account, findAccounts, isNamed, normalEmail, toAccount } from './accounts.ts'
import { type FailureKey, nameKey, networkKey, personKey, releaseAttempt, reserveAttempt } from './failures.ts'
import { journalDelay } from './journal.ts'
import { digestPassword, isOutdated, matchPassword } from './password-digest.ts'
import { passwordLength } from './password-rules.ts'

/** A sign-in as the person typed it. */
export interface PasswordSignIn {
  readonly email: string
  readonly password: string
  /** The network that it comes from: an IPv4 address, or an IPv6 /64. */
  readonly network: string
  /** Organization that is wanted, by id or domain; others are left out when there is such an account. */
  readonly organization?: string
  readonly requestId?: string
}

/**
 * Checks e-mail address and password.
 * @returns the accounts whose password it is, one or more.
 * @throws sign_in_failed in the same way, after the same work, for an unknown address, a wrong password and a disabled person;
 * sign_in_delayed after too many failures.
 */
export async function signInWithPassword(registry: Registry, input: PasswordSignIn): Promise<Account[]> {
  const email = normalEmail(input.email)
  const all = await findAccounts(registry, email)
  const named =
    input.organization === undefined ? [] : all.filter(account => isNamed(account, input.organization ?? ''))
  const candidates = (named.length > 0 ? named : all).map(account => ({ account, ...personKey(account) }))
  const network = networkKey(input.network)
  const { free, failures } = await reserveAttempt<FailureKey & Partial<(typeof candidates)[number]>>(
    registry,
    network,
    candidates.length > 0 ? candidates : [nameKey(email)],
  )
  // Beyond the longest password that there can be, the work would grow with what was sent.
  const password = input.password.slice(0, passwordLength.max * 4)
  const matches = await matchPassword(
    password,
    free.map(each => each.account?.password),
  )
  const proved = free.filter((each, n) => matches[n] && each.account?.disabled === false)
  if (proved.length === 0) {
    await journalDelay(registry, free, failures, input.requestId)
    throw new RegistryError('sign_in_failed', 'The e-mail address or the password is not right.')
  }
  await releaseAttempt(registry, [network, ...proved])
  const accounts = proved.flatMap(({ account }) => account ?? [])
  for (const { organizationId, personId, password: stored } of accounts)
    if (stored !== undefined && isOutdated(stored)) await redigest(registry, organizationId, personId, stored, password)
  return accounts.map(toAccount)
}

/** Replaces a digest that was made at other costs, unless the password was changed meanwhile. */
async function redigest(
  registry: Registry,
  organizationId: string,
  personId: string,
  stored: string,
  password: string,
): Promise<void> {
  const digest = await digestPassword(password, stored)
  await registry.store.write(async tx => {
    await scopeTo(tx.db, organizationId)
      .updateTable('person_credentials')
      .set({ password: digest })
      .where('person_id', '=', personId)
      .where('password', '=', stored)
      .execute()
  })
}
