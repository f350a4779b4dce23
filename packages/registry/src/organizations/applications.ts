import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import type { ApplicationCredentialsTable, ApplicationsTable, Store, Tx } from '../store/index.ts'
import { requireText } from '../text.ts'
import {
  type ApplicationCredential,
  makeCredential,
  makeKeyCredentials,
  toCredential,
} from './application-credentials.ts'
import { type PublicKeySet, requireRedirectUris } from './application-rules.ts'
import { requirePermission } from './authorize.ts'
import { type Organization, organizationOf, requireOrganization } from './organization.ts'
import { requireMayGive, requireRoles } from './own-roles.ts'
import type { Principal } from './principal.ts'
import { principalReader } from './principal-reader.ts'

/** A program that acts for an organization, or for people who sign in to it. Its id is the OAuth client id. */
export interface Application {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  /** What it may do by itself. What it does for a person is bound by the roles of that person. */
  readonly roles: string[]
  /** `public` ones can keep no secret, such as a command line: they act only for people who sign in. */
  readonly client: 'confidential' | 'public'
  /** Where a sign-in may return to. */
  readonly redirectUris: string[]
  /** Whose people may sign in to it. */
  readonly people: 'organization' | 'everyone'
  readonly credentials: ApplicationCredential[]
  readonly createdAt: number
  readonly revokedAt?: number
}

export const toApplication = (
  row: ApplicationsTable,
  credentials: readonly ApplicationCredentialsTable[],
): Application => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  roles: JSON.parse(row.roles),
  client: row.public_client === 1 ? 'public' : 'confidential',
  redirectUris: row.redirect_uris === null ? [] : JSON.parse(row.redirect_uris),
  people: row.any_organization === 1 ? 'everyone' : 'organization',
  credentials: credentials.map(toCredential),
  createdAt: row.created_at,
  ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
})

export interface NewApplication {
  name: string
  roles: string[]
  client?: 'confidential' | 'public'
  redirectUris?: string[]
  people?: 'organization' | 'everyone'
  /** Public keys (JWK set, at most 16 kB). When absent, a secret is made for a confidential one. */
  jwks?: PublicKeySet
}

function firstCredentials(row: ApplicationsTable, { jwks, roles }: NewApplication) {
  if (row.public_client === 1) {
    if (jwks !== undefined || roles.length > 0)
      throw new RegistryError('invalid_request', 'A public client acts for people only: it has no keys and no roles.', {
        field: 'client',
      })
    return { rows: [] }
  }
  if (jwks !== undefined) return { rows: makeKeyCredentials(row.id, jwks, row.created_at) }
  const { row: secretRow, secret } = makeCredential(row.id, { kind: 'secret' }, row.created_at)
  return { rows: [secretRow], secret }
}

/** Registers an application. A secret, when one is made, is in the answer and nowhere else. */
export async function createApplication(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  input: NewApplication,
): Promise<Application & { secret?: string }> {
  requirePermission(principal, 'applications.manage')
  const organization = await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  const publicClient = input.client === 'public'
  const base: ApplicationsTable = {
    id: newId(now),
    organization_id: organizationId,
    name: requireText(input.name, 'name', 200),
    roles: '[]',
    created_at: now,
    revoked_at: null,
    redirect_uris: JSON.stringify(requireRedirectUris(input.redirectUris ?? [], publicClient)),
    public_client: publicClient ? 1 : 0,
    any_organization: input.people === 'everyone' ? 1 : 0,
  }
  const { rows, secret } = firstCredentials(base, input)
  const application = await registry.store.write(async tx => {
    const roles = await requireRoles(tx.db, principal, organization, input.roles)
    const row = { ...base, roles: JSON.stringify(roles) }
    const made = toApplication(row, rows)
    await tx.db.insertInto('applications').values(row).execute()
    if (rows.length > 0) await tx.db.insertInto('application_credentials').values(rows).execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId,
        action: 'application.created',
        subjectKind: 'application',
        subjectId: row.id,
        after: made,
      },
    ])
    return made
  })
  return secret === undefined ? application : { ...application, secret }
}

/** What of an application is to become something else. */
export interface ApplicationChange {
  readonly name?: string
  readonly redirectUris?: string[]
  readonly roles?: readonly string[]
}

