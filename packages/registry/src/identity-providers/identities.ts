import type { Registry } from '../context.ts'
import { type PersonRef, requireSelfOrManager } from '../credentials/index.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requireManageable, requireOrganization, requirePermission } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import { requireText } from '../text.ts'
import { findProviderRow } from './provider.ts'
import { linkIdentity } from './sign-in-externally.ts'

/** Who a person is at a provider. */
export interface ExternalIdentity {
  readonly providerId: string
  /** `sub` of the provider. */
  readonly subject: string
  readonly createdAt: number
  readonly lastUsedAt?: number
}

/** Identities that one person may have. */
const identitiesPerPerson = 100

/** Who a person is at providers; for the person, or who manages people. */
export async function listExternalIdentities(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
): Promise<{ items: ExternalIdentity[] }> {
  await requireSelfOrManager(registry, principal, person)
  const rows = await scopeTo(registry.store.db, person.organizationId)
    .selectFrom('external_identities')
    .selectAll()
    .where('person_id', '=', person.personId)
    .orderBy('provider_id')
    .orderBy('subject')
    .limit(identitiesPerPerson)
    .execute()
  return {
    items: rows.map(row => ({
      providerId: row.provider_id,
      subject: row.subject,
      createdAt: row.created_at,
      ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    })),
  }
}

/** Links a person to who it is at a provider. Whoever signs in there as that acts as the person. @throws not_found, conflict */
export async function linkExternalIdentity(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
  input: { providerId: string; subject: string },
): Promise<ExternalIdentity> {
  requirePermission(principal, 'people.manage')
  requirePermission(principal, 'sign-in.manage')
  const { organizationId, personId } = person
  await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  const link = { organizationId, providerId: input.providerId, subject: requireText(input.subject, 'subject', 255) }
  return registry.store.write(async tx => {
    await requireManageable(tx.db, principal, organizationId, personId)
    if (!(await findProviderRow(tx.db, link))) throw new RegistryError('not_found')
    const own = scopeTo(tx.db, organizationId)
    const all = await own
      .selectFrom('external_identities')
      .select(['person_id'])
      .where('provider_id', '=', link.providerId)
      .where('subject', '=', link.subject)
      .executeTakeFirst()
    if (all) throw new RegistryError('conflict', 'Somebody is linked to this subject already.', { field: 'subject' })
    const { n } = await own
      .selectFrom('external_identities')
      .select(eb => eb.fn.countAll().as('n'))
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow()
    if (Number(n) >= identitiesPerPerson)
      throw new RegistryError('conflict', `A person has at most ${identitiesPerPerson} identities.`)
    await linkIdentity(tx, principal, now, link, personId)
    return { providerId: link.providerId, subject: link.subject, createdAt: now }
  })
}

/** Unlinks a person from a provider. Sessions that are open stay; they are ended by themselves. @throws not_found */
export async function unlinkExternalIdentities(
  registry: Registry,
  principal: Principal,
  { organizationId, personId }: PersonRef,
  providerId: string,
): Promise<void> {
  requirePermission(principal, 'people.manage')
  await requireOrganization(registry, principal, organizationId)
  await registry.store.write(async tx => {
    await requireManageable(tx.db, principal, organizationId, personId)
    const { numDeletedRows } = await scopeTo(tx.db, organizationId)
      .deleteFrom('external_identities')
      .where('person_id', '=', personId)
      .where('provider_id', '=', providerId)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new RegistryError('not_found')
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId,
        action: 'external-identity.unlinked',
        subjectKind: 'person',
        subjectId: personId,
        before: { providerId },
      },
    ])
  })
}
