import { randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { digestSecret } from '../organizations/index.ts'
import type { ProviderRef } from './provider.ts'

/** How long a person may stay at the provider, ms. */
const begunMs = 900_000

/** What a sign-in at a provider was begun with, and its answer is held against. */
export interface BegunSignIn extends ProviderRef {
  readonly state: string
  readonly nonce: string
  /** Of PKCE. */
  readonly codeVerifier: string
  /** Where the browser goes afterwards; for the surface. */
  readonly continue: string
}

/** Keeps what a sign-in was begun with. @returns the secret, for the browser's cookie. */
export async function beginExternalSignIn(registry: Registry, begun: BegunSignIn): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const row = { digest: digestSecret(secret), state: JSON.stringify(begun), expires_at: registry.now() + begunMs }
  await registry.store.write(
    async tx => {
      await tx.db.insertInto('external_sign_ins').values(row).execute()
    },
    { unsynced: true },
  )
  return secret
}

/** What a sign-in was begun with, once: an answer is taken one time. @throws sign_in_expired */
export async function takeExternalSignIn(registry: Registry, secret: string | undefined): Promise<BegunSignIn> {
  if (secret === undefined) throw new RegistryError('sign_in_expired')
  const digest = digestSecret(secret)
  return registry.store.write(async tx => {
    const row = await tx.db
      .selectFrom('external_sign_ins')
      .select(['state', 'expires_at'])
      .where('digest', '=', digest)
      .executeTakeFirst()
    await tx.db.deleteFrom('external_sign_ins').where('digest', '=', digest).execute()
    if (!row || row.expires_at <= registry.now()) throw new RegistryError('sign_in_expired')
    return JSON.parse(row.state)
  })
}

/** Deletes what was begun and never came back. */
export async function deleteExpiredExternalSignIns(registry: Registry): Promise<void> {
  await registry.store.write(
    async tx => {
      await tx.db.deleteFrom('external_sign_ins').where('expires_at', '<=', registry.now()).execute()
    },
    { unsynced: true },
  )
}
