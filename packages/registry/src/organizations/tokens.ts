import { createHash, randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { AccessTokensTable, Tx } from '../store/index.ts'
import { requireText } from '../text.ts'
import { may } from './authorize.ts'
import { isWorthNoting, noteTokenUse } from './last-use.ts'
import { organizationOf, requireOrganization } from './organization.ts'
import { requireManageable } from './own-roles.ts'
import type { Principal } from './principal.ts'
import { principalReader } from './principal-reader.ts'

const prefix = 'hpat_'

/** Live tokens that one person may have. */
export const tokensPerPerson = 100

/** A personal access token, without its secret. */
export interface AccessToken {
  readonly id: string
  readonly name: string
  readonly personId: string
  readonly createdAt: number
  readonly expiresAt?: number
  readonly revokedAt?: number
  /** To the hour. */
  readonly lastUsedAt?: number
}

const toToken = (row: AccessTokensTable): AccessToken => ({
  id: row.id,
  name: row.name,
  personId: row.person_id,
  createdAt: row.created_at,
  ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
})

/** A secret of 256 random bits needs no slow digest: it cannot be guessed, only stolen. */
export function digestSecret(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest()
}

async function requireTokenRights(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  personId: string,
): Promise<void> {
  if (principal.kind === 'person' && principal.id === personId && principal.organization.id === organizationId) return
  if (!may(principal, 'people.manage'))
    throw new RegistryError('forbidden', 'Only the person, or who manages people, may do this.')
  await requireOrganization(registry, principal, organizationId)
}

async function requireRoomForToken(tx: Tx, row: AccessTokensTable): Promise<void> {
  const { count } = await tx.db
    .selectFrom('access_tokens')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('organization_id', '=', row.organization_id)
    .where('person_id', '=', row.person_id)
    .where('revoked_at', 'is', null)
    .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', row.created_at)]))
    .executeTakeFirstOrThrow()
  if (count >= tokensPerPerson)
    throw new RegistryError('conflict', `A person has at most ${tokensPerPerson} live tokens; revoke one first.`)
}

/** A token as it is asked for. */
export interface NewAccessToken {
  readonly name: string
  readonly expiresAt?: number
}

/** Makes a token in a transaction of the caller's, who has checked the rights. */
export async function addAccessToken(
  tx: Tx,
  principal: Principal,
  organizationId: string,
  personId: string,
  now: number,
  input: NewAccessToken,
): Promise<AccessToken & { secret: string }> {
  if (input.expiresAt !== undefined && !(Number.isSafeInteger(input.expiresAt) && input.expiresAt > now))
    throw new RegistryError('invalid_request', 'expiresAt must be in the future.', { field: 'expiresAt' })
  const secret = prefix + randomBytes(32).toString('base64url')
  const row: AccessTokensTable = {
    digest: digestSecret(secret),
    id: newId(now),
    organization_id: organizationId,
    person_id: personId,
    name: requireText(input.name, 'name', 100),
    created_at: now,
    expires_at: input.expiresAt ?? null,
    revoked_at: null,
    last_used_at: null,
  }
  await requireManageable(tx.db, principal, organizationId, personId)
  await requireRoomForToken(tx, row)
  await tx.db.insertInto('access_tokens').values(row).execute()
  await appendJournal(tx, principal, now, [
    {
      organizationId,
      action: 'token.created',
      subjectKind: 'person',
      subjectId: personId,
      after: { tokenId: row.id, name: row.name },
    },
  ])
  return { ...toToken(row), secret }
}

/** Makes a personal access token. The secret is in the answer and nowhere else. */
export async function createAccessToken(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  personId: string,
  input: NewAccessToken,
): Promise<AccessToken & { secret: string }> {
  await requireTokenRights(registry, principal, organizationId, personId)
  return registry.store.write(tx => addAccessToken(tx, principal, organizationId, personId, registry.now(), input))
}

/** The tokens of a person, newest first, without secrets. */
export async function listAccessTokens(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  personId: string,
  page: PageRequest = {},
): Promise<Page<AccessToken>> {
  await requireTokenRights(registry, principal, organizationId, personId)
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  let query = registry.store.db
    .selectFrom('access_tokens')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('person_id', '=', personId)
  if (after !== undefined) query = query.where('id', '<', String(after[0]))
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toToken, row => [row.id])
}

/** Revokes a token, effective with the next request. @throws not_found. */
export async function revokeAccessToken(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  personId: string,
  tokenId: string,
): Promise<void> {
  await requireTokenRights(registry, principal, organizationId, personId)
  const now = registry.now()
  await registry.store.write(async tx => {
    const result = await tx.db
      .updateTable('access_tokens')
      .set({ revoked_at: now })
      .where('organization_id', '=', organizationId)
      .where('person_id', '=', personId)
      .where('id', '=', tokenId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (result.numUpdatedRows === 0n) throw new RegistryError('not_found')
    await appendJournal(tx, principal, now, [
      { organizationId, action: 'token.revoked', subjectKind: 'person', subjectId: personId, after: { tokenId } },
    ])
  })
}

interface TokenRow {
  person_id: string
  organization_id: string
  roles: string
  expires_at: number | null
  revoked_at: number | null
  disabled_at: number | null
  last_used_at: number | null
  tenant: string | null
  partner: string | null
}

/**
 * Makes the function that tells whose token a text is. Looked up by digest, so the time it takes tells nothing about the secret.
 * @returns undefined for anything that is not a live token of an enabled person.
 */
export function tokenAuthenticator(
  registry: Registry,
): (secret: string, requestId?: string) => Promise<Principal | undefined> {
  const read = principalReader(registry)
  const find = registry.store.prepare<{ digest: Uint8Array }, TokenRow>((db, p) =>
    db
      .selectFrom('access_tokens as t')
      .innerJoin('people as p', join =>
        join.onRef('p.organization_id', '=', 't.organization_id').onRef('p.id', '=', 't.person_id'),
      )
      .leftJoin('tenants', 'tenants.id', 't.organization_id')
      .leftJoin('partners', 'partners.id', 't.organization_id')
      .select(['t.person_id', 't.organization_id', 'p.roles', 't.expires_at', 't.revoked_at', 'p.disabled_at'])
      .select(['t.last_used_at'])
      .select(['tenants.id as tenant', 'partners.id as partner'])
      .where('t.digest', '=', p.digest),
  )
  return async (secret, requestId) => {
    if (!secret.startsWith(prefix)) return undefined
    const digest = digestSecret(secret)
    const now = registry.now()
    const [row] = await find({ digest })
    if (!row || row.revoked_at !== null || row.disabled_at !== null) return undefined
    if (row.expires_at !== null && row.expires_at <= now) return undefined
    const organization = organizationOf(row)
    if (organization === undefined) return undefined
    // A store that cannot write at this moment keeps nobody from reading.
    if (isWorthNoting(row.last_used_at, now)) await noteTokenUse(registry, digest).catch(() => undefined)
    return read({
      kind: 'person',
      id: row.person_id,
      organization,
      roles: JSON.parse(row.roles),
      ...(requestId !== undefined && { requestId }),
    })
  }
}
