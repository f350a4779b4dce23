import type { Registry } from '../context.ts'
import { scopeTo } from '../store/index.ts'
import { mostCountedDays } from './list.ts'
import { dayOf } from './tally.ts'

/** Removes counts of days that nobody can ask for any more. */
export async function dropOldCounts({ store, now }: Registry, organizationId: string): Promise<void> {
  const firstKept = dayOf(now()) - mostCountedDays
  const old = await scopeTo(store.db, organizationId)
    .selectFrom('daily_counts')
    .select('kind')
    .where('day', '<', firstKept)
    .limit(1)
    .executeTakeFirst()
  if (!old) return
  await store.write(async tx => {
    await scopeTo(tx.db, organizationId).deleteFrom('daily_counts').where('day', '<', firstKept).execute()
  })
}
