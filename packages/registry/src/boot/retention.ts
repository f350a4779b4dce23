import type { Registry } from '../context.ts'
import { dropOldCounts } from '../daily-counts/index.ts'
import { firstIdAt, lowestId } from '../ids.ts'
import { registryId } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'

/** Traces that one transaction removes. */
const slice = 5_000

/** Removes boot traces that are older than `limits.traceDays` and counts of days long past: of every organization, and of devices that nobody has. */
export async function dropOldTraces(registry: Registry): Promise<void> {
  const before = registry.now() - registry.limits.traceDays * 86_400_000
  await dropBefore(registry, registryId, before)
  await dropOldCounts(registry, registryId)
  for await (const id of idsOf(registry, 'tenants')) {
    await dropBefore(registry, id, before)
    await dropOldCounts(registry, id)
  }
  for await (const id of idsOf(registry, 'partners')) await dropOldCounts(registry, id)
}

async function* idsOf({ store }: Registry, table: 'tenants' | 'partners'): AsyncGenerator<string> {
  for (let after: string | undefined = lowestId; after !== undefined; ) {
    const rows: { id: string }[] = await store.db
      .selectFrom(table)
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(1000)
      .execute()
    for (const { id } of rows) yield id
    after = rows.at(-1)?.id
  }
}

async function dropBefore(registry: Registry, organizationId: string, before: number): Promise<void> {
  // Ids begin with the time, so the old ones are the first of the primary key.
  const firstKept = firstIdAt(before)
  for (;;) {
    const old = await scopeTo(registry.store.db, organizationId)
      .selectFrom('boot_traces')
      .select('id')
      .where('id', '<', firstKept)
      .orderBy('id')
      .limit(slice)
      .execute()
    const last = old.at(-1)
    if (!last) return
    await registry.store.write(async tx => {
      await scopeTo(tx.db, organizationId).deleteFrom('boot_traces').where('id', '<=', last.id).execute()
    })
  }
}
