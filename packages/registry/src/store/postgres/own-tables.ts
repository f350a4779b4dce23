import type { PoolClient } from 'pg'
import { isDuplicate } from './faults.ts'

const statements = [
  'create table if not exists migrations (number bigint primary key, name text not null, applied_at bigint not null)',
  'create table if not exists write_marks (id uuid primary key, committed bigint not null)',
  'create table if not exists write_turn (id bigint primary key, taken bigint not null)',
  'insert into write_turn (id, taken) values (1, 0) on conflict (id) do nothing',
]

const attempts = 20

/** Creates the tables that the store itself needs. `if not exists` fails when two come at the same moment; then it is asked again. */
export async function createOwnTables(client: PoolClient): Promise<void> {
  for (const statement of statements)
    for (let attempt = 1; ; attempt++)
      try {
        await client.query(statement)
        break
      } catch (error) {
        const met = isDuplicate(error) || ['42P07', '42710'].includes(String((error as { code?: unknown }).code))
        if (!met || attempt === attempts) throw error
      }
}
