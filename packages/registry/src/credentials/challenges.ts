import { randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { digestSecret } from '../organizations/index.ts'

/** How long an authenticator may take, ms. */
const challengeMs = 300_000

const keyOf = (holder: string) => digestSecret(`challenge ${holder}`)

/** Makes a challenge for whoever holds a secret, in place of the one before. */
export async function makeChallenge(registry: Registry, holder: string): Promise<string> {
  const challenge = randomBytes(32).toString('base64url')
  const values = { state: challenge, expires_at: registry.now() + challengeMs }
  await registry.store.write(
    async tx => {
      await tx.db
        .insertInto('pending_sign_ins')
        .values({ digest: keyOf(holder), ...values })
        .onConflict(conflict => conflict.column('digest').doUpdateSet(values))
        .execute()
    },
    { unsynced: true },
  )
  return challenge
}

/** Takes the challenge of whoever holds the secret: it is good for one answer. @throws sign_in_expired */
export async function takeChallenge(registry: Registry, holder: string): Promise<string> {
  const digest = keyOf(holder)
  return registry.store.write(async tx => {
    const row = await tx.db
      .selectFrom('pending_sign_ins')
      .select(['state', 'expires_at'])
      .where('digest', '=', digest)
      .executeTakeFirst()
    const { numDeletedRows } = await tx.db
      .deleteFrom('pending_sign_ins')
      .where('digest', '=', digest)
      .executeTakeFirst()
    if (!row || numDeletedRows === 0n || row.expires_at <= registry.now()) throw new RegistryError('sign_in_expired')
    return row.state
  })
}
