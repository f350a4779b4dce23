import type { Registry } from '../context.ts'

/** An application as the OpenID provider needs it. */
export interface SignInClient {
  readonly id: string
  /** Absent on applications that belong to the service itself. */
  readonly organizationId?: string
  readonly name: string
  readonly client: 'confidential' | 'public'
  readonly redirectUris: readonly string[]
  readonly people: 'organization' | 'everyone'
  /** SHA-256 of the secrets that are good now, and of those whose time is over. */
  readonly secrets: readonly { readonly digest: Uint8Array; readonly expired: boolean }[]
  /** Public keys that are good now: of certificates, and given ones. */
  readonly keys: readonly Record<string, unknown>[]
}

/** @returns undefined when there is no such application, or no more. */
export async function findSignInClient(registry: Registry, id: string): Promise<SignInClient | undefined> {
  const { db } = registry.store
  const row = await db.selectFrom('applications').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || row.revoked_at !== null) return undefined
  const now = registry.now()
  const credentials = await db
    .selectFrom('application_credentials')
    .select(['digest', 'jwk', 'expires_at'])
    .where('application_id', '=', id)
    .execute()
  const expired = (each: { expires_at: number | null }) => each.expires_at !== null && each.expires_at <= now
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    client: row.public_client === 1 ? 'public' : 'confidential',
    redirectUris: row.redirect_uris === null ? [] : JSON.parse(row.redirect_uris),
    people: row.any_organization === 1 ? 'everyone' : 'organization',
    secrets: credentials.flatMap(each =>
      each.digest === null ? [] : [{ digest: each.digest, expired: expired(each) }],
    ),
    keys: credentials.flatMap(each => (each.jwk === null || expired(each) ? [] : [JSON.parse(each.jwk)])),
  }
}
