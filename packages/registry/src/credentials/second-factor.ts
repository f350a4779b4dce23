import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { networkKey, personKey, releaseAttempt, reserveAttempt } from './failures.ts'
import { journalDelay } from './journal.ts'
import type { PersonRef } from './person-ref.ts'
import { isRecoveryCode, takeRecoveryCode } from './recovery-codes.ts'
import { takeTotpCode } from './totp.ts'

/** A code as the person typed it. */
export interface CodeAttempt {
  readonly code: string
  readonly network: string
  readonly requestId?: string
}

/**
 * Checks the code of an authenticator app, or a recovery code. Failures count for the person as wrong passwords do, and only a complete
 * sign-in forgets them.
 * @throws sign_in_failed, sign_in_delayed
 */
export async function checkCode(
  registry: Registry,
  person: PersonRef,
  { code, network, requestId }: CodeAttempt,
): Promise<void> {
  const key = { account: person, ...personKey(person) }
  const source = networkKey(network)
  const { free, failures } = await reserveAttempt(registry, source, [key])
  const take = isRecoveryCode(code) ? takeRecoveryCode : takeTotpCode
  if (await take(registry, person, code)) return releaseAttempt(registry, [source, key])
  await journalDelay(registry, free, failures, requestId)
  throw new RegistryError('sign_in_failed', 'The code is not right, or was used before.', { field: 'code' })
}
