import { type Store, scopeTo } from '../store/index.ts'

/** Names of people of one organization by id, in one query. */
export async function personNames(
  db: Store['db'],
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await scopeTo(db, organizationId)
    .selectFrom('people')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute()
  return new Map(rows.map(row => [row.id, row.name]))
}
