import { appendJournal } from '../journal/index.ts'
import { type Store, scopeTo, type Tx } from '../store/index.ts'
import type { Organization } from './organization.ts'
import type { Principal } from './principal.ts'
import { rolesFor } from './roles.ts'

/** A person as a sign-in through another provider needs to know it. */
export interface KnownPerson {
  readonly id: string
  readonly email: string
  readonly roles: readonly string[]
  readonly disabled: boolean
}

/** A person by id or by e-mail address, in the transaction of the sign-in. @returns undefined when there is none. */
export async function findPersonForSignIn(
  db: Store['db'],
  organizationId: string,
  by: { readonly id: string } | { readonly email: string },
): Promise<KnownPerson | undefined> {
  const query = scopeTo(db, organizationId).selectFrom('people').select(['id', 'email', 'roles', 'disabled_at'])
  const row = await ('id' in by
    ? query.where('id', '=', by.id)
    : query.where('email', '=', by.email)
  ).executeTakeFirst()
  return row && { id: row.id, email: row.email, roles: JSON.parse(row.roles), disabled: row.disabled_at !== null }
}

/** Those of the roles that the organization still has. */
export async function rolesThatExist(
  db: Store['db'],
  { id, kind }: Organization,
  wanted: readonly string[],
): Promise<string[]> {
  const own = await scopeTo(db, id).selectFrom('own_roles').select('name').execute()
  const known = new Set<string>([...rolesFor(kind), ...own.map(({ name }) => name)])
  return wanted.filter(role => known.has(role))
}

/** Sets the roles that a sign-in says the person has. Nothing is written when they are the same. */
export async function setRolesBySignIn(
  tx: Tx,
  principal: Principal,
  now: number,
  organizationId: string,
  person: KnownPerson,
  roles: readonly string[],
): Promise<void> {
  if ([...person.roles].sort().join() === [...roles].sort().join()) return
  await scopeTo(tx.db, organizationId)
    .updateTable('people')
    .set({ roles: JSON.stringify(roles) })
    .where('id', '=', person.id)
    .execute()
  await appendJournal(tx, principal, now, [
    {
      organizationId,
      action: 'person.updated',
      subjectKind: 'person',
      subjectId: person.id,
      before: { roles: person.roles },
      after: { roles },
      reason: 'The identity provider says so.',
    },
  ])
}
