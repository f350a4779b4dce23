import type { Registry } from '../context.ts'
import { failureRules } from './failure-rules.ts'

const longestMemoryMs = Math.max(...Object.values(failureRules).map(rule => rule.forgetMs))

/** Deletes sessions, links, sign-ins under way and failures whose time is over. Nothing that still counts for anything. */
export async function deleteExpiredSignIns(registry: Registry): Promise<void> {
  const now = registry.now()
  await registry.store.write(
    async tx => {
      await tx.db.deleteFrom('sessions').where('expires_at', '<=', now).execute()
      await tx.db.deleteFrom('sign_in_links').where('expires_at', '<=', now).execute()
      await tx.db.deleteFrom('pending_sign_ins').where('expires_at', '<=', now).execute()
      await tx.db
        .deleteFrom('sign_in_failures')
        .where('last_at', '<=', now - longestMemoryMs)
        .execute()
    },
    { unsynced: true },
  )
}
