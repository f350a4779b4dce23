import { randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import type { ApplicationCredentialsTable, Tx } from '../store/index.ts'
import { requireText } from '../text.ts'
import { type PublicKeySet, readCertificate, requirePublicKeys } from './application-rules.ts'
import { requirePermission } from './authorize.ts'
import { requireOrganization } from './organization.ts'
import { requireMayGive } from './own-roles.ts'
import type { Principal } from './principal.ts'
import { digestSecret } from './tokens.ts'

/** Credentials that an application may have at the same time, so that a new one can be put in place before the old one ends. */
export const credentialsPerApplication = 20

/** How an application proves itself; never the secret. */
export interface ApplicationCredential {
  readonly id: string
  readonly kind: 'secret' | 'certificate' | 'key'
  readonly name: string
  /** Of a certificate: its SHA-256, base64url. */
  readonly thumbprint?: string
  readonly createdAt: number
  readonly expiresAt?: number
  /** To the hour; of a key that was given in a set: not known. */
  readonly lastUsedAt?: number
}

export const toCredential = (row: ApplicationCredentialsTable): ApplicationCredential => ({
  id: row.id,
  kind: row.kind as ApplicationCredential['kind'],
  name: row.name,
  ...(row.thumbprint !== null && { thumbprint: row.thumbprint }),
  createdAt: row.created_at,
  ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
})

/** What is asked for: a secret, which is made here, or the certificate of what the application signs with. */
export interface NewCredential {
  readonly kind: 'secret' | 'certificate'
  readonly name?: string
  /** Of a secret. */
  readonly expiresAt?: number
  readonly certificate?: string
}

interface Made {
  readonly row: ApplicationCredentialsTable
  readonly secret?: string
}

const blank = (applicationId: string, now: number) => ({
  application_id: applicationId,
  id: newId(now),
  digest: null,
  jwk: null,
  thumbprint: null,
  created_at: now,
  expires_at: null,
  last_used_at: null,
})

/** Makes a credential that is not stored yet. @throws invalid_request. */
export function makeCredential(applicationId: string, input: NewCredential, now: number): Made {
  if (input.kind === 'certificate') {
    if (input.expiresAt !== undefined)
      throw new RegistryError('invalid_request', 'A certificate has an expiry of its own.', { field: 'expiresAt' })
    const { jwk, thumbprint, subject, expiresAt } = readCertificate(input.certificate ?? '')
    if (!(expiresAt > now))
      throw new RegistryError('invalid_request', 'The certificate has expired.', { field: 'certificate' })
    const name = requireText(input.name ?? subject, 'name', 200)
    const row = { ...blank(applicationId, now), kind: 'certificate', name, jwk: JSON.stringify(jwk), thumbprint }
    return { row: { ...row, expires_at: expiresAt } }
  }
  if (input.certificate !== undefined)
    throw new RegistryError('invalid_request', 'A secret is made here, without a certificate.', {
      field: 'certificate',
    })
  if (input.expiresAt !== undefined && !(Number.isSafeInteger(input.expiresAt) && input.expiresAt > now))
    throw new RegistryError('invalid_request', 'expiresAt must be in the future.', { field: 'expiresAt' })
  const secret = randomBytes(32).toString('base64url')
  const name = requireText(input.name ?? 'secret', 'name', 200)
  const row = { ...blank(applicationId, now), kind: 'secret', name, digest: digestSecret(secret) }
  return { row: { ...row, expires_at: input.expiresAt ?? null }, secret }
}

/** Credentials for keys that are given as a JSON Web Key set. @throws invalid_request. */
export function makeKeyCredentials(applicationId: string, jwks: PublicKeySet, now: number) {
  return requirePublicKeys(jwks).map(jwk => ({
    ...blank(applicationId, now),
    kind: 'key',
    name: String(jwk['kid'] ?? 'key').slice(0, 200),
    jwk: JSON.stringify(jwk),
  }))
}

async function requireApplication(
  tx: Tx,
  organizationId: string,
  id: string,
): Promise<{ public: boolean; roles: string[] }> {
  const row = await tx.db
    .selectFrom('applications')
    .select(['public_client', 'roles'])
    .where('id', '=', id)
    .where('organization_id', '=', organizationId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return { public: row.public_client === 1, roles: JSON.parse(row.roles) }
}

/** Adds a secret or a certificate. A secret is in the answer and nowhere else. */
export async function addApplicationCredential(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  applicationId: string,
  input: NewCredential,
): Promise<ApplicationCredential & { secret?: string }> {
  requirePermission(principal, 'applications.manage')
  await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  const { row, secret } = makeCredential(applicationId, input, now)
  const credential = toCredential(row)
  await registry.store.write(async tx => {
    const application = await requireApplication(tx, organizationId, applicationId)
    if (application.public)
      throw new RegistryError('conflict', 'A public client can keep no secret, so it has no credentials.')
    // A secret of a program that may do more would be a way to do it.
    await requireMayGive(tx.db, principal, organizationId, application.roles)
    const { count } = await tx.db
      .selectFrom('application_credentials')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('application_id', '=', applicationId)
      .executeTakeFirstOrThrow()
    if (count >= credentialsPerApplication)
      throw new RegistryError(
        'conflict',
        `An application has at most ${credentialsPerApplication} credentials; remove one first.`,
      )
    await tx.db.insertInto('application_credentials').values(row).execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId,
        action: 'application.credential_added',
        subjectKind: 'application',
        subjectId: applicationId,
        after: credential,
      },
    ])
  })
  return secret === undefined ? credential : { ...credential, secret }
}

/** Removes a credential; nothing is signed in with it from then on. @throws not_found. */
export async function removeApplicationCredential(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  applicationId: string,
  credentialId: string,
): Promise<void> {
  requirePermission(principal, 'applications.manage')
  await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  await registry.store.write(async tx => {
    await requireApplication(tx, organizationId, applicationId)
    const result = await tx.db
      .deleteFrom('application_credentials')
      .where('application_id', '=', applicationId)
      .where('id', '=', credentialId)
      .executeTakeFirst()
    if (result.numDeletedRows === 0n) throw new RegistryError('not_found')
    await appendJournal(tx, principal, now, [
      {
        organizationId,
        action: 'application.credential_removed',
        subjectKind: 'application',
        subjectId: applicationId,
        before: { id: credentialId },
      },
    ])
  })
}
