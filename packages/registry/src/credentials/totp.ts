import { Secret, TOTP } from 'otpauth'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import { requireFactorsLeft } from './factors.ts'
import type { PersonRef } from './person-ref.ts'

/** RFC 6238 as every authenticator app knows it: SHA-1, six digits, steps of 30 seconds. */
const settings = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Clocks may be one step apart. */
const driftSteps = 1
const secretBytes = 20
const secretPattern = /^[A-Z2-7]{32}$/

/** A new secret for an authenticator app, base32. */
export const newTotpSecret = (): string => new Secret({ size: secretBytes }).base32

/** What the app reads from the QR code. */
export function totpUri(secret: string, email: string, organizationName: string): string {
  const issuer = `Hailport ${organizationName}`.replaceAll(':', ' ')
  return new TOTP({ ...settings, issuer, label: email, secret: Secret.fromBase32(secret) }).toString()
}

/** The time step whose code this is, within the drift; undefined for any other code. */
export function stepOf(secret: Secret, code: string, now: number): number | undefined {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const delta = new TOTP({ ...settings, secret }).validate({ token, timestamp: now, window: driftSteps })
  return delta === null ? undefined : Math.floor(now / (settings.period * 1000)) + delta
}

const place = ({ organizationId, personId }: PersonRef) => `totp ${organizationId} ${personId}`

/**
 * Sets up an authenticator app, in place of the one before: the code proves that the app has the secret.
 * @throws sign_in_failed for a wrong code.
 */
export async function addTotp(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
  secretText: string,
  code: string,
): Promise<void> {
  if (!secretPattern.test(secretText))
    throw new RegistryError('invalid_request', 'The secret is not one that was made here.', { field: 'secret' })
  const now = registry.now()
  const secret = Secret.fromBase32(secretText)
  const step = stepOf(secret, code, now)
  if (step === undefined) throw new RegistryError('sign_in_failed', 'The code is not right.', { field: 'code' })
  const { organizationId, personId } = person
  const sealed = registry.vault.seal(secret.bytes, place(person))
  const values = { totp: sealed, totp_since: now, totp_step: step }
  await registry.store.write(async tx => {
    await scopeTo(tx.db, organizationId)
      .insertInto('person_credentials')
      .values({
        organization_id: organizationId,
        person_id: personId,
        password: null,
        password_set_at: null,
        ...values,
      })
      .onConflict(conflict => conflict.columns(['organization_id', 'person_id']).doUpdateSet(values))
      .execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId,
        action: 'second-factor.added',
        subjectKind: 'person',
        subjectId: personId,
        after: { kind: 'totp' },
      },
    ])
  })
}

/** Takes a code once: neither it nor an older one is taken again. @returns whether it is right. */
export async function takeTotpCode(registry: Registry, person: PersonRef, code: string): Promise<boolean> {
  const now = registry.now()
  return registry.store.write(async tx => {
    const own = scopeTo(tx.db, person.organizationId)
    const row = await own
      .selectFrom('person_credentials')
      .select(['totp', 'totp_step'])
      .where('person_id', '=', person.personId)
      .executeTakeFirst()
    if (!row?.totp) return false
    const secret = new Secret({ buffer: Uint8Array.from(registry.vault.open(row.totp, place(person))).buffer })
    const step = stepOf(secret, code, now)
    if (step === undefined || (row.totp_step !== null && step <= row.totp_step)) return false
    await own
      .updateTable('person_credentials')
      .set({ totp_step: step })
      .where('person_id', '=', person.personId)
      .execute()
    return true
  })
}

/** Removes the authenticator app. @throws second_factor_needed when it is the last one that is required. */
export async function removeTotp(registry: Registry, principal: Principal, person: PersonRef): Promise<void> {
  const { organizationId, personId } = person
  await registry.store.write(async tx => {
    const { numUpdatedRows } = await scopeTo(tx.db, organizationId)
      .updateTable('person_credentials')
      .set({ totp: null, totp_since: null, totp_step: null })
      .where('person_id', '=', personId)
      .where('totp', 'is not', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new RegistryError('not_found')
    await requireFactorsLeft(registry, tx, principal, person)
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId,
        action: 'second-factor.removed',
        subjectKind: 'person',
        subjectId: personId,
        before: { kind: 'totp' },
      },
    ])
  })
}
