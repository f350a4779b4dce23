import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import {
  digestSecret,
  endSignIns,
  findActingPerson,
  findOrganizationName,
  type Principal,
} from '../organizations/index.ts'
import { type SignInLinksTable, scopeTo, type Tx } from '../store/index.ts'
import { type Account, type AccountRow, findAccounts } from './accounts.ts'
import { forgetFailures, personKey } from './failures.ts'
import { removeLinks } from './links.ts'
import { digestPassword } from './password-digest.ts'
import { requireGoodPassword } from './password-rules.ts'
import type { PersonRef } from './person-ref.ts'
import { mayUsePassword } from './policy.ts'

/** Whom a link is for: what the page that it leads to shows. */
export interface LinkOwner extends Pick<Account, 'email' | 'name' | 'organizationName'> {
  readonly expiresAt: number
  readonly resetsSecondFactors: boolean
}

interface UsableLink {
  readonly row: SignInLinksTable
  readonly owner: LinkOwner
  readonly principal: Principal
}

async function findLink(registry: Registry, secret: string, requestId?: string): Promise<UsableLink> {
  const row = await registry.store.db
    .selectFrom('sign_in_links')
    .selectAll()
    .where('digest', '=', digestSecret(secret))
    .executeTakeFirst()
  if (!row || row.expires_at <= registry.now()) throw new RegistryError('sign_in_link_not_valid')
  const person = await findActingPerson(registry, row.organization_id, row.person_id, requestId)
  if (!person) throw new RegistryError('sign_in_link_not_valid')
  const organizationName = await findOrganizationName(registry, person.principal.organization)
  const { email, name, principal } = person
  const resetsSecondFactors = row.resets_factors === 1
  return { row, principal, owner: { email, name, organizationName, resetsSecondFactors, expiresAt: row.expires_at } }
}

/** Whom a link is for. @throws sign_in_link_not_valid */
export async function lookAtSignInLink(registry: Registry, secret: string): Promise<LinkOwner> {
  return (await findLink(registry, secret)).owner
}

/**
 * Sets the password of the person that a link is for, and uses the link up. All its sessions end, and those of applications.
 * @returns the e-mail address to sign in with.
 * @throws sign_in_link_not_valid, password_refused
 */
export async function usePasswordLink(
  registry: Registry,
  secret: string,
  password: string,
  requestId?: string,
): Promise<LinkOwner> {
  const { row, owner, principal } = await findLink(registry, secret, requestId)
  requireGoodPassword(password, owner)
  const person: PersonRef = { organizationId: row.organization_id, personId: row.person_id }
  const digest = await digestLike(registry, owner.email, password)
  await registry.store.write(async tx => {
    // Of two that use it at the same time, one finds nothing to remove.
    if (!(await removeLink(tx, row.digest))) throw new RegistryError('sign_in_link_not_valid')
    if (owner.resetsSecondFactors) await removeSecondFactors(tx, person)
    await savePassword(registry, tx, principal, person, owner.email, digest)
  })
  return owner
}

/**
 * Changes the password of a person who has proved the present one. Its other sessions end, and those of applications.
 * @param sessionId the session that stays.
 * @throws external_sign_in_needed when the organization lets people in through its provider only; password_refused
 */
export async function changePassword(
  registry: Registry,
  principal: Principal,
  { email, organizationName, ...person }: Pick<AccountRow, 'email' | 'organizationName'> & PersonRef,
  password: string,
  sessionId: string,
): Promise<void> {
  if (!(await mayUsePassword(registry, person))) throw new RegistryError('external_sign_in_needed')
  requireGoodPassword(password, { email, organizationName })
  const digest = await digestLike(registry, email, password)
  await registry.store.write(tx => savePassword(registry, tx, principal, person, email, digest, sessionId))
}

/** A digest with the salt of the other people of that address, see `digestPassword`. */
async function digestLike(registry: Registry, email: string, password: string): Promise<string> {
  const others = await findAccounts(registry, email)
  return digestPassword(password, others.find(other => other.password !== undefined)?.password)
}

async function removeLink(tx: Tx, digest: Uint8Array): Promise<boolean> {
  const { numDeletedRows } = await tx.db.deleteFrom('sign_in_links').where('digest', '=', digest).executeTakeFirst()
  return numDeletedRows > 0n
}

async function removeSecondFactors(tx: Tx, { organizationId, personId }: PersonRef): Promise<void> {
  const own = scopeTo(tx.db, organizationId)
  await own.deleteFrom('passkeys').where('person_id', '=', personId).execute()
  await own.deleteFrom('recovery_codes').where('person_id', '=', personId).execute()
  await own
    .updateTable('person_credentials')
    .set({ totp: null, totp_since: null, totp_step: null })
    .where('person_id', '=', personId)
    .execute()
}

async function savePassword(
  registry: Registry,
  tx: Tx,
  principal: Principal,
  person: PersonRef,
  email: string,
  digest: string,
  keptSession?: string,
): Promise<void> {
  const now = registry.now()
  const { organizationId, personId } = person
  const own = scopeTo(tx.db, organizationId)
  const values = { password: digest, password_set_at: now }
  await own
    .insertInto('person_credentials')
    .values({
      organization_id: organizationId,
      person_id: personId,
      ...values,
      totp: null,
      totp_since: null,
      totp_step: null,
    })
    .onConflict(conflict => conflict.columns(['organization_id', 'person_id']).doUpdateSet(values))
    .execute()
  await rememberName(tx, email, person)
  await removeLinks(tx, person)
  await endSignIns(tx, principal, now, person, keptSession)
  await forgetFailures(tx, personKey(person))
  await appendJournal(tx, principal, now, [
    { organizationId, action: 'password.set', subjectKind: 'person', subjectId: personId },
  ])
}

/** From now on the address leads to the person. */
export async function rememberName(tx: Tx, email: string, { organizationId, personId }: PersonRef): Promise<void> {
  await tx.db
    .insertInto('sign_in_names')
    .values({ email, organization_id: organizationId, person_id: personId })
    .onConflict(conflict => conflict.columns(['email', 'organization_id']).doUpdateSet({ person_id: personId }))
    .execute()
}
