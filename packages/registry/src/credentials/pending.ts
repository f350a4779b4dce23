import { randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { digestSecret } from '../organizations/index.ts'
import type { PersonRef } from './person-ref.ts'

/** How long a sign-in may take, ms. */
const pendingMs = 900_000

/** A sign-in between its first factor and its session. */
export interface PendingSignIn {
  /** Everybody whom the first factor proved. */
  readonly people: readonly PersonRef[]
  /** The one that is signing in, once that is known. */
  readonly chosen?: PersonRef
  readonly email: string
  /** Methods so far, as in RFC 8176. */
  readonly amr: readonly string[]
  /** When the first factor was proved, ms. */
  readonly at: number
  /** Where the browser goes afterwards; for the surface. */
  readonly continue: string
}

/** Keeps a sign-in under a new secret, which the browser holds. */
export async function beginPending(registry: Registry, state: PendingSignIn): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const digest = digestSecret(secret)
  await registry.store.write(
    async tx => {
      const row = { digest, state: JSON.stringify(state), expires_at: registry.now() + pendingMs }
      await tx.db.insertInto('pending_sign_ins').values(row).execute()
    },
    { unsynced: true },
  )
  return secret
}

/** @throws sign_in_expired */
export async function readPending(registry: Registry, secret: string | undefined): Promise<PendingSignIn> {
  const row =
    secret === undefined
      ? undefined
      : await registry.store.db
          .selectFrom('pending_sign_ins')
          .selectAll()
          .where('digest', '=', digestSecret(secret))
          .executeTakeFirst()
  if (!row || row.expires_at <= registry.now()) throw new RegistryError('sign_in_expired')
  return JSON.parse(row.state)
}

/** Notes what is new. */
export async function updatePending(
  registry: Registry,
  secret: string,
  change: Partial<PendingSignIn>,
): Promise<PendingSignIn> {
  const digest = digestSecret(secret)
  return registry.store.write(
    async tx => {
      const row = await tx.db
        .selectFrom('pending_sign_ins')
        .select('state')
        .where('digest', '=', digest)
        .executeTakeFirst()
      if (!row) throw new RegistryError('sign_in_expired')
      const state: PendingSignIn = { ...JSON.parse(row.state), ...change }
      await tx.db
        .updateTable('pending_sign_ins')
        .set({ state: JSON.stringify(state) })
        .where('digest', '=', digest)
        .execute()
      return state
    },
    { unsynced: true },
  )
}

/** Ends a sign-in that is under way. */
export async function endPending(registry: Registry, secret: string): Promise<void> {
  await registry.store.write(
    async tx => {
      await tx.db.deleteFrom('pending_sign_ins').where('digest', '=', digestSecret(secret)).execute()
    },
    { unsynced: true },
  )
}