/** The roles of an application after a change of them. */
async function changedRoles(
  tx: Tx,
  principal: Principal,
  organization: Organization,
  row: ApplicationsTable,
  wanted: readonly string[],
): Promise<string> {
  if (row.public_client === 1 && wanted.length > 0)
    throw new RegistryError('invalid_request', 'A public client acts for people only: it has no roles.', {
      field: 'roles',
    })
  await requireMayGive(tx.db, principal, organization.id, JSON.parse(row.roles))
  return JSON.stringify(await requireRoles(tx.db, principal, organization, wanted))
}

/**
 * Changes the name of an application, where sign-ins may return to, and what it may do by itself, effective with its next request.
 * @throws not_found; forbidden when it may do, or would do, more than who changes its roles and does not manage roles.
 */
export async function updateApplication(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
  change: ApplicationChange,
): Promise<Application> {
  requirePermission(principal, 'applications.manage')
  const organization = await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  return registry.store.write(async tx => {
    const row = await tx.db
      .selectFrom('applications')
      .selectAll()
      .where('id', '=', id)
      .where('organization_id', '=', organizationId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    const next: ApplicationsTable = {
      ...row,
      name: change.name === undefined ? row.name : requireText(change.name, 'name', 200),
      redirect_uris:
        change.redirectUris === undefined
          ? row.redirect_uris
          : JSON.stringify(requireRedirectUris(change.redirectUris, row.public_client === 1)),
      roles: change.roles ? await changedRoles(tx, principal, organization, row, change.roles) : row.roles,
    }
    const { name, redirect_uris, roles } = next
    await tx.db.updateTable('applications').set({ name, redirect_uris, roles }).where('id', '=', id).execute()
    const credentials = await tx.db
      .selectFrom('application_credentials')
      .selectAll()
      .where('application_id', '=', id)
      .orderBy('id')
      .execute()
    const [before, after] = [toApplication(row, credentials), toApplication(next, credentials)]
    await appendJournal(tx, principal, now, [
      {
        organizationId,
        action: 'application.updated',
        subjectKind: 'application',
        subjectId: id,
        before: { name: before.name, redirectUris: before.redirectUris, roles: before.roles },
        after: { name: after.name, redirectUris: after.redirectUris, roles: after.roles },
      },
    ])
    return after
  })
}

/** Revokes an application; tokens that it holds stop working with their next use. @throws not_found. */
export async function revokeApplication(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
): Promise<void> {
  requirePermission(principal, 'applications.manage')
  await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  await registry.store.write(async tx => {
    const result = await tx.db
      .updateTable('applications')
      .set({ revoked_at: now })
      .where('id', '=', id)
      .where('organization_id', '=', organizationId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (result.numUpdatedRows === 0n) throw new RegistryError('not_found')
    await appendJournal(tx, principal, now, [
      { organizationId, action: 'application.revoked', subjectKind: 'application', subjectId: id },
    ])
  })
}

/** Those of the applications that the organization has and has not revoked, with their roles. */
export async function liveApplications(
  db: Store['db'],
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('applications')
    .select(['id', 'roles'])
    .where('organization_id', '=', organizationId)
    .where('id', 'in', ids)
    .where('revoked_at', 'is', null)
    .execute()
  return new Map(rows.map(row => [row.id, JSON.parse(row.roles)]))
}

interface ApplicationRow {
  organization_id: string
  roles: string
  revoked_at: number | null
  tenant: string | null
  partner: string | null
}

/** Makes the function that turns the subject of a verified access token into the principal that it acts as now. */
export function applicationAuthenticator(
  registry: Registry,
): (clientId: string, requestId?: string) => Promise<Principal | undefined> {
  const read = principalReader(registry)
  const find = registry.store.prepare<{ id: string }, ApplicationRow>((db, p) =>
    db
      .selectFrom('applications as a')
      .leftJoin('tenants', 'tenants.id', 'a.organization_id')
      .leftJoin('partners', 'partners.id', 'a.organization_id')
      .select(['a.organization_id', 'a.roles', 'a.revoked_at', 'tenants.id as tenant', 'partners.id as partner'])
      .where('a.id', '=', p.id),
  )
  return async (clientId, requestId) => {
    const [row] = await find({ id: clientId })
    if (!row || row.revoked_at !== null) return undefined
    const organization = organizationOf(row)
    if (organization === undefined) return undefined
    return read({
      kind: 'application',
      id: clientId,
      organization,
      roles: JSON.parse(row.roles),
      ...(requestId !== undefined && { requestId }),
    })
  }
}
