import { randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { ApplicationsTable } from '../store/index.ts'
import { requireText } from '../text.ts'
import { requirePermission } from './authorize.ts'
import { organizationOf, requireOrganization } from './organization.ts'
import { requireRoles } from './own-roles.ts'
import type { Principal } from './principal.ts'
import { principalReader } from './principal-reader.ts'
import { digestSecret } from './tokens.ts'

/** A program that acts for an organization, with tokens from client credentials. Its id is the OAuth client id. */
export interface Application {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly roles: string[]
  /** How it proves itself: a secret, or a signature by one of its registered keys. */
  readonly credential: 'secret' | 'private_key_jwt'
  readonly createdAt: number
  readonly revokedAt?: number
}

const toApplication = (row: ApplicationsTable): Application => ({
  id: row.id,
  organizationId: row.organization_id,
  name: row.name,
  roles: JSON.parse(row.roles),
  credential: row.secret_digest === null ? 'private_key_jwt' : 'secret',
  createdAt: row.created_at,
  ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
})

export interface NewApplication {
  name: string
  roles: string[]
  /** Public keys (JWK set, at most 16 kB). When absent, a secret is made. */
  jwks?: { keys: Record<string, unknown>[] }
}

function checkKeys(jwks: { keys: Record<string, unknown>[] }): string {
  const text = JSON.stringify(jwks)
  if (text.length > 16_384) throw new RegistryError('invalid_request', 'jwks is larger than 16 kB.', { field: 'jwks' })
  if (!Array.isArray(jwks.keys) || jwks.keys.length === 0)
    throw new RegistryError('invalid_request', 'jwks must have at least one key.', { field: 'jwks' })
  for (const key of jwks.keys as unknown[]) {
    if (typeof key !== 'object' || key === null)
      throw new RegistryError('invalid_request', 'jwks.keys must be JSON web keys.', { field: 'jwks' })
    if ('d' in key || 'k' in key || ('kty' in key && key.kty === 'oct'))
      throw new RegistryError(
        'invalid_request',
        'jwks must hold public keys only; a private or symmetric key was sent.',
        { field: 'jwks' },
      )
  }
  return text
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
  const secret = input.jwks === undefined ? randomBytes(32).toString('base64url') : undefined
  const base: ApplicationsTable = {
    id: newId(now),
    organization_id: organizationId,
    name: requireText(input.name, 'name', 200),
    roles: '[]',
    secret_digest: secret === undefined ? null : digestSecret(secret),
    jwks: input.jwks === undefined ? null : checkKeys(input.jwks),
    created_at: now,
    revoked_at: null,
  }
  const application = await registry.store.write(async tx => {
    const roles = await requireRoles(tx.db, principal, organization, input.roles)
    const row = { ...base, roles: JSON.stringify(roles) }
    const made = toApplication(row)
    await tx.db.insertInto('applications').values(row).execute()
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

/** Applications of an organization, oldest first. */
export async function listApplications(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  page: PageRequest,
): Promise<Page<Application>> {
  requirePermission(principal, 'organization.read')
  await requireOrganization(registry, principal, organizationId)
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  let query = registry.store.db.selectFrom('applications').selectAll().where('organization_id', '=', organizationId)
  if (after !== undefined) query = query.where('id', '>', String(after[0]))
  return toPage(
    await query
      .orderBy('id')
      .limit(limit + 1)
      .execute(),
    limit,
    toApplication,
    row => [row.id],
  )
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

/** What the OpenID provider needs to authenticate a client. @returns undefined when unknown or revoked. */
export async function findApplicationCredential(
  registry: Registry,
  id: string,
): Promise<
  { id: string; name: string; secretDigest?: Uint8Array; jwks?: { keys: Record<string, unknown>[] } } | undefined
> {
  const row = await registry.store.db.selectFrom('applications').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || row.revoked_at !== null) return undefined
  return {
    id: row.id,
    name: row.name,
    ...(row.secret_digest !== null && { secretDigest: row.secret_digest }),
    ...(row.jwks !== null && { jwks: JSON.parse(row.jwks) }),
  }
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
