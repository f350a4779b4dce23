import { randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import {
  addPerson,
  digestSecret,
  type NewPerson,
  type Person,
  type Principal,
  requireManageable,
  requireOrganization,
  requirePermission,
} from '../organizations/index.ts'
import type { SignInLinksTable, Tx } from '../store/index.ts'
import type { PersonRef } from './person-ref.ts'

/** A link by which a person sets a password, once: an invitation, or the way back in. Without its secret. */
export interface SignInLink {
  readonly id: string
  readonly createdAt: number
  readonly expiresAt: number
  /** Whether using it removes the second factors, for people who have lost theirs. */
  readonly resetsSecondFactors: boolean
}

/** A link with the secret part of its address. */
export interface NewSignInLink extends SignInLink {
  readonly secret: string
}

const toLink = (row: SignInLinksTable): SignInLink => ({
  id: row.id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  resetsSecondFactors: row.resets_factors === 1,
})

/** Makes a link in a transaction of the caller's, who has checked the rights. It replaces the one before. */
export async function addSignInLink(
  registry: Registry,
  tx: Tx,
  principal: Principal,
  { organizationId, personId }: PersonRef,
  { resetSecondFactors = false }: { resetSecondFactors?: boolean } = {},
): Promise<NewSignInLink> {
  const now = registry.now()
  const secret = randomBytes(32).toString('base64url')
  const row: SignInLinksTable = {
    digest: digestSecret(secret),
    id: newId(now),
    organization_id: organizationId,
    person_id: personId,
    resets_factors: resetSecondFactors ? 1 : 0,
    created_at: now,
    created_by: principal.id,
    expires_at: now + registry.limits.signInLinkMs,
  }
  await removeLinks(tx, { organizationId, personId })
  await tx.db.insertInto('sign_in_links').values(row).execute()
  await appendJournal(tx, principal, now, [
    {
      organizationId,
      action: 'sign-in-link.created',
      subjectKind: 'person',
      subjectId: personId,
      after: { linkId: row.id, expiresAt: row.expires_at, resetsSecondFactors: resetSecondFactors },
    },
  ])
  return { ...toLink(row), secret }
}

/** @returns whether there was one. */
export async function removeLinks(tx: Tx, { organizationId, personId }: PersonRef): Promise<boolean> {
  const { numDeletedRows } = await tx.db
    .deleteFrom('sign_in_links')
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Makes a new link for a person; one that was made before is worthless from then on. @throws not_found */
export async function createSignInLink(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
  options: { resetSecondFactors?: boolean } = {},
): Promise<NewSignInLink> {
  requirePermission(principal, 'people.manage')
  await requireOrganization(registry, principal, person.organizationId)
  return registry.store.write(async tx => {
    await requireManageable(tx.db, principal, person.organizationId, person.personId)
    return addSignInLink(registry, tx, principal, person, options)
  })
}

/** Adds a person, with a link to set a password. @throws conflict when the address is taken there. */
export async function invitePerson(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  input: NewPerson,
): Promise<{ person: Person; link: NewSignInLink }> {
  requirePermission(principal, 'people.manage')
  const organization = await requireOrganization(registry, principal, organizationId)
  return registry.store.write(async tx => {
    const person = await addPerson(tx, principal, organization, registry.now(), input)
    const link = await addSignInLink(registry, tx, principal, { organizationId, personId: person.id })
    return { person, link }
  })
}

/** The link of a person that is still good. @throws not_found when there is none. */
export async function getSignInLink(registry: Registry, principal: Principal, person: PersonRef): Promise<SignInLink> {
  requirePermission(principal, 'people.manage')
  await requireOrganization(registry, principal, person.organizationId)
  const row = await registry.store.db
    .selectFrom('sign_in_links')
    .selectAll()
    .where('organization_id', '=', person.organizationId)
    .where('person_id', '=', person.personId)
    .where('expires_at', '>', registry.now())
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return toLink(row)
}

/** Makes the link of a person worthless. @throws not_found when there is none. */
export async function revokeSignInLink(registry: Registry, principal: Principal, person: PersonRef): Promise<void> {
  requirePermission(principal, 'people.manage')
  await requireOrganization(registry, principal, person.organizationId)
  await registry.store.write(async tx => {
    if (!(await removeLinks(tx, person))) throw new RegistryError('not_found')
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId: person.organizationId,
        action: 'sign-in-link.revoked',
        subjectKind: 'person',
        subjectId: person.personId,
      },
    ])
  })
}
