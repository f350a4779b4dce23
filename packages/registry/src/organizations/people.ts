import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { type PeopleTable, scopeTo, type Tx } from '../store/index.ts'
import { requireText } from '../text.ts'
import { requirePermission } from './authorize.ts'
import { endSignIns } from './end-sign-ins.ts'
import { requireAdministrator, risksAdministration } from './last-administrator.ts'
import { type Organization, requireOrganization } from './organization.ts'
import { requireMayGive, requireRoles } from './own-roles.ts'
import type { Principal } from './principal.ts'

/** A person of one organization. The same human in two organizations is two people here. */
export interface Person {
  readonly id: string
  readonly organizationId: string
  readonly email: string
  readonly name: string
  readonly roles: string[]
  readonly createdAt: number
  readonly disabledAt?: number
}

export const toPerson = (row: PeopleTable): Person => ({
  id: row.id,
  organizationId: row.organization_id,
  email: row.email,
  name: row.name,
  roles: JSON.parse(row.roles),
  createdAt: row.created_at,
  ...(row.disabled_at !== null && { disabledAt: row.disabled_at }),
})

/** A person as it is asked for. */
export interface NewPerson {
  readonly email: string
  readonly name: string
  readonly roles: readonly string[]
}

/** Adds a person in a transaction of the caller's, who has checked the rights. @throws conflict when the address is taken there. */
export async function addPerson(
  tx: Tx,
  principal: Principal,
  organization: Organization,
  now: number,
  input: NewPerson,
): Promise<Person> {
  const email = requireText(input.email, 'email', 254).toLowerCase()
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    throw new RegistryError('invalid_request', 'email must be an e-mail address.', { field: 'email' })
  const row: PeopleTable = {
    organization_id: organization.id,
    id: newId(now),
    email,
    name: requireText(input.name, 'name', 200),
    roles: JSON.stringify(await requireRoles(tx.db, principal, organization, input.roles)),
    created_at: now,
    disabled_at: null,
  }
  const person = toPerson(row)
  const own = scopeTo(tx.db, organization.id)
  const taken = await own.selectFrom('people').select('id').where('email', '=', email).executeTakeFirst()
  if (taken) throw new RegistryError('conflict', `${email} is in the organization already.`, { field: 'email' })
  await own.insertInto('people').values(row).execute()
  await appendJournal(tx, principal, now, [
    {
      organizationId: organization.id,
      action: 'person.created',
      subjectKind: 'person',
      subjectId: row.id,
      after: { email, name: row.name, roles: person.roles },
    },
  ])
  return person
}

/** Adds a person to an organization. @throws conflict when the address is taken there. */
export async function createPerson(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  input: NewPerson,
): Promise<Person> {
  requirePermission(principal, 'people.manage')
  const organization = await requireOrganization(registry, principal, organizationId)
  return registry.store.write(tx => addPerson(tx, principal, organization, registry.now(), input))
}

/**
 * Changes roles or disables a person; both take effect with the person's next request. Who is disabled, or enabled again, is signed in
 * nowhere any more.
 * @throws not_found; last_administrator; forbidden when the person may do, or would do, more than who changes it and does not manage roles.
 */
export async function updatePerson(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  personId: string,
  change: { name?: string; roles?: string[]; disabled?: boolean },
): Promise<Person> {
  requirePermission(principal, 'people.manage')
  const organization = await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  return registry.store.write(async tx => {
    const own = scopeTo(tx.db, organizationId)
    const row = await own.selectFrom('people').selectAll().where('id', '=', personId).executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    await requireMayGive(tx.db, principal, organizationId, JSON.parse(row.roles))
    const atRisk = row.disabled_at === null && (await risksAdministration(tx.db, organization, JSON.parse(row.roles)))
    const roles = change.roles && (await requireRoles(tx.db, principal, organization, change.roles))
    const next: PeopleTable = {
      ...row,
      name: change.name === undefined ? row.name : requireText(change.name, 'name', 200),
      roles: roles === undefined ? row.roles : JSON.stringify(roles),
      disabled_at: change.disabled === undefined ? row.disabled_at : change.disabled ? (row.disabled_at ?? now) : null,
    }
    await own
      .updateTable('people')
      .set({ name: next.name, roles: next.roles, disabled_at: next.disabled_at })
      .where('id', '=', personId)
      .execute()
    if (atRisk) await requireAdministrator(tx, principal, organization)
    await appendJournal(tx, principal, now, [
      {
        organizationId,
        action: 'person.updated',
        subjectKind: 'person',
        subjectId: personId,
        before: { name: row.name, roles: JSON.parse(row.roles), disabled: row.disabled_at !== null },
        after: { name: next.name, roles: JSON.parse(next.roles), disabled: next.disabled_at !== null },
      },
    ])
    if ((row.disabled_at === null) !== (next.disabled_at === null))
      await endSignIns(tx, principal, now, { organizationId, personId })
    return toPerson(next)
  })
}
