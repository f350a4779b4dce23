import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import { scopeTo, type Tx } from '../store/index.ts'
import { requirePermission } from './authorize.ts'
import { endSignIns } from './end-sign-ins.ts'
import { requireAdministrator, risksAdministration } from './last-administrator.ts'
import { requireOrganization } from './organization.ts'
import { requireMayGive } from './own-roles.ts'
import type { Principal } from './principal.ts'

interface Owner {
  readonly organizationId: string
  readonly personId: string
}

/** Everything that is kept for one person: how it signs in, and what it has allowed. */
async function forget(tx: Tx, { organizationId, personId }: Owner): Promise<void> {
  const own = scopeTo(tx.db, organizationId)
  for (const table of [
    'person_credentials',
    'passkeys',
    'recovery_codes',
    'external_identities',
    'application_consents',
  ] as const)
    await own.deleteFrom(table).where('person_id', '=', personId).execute()
  for (const table of ['sign_in_names', 'sign_in_links', 'access_tokens'] as const)
    await tx.db
      .deleteFrom(table)
      .where('organization_id', '=', organizationId)
      .where('person_id', '=', personId)
      .execute()
  // Only partners have such rows.
  await own
    .deleteFrom('delegation_members')
    .where('subject_kind', '=', 'person')
    .where('subject_id', '=', personId)
    .execute()
  await own.deleteFrom('people').where('id', '=', personId).execute()
}

async function refuseBreakGlass(tx: Tx, { organizationId, personId }: Owner): Promise<void> {
  const policy = await scopeTo(tx.db, organizationId)
    .selectFrom('sign_in_policies')
    .select('break_glass')
    .executeTakeFirst()
  const named: string[] = policy?.break_glass ? JSON.parse(policy.break_glass) : []
  if (named.includes(personId))
    throw new RegistryError('conflict', 'The sign-in policy names the person in breakGlass; take it out there first.')
}

/**
 * Removes a person for good: it is signed in nowhere any more, and its tokens and credentials are gone. What it has done stays in the
 * journal, under its id.
 * @throws not_found; conflict while the sign-in policy counts on it; last_administrator; forbidden when the person may do more than who
 * removes it and does not manage roles.
 */
export async function removePerson(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  personId: string,
): Promise<void> {
  requirePermission(principal, 'people.manage')
  const organization = await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  const owner = { organizationId, personId }
  await registry.store.write(async tx => {
    const row = await scopeTo(tx.db, organizationId)
      .selectFrom('people')
      .select(['email', 'name', 'roles', 'disabled_at'])
      .where('id', '=', personId)
      .executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    const roles: string[] = JSON.parse(row.roles)
    await requireMayGive(tx.db, principal, organizationId, roles)
    await refuseBreakGlass(tx, owner)
    const atRisk = row.disabled_at === null && (await risksAdministration(tx.db, organization, roles))
    await endSignIns(tx, principal, now, owner)
    await forget(tx, owner)
    if (atRisk) await requireAdministrator(tx, principal, organization)
    await appendJournal(tx, principal, now, [
      {
        organizationId,
        action: 'person.removed',
        subjectKind: 'person',
        subjectId: personId,
        before: { email: row.email, name: row.name, roles },
      },
    ])
  })
}
